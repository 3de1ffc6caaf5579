package dev.vivace.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sends the query API's answers, compressed if the client asks for it: zstd where it is listed, else gzip,
/// from [Outgoing#THRESHOLD] bytes on. Runs on the thread that made the answer, off the event loops.
final class Compression {

    private static final long MOST_OUTSIDE_BYTES = Runtime.getRuntime().maxMemory() / 4;

    private Compression() {}

    static HttpResponse apply(Reply reply, String acceptEncoding) {
        return apply(reply, acceptEncoding, ByteBufAllocator.DEFAULT, MOST_OUTSIDE_BYTES);
    }

    /// @param mostOutsideBytes what the allocator's buffers outside the heap may take
    static HttpResponse apply(Reply reply, String acceptEncoding, ByteBufAllocator allocator, long mostOutsideBytes) {
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(reply.status()).set(HttpHeaderNames.VARY, "Accept-Encoding");
        if (!reply.contentType().isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
        }
        if (reply.retryAfterSeconds() > 0) {
            headers.setInt(HttpHeaderNames.RETRY_AFTER, reply.retryAfterSeconds());
        }
        Outgoing content = new Outgoing(allocator, mostOutsideBytes, wanted(acceptEncoding));
        try {
            reply.content().writeTo(content);
        } catch (RuntimeException | Error e) {
            content.release();
            throw e;
        }
        Outgoing.Coding coding = content.coding();
        if (coding != null) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, coding.token());
        }
        List<HttpData> data = content.data();
        if (data.size() < 2) {
            return HttpResponse.of(headers.build(), data.isEmpty() ? HttpData.empty() : data.getFirst());
        }
        headers.contentLength(content.sizeBytes());
        return HttpResponse.of(
                Stream.concat(Stream.of(headers.build()), data.stream()).toArray(HttpObject[]::new));
    }

    private static Outgoing.@Nullable Coding wanted(String acceptEncoding) {
        for (Outgoing.Coding coding : Outgoing.Coding.values()) {
            if (accepts(acceptEncoding, coding.token())) {
                return coding;
            }
        }
        return null;
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
}
