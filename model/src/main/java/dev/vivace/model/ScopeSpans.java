package dev.vivace.model;

import java.util.List;

/// Spans of one trace and one instrumentation scope, in the order in which they were sent together.
/// Immutable.
///
/// @param spans at least one
public record ScopeSpans(InstrumentationScope scope, List<Span> spans) {
    public ScopeSpans {
        spans = List.copyOf(spans);
    }
}
