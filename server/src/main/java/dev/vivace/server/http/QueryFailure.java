package dev.vivace.server.http;

import dev.vivace.ingest.receive.GrpcCode;
import dev.vivace.model.work.QueryStoppedException;
import dev.vivace.query.QueryRefusedException;
import dev.vivace.traceql.parse.TraceQlException;
import java.util.concurrent.RejectedExecutionException;

/// Why a question has no answer, as HTTP and as gRPC say it. Immutable.
///
/// @param status of HTTP
/// @param grpc the same in gRPC
/// @param message what was tried, what stood in the way, and the remedy
/// @param retryAfterSeconds when to ask again; 0 if that is no use
/// @param unforeseen whether nobody expected it: a fault of this program or its disk
record QueryFailure(int status, GrpcCode grpc, String message, int retryAfterSeconds, boolean unforeseen) {

    private static final int RETRY_SECONDS = 1;

    /// What nobody reads any more: the client went away.
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private QueryFailure(int status, GrpcCode grpc, String message, int retryAfterSeconds) {
        this(status, grpc, message, retryAfterSeconds, false);
    }

    static QueryFailure of(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case BadRequestException wrong -> new QueryFailure(wrong.status(), GrpcCode.INVALID_ARGUMENT, message, 0);
            case TraceQlException _ ->
                new QueryFailure(400, GrpcCode.INVALID_ARGUMENT, "invalid TraceQL query: " + message, 0);
            case QueryRefusedException refused ->
                switch (refused.kind()) {
                    case CALLER -> new QueryFailure(400, GrpcCode.INVALID_ARGUMENT, message, 0);
                    case CAPACITY -> new QueryFailure(429, GrpcCode.RESOURCE_EXHAUSTED, message, RETRY_SECONDS);
                };
            case QueryStoppedException stopped ->
                switch (stopped.reason()) {
                    case CANCELLED -> new QueryFailure(CLIENT_CLOSED_REQUEST, GrpcCode.CANCELLED, message, 0);
                    case TIME -> new QueryFailure(503, GrpcCode.DEADLINE_EXCEEDED, message, 0);
                    case BYTES, ANSWER_SIZE -> new QueryFailure(400, GrpcCode.RESOURCE_EXHAUSTED, message, 0);
                    case MEMORY -> new QueryFailure(429, GrpcCode.RESOURCE_EXHAUSTED, message, RETRY_SECONDS);
                };
            case OutOfMemoryError _ ->
                new QueryFailure(
                        503,
                        GrpcCode.UNAVAILABLE,
                        "the heap has no room for this query beside what is being received; ask for less, later, or"
                                + " give the server a larger heap",
                        RETRY_SECONDS,
                        true);
            case RejectedExecutionException _ ->
                new QueryFailure(429, GrpcCode.RESOURCE_EXHAUSTED, "job queue full", RETRY_SECONDS);
            default ->
                new QueryFailure(500, GrpcCode.INTERNAL, "the answer failed inside the server: " + message, 0, true);
        };
    }

    Reply reply() {
        return Reply.text(status, message).retryAfter(retryAfterSeconds);
    }
}
