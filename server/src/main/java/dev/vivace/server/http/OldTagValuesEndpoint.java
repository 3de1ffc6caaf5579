package dev.vivace.server.http;

import dev.vivace.model.TimeRange;
import dev.vivace.query.TagValuesAnswer;
import dev.vivace.query.TagValuesAnswer.TagValue;
import dev.vivace.query.TagValuesRequest;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.wire.tempo.TagMessages;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Answers `/api/search/tag/{name}/values`: values as text of a bare attribute name, on spans and resources.
/// Thread-safe.
final class OldTagValuesEndpoint implements Endpoint {

    private static final List<String> STATUSES = List.of("0", "1", "2", "error", "ok", "unset");

    private final TenantQueries queries;
    private final TimeParameters times;

    OldTagValuesEndpoint(TenantQueries queries, TimeParameters times) {
        this.queries = queries;
        this.times = times;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException, TraceQlException {
        String name = request.variable();
        int limit = TagValuesEndpoint.limit(request.parameters());
        TimeRange range = times.ofTags(request);
        SortedSet<String> values = new TreeSet<>();
        long inspectedBytes = 0;
        if (name.equals("status.code")) {
            values.addAll(STATUSES);
        } else {
            for (Field field : fields(name)) {
                TagValuesAnswer answer =
                        queries.tagValues(request.tenants(), new TagValuesRequest(field, "", range, limit));
                answer.values().stream().map(TagValue::text).forEach(values::add);
                inspectedBytes += answer.inspectedBytes();
            }
            if (name.equals("error")) {
                values.add("true");
            }
        }
        List<String> listed =
                values.stream().limit(limit == 0 ? Long.MAX_VALUE : limit).toList();
        return Negotiation.of(request.accept()) == Negotiation.PROTOBUF
                ? Reply.protobuf(TagMessages.valuesV1Protobuf(listed, inspectedBytes))
                : Reply.json(TagMessages.valuesV1Json(listed, inspectedBytes));
    }

    private static List<Field> fields(String name) {
        return switch (name) {
            case "name" -> List.of(new IntrinsicField(Intrinsic.NAME));
            case "root.name" -> List.of(new IntrinsicField(Intrinsic.ROOT_NAME));
            case "root.service.name" -> List.of(new IntrinsicField(Intrinsic.ROOT_SERVICE_NAME));
            case "service.name" -> List.of(new AttributeField(FieldScope.RESOURCE, name));
            default ->
                List.of(new AttributeField(FieldScope.SPAN, name), new AttributeField(FieldScope.RESOURCE, name));
        };
    }
}
