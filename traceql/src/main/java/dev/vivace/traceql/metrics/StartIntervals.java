package dev.vivace.traceql.metrics;

import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.Stretches;
import java.util.Arrays;

/// Finds the interval in which spans start. Where the bounds of a stretch of rows lie in one interval, which is so of
/// nearly all pages, no start is read. Confined to one thread.
final class StartIntervals {

    private static final int NONE = -1;

    /// Of a stretch that has to be read.
    private static final int MIXED = -2;

    private final Column.OfLong starts;
    private final TimeGrid grid;

    /// @param starts nanoseconds since 1970, unsigned
    StartIntervals(Column.OfLong starts, TimeGrid grid) {
        this.starts = starts;
        this.grid = grid;
    }

    /// The interval of each row, -1 if it is in none.
    ///
    /// @param rows ascending
    int[] of(int[] rows) {
        int[] intervals = new int[rows.length];
        Stretches stretches = starts.stretches();
        if (stretches == null) {
            read(rows, intervals);
            return intervals;
        }
        int mixed = 0;
        for (int stretch = 0, from = 0; stretch < stretches.count(); stretch++) {
            int to = endOf(rows, from, stretches.firstRows()[stretch + 1]);
            int interval = intervalOf(stretches.least()[stretch], stretches.greatest()[stretch]);
            Arrays.fill(intervals, from, to, interval);
            mixed += interval == MIXED ? to - from : 0;
            from = to;
        }
        if (mixed > 0) {
            readMixed(rows, mixed, intervals);
        }
        return intervals;
    }

    /// Behind the last of the rows, from a position on, that stand before a row.
    static int endOf(int[] rows, int from, int endRow) {
        int found = Arrays.binarySearch(rows, from, rows.length, endRow);
        return found >= 0 ? found : -found - 1;
    }

    /// The interval of all instants between two. Negative numbers are instants past the signed ones.
    private int intervalOf(long least, long greatest) {
        if (least < 0) {
            return greatest < 0 ? NONE : MIXED;
        }
        if (greatest <= grid.startEpochNanos() || least > grid.endEpochNanos()) {
            return NONE;
        }
        int first = grid.indexOf(least);
        return first >= 0 && first == grid.indexOf(greatest) ? first : MIXED;
    }

    private void readMixed(int[] rows, int count, int[] intervals) {
        int[] positions = new int[count];
        int[] mixedRows = new int[count];
        for (int i = 0, at = 0; at < count; i++) {
            if (intervals[i] == MIXED) {
                positions[at] = i;
                mixedRows[at++] = rows[i];
            }
        }
        int[] read = new int[count];
        read(mixedRows, read);
        for (int i = 0; i < count; i++) {
            intervals[positions[i]] = read[i];
        }
    }

    private void read(int[] rows, int[] intervals) {
        long[] instants = new long[rows.length];
        starts.longsAt(rows, instants);
        // Neighbours mostly start in the same interval: remembering its bounds saves the division.
        int interval = NONE;
        long after = 0;
        long last = -1;
        for (int i = 0; i < rows.length; i++) {
            long start = instants[i];
            if (start <= after || start > last) {
                interval = grid.indexOf(start);
                after = interval < 0 ? 0 : Math.max(-1, grid.startEpochNanos() + interval * grid.stepNanos());
                last = interval < 0
                        ? -1
                        : after < 0 ? start : grid.startEpochNanos() + (interval + 1) * grid.stepNanos();
            }
            intervals[i] = interval;
        }
    }
}
