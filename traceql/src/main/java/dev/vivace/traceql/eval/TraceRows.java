package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Rows of the traces that are answered, trace by trace. Immutable.
final class TraceRows {

    private final int[] ascending;
    /// By trace: where its rows start in the order; one longer than there are traces.
    private final int[] offsets;
    /// Positions among the ascending rows, those of a trace together; null if they stand together anyway.
    private final int @Nullable [] order;

    private TraceRows(int[] ascending, int[] offsets, int @Nullable [] order) {
        this.ascending = ascending;
        this.offsets = offsets;
        this.order = order;
    }

    /// @param traces ordinals of the traces that are answered
    /// @param among of these rows, which may be other traces' too; null for all
    static TraceRows of(SpanTable table, RowSet traces, @Nullable RowSet among) {
        TraceIndex index = table.traces();
        RowSet own = new RowSet(table.rowCount());
        for (int trace = traces.next(0); trace < traces.rows(); trace = traces.next(trace + 1)) {
            index.addRows(trace, own);
        }
        if (among != null) {
            own.and(among);
        }
        int[] ascending = own.toArray();
        int[] traceOf = new int[ascending.length];
        int[] offsets = new int[index.count() + 1];
        boolean together = true;
        for (int i = 0; i < ascending.length; i++) {
            traceOf[i] = index.traceOf(ascending[i]);
            offsets[traceOf[i] + 1]++;
            together &= i == 0 || traceOf[i] >= traceOf[i - 1];
        }
        for (int trace = 1; trace < offsets.length; trace++) {
            offsets[trace] += offsets[trace - 1];
        }
        if (together) { // as in stored tables
            return new TraceRows(ascending, offsets, null);
        }
        int[] next = offsets.clone();
        int[] order = new int[ascending.length];
        for (int i = 0; i < ascending.length; i++) {
            order[next[traceOf[i]]++] = i;
        }
        return new TraceRows(ascending, offsets, order);
    }

    /// Those of all traces, ascending. Nobody may change it.
    int[] ascending() {
        return ascending;
    }

    /// Where a trace's rows start; they end where the next trace's start.
    int from(int trace) {
        return offsets[trace];
    }

    /// The position among the ascending rows of what stands at `i`.
    int position(int i) {
        return order == null ? i : order[i];
    }

    /// A trace's rows, ascending. A fresh array.
    int[] of(int trace) {
        int[] known = order;
        if (known == null) {
            return Arrays.copyOfRange(ascending, offsets[trace], offsets[trace + 1]);
        }
        int[] rows = new int[offsets[trace + 1] - offsets[trace]];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = ascending[known[offsets[trace] + i]];
        }
        return rows;
    }
}
