package dev.vivace.block.read;

import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceIdSet;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.TraceIndex;
import java.util.Arrays;

/// The traces of a row group for one query. Confined to one thread.
final class GroupTraceIndex implements TraceIndex {

    private final GroupTraces traces;
    private final TraceIdSet split;
    private final Column.OfLong starts;
    private final Column.OfLong spanIds;
    private int lastTrace;

    GroupTraceIndex(GroupTraces traces, TraceIdSet split, Column.OfLong starts, Column.OfLong spanIds) {
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
        return traces.starts()[trace];
    }

    @Override
    public long endEpochNanos(int trace) {
        return traces.starts()[trace] + traces.durations()[trace];
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
        return traces.isIn(split, trace);
    }

    @Override
    public RowSet splitTraces() {
        RowSet result = new RowSet(count());
        for (int trace = 0, count = split.isEmpty() ? 0 : count(); trace < count; trace++) {
            if (traces.isIn(split, trace)) {
                result.add(trace);
            }
        }
        return result;
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

    /// By start, then span id: rows stand in pre-order, results list spans in order of time, as live tables
    /// do.
    @Override
    public int[] rowsOf(int trace) {
        int first = traces.firstRows()[trace];
        int count = traces.firstRows()[trace + 1] - first;
        int[] rows = new int[count];
        long[] rowStarts = new long[count];
        long[] rowIds = new long[count];
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            rows[i] = first + i;
            if (count > 1) {
                rowStarts[i] = starts.longAt(first + i);
                rowIds[i] = spanIds.longAt(first + i);
                sorted &= i == 0 || compare(rowStarts, rowIds, i - 1, i) <= 0;
            }
        }
        return sorted
                ? rows
                : Arrays.stream(rows)
                        .boxed()
                        .sorted((a, b) -> compare(rowStarts, rowIds, a - first, b - first))
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    private static int compare(long[] starts, long[] ids, int a, int b) {
        int byStart = Long.compareUnsigned(starts[a], starts[b]);
        return byStart != 0 ? byStart : Long.compareUnsigned(ids[a], ids[b]);
    }

    @Override
    public void addRows(int trace, RowSet into) {
        into.addRange(traces.firstRows()[trace], traces.firstRows()[trace + 1]);
    }
}
