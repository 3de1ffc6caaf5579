package dev.vivace.query;

import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.model.search.SearchMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a metrics query computed. Immutable.
///
/// @param series fewest labels first, then by labels
/// @param inspectedSpans spans in the tables that were looked into
/// @param partialBecause if series are missing, why; null if all are there
public record MetricsAnswer(
        List<TimeSeries> series,
        SearchMetrics metrics,
        long inspectedSpans,
        @Nullable String partialBecause) {
    public MetricsAnswer {
        series = List.copyOf(series);
    }
}
