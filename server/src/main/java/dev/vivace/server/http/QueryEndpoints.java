package dev.vivace.server.http;

import dev.vivace.server.config.QuestionLimits;
import dev.vivace.server.http.Route.Kind;
import dev.vivace.tenancy.TenantLimits;
import java.time.InstantSource;
import java.util.List;

/// All that can be asked about spans: over HTTP below [#routes], and the same in the calls of
/// [StreamingQuerier].
record QueryEndpoints(
        Endpoint oldTrace,
        Endpoint trace,
        TraceDiffEndpoint traceDiff,
        SearchEndpoint search,
        Endpoint oldTags,
        Endpoint tags,
        Endpoint oldTagValues,
        Endpoint tagValues,
        MetricsEndpoint metricsRange,
        MetricsEndpoint metricsInstant) {

    static QueryEndpoints of(
            TenantQueries queries, QuestionLimits limits, TenantLimits tenantLimits, InstantSource clock) {
        TimeParameters times = new TimeParameters(clock, limits.maxSearchDuration(), tenantLimits);
        MetricsTimes metricsTimes = new MetricsTimes(clock, limits, tenantLimits);
        return new QueryEndpoints(
                TraceEndpoint.v1(queries),
                new TraceEndpoint(queries, limits),
                new TraceDiffEndpoint(queries),
                new SearchEndpoint(queries, times, limits),
                new TagNamesEndpoint(queries, times, limits, false),
                new TagNamesEndpoint(queries, times, limits, true),
                new OldTagValuesEndpoint(queries, times),
                new TagValuesEndpoint(queries, times, limits),
                new MetricsEndpoint(queries, metricsTimes, limits, false),
                new MetricsEndpoint(queries, metricsTimes, limits, true));
    }

    List<Route> routes() {
        return List.of(
                new Route("/api/traces/{traceID}", Kind.QUERY, oldTrace),
                new Route("/api/v2/traces/diff", Kind.LONG_QUERY, traceDiff), // before what it would match
                new Route("/api/v2/traces/{traceID}", Kind.QUERY, trace),
                new Route("/api/search", Kind.QUERY, search),
                new Route("/api/search/tags", Kind.QUERY, oldTags),
                new Route("/api/v2/search/tags", Kind.QUERY, tags),
                new Route("/api/search/tag/{tagName}/values", Kind.QUERY, oldTagValues),
                new Route("/api/v2/search/tag/{tagName}/values", Kind.QUERY, tagValues),
                new Route("/api/metrics/query_range", Kind.QUERY, metricsRange),
                new Route("/api/metrics/query", Kind.QUERY, metricsInstant));
    }
}
