package dev.vivace.server;

/// A server that answers requests. Thread-safe.
public interface RunningServer extends AutoCloseable {

    /// Stops in order: not ready at once, running requests finish, everything acknowledged is on disk. Closing twice
    /// does nothing.
    @Override
    void close();
}
