package dev.vivace.query;

import dev.vivace.model.search.SearchMetrics;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.model.work.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a search found, newest trace first, equal starts by trace id. Immutable.
///
/// @param emptyBecause if nothing was found, why as far as that is known: an attribute nobody sends, a time range
///     without data; null otherwise
/// @param plan what was done step by step, if that was asked for
public record SearchAnswer(
        List<TraceSummary> traces,
        SearchMetrics metrics,
        @Nullable String emptyBecause,
        @Nullable Step plan) {

    public SearchAnswer(List<TraceSummary> traces, SearchMetrics metrics, @Nullable String emptyBecause) {
        this(traces, metrics, emptyBecause, null);
    }

    public SearchAnswer {
        traces = List.copyOf(traces);
    }
}
