package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.query.MetricsRequest;
import dev.vivace.query.SearchRequest;
import dev.vivace.server.config.Settings.Serving;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class McpTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "mcp-session-01234567-89ab-cdef-0123-456789abcdef";

    private final ServersUnderTest server = new ServersUnderTest();

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> post(String body, String session) {
        return server.send(HttpRequest.newBuilder(server.api("/api/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Mcp-Session-Id", session)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private JsonNode ask(String method, String parameters) {
        HttpResponse<byte[]> response = post(
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + parameters + "}", SESSION);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("jsonrpc").asString()).isEqualTo("2.0");
        assertThat(answer.path("id").asInt()).isEqualTo(7);
        return answer;
    }

    private JsonNode call(String tool, String arguments) {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}")
                .path("result");
    }

    private static String content(JsonNode result) {
        return result.at("/content/0/text").asString();
    }

    @Test
    void conversationBeginsWithSession() {
        HttpResponse<byte[]> begun = post(
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                        + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}}}",
                "");

        assertThat(text(begun))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"protocolVersion\":\"2025-06-18\","
                        + "\"capabilities\":{\"resources\":{},\"tools\":{}},"
                        + "\"serverInfo\":{\"name\":\"tempo\",\"version\":\"0.1.0\"}}}");
        String session = begun.headers().firstValue("mcp-session-id").orElseThrow();
        HttpResponse<byte[]> noted = post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", session);
        assertThat(noted.statusCode()).isEqualTo(202);
        assertThat(noted.body()).isEmpty();
        assertThat(ask("ping", "{}").path("result").isObject()).isTrue();
    }

    @Test
    void unknownProtocolVersionIsAnsweredWithTheNewest() {
        assertThat(ask("initialize", "{\"protocolVersion\":\"1999-01-01\"}")
                        .at("/result/protocolVersion")
                        .asString())
                .isEqualTo("2025-11-25");
    }

    @Test
    void toolsSayWhatTheyWant() {
        JsonNode tools = ask("tools/list", "{}").at("/result/tools");

        assertThat(tools.valueStream().map(tool -> tool.path("name").asString()))
                .containsExactly(
                        "traceql-search",
                        "traceql-metrics-instant",
                        "traceql-metrics-range",
                        "get-trace",
                        "trace-diff",
                        "get-attribute-names",
                        "get-attribute-values",
                        "docs-traceql",
                        "docs-config");
        JsonNode search = tools.path(0);
        assertThat(search.at("/inputSchema/required/0").asString()).isEqualTo("query");
        assertThat(search.at("/inputSchema/properties/start/type").asString()).isEqualTo("string");
        assertThat(search.at("/annotations/readOnlyHint").asBoolean()).isTrue();
    }

    @Test
    void searchToolAnswersWhatTheEndpointAnswers() {
        JsonNode result = call(
                "traceql-search",
                "{\"query\":\"{ name = `a` }\",\"start\":\"2025-08-22T08:00:00Z\",\"end\":\"2025-08-22T09:00:00Z\"}");

        assertThat(content(result)).startsWith("{\"traces\":[{\"traceID\":\"af7651916cd43dd8448eb211c80319c\"");
        assertThat(result.path("_meta").toString())
                .isEqualTo("{\"type\":\"search-results\",\"encoding\":\"json\",\"version\":\"1\"}");
        SearchRequest asked = (SearchRequest) server.queries.last();
        assertThat(asked.query()).isEqualTo("{ name = `a` }");
        assertThat(asked.range().startEpochNanos()).isEqualTo(1_755_849_600_000_000_000L);
    }

    @Test
    void metricsToolsLookAtTheLastHour() {
        assertThat(content(call("traceql-metrics-range", "{\"query\":\"{} | rate()\"}")))
                .startsWith("{\"series\":[");
        MetricsRequest asked = (MetricsRequest) server.queries.last();
        assertThat(asked.grid().endEpochNanos())
                .isBetween(
                        ServersUnderTest.NOW.getEpochSecond() * 1_000_000_000,
                        ServersUnderTest.NOW.plus(Duration.ofMinutes(2)).getEpochSecond() * 1_000_000_000);
        assertThat(content(call("traceql-metrics-instant", "{\"query\":\"{} | rate()\"}")))
                .contains("\"value\":0.5");
    }

    @Test
    void traceIsFlattenedForModels() {
        String trace = content(call("get-trace", "{\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"}"));

        assertThat(trace)
                .startsWith("{\"trace\":{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"services\":["
                        + "{\"serviceName\":\"cart\",\"scopes\":[{\"name\":\"demo\",\"spans\":[{")
                .contains("\"attributes\":{\"http.status_code\":500}");
        assertThat(content(call("get-trace", "{\"trace_id\":\"1\"}"))).isEqualTo("{}");
    }

    @Test
    void attributesAreListed() {
        assertThat(content(call("get-attribute-names", "{\"scope\":\"resource\"}")))
                .isEqualTo("{\"scopes\":[{\"name\":\"resource\",\"tags\":[\"service.name\"]},{\"name\":\"span\","
                        + "\"tags\":"
                        + "[\"http.status_code\",\"service.name\"]}],"
                        + "\"metrics\":{\"inspectedBytes\":\"6120\"}}");
        assertThat(content(call("get-attribute-values", "{\"name\":\"resource.service.name\"}")))
                .startsWith("{\"tagValues\":{\"int\":[\"500\"],\"string\":[\"cart\"]}");
    }

    @Test
    void everyDocumentCanBeRead() {
        JsonNode resources = ask("resources/list", "{}").at("/result/resources");
        assertThat(resources.size()).isEqualTo(7);
        for (JsonNode resource : resources) {
            JsonNode contents =
                    ask("resources/read", "{\"uri\":\"" + resource.path("uri").asString() + "\"}");
            assertThat(contents.at("/result/contents/0/text").asString()).startsWith("# ");
        }
        assertThat(content(call("docs-traceql", "{\"name\":\"structural\"}"))).startsWith("# Parents");
        assertThat(content(call("docs-config", "{\"name\":\"config-reference\"}")))
                .startsWith("# Keys");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "traceql-search ~ {} ~ required argument \"query\" not found",
                "traceql-search ~ {\"query\":\"{} | rate()\"} ~ 400: TraceQL metrics query received",
                "traceql-metrics-range ~ {\"query\":\"{}\"} ~ 400: TraceQL search query received",
                "traceql-search ~ {\"query\":\"{ name = }\"} ~ 400: invalid TraceQL query: parse error at line 1",
                "traceql-search ~ {\"query\":\"{}\",\"start\":\"noon\"} ~ invalid start: 'noon'",
                "get-trace ~ {\"trace_id\":\"zz\"} ~ trace IDs can only contain hex characters",
                "docs-traceql ~ {\"name\":\"x\"} ~ no document 'x' (there are: query, metrics, basic",
            })
    void mistakesAreTheToolsErrors(String tool, String arguments, String words) {
        JsonNode result = call(tool, arguments);

        assertThat(result.path("isError").asBoolean()).isTrue();
        assertThat(content(result))
                .startsWith("tool failed with http status code 400")
                .contains(words);
    }

    @Test
    void whatIsNoRequestIsRefused() {
        assertThat(ask("nonsense", "{}").at("/error/code").asInt()).isEqualTo(-32601);
        assertThat(ask("tools/call", "{\"name\":\"nonsense\"}")
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32602);
        assertThat(ask("resources/read", "{\"uri\":\"docs://x\"}")
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32002);
        HttpResponse<byte[]> broken = post("{", SESSION);
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(text(broken)).contains("-32700");
        HttpResponse<byte[]> noSession = post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", "mcp-session-x");
        assertThat(noSession.statusCode()).isEqualTo(404);
        assertThat(text(noSession)).isEqualTo("Invalid session ID\n");
        HttpResponse<byte[]> form = server.send("POST", server.api("/api/mcp"), "Content-Type", "text/plain");
        assertThat(form.statusCode()).isEqualTo(400);
        assertThat(text(form)).isEqualTo("Invalid content type: must be 'application/json'\n");
        assertThat(server.get("/api/mcp").statusCode()).isEqualTo(405);
        assertThat(server.send("DELETE", server.api("/api/mcp")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[] ~ -32600",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}] ~ -32600",
                "\"ping\" ~ -32600",
                "{\"id\":1,\"method\":\"ping\"} ~ -32600",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"} ~ -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"} ~ -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"} ~ -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1} ~ -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7} ~ -32600",
                "nonsense ~ -32700",
                "'' ~ -32700"
            })
    void whatIsNoMessageIsNamed(String body, int code) {
        HttpResponse<byte[]> response = post(body, SESSION);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).at("/error/code").asInt()).isEqualTo(code);
    }

    @Test
    void answersOfTheClientAndNotificationsAreTakenInSilence() {
        for (String body : new String[] {
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":1,\"message\":\"no\"}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"nonsense\"}"
        }) {
            HttpResponse<byte[]> response = post(body, SESSION);
            assertThat(response.statusCode()).as(body).isEqualTo(202);
            assertThat(response.body()).isEmpty();
        }
    }

    private HttpResponse<byte[]> ping(String... header) {
        return server.send(HttpRequest.newBuilder(server.api("/api/mcp"))
                .header("Content-Type", "application/json")
                .header("Mcp-Session-Id", SESSION)
                .headers(header)
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"}"))
                .build());
    }

    @Test
    void headersThatTheProtocolForbidsAreRefused() {
        assertThat(ping("MCP-Protocol-Version", "2025-06-18").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> version = ping("MCP-Protocol-Version", "1.0");
        assertThat(version.statusCode()).isEqualTo(400);
        assertThat(text(version)).startsWith("Unsupported protocol version '1.0' (expected one of: 2024-11-05, ");
        assertThat(ping("Origin", "http://localhost:6274").statusCode()).isEqualTo(200);
        assertThat(ping("Origin", "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(post("x".repeat(2 << 20), SESSION).statusCode()).isEqualTo(413);
        assertThat(ask("resources/templates/list", "{}").path("result").toString())
                .isEqualTo("{\"resourceTemplates\":[]}");
    }

    @Test
    void tracesAreComparedByTheToolAsOverHttp() {
        String id = "0af7651916cd43dd8448eb211c80319c";
        String ids = "\"base_trace_id\":\"" + id + "\",\"compare_trace_id\":\"" + id + "\"";

        assertThat(content(call("trace-diff", "{" + ids + "}")))
                .startsWith("{\"version\":\"trace-summary-v0-composed\",\"summary\":{\"version\"");
        assertThat(content(call("trace-diff", "{" + ids + ",\"base_start\":\"2026-01-01T00:00:00Z\"}")))
                .isEqualTo(
                        "tool failed with http status code 400: base_start and base_end must be given both or neither");
    }

    @Test
    void withoutBeingEnabledItIsNotThere() {
        try (ServersUnderTest closed = new ServersUnderTest(settings -> new HttpSettings(
                settings.api(),
                settings.apiPrefix(),
                settings.receivers(),
                settings.receive(),
                settings.limits(),
                settings.queryLimits(),
                settings.decoderThreads(),
                settings.queryThreads(),
                settings.queryQueue(),
                Serving.DEFAULTS,
                null,
                null))) {
            HttpResponse<byte[]> response = closed.send("POST", closed.api("/api/mcp"));
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(text(response)).startsWith("404 page not found");
        }
    }
}
