package dev.vivace.model.search;

import dev.vivace.model.TraceId;
import java.util.List;

/// One trace of a search result. Immutable.
///
/// @param rootServiceName empty if the trace has no root yet, or the root no `service.name`
/// @param rootTraceName name of the root span, empty if there is none
/// @param startEpochNanos earliest start of the trace's spans
/// @param durationNanos latest end minus earliest start
/// @param hasRoot whether a span without parent is known; if not, the wire prints a placeholder for the service
/// @param spansets what matched, at least one; the first is also printed as the deprecated `spanSet`
/// @param serviceStats of the whole trace, not only of what matched
public record TraceSummary(
        TraceId traceId,
        String rootServiceName,
        String rootTraceName,
        long startEpochNanos,
        long durationNanos,
        boolean hasRoot,
        List<Spanset> spansets,
        ServiceStats serviceStats) {
    public TraceSummary {
        spansets = List.copyOf(spansets);
    }
}
