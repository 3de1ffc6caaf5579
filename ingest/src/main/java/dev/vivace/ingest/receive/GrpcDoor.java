package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.model.TenantId;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.jaeger.JaegerTranslator;
import dev.vivace.wire.otlp.OtlpReplies;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// gRPC: OTLP's `TraceService/Export` and Jaeger's `CollectorService/PostSpans`, both unary. Thread-safe.
///
/// A call is framed by hand instead of by a gRPC library, for the library decompresses and copies
/// messages on the event loop before any code of ours runs: here a message is collected within the
/// doors' bounds and decompressed on the decoding pool, as over HTTP, and an export costs no message
/// objects, no marshaller and no call objects. One message is the whole protocol of a unary call:
/// ```text
/// message  u8   0 plain, 1 compressed as `grpc-encoding` says
///          u32  big-endian length of what follows
/// ```
///
/// @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">gRPC over HTTP/2</a>
final class GrpcDoor {

    static final String OTLP_PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    static final String JAEGER_PATH = "/jaeger.api_v2.CollectorService/PostSpans";

    private static final AsciiString ENCODING = AsciiString.cached("grpc-encoding");
    private static final int PREFIX = 5;

    /// One message: `ExportTraceServiceResponse` with an empty `partial_success`, the reference's bytes.
    private static final HttpData OTLP_SUCCESS = HttpData.wrap(new byte[] {0, 0, 0, 0, 2, 0x0a, 0x00});

    /// One message: an empty `PostSpansResponse`.
    private static final HttpData JAEGER_SUCCESS = HttpData.wrap(new byte[] {0, 0, 0, 0, 0});

    private static final HttpHeaders OK_TRAILERS = HttpHeaders.of(GrpcReply.STATUS, "0");
    private static final String LARGER_MESSAGES =
            "Send smaller batches (the batch settings of your SDK or collector), or raise max_recv_msg_size_mib.";

    private final Reception reception;

    GrpcDoor(Reception reception) {
        this.reception = reception;
    }

    /// Serves a call.
    ///
    /// @param isJaeger whether it is Jaeger's, else it is OTLP's
    HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, boolean isJaeger) {
        RequestHeaders headers = request.headers();
        String encodingName = headers.get(ENCODING, "identity");
        Sender sender = reception.sender(
                ctx,
                isJaeger ? Transport.JAEGER_GRPC : Transport.GRPC,
                encodingName.equals("identity")
                        ? "protobuf"
                        : "protobuf+" + encodingName.substring(0, Math.min(encodingName.length(), 40)));
        BytesInFlight.Hold hold = reception.inFlight().open();
        CompletableFuture<HttpResponse> answer;
        try {
            answer = receive(ctx, request, encodingName, isJaeger, sender, hold);
        } catch (RefusalException refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        return HttpResponse.of(answer.handle((response, cause) -> {
            hold.close();
            return cause == null ? response : GrpcReply.status(reception.turnedAway(sender, headers, cause));
        }));
    }

    /// Turns away a call of any other method.
    HttpResponse unimplemented(ServiceRequestContext ctx, HttpRequest request, String remedy) {
        RequestHeaders headers = request.headers();
        Refusal refusal =
                Refusal.of("unknown_method", GrpcCode.UNIMPLEMENTED, "unknown method " + headers.path(), remedy);
        reception.turnedAway(reception.sender(ctx, Transport.GRPC, "protobuf"), headers, refusal);
        return GrpcReply.status(refusal);
    }

    private CompletableFuture<HttpResponse> receive(
            ServiceRequestContext ctx,
            HttpRequest request,
            String encodingName,
            boolean isJaeger,
            Sender sender,
            BytesInFlight.Hold hold) {
        RequestHeaders headers = request.headers();
        String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        if (contentType.startsWith("application/grpc-web") || contentType.startsWith("application/grpc+json")) {
            throw new RefusalException(Refusal.of(
                    "unsupported_media_type",
                    GrpcCode.UNIMPLEMENTED,
                    "content type " + contentType + " is not supported",
                    "Send application/grpc, or OTLP/HTTP to " + OtlpHttpDoor.PATH + "."));
        }
        ContentCoding coding = coding(encodingName);
        TenantId tenant = reception.tenant(headers);
        int limit = reception.settings().maxGrpcMessageBytes();
        GrowingBytes body = new GrowingBytes(limit + PREFIX, headers.contentLength(), hold);
        return BodyCollector.collect(
                        request, ctx.eventLoop(), body, seen -> tooLarge("", messageLength(body, seen), limit))
                .thenComposeAsync(
                        frame -> {
                            Bytes message = message(frame, coding, hold);
                            return isJaeger
                                    ? jaeger(tenant, sender, headers.path(), message, hold)
                                    : reception
                                            .take(tenant, sender, message)
                                            .thenApply(receipt -> success(message(receipt), OK_TRAILERS));
                        },
                        reception.decoders());
    }

    private CompletableFuture<HttpResponse> jaeger(
            @Nullable TenantId tenant, Sender sender, String path, Bytes message, BytesInFlight.Hold hold) {
        Translators.Translator translator =
                bytes -> JaegerTranslator.protobuf(bytes.array(), bytes.offset(), bytes.length());
        Translation translation = translator.apply(message, hold);
        return reception
                .take(tenant, sender, "POST " + path, translation)
                .thenApply(receipt -> success(JAEGER_SUCCESS, trailers(Warning.of(translation, receipt))));
    }

    private static HttpHeaders trailers(String warning) {
        return warning.isEmpty()
                ? OK_TRAILERS
                : HttpHeaders.of(GrpcReply.STATUS, "0", Warning.HEADER, Warning.ascii(warning));
    }

    private static ContentCoding coding(String name) {
        ContentCoding coding = ContentCoding.named(name);
        if (coding == null || coding == ContentCoding.DEFLATE || coding == ContentCoding.LZ4) {
            throw new RefusalException(Refusal.of(
                    Reason.UNSUPPORTED_ENCODING.label(),
                    GrpcCode.UNIMPLEMENTED,
                    "grpc: Decompressor is not installed for grpc-encoding \"" + name + "\"",
                    "Supported: " + GrpcReply.ACCEPTED + "."));
        }
        return coding;
    }

    private Bytes message(Bytes frame, ContentCoding coding, BytesInFlight.Hold hold) {
        byte[] array = frame.array();
        if (frame.length() < PREFIX) {
            throw malformed("the call ends after " + frame.length() + " bytes, before its message", "");
        }
        long announced = lengthAt(array);
        if (announced != frame.length() - PREFIX || (array[0] & 0xfe) != 0) {
            throw malformed(
                    "the message's prefix says " + announced + " bytes with flags " + (array[0] & 0xff) + ", "
                            + (frame.length() - PREFIX) + " bytes follow (expected: one message, flags 0 or 1)",
                    "");
        }
        Bytes sent = new Bytes(array, PREFIX, frame.length() - PREFIX);
        if (array[0] == 0) {
            return sent;
        }
        if (coding == ContentCoding.IDENTITY) {
            throw malformed("the message is flagged as compressed, and grpc-encoding is missing or identity", "");
        }
        int limit = reception.settings().maxGrpcMessageBytes();
        return Decompression.decompress(
                coding,
                sent,
                new GrowingBytes(limit, sent.length() * 4L, hold),
                seen -> tooLarge("after decompression ", seen, limit));
    }

    private static long messageLength(GrowingBytes body, long seen) {
        return body.length() >= PREFIX ? lengthAt(body.array()) : seen - PREFIX;
    }

    private static long lengthAt(byte[] frame) {
        return (frame[1] & 0xffL) << 24 | (frame[2] & 0xff) << 16 | (frame[3] & 0xff) << 8 | frame[4] & 0xff;
    }

    private static RefusalException malformed(String message, String remedy) {
        return new RefusalException(Refusal.of(
                Reason.MALFORMED.label(),
                GrpcCode.INVALID_ARGUMENT,
                "grpc: error unmarshalling request: " + message,
                remedy));
    }

    private static Refusal tooLarge(String when, long length, int limit) {
        return Refusal.of(
                Reason.TOO_LARGE.label(),
                GrpcCode.RESOURCE_EXHAUSTED,
                "grpc: received message " + when + "larger than max (" + length + " vs. " + limit + ")",
                LARGER_MESSAGES);
    }

    private static HttpResponse success(HttpData message, HttpHeaders trailers) {
        return HttpResponse.of(
                ResponseHeaders.builder(200)
                        .set(HttpHeaderNames.CONTENT_TYPE, GrpcReply.CONTENT_TYPE)
                        .set(GrpcReply.ACCEPT_ENCODING, GrpcReply.ACCEPTED)
                        .build(),
                message,
                trailers);
    }

    private static HttpData message(Receipt receipt) {
        Receipt.Rejection rejection = receipt.rejection();
        if (rejection == null) {
            return OTLP_SUCCESS;
        }
        byte[] reply = OtlpReplies.partialSuccess(rejection.spans(), rejection.message());
        return HttpData.wrap(ByteBuffer.allocate(PREFIX + reply.length)
                .put((byte) 0)
                .putInt(reply.length)
                .put(reply)
                .array());
    }
}
