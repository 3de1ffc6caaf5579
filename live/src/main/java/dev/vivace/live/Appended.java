package dev.vivace.live;

/// What one request brought. Immutable.
///
/// @param spans rows added
/// @param repeatedSpans spans that were here already, equal in every byte, and were not added again
public record Appended(int spans, int repeatedSpans) {}
