package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.Conversation.Answer;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Real traces in Zipkin's and Jaeger's JSON go in whole and come back: span ids used twice, addresses
/// that are none, clocks that disagree, times that are absent. The files are read here a second time, by
/// other code than the server's.
class ForeignTracesIT {

    private static final List<String> ZIPKIN_2 = List.of(
            "jaeger-zipkin_01",
            "jaeger-zipkin_02",
            "jaeger-zipkin_03",
            "jaeger-zipkin_v1_merged_spans",
            "opentelemetry-collector-sample1",
            "opentelemetry-collector-sample2",
            "opentelemetry-collector-zipkin_v2_notimestamp",
            "zipkin-ascend",
            "zipkin-envoy",
            "zipkin-messaging",
            "zipkin-messaging2",
            "zipkin-messaging-kafka",
            "zipkin-simple-db-p6",
            "zipkin-skew",
            "zipkin-smartthings-mobile-web-install",
            "zipkin-smartthings-oauth-authorization",
            "zipkin-yelp",
            "zipkin-zipkin2-chinese",
            "zipkin-zipkin2-client");

    private static final List<String> JAEGER = List.of(
            "CRISP-err_pattern4-err1",
            "buildx-jaeger",
            "jaeger-ui-flamegraph-testTrace",
            "jaeger-ui-follows-from-issue115",
            "jaeger-ui-genaiTestTrace",
            "jaeger-ui-oltp2jaeger-multi-out",
            "jaeger-ui-otlp2jaeger-out",
            "jaeger-ui-spanAmongEachOtherGroupedAndSpans",
            "jaeger-ui-spanLongerAsParent",
            "jaeger-ui-testTraceNormal",
            "jaeger-ui-traceWithOverlappingChildrenLongerThanParent",
            "jaeger-ui-traceWithSingleChildLongerThanParentAndStartsAfterParent",
            "jaeger-uimodel-ui_01",
            "perses-plugins-async_jaeger",
            "perses-plugins-authenticate_error_jaeger",
            "perses-plugins-pushbytes_jaeger");

    /// What every format says of a span. Tags are those the mapping leaves as they are.
    private record Told(
            String spanId, String name, long startMicros, long micros, String service, Map<String, String> tags) {}

    /// By trace id in 32 digits.
    private final Map<String, Set<Told>> sent = new LinkedHashMap<>();

    private int spans;

    @Test
    void everySpanComesBack(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            for (String file : ZIPKIN_2) {
                byte[] body = ResourceLines.bytes("/real-traces/foreign/zipkin-json-v2--" + file + ".json.gz");
                Answer answer = Conversation.post(server.zipkin("/api/v2/spans"), Conversation.JSON, body);
                assertThat(answer.status()).as(file + ": " + answer.text()).isEqualTo(202);
                if (file.equals("zipkin-smartthings-oauth-authorization")) {
                    assertThat(answer.text())
                            .startsWith("175 spans taken, 0 left out, 8 values repaired")
                            .contains("'52.0.0.04' is no address");
                } else {
                    assertThat(answer.text()).as(file).isEmpty();
                }
                JsonNode document = json(body);
                (document.isArray()
                                ? document
                                : Conversation.MAPPER.createArrayNode().add(document))
                        .forEach(this::zipkin);
            }
            for (String file : JAEGER) {
                byte[] body = ResourceLines.bytes("/real-traces/foreign/jaeger-json--" + file + ".json.gz");
                Answer answer = Conversation.post(server.jaegerHttp(), Conversation.JSON, body);
                assertThat(answer.status()).as(file + ": " + answer.text()).isEqualTo(202);
                assertThat(answer.text()).as(file).endsWith(" spans stored.\n");
                JsonNode document = json(body);
                JsonNode data = document.has("data") ? document.path("data") : document;
                (data.isArray() ? data : Conversation.MAPPER.createArrayNode().add(data)).forEach(this::jaeger);
            }
            assertThat(spans).isEqualTo(1508);
            assertBack(server, "live");

            server.kill9();
            server.restart(Lifetimes.STORED);
            server.awaitStored();
            assertBack(server, "stored");
        }
    }

    private void assertBack(ServerUnderTest server, String when) throws Exception {
        for (Map.Entry<String, Set<Told>> trace : sent.entrySet()) {
            List<SentSpan> answered = TraceById.V2_PROTOBUF.spans(server, trace.getKey());
            assertThat(answered.size())
                    .as(when + " spans of " + trace.getKey())
                    .isGreaterThanOrEqualTo(trace.getValue().size());
            List<Told> missing = new ArrayList<>(trace.getValue());
            missing.removeIf(told -> answered.stream().anyMatch(span -> isTold(told, span)));
            assertThat(missing).as(when + " missing of " + trace.getKey()).isEmpty();
        }
    }

    private static boolean isTold(Told told, SentSpan span) {
        if (!SentSpan.hex(span.span().getSpanId()).equals(told.spanId)
                || !span.span().getName().equals(told.name)
                || span.span().getStartTimeUnixNano() != told.startMicros * 1000
                || span.span().getEndTimeUnixNano() != (told.startMicros + told.micros) * 1000) {
            return false;
        }
        Map<String, String> resource = ForeignSpans.resource(span);
        Map<String, String> all = ForeignSpans.attributes(span);
        all.putAll(resource);
        return resource.getOrDefault("service.name", "").equals(told.service)
                && all.entrySet().containsAll(told.tags.entrySet());
    }

    private void zipkin(JsonNode span) {
        if (span.has("binaryAnnotations")) {
            spans++; // a span of version 1 among those of version 2, whose times and service stand elsewhere
            return;
        }
        Map<String, String> tags = new TreeMap<>();
        span.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString()));
        tags.keySet().removeIf(key -> key.startsWith("otel.") || key.equals("span.kind"));
        tags.remove("error", "true");
        if (span.path("shared").asBoolean(false)) {
            tags.put("zipkin.shared", "true");
        }
        put(
                span.path("traceId").asString(),
                new Told(
                        padded(span.path("id").asString(), 16),
                        span.path("name").asString(""),
                        span.path("timestamp").asLong(0),
                        span.path("duration").asLong(0),
                        span.at("/localEndpoint/serviceName").asString(""),
                        tags));
    }

    private void jaeger(JsonNode trace) {
        for (JsonNode span : trace.path("spans")) {
            JsonNode process = span.has("process")
                    ? span.path("process")
                    : trace.path("processes").path(span.path("processID").asString(""));
            Map<String, String> tags = new TreeMap<>();
            for (JsonNode tag : span.path("tags")) {
                if (tag.path("type").asString("").equals("string")) {
                    tags.put(tag.path("key").asString(), tag.path("value").asString());
                }
            }
            tags.keySet()
                    .removeIf(
                            key -> key.startsWith("otel.") || key.equals("span.kind") || key.equals("w3c.tracestate"));
            put(
                    span.path("traceID").asString(),
                    new Told(
                            padded(span.path("spanID").asString(), 16),
                            span.path("operationName").asString(""),
                            span.path("startTime").asLong(0),
                            span.path("duration").asLong(0),
                            process.path("serviceName").asString(""),
                            tags));
        }
    }

    private void put(String traceId, Told told) {
        spans++;
        sent.computeIfAbsent(padded(traceId, 32), _ -> new LinkedHashSet<>()).add(told);
    }

    private static String padded(String id, int digits) {
        return "0".repeat(digits - id.length()) + id.toLowerCase(Locale.ROOT);
    }

    private static JsonNode json(byte[] body) {
        return Conversation.MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
    }
}
