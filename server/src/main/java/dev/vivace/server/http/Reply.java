package dev.vivace.server.http;

import java.nio.charset.StandardCharsets;

/// An answer, whole. The array belongs to the reply. Immutable.
///
/// @param contentType empty for a reply without content
record Reply(int status, String contentType, byte[] body) {

    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";

    static Reply json(byte[] body) {
        return new Reply(200, JSON, body);
    }

    static Reply protobuf(byte[] body) {
        return new Reply(200, "application/protobuf", body);
    }

    static Reply text(int status, String text) {
        return new Reply(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static Reply empty(int status) {
        return new Reply(status, "", new byte[0]);
    }
}
