package dev.vivace.server.http;

import java.nio.charset.StandardCharsets;

/// An answer.
///
/// @param contentType empty for a reply without content
/// @param retryAfterSeconds when to ask again; 0 if that is no use
record Reply(int status, String contentType, Content content, int retryAfterSeconds) {

    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";

    Reply(int status, String contentType, byte[] body) {
        this(status, contentType, Content.of(body), 0);
    }

    /// The content as one array. Asked once.
    byte[] body() {
        return content.toByteArray();
    }

    static Reply json(byte[] body) {
        return new Reply(200, JSON, body);
    }

    static Reply json(Content content) {
        return new Reply(200, JSON, content, 0);
    }

    static Reply protobuf(byte[] body) {
        return new Reply(200, "application/protobuf", body);
    }

    /// JSON for language models.
    static Reply llm(byte[] body) {
        return new Reply(200, "application/vnd.grafana.llm+json", body);
    }

    static Reply text(int status, String text) {
        return new Reply(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static Reply empty(int status) {
        return new Reply(status, "", new byte[0]);
    }

    Reply retryAfter(int seconds) {
        return new Reply(status, contentType, content, seconds);
    }
}
