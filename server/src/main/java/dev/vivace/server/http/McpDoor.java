package dev.vivace.server.http;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.model.TenantId;
import dev.vivace.wire.json.JsonText;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.MissingNode;

/// `/api/mcp`: the Model Context Protocol over HTTP, one JSON-RPC message a request and a plain answer to each.
/// Thread-safe.
///
/// Nothing is kept between requests: a session's id is good if it looks like one. There is nothing to tell
/// a client
/// unasked, so that GET, which would open a stream of events, is 405 as the protocol has it for such servers.
///
/// @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports">MCP, transports</a>
final class McpDoor {

    static final String PATH = "/api/mcp";

    private static final int MAX_REQUEST = 1 << 20;
    private static final AsciiString PROTOCOL_VERSION = AsciiString.cached("mcp-protocol-version");
    private static final Pattern OWN_PAGE = Pattern.compile("https?://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?");
    private static final AsciiString SESSION = AsciiString.cached("mcp-session-id");
    private static final Pattern SESSION_ID =
            Pattern.compile("mcp-session-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final String NEWEST_VERSION = "2025-11-25";
    private static final Set<String> VERSIONS = Set.of("2024-11-05", "2025-03-26", "2025-06-18", NEWEST_VERSION);
    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int UNKNOWN_METHOD = -32601;
    private static final int INVALID_PARAMETERS = -32602;
    private static final int UNKNOWN_RESOURCE = -32002;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean enabled;
    private final McpTools tools;
    private final QueryThreads queries;

    McpDoor(boolean enabled, McpTools tools, QueryThreads queries) {
        this.enabled = enabled;
        this.tools = tools;
        this.queries = queries;
    }

    CompletableFuture<HttpResponse> serve(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants) {
        if (!enabled) {
            return done(text(404, "404 page not found\nquery_frontend.mcp_server.enabled is false\n"));
        }
        RequestHeaders headers = request.headers();
        if (isFromForeignPage(headers)) {
            return done(text(403, "a web page of another host may not ask here\n"));
        }
        switch (headers.method()) {
            case GET -> {
                return done(HttpResponse.of(ResponseHeaders.builder(405)
                        .set(HttpHeaderNames.ALLOW, "POST, DELETE")
                        .build()));
            }
            case DELETE -> {
                return done(HttpResponse.of(200));
            }
            case POST -> {
                if (!headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("application/json")) {
                    return done(text(400, "Invalid content type: must be 'application/json'\n"));
                }
                String version = headers.get(PROTOCOL_VERSION, NEWEST_VERSION);
                if (!VERSIONS.contains(version)) {
                    return done(text(
                            400,
                            "Unsupported protocol version '" + version + "' (expected one of: "
                                    + String.join(", ", new TreeSet<>(VERSIONS)) + ")\n"));
                }
                ctx.setMaxRequestLength(MAX_REQUEST);
                return request.aggregate()
                        .thenCompose(body -> answer(ctx, headers, body.content().array(), tenants))
                        .exceptionally(McpDoor::tooLarge);
            }
            default -> {
                return done(text(404, "404 page not found\n"));
            }
        }
    }

    /// Whether a browser asks for a page that somebody else made, which may have this host's name pointed
    /// here.
    private static boolean isFromForeignPage(RequestHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return origin != null && !OWN_PAGE.matcher(origin).matches();
    }

    private static HttpResponse tooLarge(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof ContentTooLargeException) {
            return text(413, "http: request body too large: more than " + MAX_REQUEST + " bytes\n");
        }
        throw new CompletionException(cause);
    }

    private CompletableFuture<HttpResponse> answer(
            ServiceRequestContext ctx, RequestHeaders headers, byte[] body, List<TenantId> tenants) {
        JsonNode message;
        try {
            message = JSON.readTree(body);
        } catch (JacksonException e) {
            message = MissingNode.getInstance();
        }
        if (message.isMissingNode()) {
            return done(json(400, error(nothing(), PARSE_ERROR, "not valid json")));
        }
        JsonNode given = message.path("id");
        boolean isRequest = given.isString() || given.isIntegralNumber();
        byte[] id = isRequest ? JSON.writeValueAsBytes(given) : nothing();
        String method =
                message.path("method").isString() ? message.path("method").asString() : "";
        if (!message.isObject() || !message.path("jsonrpc").asString("").equals("2.0")) {
            return done(json(
                    400,
                    error(id, INVALID_REQUEST, "expected: one JSON-RPC message, an object with \"jsonrpc\":\"2.0\"")));
        }
        if (method.isEmpty() && (message.has("result") || message.has("error"))) {
            return done(HttpResponse.of(ResponseHeaders.of(202))); // the answer to a question nobody asked
        }
        if (method.isEmpty() || message.has("id") && !isRequest) {
            return done(json(
                    400, error(id, INVALID_REQUEST, "expected: a method, and an id that is a string or a number")));
        }
        boolean begins = method.equals("initialize");
        if (!begins && !SESSION_ID.matcher(headers.get(SESSION, "")).matches()) {
            return done(text(404, "Invalid session ID\n"));
        }
        if (!isRequest) {
            return done(HttpResponse.of(ResponseHeaders.of(202)));
        }
        JsonNode parameters = message.path("params");
        return switch (method) {
            case "initialize" -> done(begun(result(id, initialized(parameters))));
            case "ping" ->
                done(json(200, result(id, new JsonText().beginObject().endObject())));
            case "tools/list" -> done(json(200, result(id, listedTools())));
            case "tools/call" -> call(ctx, id, parameters, tenants);
            case "resources/list" -> done(json(200, result(id, listedResources())));
            case "resources/templates/list" -> done(json(200, result(id, noTemplates())));
            case "resources/read" ->
                done(json(200, read(id, parameters.path("uri").asString(""))));
            default -> done(json(200, error(id, UNKNOWN_METHOD, "Method " + method + " not found")));
        };
    }

    private static JsonText initialized(JsonNode parameters) {
        String version = parameters.path("protocolVersion").asString("");
        JsonText out = new JsonText().beginObject();
        out.name("protocolVersion").string(VERSIONS.contains(version) ? version : NEWEST_VERSION);
        out.name("capabilities").beginObject();
        out.name("resources").beginObject().endObject();
        out.name("tools").beginObject().endObject().endObject();
        out.name("serverInfo").beginObject().name("name").string("tempo");
        return out.name("version").string("0.1.0").endObject().endObject();
    }

    private static JsonText listedTools() {
        JsonText out = new JsonText(4096).beginObject().name("tools").beginArray();
        for (McpTools.Tool tool : McpTools.ALL) {
            out.beginObject().name("name").string(tool.name());
            out.name("description").string(tool.description());
            out.name("inputSchema").beginObject().name("type").string("object");
            out.name("properties").beginObject();
            for (McpTools.Argument argument : tool.arguments()) {
                out.name(argument.name()).beginObject().name("type").string("string");
                out.name("description").string(argument.description()).endObject();
            }
            out.endObject().name("required").beginArray();
            for (McpTools.Argument argument : tool.arguments()) {
                if (argument.kind() == McpTools.Argument.Kind.REQUIRED) {
                    out.string(argument.name());
                }
            }
            out.endArray().endObject();
            out.name("annotations").beginObject().name("readOnlyHint").bool(true);
            out.name("destructiveHint").bool(false).name("openWorldHint").bool(false);
            out.endObject().endObject();
        }
        return out.endArray().endObject();
    }

    private CompletableFuture<HttpResponse> call(
            ServiceRequestContext ctx, byte[] id, JsonNode parameters, List<TenantId> tenants) {
        String name = parameters.path("name").asString("");
        McpTools.Tool tool = McpTools.named(name);
        if (tool == null) {
            return done(json(200, error(id, INVALID_PARAMETERS, "tool '" + name + "' not found")));
        }
        Map<String, String> arguments = new HashMap<>();
        parameters
                .path("arguments")
                .properties()
                .forEach(argument ->
                        arguments.put(argument.getKey(), argument.getValue().asString("")));
        ApiRequest question = new ApiRequest("POST", PATH, "", new Parameters(Map.<String, String>of()), "", tenants);
        return queries.ask(ctx, () -> tools.call(tool, arguments, question))
                .exceptionally(thrown -> QueryFailure.of(thrown).reply())
                .thenApply(reply -> json(200, result(id, toolResult(tool, reply))));
    }

    private static JsonText toolResult(McpTools.Tool tool, Reply reply) {
        String body = new String(reply.body(), StandardCharsets.UTF_8);
        boolean failed = reply.status() >= 400;
        JsonText out = new JsonText(body.length() + 256).beginObject();
        if (!failed) {
            out.name("_meta").beginObject().name("type").string(tool.resultType());
            out.name("encoding").string(tool.resultType().equals("documentation") ? "markdown" : "json");
            out.name("version").string(tool.resultVersion()).endObject();
        }
        out.name("content").beginArray().beginObject().name("type").string("text");
        out.name("text").string(failed ? "tool failed with http status code " + reply.status() + ": " + body : body);
        out.endObject().endArray();
        return (failed ? out.name("isError").bool(true) : out).endObject();
    }

    private static JsonText listedResources() {
        JsonText out = new JsonText(1024).beginObject().name("resources").beginArray();
        for (Map.Entry<String, String> document : McpDocuments.ALL) {
            out.beginObject().name("uri").string(document.getKey());
            out.name("name").string(document.getValue());
            out.name("mimeType").string("text/markdown").endObject();
        }
        return out.endArray().endObject();
    }

    private static JsonText noTemplates() {
        return new JsonText()
                .beginObject()
                .name("resourceTemplates")
                .beginArray()
                .endArray()
                .endObject();
    }

    private static byte[] read(byte[] id, String uri) {
        String text = McpDocuments.text(uri);
        if (text == null) {
            return error(id, UNKNOWN_RESOURCE, "resource '" + uri + "' not found");
        }
        JsonText out =
                new JsonText(text.length() + 128).beginObject().name("contents").beginArray();
        out.beginObject().name("uri").string(uri).name("mimeType").string("text/markdown");
        return result(id, out.name("text").string(text).endObject().endArray().endObject());
    }

    /// @param id JSON
    private static byte[] result(byte[] id, JsonText result) {
        JsonText out = new JsonText(result.sizeBytes() + 64);
        out.beginObject().name("jsonrpc").string("2.0").name("id").value(id);
        return out.name("result").value(result.toByteArray()).endObject().toByteArray();
    }

    private static byte[] error(byte[] id, int code, String message) {
        JsonText out = new JsonText();
        out.beginObject().name("jsonrpc").string("2.0").name("id").value(id);
        out.name("error")
                .beginObject()
                .name("code")
                .number(code)
                .name("message")
                .string(message)
                .endObject();
        return out.endObject().toByteArray();
    }

    private static byte[] nothing() {
        return "null".getBytes(StandardCharsets.UTF_8);
    }

    private static HttpResponse begun(byte[] body) {
        return HttpResponse.of(
                head(200).set(SESSION, "mcp-session-" + UUID.randomUUID()).build(), HttpData.wrap(body));
    }

    private static HttpResponse json(int status, byte[] body) {
        return HttpResponse.of(head(status).build(), HttpData.wrap(body));
    }

    private static ResponseHeadersBuilder head(int status) {
        return ResponseHeaders.builder(status).set(HttpHeaderNames.CONTENT_TYPE, Reply.JSON);
    }

    private static HttpResponse text(int status, String text) {
        return HttpResponse.of(
                ResponseHeaders.builder(status)
                        .set(HttpHeaderNames.CONTENT_TYPE, Reply.TEXT)
                        .build(),
                HttpData.ofUtf8(text));
    }

    private static CompletableFuture<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
