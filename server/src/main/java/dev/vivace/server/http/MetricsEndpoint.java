package dev.vivace.server.http;

import dev.vivace.query.MetricsAnswer;
import dev.vivace.query.MetricsRequest;
import dev.vivace.traceql.metrics.MetricsRun;
import dev.vivace.traceql.metrics.TimeGrid;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.wire.tempo.MetricsMessages;
import java.io.IOException;

/// Answers `/api/metrics/query_range` and `/api/metrics/query`, always in JSON. Thread-safe.
///
/// `strict=true` is Vivace's own: only what the reference accepts is accepted. Parameters the reference
/// has for itself (`mode`, `instant`, `blockID` and others) mean nothing.
final class MetricsEndpoint implements Endpoint {

    private final TenantQueries queries;
    private final MetricsTimes times;
    private final boolean instant;

    /// @param instant whether there is one value for the whole range, rather than one for each step
    MetricsEndpoint(TenantQueries queries, MetricsTimes times, boolean instant) {
        this.queries = queries;
        this.times = times;
        this.instant = instant;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException {
        Parameters parameters = request.parameters();
        String query = parameters.text("q", parameters.text("query", ""));
        SearchEndpoint.checkSize(query);
        TimeGrid grid = instant ? times.instant(request) : times.range(request);
        if (query.isEmpty()) {
            throw new BadRequestException((instant ? "compiling query: " : "")
                    + "parse error : syntax error: unexpected $end (expected: a query in the parameter q)");
        }
        int maxSeries = (int) Math.min(Integer.MAX_VALUE, parameters.lenientUint32("maxSeries", 0));
        MetricsAnswer answer;
        try {
            answer = queries.metrics(
                    request.tenants(),
                    new MetricsRequest(query, grid, exemplars(parameters), maxSeries, parameters.flag("strict")));
        } catch (TraceQlException e) {
            boolean bare = e.kind() == TraceQlException.Kind.PARSE && !instant;
            throw new BadRequestException((bare ? "" : "compiling query: ") + e.getMessage());
        }
        return Reply.json(
                instant
                        ? MetricsMessages.instantJson(answer.series(), answer.metrics(), answer.partialBecause())
                        : MetricsMessages.rangeJson(
                                answer.series(), answer.metrics(), answer.inspectedSpans(), answer.partialBecause()));
    }

    private int exemplars(Parameters parameters) {
        if (instant) {
            return 0;
        }
        long asked = parameters.lenientUint32("exemplars", 0);
        return asked == 0 ? MetricsRun.MAX_EXEMPLARS : (int) Math.min(asked, MetricsRun.MAX_EXEMPLARS);
    }
}
