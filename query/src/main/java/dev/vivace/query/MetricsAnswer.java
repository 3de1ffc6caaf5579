package dev.vivace.query;

import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.model.search.SearchMetrics;
import dev.vivace.model.work.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a metrics query computed. Immutable.
///
/// @param series fewest labels first, then by labels
/// @param inspectedSpans spans in the tables that were looked into
/// @param partialBecause if series are missing, why; null if all are there
/// @param plan what was done step by step, if that was asked for
public record MetricsAnswer(
        List<TimeSeries> series,
        SearchMetrics metrics,
        long inspectedSpans,
        @Nullable String partialBecause,
        @Nullable Step plan) {

    public MetricsAnswer(
            List<TimeSeries> series, SearchMetrics metrics, long inspectedSpans, @Nullable String partialBecause) {
        this(series, metrics, inspectedSpans, partialBecause, null);
    }

    public MetricsAnswer {
        series = List.copyOf(series);
    }
}
