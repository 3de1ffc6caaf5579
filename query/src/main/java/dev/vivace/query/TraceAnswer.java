package dev.vivace.query;

import dev.vivace.model.ResourceSpans;
import java.util.List;

/// The spans of one trace in the batches in which they were sent, in order of arrival. Immutable.
///
/// @param batches none if nobody sent any span
/// @param inspectedBytes bytes read from blocks to find them
public record TraceAnswer(List<ResourceSpans> batches, long inspectedBytes) {
    public TraceAnswer {
        batches = List.copyOf(batches);
    }
}
