package dev.vivace.server.http;

import com.github.luben.zstd.Zstd;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// Compresses the query API's answers if the client asks for it: zstd where it is listed, else gzip, from
/// [#THRESHOLD] bytes on. Runs on the thread that made the answer, off the event loops.
final class Compression {

    /// Bytes below which compression costs more than it saves.
    static final int THRESHOLD = 1024;

    private static final int ZSTD_LEVEL = 3;

    private Compression() {}

    static HttpResponse apply(Reply reply, String acceptEncoding) {
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(reply.status()).set(HttpHeaderNames.VARY, "Accept-Encoding");
        if (!reply.contentType().isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
        }
        if (reply.retryAfterSeconds() > 0) {
            headers.setInt(HttpHeaderNames.RETRY_AFTER, reply.retryAfterSeconds());
        }
        if (reply.sizeBytes() >= THRESHOLD) {
            if (accepts(acceptEncoding, "zstd")) {
                headers.set(HttpHeaderNames.CONTENT_ENCODING, "zstd");
                return HttpResponse.of(headers.build(), data(ByteBuffer.wrap(Zstd.compress(reply.body(), ZSTD_LEVEL))));
            }
            if (accepts(acceptEncoding, "gzip")) {
                headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
                return HttpResponse.of(headers.build(), data(ByteBuffer.wrap(gzip(reply.body()))));
            }
        }
        return plain(headers, reply);
    }

    /// A large answer goes out in pieces: the socket's buffers are of that size too.
    private static HttpResponse plain(ResponseHeadersBuilder headers, Reply reply) {
        if (reply.pieces().size() == 1) {
            return HttpResponse.of(headers.build(), data(reply.pieces().getFirst()));
        }
        HttpObject[] objects = new HttpObject[reply.pieces().size() + 1];
        objects[0] = headers.contentLength(reply.sizeBytes()).build();
        for (int i = 1; i < objects.length; i++) {
            objects[i] = data(reply.pieces().get(i - 1));
        }
        return HttpResponse.of(objects);
    }

    /// Content that lets go of its array once it is sent. The response itself stays reachable for seconds if its
    /// client opens a connection for each request: the server waits so long for the client to close it.
    private static HttpData data(ByteBuffer piece) {
        return HttpData.wrap(Unpooled.wrappedBuffer(piece.array(), 0, piece.limit()));
    }

    /// Whether a coding is listed by name, and not with a weight of zero. `*` names nothing.
    static boolean accepts(String acceptEncoding, String coding) {
        for (String part : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            int semicolon = part.indexOf(';');
            String name = (semicolon < 0 ? part : part.substring(0, semicolon)).strip();
            if (name.equals(coding)) {
                return semicolon < 0 || !part.substring(semicolon + 1).strip().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return compressed.toByteArray();
    }
}
