package dev.vivace.server.http;

import dev.vivace.model.TimeRange;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.query.SearchAnswer;
import dev.vivace.query.SearchRequest;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.wire.json.JsonText;
import dev.vivace.wire.tempo.SearchMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Answers `/api/search`. Thread-safe.
///
/// Two parameters are Vivace's own: `strict=true` accepts only what the reference accepts; `why=true` adds the
/// field `emptyBecause` to a JSON answer without traces. Strict clients refuse unknown fields, hence only when
/// asked for.
final class SearchEndpoint implements Endpoint {

    private static final int DEFAULT_LIMIT = 20;
    private static final long MAX_LIMIT = 262_144;
    private static final int DEFAULT_SPANS = 3;
    private static final int MAX_SPANS = 100;

    /// UTF-8 bytes of a query.
    static final int MAX_QUERY_BYTES = 131_072;

    private final TenantQueries queries;
    private final TimeParameters times;

    SearchEndpoint(TenantQueries queries, TimeParameters times) {
        this.queries = queries;
        this.times = times;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException, TraceQlException {
        Parameters parameters = request.parameters();
        String query = parameters.text("q", "");
        String tags = parameters.text("tags", "");
        checkSize(query);
        if (!query.isEmpty() && !tags.isEmpty()) {
            throw new BadRequestException("invalid request: can't specify tags and q in the same query");
        }
        boolean byTags = query.isEmpty();
        TimeRange range = times.ofSearch(request);
        String traceQl = byTags ? TagsSearch.traceQl(tags, parameters) : query;
        SearchRequest search =
                new SearchRequest(traceQl, range, limit(parameters), spans(parameters), parameters.flag("strict"));
        boolean why = parameters.flag("why");
        SearchAnswer found = queries.search(request.tenants(), search);
        List<TraceSummary> traces = byTags ? withoutSpansets(found.traces()) : found.traces();
        if (Negotiation.of(request.accept()) == Negotiation.PROTOBUF) {
            return Reply.protobuf(SearchMessages.protobuf(traces, found.metrics()));
        }
        byte[] json = SearchMessages.json(traces, found.metrics());
        String because = found.emptyBecause();
        return Reply.json(why && because != null ? withReason(json, because) : json);
    }

    /// What a search by tags answers: which traces, not which spans.
    private static List<TraceSummary> withoutSpansets(List<TraceSummary> traces) {
        return traces.stream()
                .map(trace -> new TraceSummary(
                        trace.traceId(),
                        trace.rootServiceName(),
                        trace.rootTraceName(),
                        trace.startEpochNanos(),
                        trace.durationNanos(),
                        trace.hasRoot(),
                        List.of(),
                        Collections.emptySortedMap()))
                .toList();
    }

    /// Puts `emptyBecause` before the closing brace of the answer.
    private static byte[] withReason(byte[] json, String because) {
        byte[] field = new JsonText()
                .beginObject()
                .name("emptyBecause")
                .string(because)
                .endObject()
                .toByteArray();
        field[0] = ',';
        byte[] answer = Arrays.copyOf(json, json.length - 1 + field.length);
        System.arraycopy(field, 0, answer, json.length - 1, field.length);
        return answer;
    }

    /// @throws BadRequestException if the query is longer than [#MAX_QUERY_BYTES]
    static void checkSize(String query) {
        if (query.length() > MAX_QUERY_BYTES / 4 && query.getBytes(StandardCharsets.UTF_8).length > MAX_QUERY_BYTES) {
            throw new BadRequestException("TraceQL expression exceeds the configured maximum size of " + MAX_QUERY_BYTES
                    + " bytes, reduce the query expression size or contact your system administrator");
        }
    }

    private static int limit(Parameters parameters) {
        long limit = parameters.uint32("limit", DEFAULT_LIMIT);
        if (limit == 0) {
            throw new BadRequestException("invalid limit: must be a positive number");
        }
        if (limit > MAX_LIMIT) {
            throw new BadRequestException("limit " + limit + " exceeds max limit " + MAX_LIMIT);
        }
        return (int) limit;
    }

    private static int spans(Parameters parameters) {
        long spans = parameters.uint32("spss", DEFAULT_SPANS);
        if (spans > MAX_SPANS) {
            throw new BadRequestException("spans per span set exceeds " + MAX_SPANS + ". received " + spans);
        }
        return spans == 0 ? DEFAULT_SPANS : (int) spans;
    }
}
