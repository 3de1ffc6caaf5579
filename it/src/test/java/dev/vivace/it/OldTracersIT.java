package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import brave.Tracing;
import brave.sampler.Sampler;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import io.jaegertracing.internal.JaegerSpan;
import io.jaegertracing.internal.JaegerTracer;
import io.jaegertracing.internal.reporters.RemoteReporter;
import io.jaegertracing.internal.samplers.ConstSampler;
import io.jaegertracing.spi.Sender;
import io.jaegertracing.thrift.internal.senders.HttpSender;
import io.jaegertracing.thrift.internal.senders.UdpSender;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.brave.AsyncZipkinSpanHandler;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/// Programs with the tracers of the time before OpenTelemetry, for Java: Jaeger's client over UDP and
/// HTTP, Brave with Zipkin's reporter in both formats. What they were told to send is what comes back.
class OldTracersIT {

    @Test
    void jaegersClientIsUnderstood(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            jaeger(server, "java-udp", new UdpSender("127.0.0.1", server.jaegerCompactPort(), 0));
            // as the guide for Go has it: a client of compact Thrift, sent to the port of binary Thrift
            jaeger(server, "java-udp-6832", new UdpSender("127.0.0.1", server.jaegerBinaryPort(), 0));
            jaeger(
                    server,
                    "java-http",
                    new HttpSender.Builder(server.jaegerHttp().toString()).build());
            jaeger(
                    server,
                    "java-http-otlp-port",
                    new HttpSender.Builder(
                                    server.otlpHttp().resolve("/api/traces").toString())
                            .build());
            assertThat(server.metric("vivace_receiver_udp_dropped_packets_total"))
                    .isZero();
        }
    }

    private static void jaeger(ServerUnderTest server, String service, Sender sender) throws Exception {
        String traceId;
        try (JaegerTracer tracer = new JaegerTracer.Builder(service)
                .withSampler(new ConstSampler(true))
                .withReporter(new RemoteReporter.Builder().withSender(sender).build())
                .withTag("beta", true)
                .withTraceId128Bit()
                .build()) {
            JaegerSpan root = tracer.buildSpan("GET /cart")
                    .withTag("span.kind", "server")
                    .withTag("text", "käse 🧀")
                    .withTag("empty", "")
                    .withTag("truth", true)
                    .withTag("largest", Long.MAX_VALUE)
                    .withTag("fraction", 0.125)
                    .start();
            JaegerSpan child = tracer.buildSpan("SELECT")
                    .asChildOf(root)
                    .withTag("span.kind", "client")
                    .withTag("error", true)
                    .start();
            child.log(Map.of("event", "retry", "attempt", 2));
            JaegerSpan follower = tracer.buildSpan("publish")
                    .addReference("follows_from", root.context())
                    .addReference("child_of", child.context())
                    .start();
            follower.finish();
            child.finish();
            root.finish();
            traceId = root.context().getTraceId();
        }
        List<SentSpan> spans = ForeignSpans.await(server, traceId, 3);
        assertThat(spans).hasSize(3);
        SentSpan root = ForeignSpans.named(spans, "GET /cart");
        SentSpan child = ForeignSpans.named(spans, "SELECT");
        SentSpan follower = ForeignSpans.named(spans, "publish");
        assertThat(SentSpan.hex(root.span().getTraceId())).isEqualTo(traceId);
        assertThat(ForeignSpans.resource(root))
                .containsEntry("service.name", service)
                .containsEntry("beta", "true")
                .containsEntry("opencensus.exporterversion", "Jaeger-Java-1.8.1")
                .containsKeys("host.name", "ip");
        assertThat(ForeignSpans.attributes(root))
                .containsEntry("text", "käse 🧀")
                .containsEntry("empty", "")
                .containsEntry("truth", "true")
                .containsEntry("largest", Long.toString(Long.MAX_VALUE))
                .containsEntry("fraction", "0.125")
                .containsEntry("sampler.type", "const")
                .doesNotContainKey("span.kind");
        assertThat(root.span().getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(root.span().getParentSpanId()).isEmpty();
        assertThat(root.span().getFlags()).isEqualTo(1);
        assertThat(root.span().getEndTimeUnixNano())
                .isGreaterThanOrEqualTo(child.span().getEndTimeUnixNano());
        assertThat(child.span().getParentSpanId()).isEqualTo(root.span().getSpanId());
        assertThat(child.span().getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(child.span().getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(child.span().getEventsList()).hasSize(1);
        assertThat(child.span().getEvents(0).getName()).isEqualTo("retry");
        assertThat(ForeignSpans.texts(child.span().getEvents(0).getAttributesList()))
                .containsEntry("attempt", "2");
        assertThat(follower.span().getParentSpanId()).isEqualTo(child.span().getSpanId());
        assertThat(follower.span().getLinksList()).hasSize(1);
        assertThat(follower.span().getLinks(0).getSpanId())
                .isEqualTo(root.span().getSpanId());
    }

    @Test
    void braveIsUnderstood(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            brave(
                    server,
                    "brave-json",
                    Encoding.JSON,
                    server.zipkin("/api/v2/spans").toString());
            brave(
                    server,
                    "brave-proto",
                    Encoding.PROTO3,
                    server.zipkin("/api/v2/spans").toString());
            brave(
                    server,
                    "brave-otlp-port",
                    Encoding.JSON,
                    server.otlpHttp().resolve("/api/v2/spans").toString());
        }
    }

    private static void brave(ServerUnderTest server, String service, Encoding encoding, String target)
            throws Exception {
        String traceId;
        try (URLConnectionSender sender = URLConnectionSender.newBuilder()
                        .endpoint(target)
                        .encoding(encoding)
                        .build();
                AsyncZipkinSpanHandler handler = AsyncZipkinSpanHandler.create(sender);
                Tracing tracing = Tracing.newBuilder()
                        .localServiceName(service)
                        .localIp("10.1.2.3")
                        .sampler(Sampler.ALWAYS_SAMPLE)
                        .traceId128Bit(true)
                        .addSpanHandler(handler)
                        .build()) {
            brave.Span root = tracing.tracer()
                    .newTrace()
                    .name("GET /cart")
                    .kind(brave.Span.Kind.SERVER)
                    .tag("text", "käse 🧀")
                    .start();
            brave.Span child = tracing.tracer()
                    .newChild(root.context())
                    .name("SELECT")
                    .kind(brave.Span.Kind.CLIENT)
                    .remoteServiceName("db")
                    .start();
            child.remoteIpAndPort("10.9.9.9", 5432);
            child.annotate("retry");
            child.error(new IllegalStateException("no such table"));
            child.finish();
            root.finish();
            traceId = root.context().traceIdString();
            handler.flush();
        }
        List<SentSpan> spans = ForeignSpans.await(server, traceId, 2);
        assertThat(spans).hasSize(2);
        SentSpan root = ForeignSpans.named(spans, "GET /cart");
        SentSpan child = ForeignSpans.named(spans, "SELECT");
        assertThat(SentSpan.hex(root.span().getTraceId())).isEqualTo(traceId);
        assertThat(ForeignSpans.resource(root)).isEqualTo(Map.of("service.name", service));
        assertThat(ForeignSpans.attributes(root))
                .isEqualTo(Map.of("text", "käse 🧀", "network.local.address", "10.1.2.3"));
        assertThat(root.span().getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(child.span().getParentSpanId()).isEqualTo(root.span().getSpanId());
        assertThat(child.span().getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(ForeignSpans.attributes(child))
                .containsEntry("service.peer.name", "db")
                .containsEntry("network.peer.address", "10.9.9.9")
                .containsEntry("net.peer.port", "5432")
                .containsEntry("error", "no such table");
        assertThat(child.span().getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(child.span().getStatus().getMessage()).isEqualTo("no such table");
        assertThat(child.span().getEvents(0).getName()).isEqualTo("retry");
    }
}
