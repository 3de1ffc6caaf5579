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
import dev.vivace.model.TenantId;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.zipkin.ZipkinTranslator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Jaeger over HTTP (`POST /api/traces`: Thrift in both protocols, and the JSON of Jaeger's UI) and
/// Zipkin (`POST /api/v2/spans`, `/api/v1/spans`: JSON, protobuf, Thrift). Thread-safe.
///
/// The answer is 202 with an empty body. If something could not be taken as it was sent, the rest is
/// stored, the answer is still 202, for a client would send everything again, and says what was wrong in
/// its body and in the header [Warning#HEADER].
final class ForeignHttpDoor {

    static final String JAEGER_PATH = "/api/traces";
    static final String ZIPKIN_2_PATH = "/api/v2/spans";
    static final String ZIPKIN_1_PATH = "/api/v1/spans";

    private final Reception reception;
    private final RequestBody bodies;

    ForeignHttpDoor(Reception reception) {
        this.reception = reception;
        this.bodies = new RequestBody(reception);
    }

    /// Whose path it was.
    enum Path {
        JAEGER(Transport.JAEGER_HTTP, "jaeger"),
        ZIPKIN_1(Transport.ZIPKIN_HTTP, "zipkin v1"),
        ZIPKIN_2(Transport.ZIPKIN_HTTP, "zipkin v2");

        private final Transport transport;
        private final String word;

        Path(Transport transport, String word) {
            this.transport = transport;
            this.word = word;
        }

        /// Null if the path is none of them.
        static @Nullable Path of(String path) {
            return switch (path) {
                case JAEGER_PATH, JAEGER_PATH + "/" -> JAEGER;
                case ZIPKIN_1_PATH, ZIPKIN_1_PATH + "/" -> ZIPKIN_1;
                case ZIPKIN_2_PATH, ZIPKIN_2_PATH + "/" -> ZIPKIN_2;
                default -> null;
            };
        }
    }

    HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, Path path, ZipkinTranslator zipkin) {
        RequestHeaders headers = request.headers();
        if (headers.method() != HttpMethod.POST) {
            return wrongMethod(ctx, headers, path);
        }
        String codingName = RequestBody.codingName(headers);
        Sender sender =
                reception.sender(ctx, path.transport, codingName.isEmpty() ? path.word : path.word + "+" + codingName);
        BytesInFlight.Hold hold = reception.inFlight().open();
        CompletableFuture<HttpResponse> answer;
        try {
            TenantId tenant = reception.tenant(headers);
            answer = bodies.receive(
                    ctx, request, codingName, hold, body -> take(body, path, zipkin, headers, tenant, sender, hold));
        } catch (RefusalException refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        return HttpResponse.of(answer.handle((response, cause) -> {
            hold.close();
            return cause == null ? response : error(reception.turnedAway(sender, headers, cause));
        }));
    }

    private CompletableFuture<HttpResponse> take(
            Bytes body,
            Path path,
            ZipkinTranslator zipkin,
            RequestHeaders headers,
            @Nullable TenantId tenant,
            Sender sender,
            BytesInFlight.Hold hold) {
        String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        Translators.Reading reading = path == Path.JAEGER
                ? Translators.jaeger(body)
                : Translators.zipkin(body, contentType, path == Path.ZIPKIN_1, zipkin);
        Translation translation = reading.translator().apply(body, hold);
        Sender known = sender.encodedAs(reading.word());
        String what = headers.method() + " " + headers.path();
        return reception
                .take(tenant, known, what, translation)
                .thenApply(receipt ->
                        success(translation, receipt, reading.word().endsWith("json") && path == Path.JAEGER));
    }

    private HttpResponse wrongMethod(ServiceRequestContext ctx, RequestHeaders headers, Path path) {
        Refusal refusal = new Refusal(
                "method_not_allowed",
                405,
                GrpcCode.UNIMPLEMENTED,
                "405 method not allowed, supported: [POST]",
                "This is where spans are sent to, with POST; to read traces, ask the query API.",
                null);
        reception.turnedAway(reception.sender(ctx, path.transport, "none"), headers, refusal);
        return text(refusal, ResponseHeaders.builder(405).set(HttpHeaderNames.ALLOW, "POST"));
    }

    /// @param chatty whether a person is at the other end: nobody else sends Jaeger's JSON
    private static HttpResponse success(Translation translation, Receipt receipt, boolean chatty) {
        String warning = Warning.of(translation, receipt);
        if (warning.isEmpty() && !chatty) {
            return HttpResponse.of(ResponseHeaders.of(202));
        }
        ResponseHeadersBuilder headers = ResponseHeaders.builder(202).contentType(MediaType.PLAIN_TEXT_UTF_8);
        if (!warning.isEmpty()) {
            headers.set(Warning.HEADER, Warning.ascii(warning));
            return HttpResponse.of(headers.build(), HttpData.ofUtf8(warning + "\n"));
        }
        String text = translation.spans() == 0
                ? "Understood; there were no spans in it, so nothing is stored.\n"
                : translation.spans() + " spans stored.\n";
        return HttpResponse.of(headers.build(), HttpData.ofUtf8(text));
    }

    private static HttpResponse error(Refusal refusal) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(refusal.httpStatus());
        if (refusal.retryAfter() != null) {
            headers.setLong(HttpHeaderNames.RETRY_AFTER, ErrorStatus.retryAfterSeconds(refusal.retryAfter()));
        }
        return text(refusal, headers);
    }

    private static HttpResponse text(Refusal refusal, ResponseHeadersBuilder headers) {
        return HttpResponse.of(
                headers.contentType(MediaType.PLAIN_TEXT_UTF_8).build(), HttpData.ofUtf8(refusal.text() + "\n"));
    }
}
