package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.Conversation.Answer;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A language model's client, as Claude or the MCP Inspector are ones, looks into real traces.
class McpIT {

    private static final long NOW = Instant.now().getEpochSecond() - 30;
    private static final String FAST = "0af7651916cd43dd8448eb211c803191";
    private static final String SLOW = "0af7651916cd43dd8448eb211c803192";

    private static ServerUnderTest server;
    private static McpClient client;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = ServerUnderTest.start(directory, Lifetimes.LIVE, "query_frontend: {mcp_server: {enabled: true}}\n");
        send(trace(FAST, 20, 1, "", "10"));
        send(trace(SLOW, 250, 2, ",{\"key\":\"retry\",\"value\":{\"boolValue\":true}}", "500"));
        client = McpClient.connect(server, "2025-06-18");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void send(String trace) throws Exception {
        Answer sent = Conversation.post(server.otlpHttp(), Conversation.JSON, trace.getBytes(StandardCharsets.UTF_8));
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    }

    /// A request of the shop that asks its database once or twice.
    private static String trace(String id, int millis, int queries, String more, String rows) {
        StringBuilder spans = new StringBuilder();
        for (int query = 1; query <= queries; query++) {
            spans.append("""
                    ,{"traceId":"%s","spanId":"00000000000000%02d","parentSpanId":"0000000000000001","name":"SELECT",
                      "kind":3,"startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[
                      {"key":"db.rows","value":{"intValue":"%s"}}%s]}
                    """.formatted(
                            id, query + 1, NOW * 1_000_000_000 + query, NOW * 1_000_000_000 + 5_000_000, rows, more));
        }
        return """
                {"resourceSpans":[{"resource":{"attributes":[
                  {"key":"service.name","value":{"stringValue":"shop"}}]},
                 "scopeSpans":[{"scope":{"name":"demo","version":"1"},"spans":[
                  {"traceId":"%s","spanId":"0000000000000001","name":"GET /cart","kind":2,"startTimeUnixNano":"%d",
                   "endTimeUnixNano":"%d","status":{"code":%d}}%s]}]}]}
                """.formatted(
                id, NOW * 1_000_000_000, NOW * 1_000_000_000 + millis * 1_000_000L, queries == 1 ? 0 : 2, spans);
    }

    @Test
    void everyToolAndDocumentIsListedWithWhatItWants() throws Exception {
        JsonNode tools = client.ask("tools/list", "{}").path("tools");

        assertThat(tools.valueStream().map(tool -> tool.path("name").asString()))
                .containsExactlyInAnyOrder(
                        "traceql-search",
                        "traceql-metrics-instant",
                        "traceql-metrics-range",
                        "get-trace",
                        "trace-diff",
                        "get-attribute-names",
                        "get-attribute-values",
                        "docs-traceql",
                        "docs-config");
        for (JsonNode tool : tools) {
            assertThat(tool.at("/inputSchema/type").asString()).isEqualTo("object");
            assertThat(tool.path("description").asString()).isNotEmpty();
            for (JsonNode required : tool.at("/inputSchema/required")) {
                assertThat(tool.at("/inputSchema/properties").has(required.asString()))
                        .as(tool.toString())
                        .isTrue();
            }
        }
        for (JsonNode resource : client.ask("resources/list", "{}").path("resources")) {
            JsonNode read = client.ask(
                    "resources/read", "{\"uri\":\"" + resource.path("uri").asString() + "\"}");
            assertThat(read.at("/contents/0/text").asString()).startsWith("# ");
        }
    }

    @Test
    void searchFindsTraceAndTraceIsTold() throws Exception {
        JsonNode found = client.json("traceql-search", "{\"query\":\"{ span.retry = true }\"}");

        assertThat(found.path("traces").size()).isEqualTo(1);
        String id = found.at("/traces/0/traceID").asString();
        JsonNode trace = client.json("get-trace", "{\"trace_id\":\"" + id + "\"}");
        assertThat(trace.at("/trace/traceId").asString()).isEqualTo(SLOW);
        assertThat(trace.path("status").asString()).isEqualTo("COMPLETE");
        JsonNode service = trace.at("/trace/services/0");
        assertThat(service.path("serviceName").asString()).isEqualTo("shop");
        assertThat(service.has("resource")).isFalse();
        JsonNode scope = service.at("/scopes/0");
        assertThat(scope.path("name").asString()).isEqualTo("demo");
        JsonNode root = scope.at("/spans/0");
        assertThat(root.path("spanId").asString()).isEqualTo("0000000000000001");
        assertThat(root.has("parentSpanId")).isFalse();
        assertThat(root.path("durationMs").asDouble()).isEqualTo(250);
        assertThat(root.path("kind").asString()).isEqualTo("SPAN_KIND_SERVER");
        assertThat(root.path("status").toString()).isEqualTo("{\"code\":\"STATUS_CODE_ERROR\",\"message\":\"\"}");
        JsonNode query = scope.at("/spans/1");
        assertThat(query.path("attributes").toString()).isEqualTo("{\"db.rows\":500,\"retry\":true}");
        assertThat(query.path("startTimeUnixNano").isString()).isTrue();
        assertThat(client.text("get-trace", "{\"trace_id\":\"abcdef\"}")).isEqualTo("{}");
    }

    @Test
    void differenceOfTwoTracesIsTold() throws Exception {
        String ids = "\"base_trace_id\":\"" + FAST + "\",\"compare_trace_id\":\"" + SLOW + "\"";
        JsonNode summary = client.json("trace-diff", "{" + ids + "}").path("summary");

        assertThat(summary.at("/base/durationMs").asDouble()).isEqualTo(20);
        assertThat(summary.at("/compare/rootName").asString()).isEqualTo("GET /cart");
        assertThat(summary.path("signals").toString())
                .isEqualTo("{\"traceLatency\":\"increased\",\"sumSpanDuration\":\"increased\","
                        + "\"errors\":\"increased\",\"spanCount\":\"increased\",\"structure\":\"changed\"}");
        assertThat(summary.at("/changedServices/0").asString()).isEqualTo("shop");

        JsonNode patch = client.json("trace-diff", "{" + ids + ",\"format\":\"trace-patch-v0\"}");
        assertThat(patch.at("/added/0/span/path").toString()).isEqualTo("[\"shop: GET /cart\",\"shop: SELECT #2\"]");
        TreeSet<String> changes = new TreeSet<>();
        for (JsonNode modified : patch.path("modified")) {
            for (JsonNode change : modified.path("changes")) {
                changes.add(change.at("/target/type").asString() + " "
                        + change.at("/target/name")
                                .asString(change.at("/target/key").asString("")));
            }
        }
        assertThat(changes)
                .containsExactly("attribute db.rows", "attribute retry", "field duration_nanos", "field status_code");
        assertThat(client.meta("trace-diff", "{" + ids + "}"))
                .isEqualTo("{\"type\":\"trace-diff\",\"encoding\":\"json\",\"version\":\"1\"}");
    }

    @Test
    void numbersNamesAndValuesAreTold() throws Exception {
        JsonNode instant = client.json("traceql-metrics-instant", "{\"query\":\"{} | count_over_time()\"}");
        assertThat(instant.at("/series/0/value").asDouble()).isEqualTo(5);
        JsonNode range = client.json(
                "traceql-metrics-range",
                "{\"query\":\"{} | count_over_time() by (name)\",\"start\":\"" + Instant.ofEpochSecond(NOW - 60)
                        + "\",\"end\":\"" + Instant.ofEpochSecond(NOW + 60) + "\"}");
        assertThat(range.path("series").size()).isEqualTo(2);
        assertThat(client.text("get-attribute-names", "{\"scope\":\"span\"}")).contains("db.rows", "retry");
        assertThat(client.text("get-attribute-values", "{\"name\":\"span.db.rows\"}"))
                .contains("\"int\":[")
                .contains("10")
                .contains("500");
        assertThat(client.text(
                        "get-attribute-values",
                        "{\"name\":\"span.db.rows\",\"filter-query\":\"{ span.retry = true }\"}"))
                .contains("500")
                .doesNotContain("\"10\"");
    }

    @Test
    void everyDocumentationToolAnswersInMarkdown() throws Exception {
        for (String name : List.of("basic", "aggregates", "structural", "metrics")) {
            assertThat(client.text("docs-traceql", "{\"name\":\"" + name + "\"}"))
                    .startsWith("# ");
        }
        for (String name : List.of("config-overview", "config-reference")) {
            assertThat(client.text("docs-config", "{\"name\":\"" + name + "\"}"))
                    .startsWith("# ");
            assertThat(client.meta("docs-config", "{\"name\":\"" + name + "\"}"))
                    .isEqualTo("{\"type\":\"documentation\",\"encoding\":\"markdown\",\"version\":\"1\"}");
        }
    }

    @Test
    void mistakesAreToolErrorsThatSayHowToGoOn() throws Exception {
        assertThat(client.failure("get-trace", "{}")).contains("required argument \"trace_id\" not found");
        assertThat(client.failure("get-trace", "{\"trace_id\":\"00-" + FAST + "-0000000000000001-01\"}"))
                .contains("its trace ID is " + FAST);
        assertThat(client.failure("trace-diff", "{\"base_trace_id\":\"" + FAST + "\",\"compare_trace_id\":\"ab\"}"))
                .contains("404");
        assertThat(client.failure(
                        "trace-diff",
                        "{\"base_trace_id\":\"" + FAST + "\",\"compare_trace_id\":\"" + SLOW
                                + "\",\"format\":\"diff\"}"))
                .contains("must be one of trace-patch-v0");
        assertThat(client.failure("traceql-search", "{\"query\":\"{ nome = 1 }\"}"))
                .contains("400");
        assertThat(client.failure("traceql-metrics-range", "{\"query\":\"{}\"}"))
                .contains("use traceql-search");
        assertThat(client.failure("docs-traceql", "{\"name\":\"nonsense\"}")).contains("there are: ");
    }

    @Test
    void versionsAreNegotiated() throws Exception {
        for (String version : List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")) {
            assertThat(McpClient.connect(server, version).protocolVersion()).isEqualTo(version);
        }
        assertThat(McpClient.connect(server, "2031-01-01").protocolVersion()).isEqualTo("2025-11-25");
    }
}
