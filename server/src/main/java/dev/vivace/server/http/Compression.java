package dev.vivace.server.http;

import com.github.luben.zstd.Zstd;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        byte[] body = reply.body();
        if (body.length >= THRESHOLD) {
            if (accepts(acceptEncoding, "zstd")) {
                headers.set(HttpHeaderNames.CONTENT_ENCODING, "zstd");
                body = Zstd.compress(body, ZSTD_LEVEL);
            } else if (accepts(acceptEncoding, "gzip")) {
                headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
                body = gzip(body);
            }
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(body));
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
