package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client of the Model Context Protocol over HTTP, as plain as the protocol allows. Thread-safe.
///
/// @param session the server's name for the conversation
record McpClient(ServerUnderTest server, String session, String protocolVersion, AtomicInteger ids) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /// Begins a conversation as clients do: initialize, take the session's name, say that it began.
    static McpClient connect(ServerUnderTest server, String version) throws Exception {
        HttpResponse<String> begun = post(
                server,
                null,
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + version
                        + "\",\"capabilities\":{\"roots\":{\"listChanged\":true},\"sampling\":{}},"
                        + "\"clientInfo\":{\"name\":\"inspector\",\"version\":\"0.16\"}}}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        JsonNode result = Conversation.MAPPER.readTree(begun.body()).path("result");
        assertThat(result.at("/capabilities/tools").isObject()).isTrue();
        assertThat(result.at("/serverInfo/name").asString()).isEqualTo("tempo");
        String session = begun.headers().firstValue("mcp-session-id").orElseThrow();
        HttpResponse<String> noted =
                post(server, session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(noted.statusCode()).isEqualTo(202);
        assertThat(noted.body()).isEmpty();
        return new McpClient(server, session, result.path("protocolVersion").asString(), new AtomicInteger());
    }

    private static HttpResponse<String> post(ServerUnderTest server, @Nullable String session, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.api("/api/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (session != null) {
            request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", "2025-06-18");
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// The result of a method.
    JsonNode ask(String method, String parameters) throws Exception {
        int id = ids.incrementAndGet();
        HttpResponse<String> response = post(
                server,
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = Conversation.MAPPER.readTree(response.body());
        assertThat(answer.path("jsonrpc").asString()).isEqualTo("2.0");
        assertThat(answer.path("id").asInt()).isEqualTo(id);
        assertThat(answer.has("error")).as(response.body()).isFalse();
        return answer.path("result");
    }

    private JsonNode call(String tool, String arguments) throws Exception {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    /// The text of a tool's result.
    String text(String tool, String arguments) throws Exception {
        JsonNode result = call(tool, arguments);
        assertThat(result.path("isError").asBoolean(false))
                .as(result.toString())
                .isFalse();
        assertThat(result.path("content").size()).isEqualTo(1);
        return result.at("/content/0/text").asString();
    }

    JsonNode json(String tool, String arguments) throws Exception {
        return Conversation.MAPPER.readTree(text(tool, arguments));
    }

    /// What a tool's result says of itself.
    String meta(String tool, String arguments) throws Exception {
        return call(tool, arguments).path("_meta").toString();
    }

    /// What a tool says that fails.
    String failure(String tool, String arguments) throws Exception {
        JsonNode result = call(tool, arguments);
        assertThat(result.path("isError").asBoolean(false))
                .as(result.toString())
                .isTrue();
        return result.at("/content/0/text").asString();
    }
}
