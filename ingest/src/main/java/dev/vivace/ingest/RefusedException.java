package dev.vivace.ingest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request that was not taken: why, and what helps. The message is for the sender.
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient @Nullable Duration retryAfter;
    private final @Nullable String limit;
    private final String remedy;

    public RefusedException(Reason reason, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.limit = null;
        this.remedy = "";
    }

    private RefusedException(
            Reason reason, String message, @Nullable Duration retryAfter, String limit, String remedy) {
        super(message, null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.limit = limit;
        this.remedy = remedy;
    }

    /// A request past a tenant's limit. Without stack trace: it is an answer, and senders must not make it expensive.
    ///
    /// @param limit the setting and its value, like `ingestion.rate_limit_bytes: 1000`
    /// @param remedy for the one who runs the server; senders have the message
    public static RefusedException pastLimit(
            Reason reason, String message, @Nullable Duration retryAfter, String limit, String remedy) {
        return new RefusedException(reason, message, retryAfter, limit, remedy);
    }

    public Reason reason() {
        return reason;
    }

    /// When the same request may succeed; null if never.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /// The setting that was exceeded, with its value; null if it was none.
    public @Nullable String limit() {
        return limit;
    }

    /// What helps; empty if the message says it.
    public String remedy() {
        return remedy;
    }

    /// Why, as the `reason` label of `tempo_discarded_spans_total` prints it, and whose fault it is.
    public enum Reason {
        MALFORMED("malformed", Fault.CALLER),
        INVALID_TRACE_ID("invalid_trace_id", Fault.CALLER),
        INVALID_SPAN_ID("invalid_span_id", Fault.CALLER),
        TOO_LARGE("request_too_large", Fault.CALLER),
        UNSUPPORTED_ENCODING("unsupported_encoding", Fault.CALLER),
        RATE_LIMITED("rate_limited", Fault.CAPACITY),
        LIVE_TRACES("live_traces_exceeded", Fault.CAPACITY),
        MEMORY("memory", Fault.CAPACITY),
        DISK_FULL("disk_full", Fault.UNAVAILABLE),
        LOG_UNAVAILABLE("log_unavailable", Fault.UNAVAILABLE),
        STOPPING("stopping", Fault.UNAVAILABLE),
        INTERNAL("internal_error", Fault.OURS);

        private final String label;
        private final Fault fault;

        Reason(String label, Fault fault) {
            this.label = label;
            this.fault = fault;
        }

        public String label() {
            return label;
        }

        public Fault fault() {
            return fault;
        }
    }

    /// Who must change something.
    public enum Fault {
        /// 400, InvalidArgument.
        CALLER,
        /// 429, ResourceExhausted.
        CAPACITY,
        /// 503, Unavailable.
        UNAVAILABLE,
        /// 500, Internal.
        OURS
    }
}
