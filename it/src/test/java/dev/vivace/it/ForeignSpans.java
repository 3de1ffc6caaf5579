package dev.vivace.it;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is asked of spans that were sent in another format than OTLP. Stateless.
final class ForeignSpans {
    private static final Duration THERE_AT_MOST = Duration.ofSeconds(20);

    private ForeignSpans() {}

    /// The trace, once it has that many spans: nobody says when a datagram is stored.
    static List<SentSpan> await(ServerUnderTest server, String traceId, int spans) throws Exception {
        Await.until(
                THERE_AT_MOST,
                () -> TraceById.V2_PROTOBUF.spans(server, traceId).size() >= spans,
                () -> "trace " + traceId + " does not have " + spans + " spans:\n" + server.log());
        return TraceById.V2_PROTOBUF.spans(server, traceId);
    }

    static SentSpan named(List<SentSpan> spans, String name) {
        return spans.stream()
                .filter(span -> span.span().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span is called '" + name + "': " + spans));
    }

    static Map<String, String> attributes(SentSpan span) {
        return texts(span.span().getAttributesList());
    }

    static Map<String, String> resource(SentSpan span) {
        return texts(span.resource().getAttributesList());
    }

    /// Attributes with their values as text.
    static Map<String, String> texts(List<KeyValue> attributes) {
        Map<String, String> texts = new TreeMap<>();
        for (KeyValue attribute : attributes) {
            AnyValue value = attribute.getValue();
            texts.put(
                    attribute.getKey(),
                    switch (value.getValueCase()) {
                        case STRING_VALUE -> value.getStringValue();
                        case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
                        case INT_VALUE -> Long.toString(value.getIntValue());
                        case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
                        default -> value.toString();
                    });
        }
        return texts;
    }
}
