package dev.vivace.ingest.receive;

import dev.vivace.wire.otlp.OtlpReplies;
import java.time.Duration;

/// A [Refusal] as `google.rpc.Status`, with a `RetryInfo` detail if a retry may help.
final class ErrorStatus {

    private ErrorStatus() {}

    static byte[] protobuf(Refusal refusal) {
        return OtlpReplies.status(refusal.code().number(), refusal.text(), refusal.retryAfter());
    }

    static byte[] json(Refusal refusal) {
        return OtlpReplies.statusJson(refusal.code().number(), refusal.text(), refusal.retryAfter());
    }

    /// Whole seconds, rounded up: what `Retry-After` takes.
    static long retryAfterSeconds(Duration retryAfter) {
        return Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    }
}
