package dev.vivace.it;

import com.google.protobuf.ByteString;
import dev.vivace.it.Conversation.Answer;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/// A trace of one span that starts now and carries its number. Immutable.
///
/// @param number of the span: in its ids, its name and the key and value of its attribute
record SampleSpan(int number, long startEpochNanos) {

    static SampleSpan of(int number) {
        Instant now = Instant.now();
        return new SampleSpan(number, now.getEpochSecond() * 1_000_000_000L + now.getNano());
    }

    String traceId() {
        return HexFormat.of().toHexDigits(0x5a4d_504c_4500_0000L + number)
                + HexFormat.of().toHexDigits(startEpochNanos);
    }

    String name() {
        return "sample " + number;
    }

    SentSpan sent() {
        return SentSpan.all(request()).getFirst();
    }

    TracesData request() {
        return TracesData.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", "sampler")))
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .addSpans(Span.newBuilder()
                                        .setTraceId(ByteString.copyFrom(
                                                HexFormat.of().parseHex(traceId())))
                                        .setSpanId(ByteString.copyFrom(HexFormat.of()
                                                .parseHex(HexFormat.of().toHexDigits(number + 1L))))
                                        .setName(name())
                                        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                                        .setStartTimeUnixNano(startEpochNanos)
                                        .setEndTimeUnixNano(startEpochNanos + 1_000_000)
                                        .addAttributes(attribute("sample.key." + number, "value " + number)))))
                .build();
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    /// The request in OTLP/JSON.
    String json() {
        return """
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"sampler"}}]},
                "scopeSpans":[{"spans":[{"traceId":"%s","spanId":"%s","name":"%s","kind":2,"startTimeUnixNano":"%d",
                "endTimeUnixNano":"%d","attributes":[{"key":"sample.key.%d","value":{"stringValue":"value %d"}}]}]}]}]}
                """.formatted(
                        traceId(),
                        HexFormat.of().toHexDigits(number + 1L),
                        name(),
                        startEpochNanos,
                        startEpochNanos + 1_000_000,
                        number,
                        number);
    }

    Answer send(ServerUnderTest server) throws IOException, InterruptedException {
        return Conversation.post(server.otlpHttp(), Conversation.JSON, json().getBytes(StandardCharsets.UTF_8));
    }
}
