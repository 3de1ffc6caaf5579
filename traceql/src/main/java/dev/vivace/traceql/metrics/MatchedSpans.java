package dev.vivace.traceql.metrics;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.SpanTable;
import java.util.Arrays;

/// The spans of one table that a query counts, by position: which row, and in which interval it starts.
///
/// @param rows ascending
/// @param starts as long as `rows`, nanoseconds since 1970
/// @param intervals as long as `rows`
record MatchedSpans(SpanTable table, int[] rows, long[] starts, int[] intervals) {

    int count() {
        return rows.length;
    }

    /// Those of the matched rows that start within the grid.
    static MatchedSpans of(SpanTable table, RowSet matched, TimeGrid grid) {
        int[] rows = matched.toArray();
        long[] starts = new long[rows.length];
        table.startEpochNanos().longsAt(rows, starts);
        int[] intervals = new int[rows.length];
        int count = 0;
        // Neighbours mostly start in the same interval: remembering its bounds saves the division.
        int interval = -1;
        long after = 0;
        long last = -1;
        for (int i = 0; i < rows.length; i++) {
            long start = starts[i];
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
            rows[count] = rows[i];
            starts[count] = start;
            intervals[count++] = interval;
        }
        return count == rows.length
                ? new MatchedSpans(table, rows, starts, intervals)
                : new MatchedSpans(
                        table,
                        Arrays.copyOf(rows, count),
                        Arrays.copyOf(starts, count),
                        Arrays.copyOf(intervals, count));
    }
}
