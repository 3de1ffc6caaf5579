package dev.vivace.traceql.eval;

import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Ids, starts and durations of the spans that results may list, read column by column: one by one, each
/// number waits for memory. Bound to one table, confined to one thread.
final class SummaryNumbers {

    /// If more spans match than so many times those that are listed, ids and durations are read one by one
    /// after all.
    private static final int MOST_PER_LISTED = 8;

    private final int[] rows;
    private final long[] starts;
    private final Column.OfLong idColumn;
    private final Column.OfLong durationColumn;
    private final long @Nullable [] ids;
    private final long @Nullable [] durations;
    /// Rows are mostly asked for one after the other, those of a trace twice.
    private int next;

    private int firstOfTrace;

    /// @param traces how many are answered
    /// @param listed how many spans of each are listed at most
    SummaryNumbers(SpanTable table, TraceRows matched, int traces, int listed) {
        rows = matched.ascending();
        idColumn = (Column.OfLong) table.intrinsic(Intrinsic.SPAN_ID);
        durationColumn = (Column.OfLong) table.intrinsic(Intrinsic.DURATION);
        starts = read(table.startEpochNanos(), rows);
        boolean mostAreListed = rows.length <= (long) traces * listed * MOST_PER_LISTED;
        ids = mostAreListed ? read(idColumn, rows) : null;
        durations = mostAreListed ? read(durationColumn, rows) : null;
    }

    private static long[] read(Column.OfLong column, int[] rows) {
        long[] numbers = new long[rows.length];
        column.longsAt(rows, numbers);
        return numbers;
    }

    /// Where a row stands among the others.
    int positionOf(int row) {
        if (next >= rows.length || rows[next] != row) {
            next = rows[firstOfTrace] == row ? firstOfTrace : Arrays.binarySearch(rows, row);
        }
        return next++;
    }

    long startEpochNanos(int position) {
        return starts[position];
    }

    long spanId(int position) {
        return ids == null ? idColumn.longAt(rows[position]) : ids[position];
    }

    long durationNanos(int position) {
        return durations == null ? durationColumn.longAt(rows[position]) : durations[position];
    }

    /// Whether each row of a trace, ascending, starts later than the one before.
    boolean startInOrder(int[] ofTrace) {
        long before = 0;
        for (int i = 0; i < ofTrace.length; i++) {
            int at = positionOf(ofTrace[i]);
            if (i == 0) {
                firstOfTrace = at;
            }
            long start = starts[at];
            if (i > 0 && Long.compareUnsigned(before, start) >= 0) {
                return false;
            }
            before = start;
        }
        return true;
    }
}
