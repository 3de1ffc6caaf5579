package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.Arrays;

/// Which spans of the traces that are answered matched, trace by trace. Immutable.
final class MatchedRows {

    /// By trace: where its rows start; one longer than there are traces.
    private final int[] offsets;
    private final int[] rows;
    private final int[] ascending;

    private MatchedRows(int[] offsets, int[] rows, int[] ascending) {
        this.offsets = offsets;
        this.rows = rows;
        this.ascending = ascending;
    }

    /// @param traces ordinals of the traces that are answered
    /// @param matched rows of these traces and of others
    static MatchedRows of(SpanTable table, RowSet traces, RowSet matched) {
        TraceIndex index = table.traces();
        RowSet own = new RowSet(table.rowCount());
        for (int trace = traces.next(0); trace < traces.rows(); trace = traces.next(trace + 1)) {
            index.addRows(trace, own);
        }
        own.and(matched);
        int[] ascending = own.toArray();
        int[] traceOf = new int[ascending.length];
        int[] offsets = new int[index.count() + 1];
        for (int i = 0; i < ascending.length; i++) {
            traceOf[i] = index.traceOf(ascending[i]);
            offsets[traceOf[i] + 1]++;
        }
        for (int trace = 1; trace < offsets.length; trace++) {
            offsets[trace] += offsets[trace - 1];
        }
        int[] next = offsets.clone();
        int[] rows = new int[ascending.length];
        for (int i = 0; i < ascending.length; i++) {
            rows[next[traceOf[i]]++] = ascending[i];
        }
        return new MatchedRows(offsets, rows, ascending);
    }

    /// Those of all traces, ascending. Nobody may change it.
    int[] all() {
        return ascending;
    }

    /// Ascending. A fresh array.
    int[] of(int trace) {
        return Arrays.copyOfRange(rows, offsets[trace], offsets[trace + 1]);
    }
}
