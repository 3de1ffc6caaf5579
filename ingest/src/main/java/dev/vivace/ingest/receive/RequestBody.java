package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.RefusedException.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongFunction;

/// Collects the body of a plain HTTP request within its bounds and decompresses it; what all doors but
/// gRPC share. Thread-safe.
final class RequestBody {

    private static final String LARGER_BODIES =
            "Send smaller batches (the batch settings of your SDK or collector), or raise the receiver's limit.";

    private final Reception reception;

    RequestBody(Reception reception) {
        this.reception = reception;
    }

    /// Receives a body and goes on with it on a decoding thread.
    ///
    /// @param codingName as [#codingName] gives it
    /// @param hold what the bytes are counted on; not closed here
    /// @throws RefusalException if the headers alone forbid it
    <T> CompletableFuture<T> receive(
            ServiceRequestContext ctx,
            HttpRequest request,
            String codingName,
            BytesInFlight.Hold hold,
            Function<Bytes, CompletableFuture<T>> andThen) {
        ContentCoding coding = coding(codingName);
        int limit = reception.settings().maxRequestBytes();
        LongFunction<Refusal> tooLarge = seen -> tooLarge("request body", seen, limit);
        long announced = request.headers().contentLength();
        if (announced > limit) {
            throw new RefusalException(tooLarge.apply(announced));
        }
        GrowingBytes body = new GrowingBytes(limit, announced, hold);
        return BodyCollector.collect(request, ctx.eventLoop(), body, tooLarge)
                .thenComposeAsync(sent -> andThen.apply(decompress(coding, sent, hold)), reception.decoders());
    }

    /// The request's compression, short enough to be shown; empty if there is none.
    static String codingName(RequestHeaders headers) {
        String name = String.join(", ", headers.getAll(HttpHeaderNames.CONTENT_ENCODING));
        ContentCoding coding = ContentCoding.named(name);
        if (coding == ContentCoding.IDENTITY) {
            return "";
        }
        return coding == null ? name.substring(0, Math.min(name.length(), 40)) : coding.word();
    }

    private static ContentCoding coding(String name) {
        ContentCoding coding = ContentCoding.named(name);
        if (coding != null) {
            return coding;
        }
        boolean several = name.indexOf(',') >= 0;
        throw new RefusalException(Refusal.of(
                Reason.UNSUPPORTED_ENCODING.label(),
                GrpcCode.INVALID_ARGUMENT,
                "unsupported Content-Encoding: " + name,
                several
                        ? "Compress once, with one of: " + ContentCoding.all() + "."
                        : "Supported: " + ContentCoding.all() + "."));
    }

    private Bytes decompress(ContentCoding coding, Bytes sent, BytesInFlight.Hold hold) {
        if (coding == ContentCoding.IDENTITY) {
            return sent;
        }
        int limit = reception.settings().maxDecompressedBytes();
        return Decompression.decompress(
                coding,
                sent,
                new GrowingBytes(limit, sent.length() * 4L, hold),
                seen -> tooLarge(
                        "request body, decompressed from " + sent.length() + " bytes of " + coding.word(),
                        seen,
                        limit));
    }

    private static Refusal tooLarge(String what, long seen, int limit) {
        return Refusal.of(
                Reason.TOO_LARGE.label(),
                GrpcCode.INVALID_ARGUMENT,
                "http: request body too large: " + what + " has at least " + seen + " bytes (expected: at most " + limit
                        + ")",
                LARGER_BODIES);
    }
}
