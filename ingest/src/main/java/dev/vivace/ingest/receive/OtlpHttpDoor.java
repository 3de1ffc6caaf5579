package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.model.TenantId;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpJson;
import dev.vivace.wire.otlp.OtlpReplies;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// OTLP/HTTP: `POST /v1/traces`, protobuf or JSON. Thread-safe.
///
/// Answers mirror the request's encoding; errors are a `google.rpc.Status` in it, or plain text if the
/// encoding itself is the mistake.
///
/// @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
final class OtlpHttpDoor {

    static final String PATH = "/v1/traces";

    private static final HttpData SUCCESS_PROTOBUF = HttpData.wrap(OtlpReplies.success());
    private static final HttpData SUCCESS_JSON = HttpData.wrap(OtlpReplies.successJson());

    private final Reception reception;
    private final RequestBody bodies;

    OtlpHttpDoor(Reception reception) {
        this.reception = reception;
        this.bodies = new RequestBody(reception);
    }

    /// The two encodings of OTLP/HTTP.
    private enum Encoding {
        PROTOBUF("protobuf", MediaType.create("application", "x-protobuf")),
        JSON("json", MediaType.create("application", "json"));

        private final String word;
        private final MediaType mediaType;

        Encoding(String word, MediaType mediaType) {
            this.word = word;
            this.mediaType = mediaType;
        }
    }

    HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        RequestHeaders headers = request.headers();
        if (headers.method() != HttpMethod.POST) {
            return wrongMethod(ctx, headers);
        }
        Encoding encoding = encoding(headers);
        if (encoding == null) {
            return wrongMediaType(ctx, headers);
        }
        String codingName = RequestBody.codingName(headers);
        Sender sender = reception.sender(
                ctx, Transport.HTTP, codingName.isEmpty() ? encoding.word : encoding.word + "+" + codingName);
        BytesInFlight.Hold hold = reception.inFlight().open();
        CompletableFuture<HttpResponse> answer;
        try {
            answer = receive(ctx, request, encoding, codingName, sender, hold)
                    .thenApply(receipt -> success(encoding, receipt));
        } catch (RefusalException refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        return HttpResponse.of(answer.handle((response, cause) -> {
            hold.close();
            return cause == null ? response : error(encoding, reception.turnedAway(sender, headers, cause));
        }));
    }

    private CompletableFuture<Receipt> receive(
            ServiceRequestContext ctx,
            HttpRequest request,
            Encoding encoding,
            String codingName,
            Sender sender,
            BytesInFlight.Hold hold) {
        TenantId tenant = reception.tenant(request.headers());
        return bodies.receive(ctx, request, codingName, hold, plain -> {
            Bytes protobuf = encoding == Encoding.JSON ? transcode(tenant, sender, plain, hold) : plain;
            return reception.take(tenant, sender, protobuf);
        });
    }

    private Bytes transcode(@Nullable TenantId tenant, Sender sender, Bytes json, BytesInFlight.Hold hold) {
        if (json.length() == 0) {
            throw new RefusalException(Refusal.of(
                    Reason.MALFORMED.label(),
                    GrpcCode.INVALID_ARGUMENT,
                    "the JSON body is empty",
                    "Send an ExportTraceServiceRequest: {\"resourceSpans\":[…]}, at least {}."));
        }
        try {
            byte[] protobuf = OtlpJson.toProtobuf(json.array(), json.offset(), json.length());
            hold.reserve(protobuf.length);
            return new Bytes(protobuf, 0, protobuf.length);
        } catch (MalformedOtlpException e) {
            reception.discarded(tenant, sender, e, OtlpJson.spans(json.array(), json.offset(), json.length()));
            throw new CompletionException(e);
        }
    }

    private static @Nullable Encoding encoding(RequestHeaders headers) {
        MediaType type = headers.contentType();
        for (Encoding encoding : Encoding.values()) {
            if (type != null && type.withoutParameters().equals(encoding.mediaType)) {
                return encoding;
            }
        }
        return null;
    }

    private HttpResponse wrongMethod(ServiceRequestContext ctx, RequestHeaders headers) {
        Refusal refusal = new Refusal(
                "method_not_allowed",
                405,
                GrpcCode.UNIMPLEMENTED,
                "405 method not allowed, supported: [POST]",
                "This is where OTLP traces are sent to, with POST; to read traces, ask the query API.",
                null);
        reception.turnedAway(reception.sender(ctx, Transport.HTTP, "none"), headers, refusal);
        return text(refusal, ResponseHeaders.builder(405).set(HttpHeaderNames.ALLOW, "POST"));
    }

    private HttpResponse wrongMediaType(ServiceRequestContext ctx, RequestHeaders headers) {
        List<String> sent = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
        String type = sent.isEmpty()
                ? ""
                : sent.getFirst().substring(0, Math.min(sent.getFirst().length(), 80));
        String remedy;
        if (type.isEmpty()) {
            remedy = "No Content-Type was sent: say which of the two the body is.";
        } else if (type.startsWith("application/x-www-form-urlencoded")) {
            remedy = "'" + type + "' is what HTML forms and `curl -d` send: add -H 'Content-Type: application/json'.";
        } else if (type.startsWith("application/protobuf")) {
            remedy = "For OTLP the name is application/x-protobuf, not '" + type + "'.";
        } else if (type.contains("thrift")) {
            remedy = "'" + type + "' is neither: Jaeger's Thrift belongs to " + ForeignHttpDoor.JAEGER_PATH
                    + ", Zipkin's to " + ForeignHttpDoor.ZIPKIN_1_PATH + ", on this port or any other for spans.";
        } else {
            remedy = "'" + type + "' is neither.";
        }
        Refusal refusal = new Refusal(
                "unsupported_media_type",
                415,
                GrpcCode.INVALID_ARGUMENT,
                "415 unsupported media type, supported: [application/json, application/x-protobuf]",
                remedy,
                null);
        reception.turnedAway(reception.sender(ctx, Transport.HTTP, type.isEmpty() ? "none" : type), headers, refusal);
        return text(refusal, ResponseHeaders.builder(415));
    }

    private static HttpResponse text(Refusal refusal, ResponseHeadersBuilder headers) {
        return HttpResponse.of(
                headers.contentType(MediaType.PLAIN_TEXT).build(), HttpData.ofUtf8(refusal.text() + "\n"));
    }

    private static HttpResponse success(Encoding encoding, Receipt receipt) {
        return HttpResponse.of(
                ResponseHeaders.builder(200).contentType(encoding.mediaType).build(), successBody(encoding, receipt));
    }

    private static HttpData successBody(Encoding encoding, Receipt receipt) {
        Receipt.Rejection rejection = receipt.rejection();
        boolean json = encoding == Encoding.JSON;
        if (rejection == null) {
            return json ? SUCCESS_JSON : SUCCESS_PROTOBUF;
        }
        return HttpData.wrap(
                json
                        ? OtlpReplies.partialSuccessJson(rejection.spans(), rejection.message())
                        : OtlpReplies.partialSuccess(rejection.spans(), rejection.message()));
    }

    private static HttpResponse error(Encoding encoding, Refusal refusal) {
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(refusal.httpStatus()).contentType(encoding.mediaType);
        if (refusal.retryAfter() != null) {
            headers.setLong(HttpHeaderNames.RETRY_AFTER, ErrorStatus.retryAfterSeconds(refusal.retryAfter()));
        }
        byte[] body = encoding == Encoding.JSON ? ErrorStatus.json(refusal) : ErrorStatus.protobuf(refusal);
        return HttpResponse.of(headers.build(), HttpData.wrap(body));
    }
}
