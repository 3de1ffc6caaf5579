package dev.vivace.ingest.receive;

import dev.vivace.ingest.RefusedException.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Bytes of requests held by the doors, bounded. Thread-safe.
///
/// Counted are the arrays requests are collected in and decompressed to, from their allocation to the answer. This
/// bound also bounds the queue of the decoding pool: a request without bytes here is not queued.
final class BytesInFlight {

    private final long limit;
    private final Duration retryAfter;
    private final AtomicLong held = new AtomicLong();

    BytesInFlight(long limit, Duration retryAfter) {
        this.limit = limit;
        this.retryAfter = retryAfter;
    }

    /// Bytes held now.
    long held() {
        return held.get();
    }

    Hold open() {
        return new Hold();
    }

    /// What one request holds, given back as a whole when the request is answered. Confined to one thread at a
    /// time.
    final class Hold implements AutoCloseable {

        private long mine;

        /// Takes room for `bytes` more.
        ///
        /// @throws RefusalException if there is none: to be sent again, unless it would not fit even alone
        void reserve(long bytes) {
            if (mine + bytes > limit) {
                throw new RefusalException(Refusal.of(
                        Reason.TOO_LARGE.label(),
                        GrpcCode.INVALID_ARGUMENT,
                        "this request alone needs " + (mine + bytes) + " bytes of memory (expected: at most " + limit
                                + " for all requests together)",
                        "Send fewer spans in a request, or give the server a larger heap."));
            }
            if (held.addAndGet(bytes) > limit) {
                long others = held.addAndGet(-bytes);
                throw new RefusalException(new Refusal(
                        Reason.MEMORY.label(),
                        GrpcCode.RESOURCE_EXHAUSTED.httpStatus(),
                        GrpcCode.RESOURCE_EXHAUSTED,
                        "no room for " + bytes + " more bytes: requests in flight hold " + others
                                + " (expected: at most " + limit + ")",
                        "Send again after " + retryAfter.toSeconds()
                                + " s; if this goes on, send fewer requests at once",
                        retryAfter));
            }
            mine += bytes;
        }

        @Override
        public void close() {
            held.addAndGet(-mine);
            mine = 0;
        }
    }
}
