package dev.vivace.server.http;

import dev.vivace.model.TimeRange;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.model.work.Step;
import dev.vivace.query.SearchAnswer;
import dev.vivace.query.SearchRequest;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.wire.json.JsonText;
import dev.vivace.wire.tempo.PlanJson;
import dev.vivace.wire.tempo.SearchMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers `/api/search`. Thread-safe.
///
/// Three parameters are Vivace's own. `strict=true` accepts only what the reference accepts, `strict=false`
/// more, whatever the configuration says. `why=true` adds the field `emptyBecause` to a JSON answer without
/// traces; `explain=true` adds the field `explain`, the plan and what its steps cost. Strict clients refuse
/// unknown fields, hence only when asked for.
final class SearchEndpoint implements Endpoint, StreamedEndpoint {

    private final TenantQueries queries;
    private final TimeParameters times;
    private final QuestionLimits limits;

    SearchEndpoint(TenantQueries queries, TimeParameters times, QuestionLimits limits) {
        this.queries = queries;
        this.times = times;
        this.limits = limits;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException, TraceQlException {
        Question question = question(request);
        SearchAnswer found = queries.search(request.tenants(), question.search());
        List<TraceSummary> traces = question.shown(found.traces());
        boolean padded = queries.padsTraceIds(request.tenants());
        if (Negotiation.of(request.accept()) == Negotiation.PROTOBUF) {
            return Reply.protobuf(SearchMessages.protobuf(traces, found.metrics(), padded));
        }
        String because = found.emptyBecause();
        if (because == null && found.plan() == null) {
            return Reply.json(pieces -> SearchMessages.json(traces, found.metrics(), padded, pieces));
        }
        byte[] json = SearchMessages.json(traces, found.metrics(), padded);
        if (because != null) {
            json = JsonFields.add(
                    json, "emptyBecause", new JsonText().string(because).toByteArray());
        }
        Step plan = found.plan();
        return Reply.json(plan == null ? json : JsonFields.add(json, "explain", PlanJson.of(plan)));
    }

    /// Sends traces once they are certain, each once, and in the end all of them.
    @Override
    public byte[] stream(ApiRequest request, Interim interim) throws IOException, TraceQlException {
        Question question = question(request);
        AtomicInteger sent = new AtomicInteger();
        boolean padded = queries.padsTraceIds(request.tenants());
        SearchAnswer found = queries.search(request.tenants(), question.search(), interim.of(soFar -> {
            List<TraceSummary> certain = soFar.traces();
            List<TraceSummary> news = certain.subList(sent.getAndSet(certain.size()), certain.size());
            return SearchMessages.protobuf(question.shown(news), soFar.metrics(), padded);
        }));
        return SearchMessages.protobuf(question.shown(found.traces()), found.metrics(), padded);
    }

    /// @param byTags whether traces are asked for, not spans
    private record Question(SearchRequest search, boolean byTags) {
        List<TraceSummary> shown(List<TraceSummary> traces) {
            return byTags ? withoutSpansets(traces) : traces;
        }
    }

    private Question question(ApiRequest request) {
        Parameters parameters = request.parameters();
        String query = parameters.text("q", "");
        String tags = parameters.text("tags", "");
        checkSize(query, limits);
        if (!query.isEmpty() && !tags.isEmpty()) {
            throw new BadRequestException("invalid request: can't specify tags and q in the same query");
        }
        boolean byTags = query.isEmpty();
        TimeRange range = times.ofSearch(request);
        String traceQl = byTags ? TagsSearch.traceQl(tags, parameters) : query;
        SearchRequest search = new SearchRequest(
                traceQl,
                range,
                limit(parameters),
                spans(parameters),
                parameters.flag("strict", limits.strict()),
                parameters.flag("why"),
                parameters.flag("explain"));
        return new Question(search, byTags);
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
                        ServiceStats.NONE))
                .toList();
    }

    /// @throws BadRequestException if the query is longer than [QuestionLimits#maxQueryBytes]
    static void checkSize(String query, QuestionLimits limits) {
        int most = limits.maxQueryBytes();
        if (query.length() > most / 4 && query.getBytes(StandardCharsets.UTF_8).length > most) {
            throw new BadRequestException("TraceQL expression exceeds the configured maximum size of " + most
                    + " bytes, reduce the query expression size or contact your system administrator");
        }
    }

    private int limit(Parameters parameters) {
        long limit = parameters.uint32("limit", limits.defaultResults());
        if (limit == 0) {
            throw new BadRequestException("invalid limit: must be a positive number");
        }
        if (limits.maxResults() > 0 && limit > limits.maxResults()) {
            throw new BadRequestException("limit " + limit + " exceeds max limit " + limits.maxResults()
                    + "; ask for fewer, or raise query_frontend.search.max_result_limit");
        }
        return (int) Math.min(limit, Integer.MAX_VALUE);
    }

    private int spans(Parameters parameters) {
        long spans = parameters.uint32("spss", 0);
        if (limits.maxSpans() > 0 && spans > limits.maxSpans()) {
            throw new BadRequestException("spans per span set exceeds " + limits.maxSpans() + ". received " + spans
                    + "; ask for fewer, or raise query_frontend.search.max_spans_per_span_set");
        }
        return spans == 0 ? limits.defaultSpans() : (int) Math.min(spans, Integer.MAX_VALUE);
    }
}
