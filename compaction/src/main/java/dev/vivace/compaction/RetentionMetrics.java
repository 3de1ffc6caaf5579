package dev.vivace.compaction;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// What retention counts, under the names dashboards for Tempo ask for. Thread-safe.
final class RetentionMetrics {

    private final Counter marked;
    private final Counter deleted;
    private final Counter errors;
    private final Histogram durations;

    /// Registers the metrics; once per registry.
    RetentionMetrics(PrometheusRegistry registry) {
        marked = Counter.builder()
                .name("tempodb_retention_marked_for_deletion_total")
                .help("Blocks that are not shown any more because they were kept as long as they should be.")
                .register(registry);
        deleted = Counter.builder()
                .name("tempodb_retention_deleted_total")
                .help("Blocks whose data was deleted.")
                .register(registry);
        errors = Counter.builder()
                .name("tempodb_retention_errors_total")
                .help("Blocks that could not be marked or deleted, and tenants whose blocks could not be listed;"
                        + " each is tried again.")
                .register(registry);
        durations = Histogram.builder()
                .name("tempodb_retention_duration_seconds")
                .help("Time of one look at the blocks of all tenants.")
                .classicOnly()
                .classicUpperBounds(.25, .5, 1, 2, 4, 8)
                .register(registry);
    }

    void marked() {
        marked.inc();
    }

    void deleted() {
        deleted.inc();
    }

    void failed() {
        errors.inc();
    }

    void looked(double seconds) {
        durations.observe(seconds);
    }
}
