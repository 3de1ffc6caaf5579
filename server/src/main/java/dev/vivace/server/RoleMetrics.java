package dev.vivace.server;

import dev.vivace.server.http.Readiness;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/// What `/metrics` says of the parts Tempo would spread over processes: this one is each ring's only member, as the
/// pages of rings have it.
final class RoleMetrics {

    private static final List<String> RINGS =
            List.of("distributor", "live-store", "ingester", "compactor", "backend-worker");
    private static final List<String> OTHER_STATES = List.of("Unhealthy", "LEAVING", "PENDING", "JOINING");

    private RoleMetrics() {}

    static void register(Readiness readiness, PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("tempo_ring_members")
                .help("Members of rings: this process alone.")
                .labelNames("name", "state")
                .callback(callback -> {
                    for (String ring : RINGS) {
                        callback.call(1, ring, "ACTIVE");
                        OTHER_STATES.forEach(state -> callback.call(0, ring, state));
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("tempo_partition_ring_partitions")
                .help("Partitions spans are logged in: one.")
                .labelNames("name", "state")
                .callback(callback -> {
                    callback.call(0, "livestore-partitions", "Pending");
                    callback.call(1, "livestore-partitions", "Active");
                    callback.call(0, "livestore-partitions", "Inactive");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("tempo_live_store_ready")
                .help("1 while /ready says yes.")
                .callback(callback -> callback.call(readiness.state() instanceof Readiness.State.Ready ? 1 : 0))
                .register(registry);
    }
}
