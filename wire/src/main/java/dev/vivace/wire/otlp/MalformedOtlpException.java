package dev.vivace.wire.otlp;

/// A request that is not OTLP, or holds an identity nobody could look up. The whole request is refused. The message is
/// meant for the person who sends: it names the field and its place, what was found, what was expected and the remedy.
public final class MalformedOtlpException extends Exception {

    private static final long serialVersionUID = 1L;

    /// What is wrong, in few enough words for a counter's label.
    public enum Reason {
        /// The bytes are no protobuf message of this shape, or the text no OTLP/JSON.
        MALFORMED("malformed"),
        /// A readable document of another format: OTLP/JSON sent as protobuf, Jaeger's or Zipkin's JSON, a bare span.
        WRONG_FORMAT("wrong_format"),
        /// A span's trace id is absent, all zeros or not of 16 bytes; or a link's is neither absent nor of 16 bytes.
        INVALID_TRACE_ID("invalid_trace_id"),
        /// A span's id is absent, all zeros or not of 8 bytes; or a parent's or link's neither absent nor of 8 bytes.
        INVALID_SPAN_ID("invalid_span_id"),
        /// Arrays and key-value lists are nested deeper than [OtlpDecoder#MAX_DEPTH].
        TOO_DEEP("too_deep");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /// The word for counters; `invalid_trace_id` and `invalid_span_id` are those dashboards for Tempo know.
        public String label() {
            return label;
        }
    }

    private final Reason reason;
    private final String message;

    public MalformedOtlpException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.message = message;
    }

    /// For the sender: field, place, what was found, what was expected, the remedy. One line.
    @Override
    public String getMessage() {
        return message;
    }

    public Reason reason() {
        return reason;
    }
}
