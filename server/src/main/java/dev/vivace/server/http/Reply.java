package dev.vivace.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An answer, whole. Its arrays belong to the reply. Immutable.
///
/// @param contentType empty for a reply without content
/// @param pieces the content, one after the other: arrays up to their limit
/// @param retryAfterSeconds when to ask again; 0 if that is no use
record Reply(int status, String contentType, List<ByteBuffer> pieces, int retryAfterSeconds) {

    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";

    Reply(int status, String contentType, byte[] body) {
        this(status, contentType, List.of(ByteBuffer.wrap(body)), 0);
    }

    /// The content as one array, which is nobody else's only if there are several pieces.
    byte[] body() {
        ByteBuffer first = pieces.getFirst();
        if (pieces.size() == 1 && first.limit() == first.capacity()) {
            return first.array();
        }
        byte[] body = new byte[sizeBytes()];
        int at = 0;
        for (ByteBuffer piece : pieces) {
            System.arraycopy(piece.array(), 0, body, at, piece.limit());
            at += piece.limit();
        }
        return body;
    }

    int sizeBytes() {
        return pieces.stream().mapToInt(ByteBuffer::limit).sum();
    }

    static Reply json(byte[] body) {
        return new Reply(200, JSON, body);
    }

    static Reply json(List<ByteBuffer> pieces) {
        return new Reply(200, JSON, pieces, 0);
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
        return new Reply(status, contentType, pieces, seconds);
    }
}
