package dev.vivace.model.diff;

import java.util.List;

/// A span by what stays the same from one run of a program to the next. Immutable.
///
/// @param path what it and its ancestors are called, from the root down: `service: name`, with ` #2` and so
///     on behind what is called as a sibling before it
/// @param service empty if it has none
/// @param kind OTLP's number
/// @param statusCode OTLP's number
public record ComparedSpan(
        List<String> path, String service, String name, int kind, long durationNanos, int statusCode) {
    public ComparedSpan {
        path = List.copyOf(path);
    }
}
