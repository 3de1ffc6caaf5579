package dev.vivace.traceql.metrics;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import java.util.Arrays;

/// The spans of one table that a query counts, by position: which row, and in which interval it starts.
///
/// @param rows ascending
/// @param intervals as long as `rows`
record MatchedSpans(SpanTable table, int[] rows, int[] intervals) {

    int count() {
        return rows.length;
    }

    /// Those of the matched rows that start within the grid.
    static MatchedSpans of(SpanTable table, RowSet matched, TimeGrid grid) {
        Column.OfLong starts = table.startEpochNanos();
        int[] rows = new int[matched.count()];
        int[] intervals = new int[rows.length];
        int count = 0;
        // Neighbours mostly start in the same interval: remembering its bounds saves the division.
        int interval = -1;
        long after = 0;
        long last = -1;
        for (int row = matched.next(0); row < matched.rows(); row = matched.next(row + 1)) {
            long start = starts.longAt(row);
            if (start <= after || start > last) {
                interval = grid.indexOf(start);
                if (interval < 0) {
                    after = 0;
                    last = -1;
                    continue;
                }
                after = Math.max(-1, grid.startEpochNanos() + interval * grid.stepNanos());
                last = after < 0 ? start : grid.startEpochNanos() + (interval + 1) * grid.stepNanos();
            }
            rows[count] = row;
            intervals[count++] = interval;
        }
        return count == rows.length
                ? new MatchedSpans(table, rows, intervals)
                : new MatchedSpans(table, Arrays.copyOf(rows, count), Arrays.copyOf(intervals, count));
    }
}
