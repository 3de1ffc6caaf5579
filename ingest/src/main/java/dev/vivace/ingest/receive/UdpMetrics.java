package dev.vivace.ingest.receive;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What is counted about datagrams: nobody hears of a lost one otherwise. Thread-safe.
final class UdpMetrics {

    /// More than [UdpSettings] allows to wait.
    static final String QUEUE_FULL = "queue_full";
    /// Larger than [UdpSettings#maxPacketBytes].
    static final String TOO_LARGE = "packet_too_large";

    private final Counter packets;
    private final Counter dropped;
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    UdpMetrics(PrometheusRegistry registry) {
        packets = Counter.builder()
                .name("vivace_receiver_udp_packets_total")
                .help("Datagrams received, taken or not.")
                .labelNames("port")
                .register(registry);
        dropped = Counter.builder()
                .name("vivace_receiver_udp_dropped_packets_total")
                .help("Datagrams that were not stored, and why; the status page has the messages.")
                .labelNames("port", "reason")
                .register(registry);
        CounterWithCallback.builder()
                .name("vivace_receiver_udp_system_dropped_packets_total")
                .help("Datagrams the system dropped because its buffer for the port was full; Linux only.")
                .labelNames("port")
                .callback(callback -> ports.forEach(
                        port -> callback.call(UdpDrops.of(port, Path.of("/proc")), Integer.toString(port))))
                .register(registry);
    }

    void opened(int port) {
        ports.add(port);
        String label = Integer.toString(port);
        packets.initLabelValues(label);
        // Zero from the start, so that an alert on growth sees the first one.
        dropped.initLabelValues(label, QUEUE_FULL);
        dropped.initLabelValues(label, TOO_LARGE);
        dropped.initLabelValues(label, "malformed");
    }

    void closed(int port) {
        ports.remove(port);
    }

    void received(int port) {
        packets.labelValues(Integer.toString(port)).inc();
    }

    void dropped(int port, String reason) {
        dropped.labelValues(Integer.toString(port), reason).inc();
    }
}
