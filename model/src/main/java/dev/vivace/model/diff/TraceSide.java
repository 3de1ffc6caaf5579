package dev.vivace.model.diff;

import dev.vivace.model.TraceId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One of two traces that are compared. Immutable.
///
/// @param rootService of the root that starts last; empty if there is none
/// @param totals of all of its spans
/// @param durationNanos from the earliest start to the latest end
/// @param services by name
public record TraceSide(
        TraceId id,
        String rootService,
        String rootName,
        long durationNanos,
        Totals totals,
        SortedMap<String, Totals> services) {
    public TraceSide {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    }

    /// Of some spans.
    public record Totals(int spans, int errorSpans, long spanNanos) {
        public static final Totals NONE = new Totals(0, 0, 0);

        public Totals plus(Totals other) {
            return new Totals(spans + other.spans, errorSpans + other.errorSpans, spanNanos + other.spanNanos);
        }
    }
}
