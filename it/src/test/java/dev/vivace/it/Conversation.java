package dev.vivace.it;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// HTTP as the tests speak it. Stateless, thread-safe.
final class Conversation {
    static final String JSON = "application/json";
    static final String PROTOBUF = "application/protobuf";
    static final JsonMapper MAPPER = new JsonMapper();

    private static final Duration ANSWER_AT_MOST = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Conversation() {}

    /// @param contentType empty if there is none
    record Answer(int status, String contentType, ByteString body) {
        String text() {
            return body.toStringUtf8();
        }

        JsonNode json() {
            return MAPPER.readTree(text());
        }
    }

    static Answer get(URI uri) throws IOException, InterruptedException {
        return get(uri, "*/*");
    }

    static Answer get(URI uri, String accept) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri).header("Accept", accept));
    }

    static Answer post(URI uri, String contentType, byte[] body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                CLIENT.send(request.timeout(ANSWER_AT_MOST).build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                ByteString.copyFrom(response.body()));
    }

    /// `path?name=value&...` with names and values in turns, escaped.
    static String query(String path, String... namesAndValues) {
        StringBuilder text = new StringBuilder(path);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text.append(i == 0 ? '?' : '&')
                    .append(escaped(namesAndValues[i]))
                    .append('=')
                    .append(escaped(namesAndValues[i + 1]));
        }
        return text.toString();
    }

    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
