package dev.vivace.traceql.metrics;

import dev.vivace.model.RowSet;
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
        int[] rows = matched.toArray();
        int[] intervals = new StartIntervals(table.startEpochNanos(), grid).of(rows);
        int count = 0;
        while (count < rows.length && intervals[count] >= 0) {
            count++;
        }
        for (int i = count; i < rows.length; i++) {
            if (intervals[i] >= 0) {
                rows[count] = rows[i];
                intervals[count++] = intervals[i];
            }
        }
        return count == rows.length
                ? new MatchedSpans(table, rows, intervals)
                : new MatchedSpans(table, Arrays.copyOf(rows, count), Arrays.copyOf(intervals, count));
    }

    /// The end of the positions from `from` on that are in one interval.
    int endOfInterval(int from) {
        int interval = intervals[from];
        int to = from + 1;
        while (to < intervals.length && intervals[to] == interval) {
            to++;
        }
        return to;
    }
}
