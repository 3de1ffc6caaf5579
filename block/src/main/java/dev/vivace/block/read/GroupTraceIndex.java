package dev.vivace.block.read;

import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.TraceIndex;
import java.util.function.Predicate;

/// The traces of a row group for one query. Confined to one thread.
final class GroupTraceIndex implements TraceIndex {

    private final GroupTraces traces;
    private final Predicate<TraceId> split;
    private int lastTrace;

    GroupTraceIndex(GroupTraces traces, Predicate<TraceId> split) {
        this.traces = traces;
        this.split = split;
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
        return split.test(traces.id(trace));
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
        return rows;
    }

    @Override
    public void addRows(int trace, RowSet into) {
        into.addRange(traces.firstRows()[trace], traces.firstRows()[trace + 1]);
    }
}
