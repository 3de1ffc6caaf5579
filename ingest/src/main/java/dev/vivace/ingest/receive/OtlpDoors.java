package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.SpanIntake;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.Executor;

/// What stands on every OTLP port: OTLP/HTTP and OTLP/gRPC, and directions for everybody else. Thread-safe.
///
/// To be mounted under `/` on a port that speaks HTTP/1.1 and HTTP/2 and limits requests in neither size nor time:
/// both are done here.
public final class OtlpDoors implements HttpService {

    private final Reception reception;
    private final OtlpHttpDoor http;
    private final OtlpGrpcDoor grpc;
    private final Directions directions;

    /// @param intake where spans go
    /// @param decoders runs what costs CPU: decompressing, transcoding and taking. Bounded in threads; its queue
    ///     may be unbounded, because [ReceiveSettings#maxBytesInFlight] bounds what can wait in it. Not closed here
    /// @param registry gets the metrics; once per registry
    public OtlpDoors(
            SpanIntake intake,
            ReceiveSettings settings,
            Executor decoders,
            Arrivals arrivals,
            Directions directions,
            PrometheusRegistry registry) {
        ReceiveMetrics metrics = new ReceiveMetrics(registry);
        this.reception = new Reception(intake, settings, decoders, arrivals, metrics);
        metrics.showBytesInFlight(registry, reception.inFlight());
        this.http = new OtlpHttpDoor(reception);
        this.grpc = new OtlpGrpcDoor(reception);
        this.directions = directions;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        RequestHeaders headers = request.headers();
        String path = ctx.path();
        ctx.setRequestTimeout(reception.settings().requestTimeout());
        boolean isGrpc = GrpcReply.isWanted(headers);
        HttpResponse response;
        if (isGrpc) {
            response = path.equals(OtlpGrpcDoor.PATH)
                    ? grpc.serve(ctx, request)
                    : grpc.unimplemented(ctx, request, directions.atOtlpPort("POST", path));
        } else if (path.equals(OtlpHttpDoor.PATH) || path.equals(OtlpHttpDoor.PATH + "/")) {
            response = http.serve(ctx, request);
        } else {
            response = wrongDoor(ctx, headers, path);
        }
        return response.recover(RequestTimeoutException.class, _ -> tooSlow(ctx, headers, isGrpc));
    }

    private HttpResponse wrongDoor(ServiceRequestContext ctx, RequestHeaders headers, String path) {
        Refusal refusal = new Refusal(
                "unknown_path",
                404,
                GrpcCode.UNIMPLEMENTED,
                "404 page not found",
                directions.atOtlpPort(headers.method().name(), path),
                null);
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
