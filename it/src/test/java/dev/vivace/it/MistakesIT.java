package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.Conversation.Answer;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people paste by mistake gets an answer that names the mistake and the remedy, and disturbs
/// nothing else.
class MistakesIT {

    /// @param file among the resources
    /// @param says phrases of the answer: the mistake, its place, the remedy
    private record Mistake(String file, List<String> says) {
        static Mistake of(String file, String... says) {
            return new Mistake(file, List.of(says));
        }
    }

    private static final List<Mistake> MISTAKES = List.of(
            Mistake.of(
                    "otlp-invalid--perses-plugins-example_otlp.json",
                    "span id 'sid1'",
                    "expected: 16 hex digits",
                    "resourceSpans[0].scopeSpans[0].spans[0].spanId at 1:"),
            Mistake.of(
                    "otlp-invalid--dashboards-observability-otel_v1_apm_span_explore.json",
                    "a712814e9194449cb8a2bf3ebbc94ab5650fd69172164d5c",
                    "48 hex digits",
                    "expected: 32 hex digits",
                    "spans[0].traceId at 1:",
                    "use one of 16 bytes"),
            Mistake.of(
                    "otlp-json--perses-plugins-pushbytes_otlp.json",
                    "'JtrUoOKw3ZpEDdX/IDokpA==' looks like base64",
                    "spans[0].traceId at 39:26",
                    "OTLP/JSON wants hex: 26dad4a0e2b0dd9a440dd5ff203a24a4"),
            Mistake.of(
                    "otlp-json--kiali-responseTrace.json",
                    "no 'resourceSpans' but 'batches'",
                    "answer of Tempo's /api/traces",
                    "rename 'batches' to 'resourceSpans'",
                    "as hex"),
            Mistake.of("otlp-json--ai-gateway-chat-bad-request.json", "one bare span", "wrap it: {\"resourceSpans\""),
            Mistake.of("go-stdout-json--buildx-stdouttrace.json", "Go SDK's stdout exporter", "use its OTLP exporter"),
            Mistake.of("jaeger-json--jaeger-ui-testTraceNormal.json", "Jaeger's query API", "/api/traces"),
            Mistake.of(
                    "jaeger-es-json--dashboards-observability-jaeger-span-2023-01-24.json",
                    "no 'resourceSpans' but 'index'",
                    "a request looks like {\"resourceSpans\""),
            Mistake.of("zipkin-json-v2--zipkin-skew.json", "Zipkin array of spans", "/api/v2/spans"),
            Mistake.of(
                    "zipkin-json-v1--opentelemetry-collector-zipkin_v1_single_batch.json",
                    "Zipkin array of spans",
                    "/api/v2/spans"));

    @Test
    void whatIsPastedByMistakeIsNamedWithTheRemedy(@TempDir Path directory) throws Exception {
        SampleSpan sample = SampleSpan.of(1);
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            assertThat(sample.send(server).status()).isEqualTo(200);

            SoftAssertions all = new SoftAssertions();
            for (Mistake mistake : MISTAKES) {
                byte[] body = ResourceLines.bytes("/real-traces/mistakes/" + mistake.file() + ".gz");
                Answer answer = Conversation.post(server.otlpHttp(), Conversation.JSON, body);
                String message = answer.json().path("message").asString("");
                all.assertThat(answer.status()).as(mistake.file()).isBetween(400, 499);
                all.assertThat(message)
                        .as(mistake.file())
                        .contains(mistake.says().toArray(String[]::new));
            }
            all.assertAll();

            assertThat(server.metric("vivace_live_spans")).isEqualTo(1);
            assertThat(TraceById.V2_PROTOBUF.difference(server, Map.of(sample.traceId(), Set.of(sample.sent()))))
                    .isEmpty();
            assertThat(Conversation.get(server.api("/status/arrivals")).text())
                    .as("the status page names what was refused")
                    .contains("looks like base64", "\"times\":");
        }
    }

    @Test
    void bytesThatAreNoRequestAreNamed(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            byte[] json = SampleSpan.of(1).json().getBytes(StandardCharsets.UTF_8);
            SoftAssertions all = new SoftAssertions();

            Answer jsonAsProtobuf = Conversation.post(server.otlpHttp(), "application/x-protobuf", json);
            all.assertThat(jsonAsProtobuf.status()).isEqualTo(400);
            all.assertThat(jsonAsProtobuf.text()).contains("looks like JSON", "Content-Type: application/json");

            Answer asText = Conversation.post(server.otlpHttp(), "text/plain", json);
            all.assertThat(asText.status()).isEqualTo(415);

            Answer cut = Conversation.post(
                    server.otlpHttp(), Conversation.JSON, "{\"resourceSpans\":[{".getBytes(StandardCharsets.UTF_8));
            all.assertThat(cut.status()).isEqualTo(400);

            URI zipkin = server.otlpHttp().resolve("/api/v2/spans");
            Answer wrongPath = Conversation.post(zipkin, Conversation.JSON, json);
            all.assertThat(wrongPath.status()).isEqualTo(400);
            all.assertThat(wrongPath.text()).contains("Zipkin", "/v1/traces");

            Answer wrongPort = Conversation.post(server.api("/v1/traces"), Conversation.JSON, json);
            all.assertThat(wrongPort.status()).isBetween(400, 499);
            all.assertThat(wrongPort.text()).contains(Integer.toString(server.otlpHttpPort()));

            Answer badQuery = Conversation.get(server.api(Conversation.query("/api/search", "q", "{ duraton > 1s }")));
            all.assertThat(badQuery.status()).isEqualTo(400);
            all.assertThat(badQuery.text()).contains("duraton");
            all.assertAll();
            assertThat(server.metric("vivace_live_spans")).isZero();
        }
    }
}
