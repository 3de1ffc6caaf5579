package dev.vivace.query;

import dev.vivace.model.Span;
import java.util.List;

/// The spans of one trace in order of start. Immutable.
///
/// @param inspectedBytes bytes read from blocks to find them
public record TraceAnswer(List<Span> spans, long inspectedBytes) {
    public TraceAnswer {
        spans = List.copyOf(spans);
    }
}
