package dev.vivace.server.http;

import dev.vivace.model.TimeRange;
import dev.vivace.query.TagValuesAnswer;
import dev.vivace.query.TagValuesAnswer.TagValue;
import dev.vivace.query.TagValuesRequest;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.wire.tempo.TagMessages;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Answers `/api/v2/search/tag/{name}/values`: typed values of a TraceQL field. Thread-safe.
final class TagValuesEndpoint implements Endpoint {

    private static final List<TagValue> STATUSES = keywords("ok", "error", "unset");
    private static final List<TagValue> KINDS =
            keywords("client", "server", "producer", "consumer", "internal", "unspecified");

    /// Spellings with too many values to be a choice: the reference lists none for them.
    private static final Set<String> NOT_LISTED = Set.of(
            "duration",
            "span:duration",
            "traceDuration",
            "trace:id",
            "span:id",
            "span:parentID",
            "link:spanID",
            "link:traceID");

    private final TenantQueries queries;
    private final TimeParameters times;
    private final QuestionLimits limits;

    TagValuesEndpoint(TenantQueries queries, TimeParameters times, QuestionLimits limits) {
        this.queries = queries;
        this.times = times;
        this.limits = limits;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException, TraceQlException {
        String name = request.variable();
        Parameters parameters = request.parameters();
        Field field = field(name);
        int limit = limit(parameters);
        TimeRange range = times.ofTags(request);
        String filter = parameters.text("q", "");
        SearchEndpoint.checkSize(filter, limits);
        TagValuesAnswer answer = switch (name) {
            case "status", "span:status" -> new TagValuesAnswer(STATUSES, 0);
            case "kind", "span:kind" -> new TagValuesAnswer(KINDS, 0);
            default ->
                NOT_LISTED.contains(name)
                        ? new TagValuesAnswer(List.of(), 0)
                        : queries.tagValues(request.tenants(), new TagValuesRequest(field, filter, range, limit));
        };
        List<dev.vivace.wire.tempo.TagValue> values = answer.values().stream()
                .limit(limit == 0 ? Integer.MAX_VALUE : limit)
                .map(value -> new dev.vivace.wire.tempo.TagValue(value.type(), value.text()))
                .toList();
        long cost = answer.inspectedBytes();
        return switch (Negotiation.of(request.accept())) {
            case PROTOBUF -> Reply.protobuf(TagMessages.valuesV2Protobuf(values, cost));
            case JSON -> Reply.json(TagMessages.valuesV2Json(values, cost));
            case LLM -> Reply.llm(TagMessages.valuesV2Llm(values, cost));
        };
    }

    /// @throws BadRequestException if the limit or `maxStaleValues` is no number; the latter has no effect
    ///     otherwise, for values come from dictionaries and every table is asked
    static int limit(Parameters parameters) {
        parameters.uint32("maxStaleValues", 0);
        return (int) Math.min(parameters.uint32("limit", 0), Integer.MAX_VALUE);
    }

    private static Field field(String name) {
        try {
            return TraceQl.parseField(name);
        } catch (TraceQlException e) {
            throw new BadRequestException("please provide a valid tagName: " + e.getMessage());
        }
    }

    private static List<TagValue> keywords(String... words) {
        return Stream.of(words).map(word -> new TagValue("keyword", word)).toList();
    }
}
