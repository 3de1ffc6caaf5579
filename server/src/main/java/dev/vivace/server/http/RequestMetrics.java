package dev.vivace.server.http;

import com.linecorp.armeria.common.logging.RequestLog;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/// How long the API takes and what it is asked, under the name and labels dashboards for Tempo ask for. Thread-safe.
final class RequestMetrics {

    private final Histogram durations;
    private final Counter queries;
    private final QueryOutcomes outcomes;

    /// Registers the metrics; once per registry.
    RequestMetrics(PrometheusRegistry registry, BuildInfo build) {
        durations = Histogram.builder()
                .name("tempo_request_duration_seconds")
                .help("Time from a request's first byte to the end of its answer.")
                .labelNames("method", "route", "status_code", "ws")
                .classicOnly()
                // The reference's and 2, the bound people promise for queries.
                .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2, 2.5, 5, 10, 25, 50, 100)
                .register(registry);
        queries = Counter.builder()
                .name("tempo_query_frontend_requests_total")
                .help("Queries answered: op is traces, search, metadata (names and values of attributes) or metrics.")
                .labelNames("op", "status_code")
                .register(registry);
        outcomes = new QueryOutcomes(registry);
        for (Operation operation : Operation.values()) {
            // Zero from the start, so that a rate sees the first query.
            queries.initLabelValues(operation.word(), "200");
        }
        Gauge.builder()
                .name("tempo_build_info")
                .help("Which build this is; goversion holds the Java runtime's version.")
                .labelNames("version", "revision", "branch", "goversion", "goos", "goarch", "tags")
                .register(registry)
                .labelValues(
                        build.version(),
                        build.revision(),
                        build.branch(),
                        build.runtime(),
                        System.getProperty("os.name", "").toLowerCase(Locale.ROOT),
                        System.getProperty("os.arch", ""),
                        "")
                .set(1);
    }

    /// Counts a query of somebody's; other requests are none.
    ///
    /// @param tenant as it was named
    void asked(Route route, String tenant, int status) {
        if (route.kind() == Route.Kind.QUERY) {
            outcomes.http(tenant, Operation.of(route).word(), status);
        }
    }

    /// A gRPC call, by the whole name of its method.
    void called(String tenant, String path, RequestLog log, long startedNanos) {
        String result = outcomes.grpc(tenant, path, log);
        durations.labelValues("gRPC", path, result, "false").observe((System.nanoTime() - startedNanos) / 1e9);
    }

    void answered(String method, String route, int status, long startedNanos) {
        durations
                .labelValues(method, route, Integer.toString(status), "false")
                .observe((System.nanoTime() - startedNanos) / 1e9);
    }

    /// Counts a query; other requests are none.
    void queried(Route route, int status) {
        if (route.kind() == Route.Kind.QUERY) {
            queries.labelValues(Operation.of(route).word(), Integer.toString(status))
                    .inc();
        }
    }

    /// What is asked for, in the reference's words.
    private enum Operation {
        TRACES,
        SEARCH,
        METADATA,
        METRICS;

        static Operation of(Route route) {
            String template = route.template();
            return template.contains("/traces/")
                    ? TRACES
                    : template.contains("/metrics/") ? METRICS : template.contains("/search/tag") ? METADATA : SEARCH;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
