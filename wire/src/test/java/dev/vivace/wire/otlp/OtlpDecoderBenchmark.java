package dev.vivace.wire.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;

/// How long the decoder takes per span, against the generated classes: run `main`; no test runs this. The batch has 500
/// spans of 10 services with 10 attributes each.
final class OtlpDecoderBenchmark {

    /// CPU time, not the clock's: other programs on the machine do not count.
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private OtlpDecoderBenchmark() {}

    public static void main(String[] args) throws Exception {
        byte[] batch = batch(500);
        CountingSink sink = new CountingSink();
        OtlpDecoder decoder = new OtlpDecoder();
        System.out.printf(
                "%s, %d processors, %d bytes per span%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), batch.length / 500);
        for (int round = 0; round < 8; round++) {
            int repeats = 1000;
            long start = THREADS.getCurrentThreadCpuTime();
            long spans = 0;
            for (int i = 0; i < repeats; i++) {
                spans += decoder.decode(batch, 0, batch.length, sink);
            }
            double own = (double) (THREADS.getCurrentThreadCpuTime() - start) / spans;
            start = THREADS.getCurrentThreadCpuTime();
            long parsed = 0;
            for (int i = 0; i < repeats / 4; i++) {
                parsed += ExportTraceServiceRequest.parseFrom(batch).getResourceSpansCount() * 50L;
            }
            double generated = (double) (THREADS.getCurrentThreadCpuTime() - start) / parsed;
            System.out.printf(
                    "decoder %.0f ns/span, generated classes %.0f ns/span (sum %x)%n", own, generated, sink.sum);
        }
    }

    static byte[] batch(int spans) {
        Random random = new Random(1);
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (int service = 0; service < 10; service++) {
            ScopeSpans.Builder scopeSpans = ScopeSpans.newBuilder()
                    .setScope(InstrumentationScope.newBuilder()
                            .setName("io.opentelemetry.http")
                            .setVersion("2.1.0"));
            for (int i = 0; i < spans / 10; i++) {
                byte[] traceId = new byte[16];
                byte[] spanId = new byte[8];
                random.nextBytes(traceId);
                random.nextBytes(spanId);
                long startNanos = 1_755_850_000_000_000_000L + random.nextInt();
                scopeSpans.addSpans(Span.newBuilder()
                        .setTraceId(ByteString.copyFrom(traceId))
                        .setSpanId(ByteString.copyFrom(spanId))
                        .setParentSpanId(ByteString.copyFrom(spanId))
                        .setName("GET /api/cart/{id}")
                        .setKindValue(1 + random.nextInt(4))
                        .setStartTimeUnixNano(startNanos)
                        .setEndTimeUnixNano(startNanos + random.nextInt(100_000_000))
                        .addAttributes(text("http.request.method", "GET"))
                        .addAttributes(text("url.path", "/api/cart/" + random.nextInt(10_000)))
                        .addAttributes(text("server.address", "cart.shop.svc.cluster.local"))
                        .addAttributes(text("user.id", "user-" + random.nextInt(100_000)))
                        .addAttributes(text("network.protocol.version", "1.1"))
                        .addAttributes(number("http.response.status_code", 200 + random.nextInt(5)))
                        .addAttributes(number("server.port", 8080))
                        .addAttributes(number("thread.id", random.nextInt(200)))
                        .addAttributes(text("thread.name", "worker-" + random.nextInt(200)))
                        .addAttributes(KeyValue.newBuilder()
                                .setKey("cart.total")
                                .setValue(AnyValue.newBuilder().setDoubleValue(random.nextDouble())))
                        .setStatus(Status.newBuilder().setCodeValue(random.nextInt(3)))
                        .setFlags(257));
            }
            request.addResourceSpans(ResourceSpans.newBuilder()
                    .setResource(Resource.newBuilder()
                            .addAttributes(text("service.name", "service-" + service))
                            .addAttributes(text("k8s.pod.name", "service-" + service + "-7d4f9c-xk2p9"))
                            .addAttributes(text("telemetry.sdk.language", "java")))
                    .addScopeSpans(scopeSpans));
        }
        return request.build().toByteArray();
    }

    private static KeyValue text(String key, String text) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(text))
                .build();
    }

    private static KeyValue number(String key, long number) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setIntValue(number))
                .build();
    }
}
