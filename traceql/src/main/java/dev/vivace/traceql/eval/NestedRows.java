package dev.vivace.traceql.eval;

import dev.vivace.traceql.source.NestedTable;

/// Finds the events or links of one span.
final class NestedRows {

    private NestedRows() {}

    /// The first row that belongs to a span, or -1. Rows are ordered by span: a binary search.
    static int first(NestedTable nested, int spanRow) {
        int low = 0;
        int high = nested.rowCount();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (nested.spanRow(middle) < spanRow) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < nested.rowCount() && nested.spanRow(low) == spanRow ? low : -1;
    }
}
