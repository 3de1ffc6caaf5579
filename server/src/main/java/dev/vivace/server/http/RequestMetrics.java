package dev.vivace.server.http;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/// How long the API takes, under the name and labels dashboards for Tempo ask for. Thread-safe.
final class RequestMetrics {

    private final Histogram durations;

    /// Registers the metrics; once per registry.
    RequestMetrics(PrometheusRegistry registry, BuildInfo build) {
        durations = Histogram.builder()
                .name("tempo_request_duration_seconds")
                .help("Time from a request's first byte to the end of its answer.")
                .labelNames("method", "route", "status_code", "ws")
                .classicOnly()
                .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 25, 50, 100)
                .register(registry);
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

    void answered(String method, String route, int status, long startedNanos) {
        durations
                .labelValues(method, route, Integer.toString(status), "false")
                .observe((System.nanoTime() - startedNanos) / 1e9);
    }
}
