package dev.vivace.demo;

/// Hears how sending goes. Must be thread-safe: progress and trouble come from different threads.
public interface GeneratorListener {

    /// About once a second, and at the end.
    void progress(Progress progress);

    /// Something keeps spans from arriving; what, and what is done about it. Not repeated while it stays the same.
    void trouble(String message);

    /// Spans arrive again after trouble.
    void recovered();
}
