package dev.vivace.query;

import dev.vivace.traceql.metrics.TimeGrid;

/// A metrics query, limits already applied. Immutable.
///
/// @param query TraceQL
/// @param grid the intervals to answer for
/// @param exemplars at most so many; 0 for none
/// @param maxSeries at most so many; 0 for any number
/// @param strict whether only what the reference accepts is accepted
/// @param explain whether the plan is measured and answered too
public record MetricsRequest(
        String query, TimeGrid grid, int exemplars, int maxSeries, boolean strict, boolean explain) {

    public MetricsRequest(String query, TimeGrid grid, int exemplars, int maxSeries, boolean strict) {
        this(query, grid, exemplars, maxSeries, strict, false);
    }
}
