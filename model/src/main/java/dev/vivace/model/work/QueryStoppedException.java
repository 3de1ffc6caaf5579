package dev.vivace.model.work;

/// A question is given up before its answer is complete.
public final class QueryStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// @param message what was spent, what was allowed, and the remedy
    public QueryStoppedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// What ended it.
    public enum Reason {
        /// Nobody waits for the answer.
        CANCELLED,
        /// Its time is up.
        TIME,
        /// It would read too many bytes from storage.
        BYTES,
        /// Its own answer would take too much memory.
        ANSWER_SIZE,
        /// All questions together would: later there may be room.
        MEMORY
    }
}
