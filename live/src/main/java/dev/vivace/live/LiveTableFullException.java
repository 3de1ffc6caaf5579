package dev.vivace.live;

/// A request would make a live table larger than it may become. After [Appender#rollback()] the table is what
/// it was.
public final class LiveTableFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LiveTableFullException() {
        super("the live table has no room for this request", null, false, false);
    }
}
