package dev.vivace.demo;

import static io.opentelemetry.api.trace.SpanKind.CLIENT;
import static io.opentelemetry.api.trace.SpanKind.INTERNAL;

import dev.vivace.demo.TraceDraft.Draft;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;

/// Network flows as spans: who talked to whom, for how long, how much.
final class FlowScenario {
    private static final String[] PODS = {"nginx", "frontend", "checkout", "postgres", "redis", "coredns"};
    private static final String[] NAMESPACES = {"frontend", "frontend", "backend", "data", "data", "kube-system"};
    private static final int[] PORTS = {443, 8080, 8443, 5432, 6379, 53};

    private FlowScenario() {}

    static void flow(TraceDraft trace) {
        int source = trace.random().nextInt(3);
        int destination = (source + 1 + trace.random().nextInt(PODS.length - 1)) % PODS.length;
        boolean dns = PORTS[destination] == 53;
        String protocol = dns ? "UDP" : "TCP";
        // Some flows are bulk transfers.
        long sent = trace.chance(0.15)
                ? 1_000_001 + trace.random().nextInt(50_000_000)
                : 200 + trace.random().nextInt(400_000);
        long received = 200 + trace.random().nextInt(800_000);
        AttributesBuilder flow = Attributes.builder()
                .put("flow.direction", trace.oneOf("forward", "reverse"))
                .put("flow.bytes.sent", sent)
                .put("flow.bytes.received", received)
                .put("flow.packets.sent", 1 + sent / 1400)
                .put("flow.packets.received", 1 + received / 1400)
                .put("network.protocol", protocol)
                .put("network.transport", protocol.toLowerCase(java.util.Locale.ROOT))
                .put("network.type", "ipv4")
                .put("source.port", 30_000 + trace.random().nextInt(30_000))
                .put("destination.port", PORTS[destination]);
        end(trace, flow, "source", source);
        end(trace, flow, "destination", destination);
        Draft root = trace.root(Services.FLOWS, "flow_ipv4_" + (dns ? "udp" : "tcp"), dns ? CLIENT : INTERNAL)
                .with(flow.build());
        if (!dns && trace.chance(0.1)) {
            trace.pass(1, 20);
            root.event(
                    "tcp.retransmit",
                    Attributes.builder()
                            .put("tcp.retransmits", 1 + trace.random().nextInt(5))
                            .build());
        }
        root.work(1, 5000);
    }

    private static void end(TraceDraft trace, AttributesBuilder flow, String side, int pod) {
        flow.put(side + ".address", "10.0." + pod + "." + (1 + trace.random().nextInt(3)))
                .put(side + ".pod.name", PODS[pod] + "-" + trace.oneOf("7d9f8b", "5c6d4f", "8474b7"))
                .put(side + ".namespace", NAMESPACES[pod])
                .put(side + ".workload.name", PODS[pod]);
    }
}
