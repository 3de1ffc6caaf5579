package dev.vivace.server.http;

import dev.vivace.model.AttributeScope;
import dev.vivace.query.TagNamesAnswer;
import dev.vivace.query.TagNamesRequest;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.wire.tempo.TagMessages;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers `/api/search/tags` (names alone) and `/api/v2/search/tags` (names by scope). Thread-safe.
final class TagNamesEndpoint implements Endpoint {

    /// The reference's list, always whole: whatever data there is has them.
    static final List<String> INTRINSICS = List.of(
            "duration",
            "event:name",
            "event:timeSinceStart",
            "instrumentation:name",
            "instrumentation:version",
            "kind",
            "link:spanID",
            "link:traceID",
            "name",
            "rootName",
            "rootServiceName",
            "span:duration",
            "span:id",
            "span:kind",
            "span:name",
            "span:parentID",
            "span:status",
            "span:statusMessage",
            "status",
            "statusMessage",
            "trace:duration",
            "trace:id",
            "trace:rootName",
            "trace:rootService",
            "traceDuration");

    private final TenantQueries queries;
    private final TimeParameters times;
    private final QuestionLimits limits;
    private final boolean byScope;

    /// @param byScope whether this is version 2
    TagNamesEndpoint(TenantQueries queries, TimeParameters times, QuestionLimits limits, boolean byScope) {
        this.queries = queries;
        this.times = times;
        this.limits = limits;
        this.byScope = byScope;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException, TraceQlException {
        Parameters parameters = request.parameters();
        String scope = parameters.text("scope", "");
        AttributeScope only = scope(scope);
        boolean attributes = !scope.equals("intrinsic") && !scope.equals("trace");
        String filter = byScope ? parameters.text("q", "") : "";
        SearchEndpoint.checkSize(filter, limits);
        TagNamesRequest question = new TagNamesRequest(only, filter, times.ofTags(request), (int)
                Math.min(parameters.lenientUint32("limit", 0), Integer.MAX_VALUE));
        TagNamesAnswer answer =
                attributes ? queries.tagNames(request.tenants(), question) : new TagNamesAnswer(new TreeMap<>(), 0);
        boolean protobuf = Negotiation.of(request.accept()) == Negotiation.PROTOBUF;
        long cost = answer.inspectedBytes();
        if (byScope) {
            Map<String, List<String>> scopes = scopes(answer.names(), scope);
            return protobuf
                    ? Reply.protobuf(TagMessages.namesV2Protobuf(scopes, cost))
                    : Reply.json(TagMessages.namesV2Json(scopes, cost));
        }
        List<String> names = names(answer.names(), scope);
        return protobuf
                ? Reply.protobuf(TagMessages.namesV1Protobuf(names, cost))
                : Reply.json(TagMessages.namesV1Json(names, cost));
    }

    private static @Nullable AttributeScope scope(String word) {
        switch (word) {
            case "", "none", "trace", "intrinsic" -> {
                return null;
            }
            default -> {
                for (AttributeScope scope : AttributeScope.values()) {
                    if (scope.word().equals(word)) {
                        return scope;
                    }
                }
                throw new BadRequestException("invalid scope: " + word
                        + " (expected: span, resource, event, link, instrumentation, trace, intrinsic or none)");
            }
        }
    }

    private static Map<String, List<String>> scopes(SortedMap<AttributeScope, SortedSet<String>> names, String scope) {
        Map<String, List<String>> scopes = new LinkedHashMap<>();
        names.forEach((some, tags) -> scopes.put(some.word(), List.copyOf(tags)));
        if (scope.isEmpty() || scope.equals("none") || scope.equals("intrinsic")) {
            scopes.put("intrinsic", INTRINSICS);
        }
        return scopes;
    }

    /// Version 1 lists intrinsics only to those who ask for nothing else.
    private static List<String> names(SortedMap<AttributeScope, SortedSet<String>> names, String scope) {
        if (scope.equals("intrinsic")) {
            return INTRINSICS;
        }
        SortedSet<String> all = new TreeSet<>();
        names.values().forEach(all::addAll);
        return List.copyOf(all);
    }
}
