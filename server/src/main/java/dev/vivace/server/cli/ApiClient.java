package dev.vivace.server.cli;

import dev.vivace.server.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running server through its public HTTP API; picocli fills in which one. Confined to one thread.
final class ApiClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();
    /// Below the path of the server, and there below the one of its API.
    private static final int MOST_MOVES = 2;
    /// Where a server says below which path it, or its API, is.
    static final String BELOW = "x-vivace-below";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:VIVACE_URL:-${env:TEMPO_INTERNAL_URL:-http://127.0.0.1:3200}}",
            description = "Where the server answers. Default: $VIVACE_URL, else $TEMPO_INTERNAL_URL, else"
                    + " http://127.0.0.1:3200.")
    private String url = "";

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose data, if the server keeps tenants apart (header X-Scope-OrgID).")
    private @Nullable String tenant;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:VIVACE_TOKEN}",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "Who asks, if the server wants to know (header Authorization). Default: $VIVACE_TOKEN.")
    private @Nullable String token;

    private int moved;

    String url() {
        return url;
    }

    /// An answer as it came, and understood.
    record Answer(String text, JsonNode json) {}

    /// @param path such as `/api/search`
    /// @param parameters in the order of the URL
    /// @throws UserError if nothing answers there, or the answer is a refusal
    Answer get(String path, SequencedMap<String, String> parameters) {
        URI uri = uri(path, parameters);
        HttpResponse<String> response = send(uri);
        String below = response.headers().firstValue(BELOW).orElse("");
        if (response.statusCode() == 404 && !below.isEmpty() && moved < MOST_MOVES) {
            // everything, or the API, is below a path, and the server says which
            moved++;
            url = (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + below;
            return get(path, parameters);
        }
        if (response.statusCode() != 200) {
            throw refusal(uri, response);
        }
        try {
            return new Answer(response.body(), JSON.readTree(response.body()));
        } catch (JacksonException e) {
            throw new UserError(
                    uri + " answers something that is not JSON",
                    "is there a Vivace or Tempo server at " + url + "? Name another with --url");
        }
    }

    private HttpResponse<String> send(URI uri) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).header("Accept", "application/json");
        if (tenant != null) {
            request.header("X-Scope-OrgID", tenant);
        }
        if (token != null && !token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
            throw new UserError(
                    "no server answers at " + url + reason,
                    "start one with ./vivace server, or name another with --url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while waiting for " + url, null);
        }
    }

    private URI uri(String path, SequencedMap<String, String> parameters) {
        StringBuilder text =
                new StringBuilder(url.endsWith("/") ? url.substring(0, url.length() - 1) : url).append(path);
        char separator = '?';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            text.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        try {
            URI uri = URI.create(text.toString());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, together with what parses and is no web address.
        }
        throw new UserError("'" + url + "' is no URL of a server", "write it like http://127.0.0.1:3200");
    }

    private static UserError refusal(URI uri, HttpResponse<String> response) {
        int status = response.statusCode();
        String text = Terminal.printable(response.body().strip());
        String hint = switch (status) {
            case 401 ->
                text.contains("Authorization")
                        ? "give a token with --token, or in $VIVACE_TOKEN"
                        : "the server keeps tenants apart: name one with --tenant";
            case 404 -> "is " + uri.resolve("/") + " the right place? Name another with --url";
            case 429, 503 -> "the server is busy or not ready; try again in a moment";
            default -> null;
        };
        return new UserError(text.isEmpty() ? uri.getPath() + " answers " + status : text, hint);
    }
}
