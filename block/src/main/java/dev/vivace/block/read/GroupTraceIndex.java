package dev.vivace.block.read;

import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.KnownServices;
import dev.vivace.traceql.source.TraceIndex;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The traces of a row group for one query. Confined to one thread.
final class GroupTraceIndex implements TraceIndex {

    /// So many rows are put in order by inserting one after the other.
    private static final int FEW_ROWS = 64;

    private final GroupTraces traces;
    private final RowSet split;
    private final Column.OfLong starts;
    private final Column.OfLong spanIds;
    private int lastTrace;

    GroupTraceIndex(GroupTraces traces, RowSet split, Column.OfLong starts, Column.OfLong spanIds) {
        this.traces = traces;
        this.split = split;
        this.starts = starts;
        this.spanIds = spanIds;
    }

    @Override
    public int count() {
        return traces.count();
    }

    @Override
    public TraceId id(int trace) {
        return traces.id(trace);
    }

    @Override
    public long startEpochNanos(int trace) {
        return traces.startEpochNanos(trace);
    }

    @Override
    public long endEpochNanos(int trace) {
        return traces.endEpochNanos(trace);
    }

    @Override
    public String rootName(int trace) {
        String name = traces.rootNames()[trace];
        return name == null ? "" : name;
    }

    @Override
    public String rootServiceName(int trace) {
        String service = traces.rootServices()[trace];
        return service == null ? "" : service;
    }

    @Override
    public boolean hasRoot(int trace) {
        return traces.rootServices()[trace] != null;
    }

    @Override
    public boolean isSplit(int trace) {
        return split.contains(trace);
    }

    @Override
    public RowSet splitTraces() {
        return split;
    }

    /// Rows are mostly asked for in ascending order: the last answer or the next trace is right nearly always.
    @Override
    public int traceOf(int row) {
        int[] firstRows = traces.firstRows();
        int trace = lastTrace;
        if (row < firstRows[trace] || row >= firstRows[trace + 1]) {
            boolean next = row >= firstRows[trace + 1] && trace + 2 < firstRows.length && row < firstRows[trace + 2];
            trace = next ? trace + 1 : traces.traceOf(row);
            lastTrace = trace;
        }
        return trace;
    }

    @Override
    public int[] rowsOf(int trace) {
        int first = traces.firstRows()[trace];
        int[] rows = new int[traces.firstRows()[trace + 1] - first];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = first + i;
        }
        order(rows);
        return rows;
    }

    /// By start, then span id: rows stand in pre-order, results list spans in order of time, as live tables
    /// do. Mostly that is the same order, and no id is read.
    @Override
    public void order(int[] rows) {
        if (rows.length < 2) {
            return;
        }
        // One by one: the column keeps its page from trace to trace.
        long[] rowStarts = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rowStarts[i] = starts.longAt(rows[i]);
        }
        int ascending = 1;
        while (ascending < rows.length && Long.compareUnsigned(rowStarts[ascending - 1], rowStarts[ascending]) < 0) {
            ascending++;
        }
        if (ascending == rows.length) {
            return;
        }
        long[] rowIds = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rowIds[i] = spanIds.longAt(rows[i]);
        }
        if (rows.length <= FEW_ROWS) {
            insert(rows, rowStarts, rowIds);
            return;
        }
        int[] sorted = IntStream.range(0, rows.length)
                .boxed()
                .sorted((a, b) -> compare(rowStarts, rowIds, a, b))
                .mapToInt(i -> rows[i])
                .toArray();
        System.arraycopy(sorted, 0, rows, 0, rows.length);
    }

    /// Sorts all three arrays.
    private static void insert(int[] rows, long[] starts, long[] ids) {
        for (int i = 1; i < rows.length; i++) {
            for (int at = i; at > 0 && compare(starts, ids, at - 1, at) > 0; at--) {
                int row = rows[at];
                rows[at] = rows[at - 1];
                rows[at - 1] = row;
                long start = starts[at];
                starts[at] = starts[at - 1];
                starts[at - 1] = start;
                long id = ids[at];
                ids[at] = ids[at - 1];
                ids[at - 1] = id;
            }
        }
    }

    private static int compare(long[] starts, long[] ids, int a, int b) {
        int byStart = Long.compareUnsigned(starts[a], starts[b]);
        return byStart != 0 ? byStart : Long.compareUnsigned(ids[a], ids[b]);
    }

    @Override
    public AtomicReference<@Nullable KnownServices> knownServices() {
        return traces.services();
    }

    @Override
    public void addRows(int trace, RowSet into) {
        into.addRange(traces.firstRows()[trace], traces.firstRows()[trace + 1]);
    }
}
