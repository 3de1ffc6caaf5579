package dev.vivace.query;

/// A question that is understood and not answered, because of a limit or because it cannot be answered yet.
public final class QueryRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public QueryRefusedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// Whose fault it is.
    public enum Kind {
        /// The caller must ask differently: 400.
        CALLER,
        /// Ask again later: 429.
        CAPACITY
    }
}
