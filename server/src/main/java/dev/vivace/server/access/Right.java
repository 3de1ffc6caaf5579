package dev.vivace.server.access;

/// What somebody may do. None includes another.
public enum Right {
    /// Send spans.
    WRITE,
    /// Ask for traces, tags and metrics.
    READ,
    /// See and change the server itself: status pages, limits, flush, shutdown.
    ADMIN
}
