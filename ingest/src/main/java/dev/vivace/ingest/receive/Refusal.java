package dev.vivace.ingest.receive;

import dev.vivace.ingest.RefusedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why a door did not take a request, as the sender hears it. Immutable.
///
/// @param reason one word for counters, like `malformed` or `unsupported_media_type`
/// @param httpStatus the status over HTTP
/// @param code the status over gRPC, and inside the error body over HTTP
/// @param message what is wrong, and where
/// @param remedy what to do about it, a sentence; empty if the message says all
/// @param retryAfter when the same request may succeed; null if never
public record Refusal(
        String reason,
        int httpStatus,
        GrpcCode code,
        String message,
        String remedy,
        @Nullable Duration retryAfter) {

    /// A refusal whose HTTP status follows from its code, and that no retry can help.
    static Refusal of(String reason, GrpcCode code, String message, String remedy) {
        return new Refusal(reason, code.httpStatus(), code, message, remedy, null);
    }

    /// What the intake said.
    static Refusal of(RefusedException refused) {
        RefusedException.Reason reason = refused.reason();
        GrpcCode code = switch (reason.fault()) {
            case CALLER -> GrpcCode.INVALID_ARGUMENT;
            case CAPACITY -> GrpcCode.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> GrpcCode.UNAVAILABLE;
            case OURS -> GrpcCode.INTERNAL;
        };
        return new Refusal(reason.label(), code.httpStatus(), code, message(refused), "", refused.retryAfter());
    }

    /// Something nobody foresaw.
    static Refusal ofFault(Throwable fault) {
        return Refusal.of(
                RefusedException.Reason.INTERNAL.label(),
                GrpcCode.INTERNAL,
                "the request could not be taken because of a fault inside the server ("
                        + fault.getClass().getSimpleName() + ")",
                "The server's log has the details; nothing of this request was stored.");
    }

    /// Message and remedy, as one line for the sender.
    public String text() {
        return remedy.isEmpty() ? message : message + ". " + remedy;
    }

    Refusal withRemedy(String better) {
        return new Refusal(reason, httpStatus, code, message, better, retryAfter);
    }

    private static String message(RefusedException refused) {
        String message = refused.getMessage();
        return message == null ? refused.reason().label() : message;
    }
}
