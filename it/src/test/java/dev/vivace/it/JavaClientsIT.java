package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A program with the OpenTelemetry SDK for Java sends, and reads back what it sent: compared with what the same SDK
/// sent to a [Recorder].
class JavaClientsIT {
    private static final Duration END_AT_MOST = Duration.ofSeconds(20);

    @Test
    void spansSentOverGrpcComeBackWhole(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            sendAndReadBack(
                    server,
                    "java-grpc",
                    exporter -> exporter == 0
                            ? OtlpGrpcSpanExporter.builder()
                                    .setEndpoint(server.otlpGrpc().toString())
                                    .build()
                            : OtlpGrpcSpanExporter.builder()
                                    .setEndpoint(server.otlpGrpc().toString())
                                    .setCompression("gzip")
                                    .build());
        }
    }

    @Test
    void spansSentOverHttpComeBackWhole(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            sendAndReadBack(
                    server,
                    "java-http",
                    exporter -> exporter == 0
                            ? OtlpHttpSpanExporter.builder()
                                    .setEndpoint(server.otlpHttp().toString())
                                    .build()
                            : OtlpHttpSpanExporter.builder()
                                    .setEndpoint(server.otlpHttp().toString())
                                    .setCompression("gzip")
                                    .build());
        }
    }

    private interface Exporters {
        /// @param number 0 for a plain one, 1 for one that compresses
        SpanExporter make(int number);
    }

    private static void sendAndReadBack(ServerUnderTest server, String service, Exporters exporters) throws Exception {
        for (int number = 0; number < 2; number++) {
            String name = service + number;
            try (Recorder recorder = new Recorder()) {
                send(name, exporters.make(number), recorder);
                Map<String, Set<SentSpan>> sent = SentSpan.byTrace(recorder.requests());
                assertThat(sent).hasSize(1);
                assertThat(sent.values().iterator().next()).hasSize(3);
                for (TraceById way : TraceById.values()) {
                    assertThat(way.difference(server, sent)).isEmpty();
                }
                String traceId = sent.keySet().iterator().next();
                for (String condition : new String[] {
                    "span.text = \"käse 🧀\"",
                    "span.truth = true && span.small = -42 && span.fraction = 0.125",
                    "span.largest = 9223372036854775807",
                    "span.texts = \"c\"",
                    "event:name = \"retry\" && event.attempt = 2",
                    "event.exception.type = \"java.lang.IllegalStateException\"",
                    "link.hops = 1",
                    "kind = producer",
                    "instrumentation:name = \"shop\" && instrumentation:version = \"1.2.3\"",
                    "status = error && statusMessage = \"no such table\""
                }) {
                    String query = "{ resource.service.name = \"" + name + "\" && " + condition + " }";
                    JsonNode found = Conversation.get(server.api(Conversation.query("/api/search", "q", query)))
                            .json();
                    assertThat(found.at("/traces/0/traceID").asString(""))
                            .as(query + ": " + found)
                            .isEqualTo(traceId.replaceFirst("^0+", ""));
                }
            }
        }
    }

    private static void send(String service, SpanExporter exporter, Recorder recorder) {
        OtlpHttpSpanExporter recording = OtlpHttpSpanExporter.builder()
                .setEndpoint(recorder.url().toString())
                .build();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.create(
                        Attributes.builder()
                                .put("service.name", service)
                                .put("beta", true)
                                .build(),
                        "https://opentelemetry.io/schemas/1.30.0"))
                .setSpanLimits(SpanLimits.builder().setMaxNumberOfEvents(2).build())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .addSpanProcessor(BatchSpanProcessor.builder(recording).build())
                .build()) {
            Tracer tracer = provider.tracerBuilder("shop")
                    .setInstrumentationVersion("1.2.3")
                    .setSchemaUrl("https://opentelemetry.io/schemas/1.29.0")
                    .build();
            sendTrace(tracer);
            provider.forceFlush().join(END_AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void sendTrace(Tracer tracer) {
        Span root = tracer.spanBuilder("GET /cart")
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("text", "käse 🧀")
                .setAttribute("empty", "")
                .setAttribute("truth", true)
                .setAttribute("lie", false)
                .setAttribute("small", -42)
                .setAttribute("largest", Long.MAX_VALUE)
                .setAttribute("least", Long.MIN_VALUE)
                .setAttribute("fraction", 0.125)
                .setAttribute("endless", Double.POSITIVE_INFINITY)
                .setAttribute(AttributeKey.stringArrayKey("texts"), List.of("a", "", "c"))
                .setAttribute(AttributeKey.longArrayKey("numbers"), List.of(1L, Long.MAX_VALUE))
                .setAttribute(AttributeKey.doubleArrayKey("fractions"), List.of(0.5, 1.5))
                .setAttribute(AttributeKey.booleanArrayKey("truths"), List.of(true, false))
                .setAttribute(AttributeKey.stringArrayKey("none"), List.of())
                .setAttribute(AttributeKey.valueKey("bytes"), Value.of(new byte[] {0, -1, 127}))
                .setAttribute(
                        AttributeKey.valueKey("nested"),
                        Value.of(KeyValue.of("list", Value.of(Value.of(1L), Value.of("two"), Value.of(3.5)))))
                .startSpan();
        SpanContext elsewhere = SpanContext.createFromRemoteParent(
                "000000000000000000000000000000ff",
                "00000000000000aa",
                TraceFlags.getSampled(),
                TraceState.builder().put("vendor", "abc").build());
        Span child = tracer.spanBuilder("SELECT")
                .setSpanKind(SpanKind.CLIENT)
                .setParent(Context.root().with(root))
                .addLink(elsewhere, Attributes.builder().put("hops", 1).build())
                .startSpan();
        child.addEvent("retry", Attributes.builder().put("attempt", 2).build());
        child.recordException(new IllegalStateException("no such table"));
        child.addEvent("dropped, for two is the limit");
        child.setStatus(StatusCode.ERROR, "no such table");
        child.end();
        tracer.spanBuilder("publish")
                .setSpanKind(SpanKind.PRODUCER)
                .setParent(Context.root().with(root))
                .startSpan()
                .end();
        root.setStatus(StatusCode.OK);
        root.end();
    }
}
