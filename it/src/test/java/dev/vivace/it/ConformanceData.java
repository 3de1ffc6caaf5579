package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.Conversation.Answer;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fixed data set the recorded answers are about, moved to a time of today. Immutable.
///
/// @param baseEpochSeconds where the data set's time 0 lies
/// @param requests OTLP/JSON
/// @param traces the spans of the requests, by trace id
record ConformanceData(long baseEpochSeconds, List<String> requests, Map<String, Set<SentSpan>> traces) {
    /// All spans start within this much of the base.
    static final Duration WINDOW = Duration.ofMinutes(15);

    static ConformanceData ofToday() {
        long base = Instant.now().minus(WINDOW).getEpochSecond() / 60 * 60;
        List<String> requests = new ArrayList<>();
        for (String line : ResourceLines.of("/conformance/dataset.jsonl.gz")) {
            JsonNode request = Conversation.MAPPER.readTree(line);
            shift(request, base);
            requests.add(request.toString());
        }
        return new ConformanceData(
                base,
                requests,
                SentSpan.byTrace(requests.stream().map(OtlpJson::request).toList()));
    }

    private static void shift(JsonNode node, long baseEpochSeconds) {
        if (node instanceof ObjectNode object) {
            for (String name : object.propertyNames()) {
                if (name.endsWith("UnixNano")) {
                    long nanos = Long.parseLong(object.path(name).asString());
                    object.put(name, Long.toString(nanos + baseEpochSeconds * 1_000_000_000L));
                } else {
                    shift(object.path(name), baseEpochSeconds);
                }
            }
        } else {
            node.forEach(child -> shift(child, baseEpochSeconds));
        }
    }

    /// Sends of every trace every second span, as protobuf: with `half` 0 and then 1 everything is sent, and traces are
    /// torn apart.
    void sendHalf(ServerUnderTest server, int half) throws Exception {
        int number = 0;
        for (String request : requests) {
            TracesData.Builder traces = OtlpJson.request(request).toBuilder();
            for (ResourceSpans.Builder resourceSpans : traces.getResourceSpansBuilderList()) {
                for (ScopeSpans.Builder scopeSpans : resourceSpans.getScopeSpansBuilderList()) {
                    List<Span> all = List.copyOf(scopeSpans.getSpansList());
                    scopeSpans.clearSpans();
                    for (Span span : all) {
                        if (number++ % 2 == half) {
                            scopeSpans.addSpans(span);
                        }
                    }
                }
            }
            Answer answer = Conversation.post(
                    server.otlpHttp(), "application/x-protobuf", traces.build().toByteArray());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }

    void send(ServerUnderTest server) throws Exception {
        for (String request : requests) {
            Answer answer =
                    Conversation.post(server.otlpHttp(), Conversation.JSON, request.getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).doesNotContain("rejectedSpans");
        }
    }
}
