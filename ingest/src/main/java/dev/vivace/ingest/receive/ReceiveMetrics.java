package dev.vivace.ingest.receive;

import dev.vivace.model.TenantId;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// What the doors count, under the names dashboards for Tempo ask for. Thread-safe.
public final class ReceiveMetrics {

    private final Counter requests;
    private final Counter spansReceived;
    private final Counter bytesReceived;
    private final Counter ingressBytes;
    private final Counter discardedSpans;
    private final Counter refusedRequests;
    private final Counter repairedValues;
    private final Gauge acceptedSpans;
    private final Gauge refusedSpans;

    /// Registers the metrics; once per registry.
    public ReceiveMetrics(PrometheusRegistry registry) {
        requests = Counter.builder()
                .name("tempo_distributor_ingestion_requests_total")
                .help("Requests with spans, by how they ended: success, refused (a mistake of the sender's) or failure"
                        + " (too much at once, or a fault here). The tenant is empty where none was named.")
                .labelNames("tenant", "status")
                .register(registry);
        spansReceived = Counter.builder()
                .name("tempo_distributor_spans_received_total")
                .help("Spans that were taken, per tenant.")
                .labelNames("tenant")
                .register(registry);
        bytesReceived = Counter.builder()
                .name("tempo_distributor_bytes_received_total")
                .help("Bytes that were taken, as OTLP protobuf, per tenant.")
                .labelNames("tenant")
                .register(registry);
        ingressBytes = Counter.builder()
                .name("tempo_distributor_ingress_bytes_total")
                .help("Bytes that were offered, as OTLP protobuf, per tenant, taken or not.")
                .labelNames("tenant")
                .register(registry);
        discardedSpans = Counter.builder()
                .name("tempo_discarded_spans_total")
                .help("Spans of requests that were not taken, as far as they could be counted.")
                .labelNames("reason", "tenant")
                .register(registry);
        refusedRequests = Counter.builder()
                .name("vivace_receiver_refused_requests_total")
                .help("Requests that were not taken, and why; the status page has the messages.")
                .labelNames("transport", "reason")
                .register(registry);
        repairedValues = Counter.builder()
                .name("vivace_receiver_repaired_values_total")
                .help("Values of other formats than OTLP that could not be kept as what they were; their spans are"
                        + " stored.")
                .labelNames("receiver")
                .register(registry);
        // The reference's names end in no `_total`, which a counter of this library always gets: hence
        // gauges. Queries with rate() do not care.
        acceptedSpans = Gauge.builder()
                .name("tempo_receiver_accepted_spans")
                .help("Spans that were taken, since the start.")
                .labelNames("receiver", "transport")
                .register(registry);
        refusedSpans = Gauge.builder()
                .name("tempo_receiver_refused_spans")
                .help("Spans that were not taken, since the start, as far as they could be counted.")
                .labelNames("receiver", "transport")
                .register(registry);
        for (Transport transport : Transport.values()) {
            // Zero from the start, so that an alert on growth sees the first refusal.
            acceptedSpans.initLabelValues(transport.receiver(), transport.word());
            refusedSpans.initLabelValues(transport.receiver(), transport.word());
        }
    }

    /// Shows how many bytes the doors hold.
    void showBytesInFlight(PrometheusRegistry registry, BytesInFlight inFlight) {
        GaugeWithCallback.builder()
                .name("vivace_receiver_inflight_bytes")
                .help("Bytes of requests between their arrival and their answer.")
                .callback(callback -> callback.call(inFlight.held()))
                .register(registry);
    }

    void offered(TenantId tenant, long protobufBytes) {
        ingressBytes.labelValues(tenant.name()).inc(protobufBytes);
    }

    /// A request without spans was taken.
    void takenEmpty(String tenant) {
        requests.labelValues(tenant, "success").inc();
    }

    /// A request was turned away with this status.
    void turnedAway(String tenant, int httpStatus) {
        boolean mistake = httpStatus < 500 && httpStatus != 429;
        requests.labelValues(tenant, mistake ? "refused" : "failure").inc();
    }

    void taken(TenantId tenant, Transport transport, int spans, long protobufBytes) {
        requests.labelValues(tenant.name(), "success").inc();
        spansReceived.labelValues(tenant.name()).inc(spans);
        bytesReceived.labelValues(tenant.name()).inc(protobufBytes);
        acceptedSpans.labelValues(transport.receiver(), transport.word()).inc(spans);
    }

    void refused(Transport transport, String reason) {
        refusedRequests.labelValues(transport.word(), reason).inc();
    }

    void repaired(Transport transport, int values) {
        repairedValues.labelValues(transport.receiver()).inc(values);
    }

    void discarded(TenantId tenant, Transport transport, String reason, int spans) {
        discardedSpans.labelValues(reason, tenant.name()).inc(spans);
        refusedSpans.labelValues(transport.receiver(), transport.word()).inc(spans);
    }
}
