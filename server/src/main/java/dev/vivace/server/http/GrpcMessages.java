package dev.vivace.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.vivace.ingest.receive.GrpcCode;
import dev.vivace.ingest.receive.GrpcReply;
import dev.vivace.model.work.QueryStoppedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/// Messages of a gRPC call, in and out. Each is preceded by a byte that says whether it is compressed, and
/// by its
/// length in four.
///
/// @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">gRPC over HTTP/2</a>
final class GrpcMessages {

    /// Bytes of a request, compressed or not: a query of 128 KiB and more than its parameters need.
    static final int MAX_REQUEST = 1 << 20;

    private static final int PREFIX = 5;

    private GrpcMessages() {}

    /// A request that cannot be read. Without stack trace: it is an answer.
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final GrpcCode code;

        UnreadableException(GrpcCode code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        GrpcCode code() {
            return code;
        }
    }

    /// The one message of a request's body.
    ///
    /// @param encoding its compression if it has one: `gzip`
    /// @throws UnreadableException if there is not one message, whole, and within [#MAX_REQUEST] bytes
    static byte[] read(byte[] body, String encoding) {
        if (body.length < PREFIX) {
            throw new UnreadableException(
                    GrpcCode.INTERNAL, "the call ends after " + body.length + " bytes, before its message");
        }
        if (body.length - PREFIX > MAX_REQUEST) {
            throw tooLarge();
        }
        int length = ByteBuffer.wrap(body, 1, Integer.BYTES).getInt();
        if (length != body.length - PREFIX || (body[0] & 0xfe) != 0) {
            throw new UnreadableException(
                    GrpcCode.INTERNAL,
                    "the message's prefix says " + Integer.toUnsignedString(length) + " bytes with flags "
                            + (body[0] & 0xff) + ", " + (body.length - PREFIX)
                            + " bytes follow (expected: one message, flags 0 or 1)");
        }
        if (body[0] == 0) {
            byte[] message = new byte[length];
            System.arraycopy(body, PREFIX, message, 0, length);
            return message;
        }
        if (!encoding.equals("gzip")) {
            throw new UnreadableException(
                    GrpcCode.UNIMPLEMENTED,
                    "grpc: Decompressor is not installed for grpc-encoding \"" + encoding
                            + "\" (expected: identity or gzip)");
        }
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(body, PREFIX, length))) {
            byte[] message = plain.readNBytes(MAX_REQUEST + 1);
            if (message.length > MAX_REQUEST) {
                throw tooLarge();
            }
            return message;
        } catch (IOException e) {
            throw new UnreadableException(
                    GrpcCode.INTERNAL, "grpc: failed to decompress the message: " + e.getMessage());
        }
    }

    static UnreadableException tooLarge() {
        return new UnreadableException(
                GrpcCode.RESOURCE_EXHAUSTED, "grpc: received message larger than max (" + MAX_REQUEST + " bytes)");
    }

    /// Sends a message.
    ///
    /// @throws QueryStoppedException if nobody listens any more
    static void send(HttpResponseWriter response, byte[] message) {
        byte[] framed = new byte[PREFIX + message.length];
        ByteBuffer.wrap(framed, 1, Integer.BYTES).putInt(message.length);
        System.arraycopy(message, 0, framed, PREFIX, message.length);
        if (!response.tryWrite(HttpData.wrap(framed))) {
            throw new QueryStoppedException(
                    QueryStoppedException.Reason.CANCELLED, "context canceled: the client went away");
        }
    }

    static void succeed(HttpResponseWriter response) {
        if (response.tryWrite(GrpcReply.success())) {
            response.close();
        }
    }

    /// Ends a call that was begun; whoever went away hears nothing.
    static void fail(HttpResponseWriter response, GrpcCode code, String message) {
        if (response.tryWrite(GrpcReply.failure(code, message))) {
            response.close();
        }
    }
}
