package dev.vivace.query;

import dev.vivace.traceql.metrics.TimeGrid;

/// A metrics query, limits already applied. Immutable.
///
/// @param query TraceQL
/// @param grid the intervals to answer for
/// @param exemplars at most so many; 0 for none
/// @param maxSeries at most so many; 0 for any number
/// @param strict whether only what the reference accepts is accepted
public record MetricsRequest(String query, TimeGrid grid, int exemplars, int maxSeries, boolean strict) {}
