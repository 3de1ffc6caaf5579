package dev.vivace.server.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.vivace.ingest.receive.GrpcCode;
import dev.vivace.ingest.receive.GrpcReply;
import dev.vivace.ingest.receive.Refusal;
import org.jspecify.annotations.Nullable;

/// `grpc.health.v1.Health` of the API's ports: what `/ready` says, to who speaks gRPC. Whatever service is
/// asked about, it is the server that is well or not. Thread-safe.
///
/// @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">gRPC health checking</a>
record GrpcHealth(Readiness readiness) {

    private static final String CHECK = "/grpc.health.v1.Health/Check";
    private static final String WATCH = "/grpc.health.v1.Health/Watch";

    /// `HealthCheckResponse`: SERVING, NOT_SERVING.
    private static final byte[] SERVING = {8, 1};

    private static final byte[] NOT_SERVING = {8, 2};

    /// @return null if the call is none of this service
    @Nullable
    HttpResponse serve(String path) {
        return switch (path) {
            case CHECK -> {
                HttpResponseWriter response = HttpResponse.streaming();
                response.write(GrpcReply.head());
                GrpcMessages.send(response, readiness.state() instanceof Readiness.State.Ready ? SERVING : NOT_SERVING);
                GrpcMessages.succeed(response);
                yield response;
            }
            case WATCH ->
                GrpcReply.status(new Refusal(
                        "unknown_method",
                        404,
                        GrpcCode.UNIMPLEMENTED,
                        "Watching is not supported",
                        "Call " + CHECK + " now and then, or GET /ready.",
                        null));
            default -> null;
        };
    }
}
