package dev.vivace.traceql.eval;

import dev.vivace.model.search.TraceSummary;
import java.util.List;

/// What a search found, newest first, and what it looked at.
///
/// @param inspectedTraces traces in the tables that were evaluated
/// @param evaluatedTables tables that had to be looked into
/// @param totalTables tables the time range selects
public record SearchOutcome(List<TraceSummary> traces, int inspectedTraces, int evaluatedTables, int totalTables) {
    public SearchOutcome {
        traces = List.copyOf(traces);
    }
}
