package dev.vivace.traceql.metrics;

import dev.vivace.model.metrics.TimeSeries;
import java.util.List;

/// What a metrics query computed and looked at. Immutable.
///
/// @param series sorted; those without samples are left out
/// @param seriesLimit how many series it was cut to; 0 if it is whole
/// @param tooLarge whether series were left out because all of them would not fit in memory
/// @param inspectedTraces traces in the tables that were evaluated
/// @param inspectedSpans spans in them
/// @param evaluatedTables tables that had to be looked into
/// @param totalTables tables the time range selects
public record MetricsOutcome(
        List<TimeSeries> series,
        int seriesLimit,
        boolean tooLarge,
        int inspectedTraces,
        long inspectedSpans,
        int evaluatedTables,
        int totalTables) {
    public MetricsOutcome {
        series = List.copyOf(series);
    }
}
