package dev.vivace.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.model.Span;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs with the real OpenTelemetry SDK, over both protocols, each to the same port.
class SdkExportersTest {

    private final DoorsUnderTest doors = new DoorsUnderTest();

    @AfterEach
    void close() {
        doors.close();
    }

    static Stream<String> exporters() {
        return Stream.of("http", "http+gzip", "grpc", "grpc+gzip");
    }

    @ParameterizedTest
    @MethodSource("exporters")
    void spansOfTheSdkArrive(String kind) {
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "sdk")))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(kind)).build())
                .build()) {
            Tracer tracer = provider.get("tests");
            for (int i = 0; i < 1200; i++) {
                tracer.spanBuilder("work").setAttribute("i", i).startSpan().end();
            }
            assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
        }

        assertThat(doors.intake.spans()).hasSize(1200).extracting(Span::name).containsOnly("work");
        assertThat(doors.arrivals.arrivals().getFirst().services()).containsExactly("sdk");
        assertThat(doors.arrivals.arrivals().getFirst().sender().agent()).startsWith("OTel");
        assertThat(doors.arrivals.spans()).isEqualTo(1200);
    }

    @Test
    void sdkDoesNotRetryWhatCannotSucceed() {
        doors.intake.failWith(new RefusedException(Reason.INVALID_TRACE_ID, "no", null, null));
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(exporter("grpc")).build())
                .build()) {
            provider.get("tests").spanBuilder("work").startSpan().end();
            provider.forceFlush().join(20, TimeUnit.SECONDS);
        }

        assertThat(doors.intake.spans()).isEmpty();
        Arrivals.TurnedAway refusal = doors.arrivals.turnedAway().getFirst();
        assertThat(refusal.reason()).isEqualTo("invalid_trace_id");
        assertThat(refusal.times()).isEqualTo(1); // the SDK retries only what may succeed
    }

    private SpanExporter exporter(String kind) {
        String compression = kind.endsWith("+gzip") ? "gzip" : "none";
        String endpoint = "http://127.0.0.1:" + doors.port();
        if (kind.startsWith("http")) {
            return OtlpHttpSpanExporter.builder()
                    .setEndpoint(endpoint + "/v1/traces")
                    .setCompression(compression)
                    .setTimeout(Duration.ofSeconds(10))
                    .build();
        }
        return OtlpGrpcSpanExporter.builder()
                .setEndpoint(endpoint)
                .setCompression(compression)
                .setTimeout(Duration.ofSeconds(10))
                .build();
    }
}
