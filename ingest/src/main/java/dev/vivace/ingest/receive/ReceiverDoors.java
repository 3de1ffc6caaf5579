package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.SpanIntake;
import dev.vivace.wire.zipkin.ZipkinTranslator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/// What stands on every receiver's port: OTLP, Jaeger and Zipkin over HTTP and gRPC, and directions for
/// everybody else. Every port takes everything: a path tells what is sent to it, and a sender that has
/// the right path and another's port is understood all the same. Thread-safe.
///
/// To be mounted under `/` on a port that speaks HTTP/1.1 and HTTP/2 and limits requests in neither size
/// nor time: both are done here.
public final class ReceiverDoors {

    private final Reception reception;
    private final OtlpHttpDoor http;
    private final GrpcDoor grpc;
    private final ForeignHttpDoor foreign;
    private final Directions directions;
    private final UdpMetrics udpMetrics;

    /// @param intake where spans go
    /// @param decoders runs what costs CPU: decompressing, transcoding and taking. Bounded in threads;
    ///     its queue may be unbounded, because [ReceiveSettings#maxBytesInFlight] bounds what can wait
    ///     in it. Not closed here
    /// @param registry gets the metrics; once per registry
    public ReceiverDoors(
            SpanIntake intake,
            ReceiveSettings settings,
            Executor decoders,
            Arrivals arrivals,
            Directions directions,
            PrometheusRegistry registry) {
        ReceiveMetrics metrics = new ReceiveMetrics(registry);
        this.reception = new Reception(intake, settings, decoders, arrivals, metrics);
        metrics.showBytesInFlight(registry, reception.inFlight());
        this.udpMetrics = new UdpMetrics(registry);
        this.http = new OtlpHttpDoor(reception);
        this.grpc = new GrpcDoor(reception);
        this.foreign = new ForeignHttpDoor(reception);
        this.directions = directions;
    }

    /// What requests take from their first byte to their answer.
    public long bytesInFlight() {
        return reception.inFlight().held();
    }

    /// What to mount on a port.
    ///
    /// @param home what the port is meant for; decides about requests no path tells anything of
    /// @param cors which web pages may send to it
    /// @param typedZipkinTags whether Zipkin's tags become numbers and booleans where they read as such
    public HttpService at(Protocol home, Cors cors, boolean typedZipkinTags) {
        ZipkinTranslator zipkin = new ZipkinTranslator(typedZipkinTags);
        return (ctx, request) -> serve(ctx, request, home, cors, zipkin);
    }

    /// Whether a request is a browser's question before the request proper: it carries no credentials, and gets
    /// nothing but a yes or no.
    public static boolean isBrowsersQuestion(RequestHeaders headers) {
        return Cors.isPreflight(headers);
    }

    /// Keeps the books of a request that somebody before these doors turned away.
    public void turnedAway(ServiceRequestContext ctx, RequestHeaders headers, Refusal refusal) {
        Transport transport = GrpcReply.isWanted(headers) ? Transport.GRPC : Transport.HTTP;
        reception.turnedAway(
                reception.sender(ctx, transport, headers.get(HttpHeaderNames.CONTENT_TYPE, "none")), headers, refusal);
    }

    /// Opens a UDP port.
    ///
    /// @param format [Protocol#JAEGER_COMPACT] or [Protocol#JAEGER_BINARY]
    /// @throws IOException if the port cannot be opened
    public UdpDoor openUdp(Protocol format, InetSocketAddress address, UdpSettings settings) throws IOException {
        return UdpDoor.open(reception, udpMetrics, format, address, settings);
    }

    private HttpResponse serve(
            ServiceRequestContext ctx, HttpRequest request, Protocol home, Cors cors, ZipkinTranslator zipkin) {
        RequestHeaders headers = request.headers();
        if (Cors.isPreflight(headers)) {
            HttpResponse allowed = cors.preflight(headers);
            return allowed != null ? allowed : strangePage(ctx, headers);
        }
        String path = ctx.path();
        ctx.setRequestTimeout(reception.settings().requestTimeout());
        boolean isGrpc = GrpcReply.isWanted(headers);
        HttpResponse response = isGrpc ? grpc(ctx, request, path) : http(ctx, request, path, home, zipkin);
        return cors.onto(response.recover(RequestTimeoutException.class, _ -> tooSlow(ctx, headers, isGrpc)), headers);
    }

    private HttpResponse grpc(ServiceRequestContext ctx, HttpRequest request, String path) {
        return switch (path) {
            case GrpcDoor.OTLP_PATH -> grpc.serve(ctx, request, false);
            case GrpcDoor.JAEGER_PATH -> grpc.serve(ctx, request, true);
            default -> grpc.unimplemented(ctx, request, directions.atReceiver(path));
        };
    }

    private HttpResponse http(
            ServiceRequestContext ctx, HttpRequest request, String path, Protocol home, ZipkinTranslator zipkin) {
        if (path.equals(OtlpHttpDoor.PATH) || path.equals(OtlpHttpDoor.PATH + "/")) {
            return http.serve(ctx, request);
        }
        ForeignHttpDoor.Path known = ForeignHttpDoor.Path.of(path);
        boolean isPost = request.headers().method() == HttpMethod.POST;
        if (known == null && isPost && home == Protocol.ZIPKIN && directions.forSender(path) == null) {
            // Zipkin's receivers have never minded the path.
            known = path.contains(ForeignHttpDoor.ZIPKIN_1_PATH)
                    ? ForeignHttpDoor.Path.ZIPKIN_1
                    : ForeignHttpDoor.Path.ZIPKIN_2;
        }
        boolean isQuestion = known == ForeignHttpDoor.Path.JAEGER && !isPost;
        return known == null || isQuestion
                ? wrongDoor(ctx, request.headers(), path)
                : foreign.serve(ctx, request, known, zipkin);
    }

    /// A browser asks for a page nobody allowed. It shows its user no more than that it failed, so the
    /// answer is for those who look here: the status page and whoever repeats the request by hand.
    private HttpResponse strangePage(ServiceRequestContext ctx, RequestHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN, "");
        Refusal refusal = new Refusal(
                "origin_not_allowed",
                403,
                GrpcCode.INVALID_ARGUMENT,
                "a web page of " + origin.substring(0, Math.min(origin.length(), 100)) + " asks to send spans with "
                        + "the headers '"
                        + headers.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS, "")
                        + "', and is not allowed to",
                "Allow it with cors.allowed_origins and cors.allowed_headers of this receiver, for example"
                        + " distributor.receivers.otlp.protocols.http.cors.allowed_origins.",
                null);
        reception.turnedAway(reception.sender(ctx, Transport.HTTP, "none"), headers, refusal);
        return HttpResponse.of(
                ResponseHeaders.builder(403).contentType(MediaType.PLAIN_TEXT).build(),
                HttpData.ofUtf8(refusal.text() + "\n"));
    }

    private HttpResponse wrongDoor(ServiceRequestContext ctx, RequestHeaders headers, String path) {
        Refusal refusal = new Refusal(
                "unknown_path", 404, GrpcCode.UNIMPLEMENTED, "404 page not found", directions.atReceiver(path), null);
        reception.turnedAway(
                reception.sender(ctx, Transport.HTTP, headers.get(HttpHeaderNames.CONTENT_TYPE, "none")),
                headers,
                refusal);
        return HttpResponse.of(
                ResponseHeaders.builder(404).contentType(MediaType.PLAIN_TEXT).build(),
                HttpData.ofUtf8("404 page not found\n" + refusal.remedy() + "\n"));
    }

    private HttpResponse tooSlow(ServiceRequestContext ctx, RequestHeaders headers, boolean isGrpc) {
        Refusal refusal = new Refusal(
                "timeout",
                503,
                GrpcCode.UNAVAILABLE,
                "the request was not received and stored within "
                        + reception.settings().requestTimeout().toSeconds() + " s",
                "Send it again; spans that did arrive are stored once.",
                reception.settings().retryAfter());
        reception.turnedAway(
                reception.sender(ctx, isGrpc ? Transport.GRPC : Transport.HTTP, "unknown"), headers, refusal);
        if (isGrpc) {
            return GrpcReply.status(refusal);
        }
        return HttpResponse.of(
                ResponseHeaders.builder(503)
                        .contentType(MediaType.PLAIN_TEXT)
                        .setLong(
                                HttpHeaderNames.RETRY_AFTER,
                                ErrorStatus.retryAfterSeconds(
                                        reception.settings().retryAfter()))
                        .build(),
                HttpData.ofUtf8(refusal.text() + "\n"));
    }
}
