package dev.vivace.wire.foreign;

/// A request that cannot be read, or without a single span that could be kept. The message is meant for
/// the person who sends: what was found, where, what was expected, the remedy. One line.
public final class ForeignRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    /// The bytes cannot be read as the format they were sent as.
    public static final String MALFORMED = "malformed";
    /// A readable document of another format.
    public static final String WRONG_FORMAT = "wrong_format";
    /// A trace id that is absent, zero or no id.
    public static final String INVALID_TRACE_ID = "invalid_trace_id";
    /// A span id that is absent, zero or no id.
    public static final String INVALID_SPAN_ID = "invalid_span_id";

    private final String reason;
    private final String message;

    /// @param reason one of the constants, the word for counters
    public ForeignRequestException(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    public String reason() {
        return reason;
    }
}
