package dev.vivace.traceql.source;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.ast.Intrinsic;
import java.util.Arrays;
import java.util.List;

/// The traces of a [JoinedSpanTable]. What the tables know of their parts is asked of them, by the first row of each.
final class JoinedTraces implements TraceIndex {

    private static final String SERVICE_NAME = "service.name";

    /// Of a trace without root.
    private static final int NO_ROW = -1;

    private final JoinedSpanTable table;
    private final List<TraceId> ids;
    private final int[] firstRows;
    private int lastTrace;

    /// @param firstRows by trace: its first row; one longer than there are traces
    JoinedTraces(JoinedSpanTable table, List<TraceId> ids, int[] firstRows) {
        this.table = table;
        this.ids = ids;
        this.firstRows = firstRows;
    }

    int firstRow(int trace) {
        return firstRows[trace];
    }

    int rowCount(int trace) {
        return firstRows[trace + 1] - firstRows[trace];
    }

    @Override
    public int count() {
        return ids.size();
    }

    @Override
    public TraceId id(int trace) {
        return ids.get(trace);
    }

    /// Rows are in order of start.
    @Override
    public long startEpochNanos(int trace) {
        return table.startEpochNanos().longAt(firstRows[trace]);
    }

    @Override
    public long endEpochNanos(int trace) {
        long end = startEpochNanos(trace);
        SpanTable last = null;
        for (int row = firstRows[trace]; row < firstRows[trace + 1]; row++) {
            SpanTable its = table.tableOf(row);
            if (its != last) {
                last = its;
                int part = its.traces().traceOf(table.rowIn(row));
                long partEnd = its.traces().endEpochNanos(part);
                // A part never ends before it starts, but the whole may end before that part starts.
                if (partEnd == its.traces().startEpochNanos(part)) {
                    return endOfSpans(trace);
                }
                end = later(partEnd, end);
            }
        }
        return end;
    }

    private long endOfSpans(int trace) {
        Column.OfLong durations = (Column.OfLong) table.intrinsic(Intrinsic.DURATION);
        Column.OfLong starts = table.startEpochNanos();
        long end = startEpochNanos(trace);
        for (int row = firstRows[trace]; row < firstRows[trace + 1]; row++) {
            end = later(starts.longAt(row) + durations.longAt(row), end);
        }
        return end;
    }

    private static long later(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    /// The row of the root: of several the one that starts last.
    private int root(int trace) {
        Column.OfLong parents = (Column.OfLong) table.intrinsic(Intrinsic.PARENT_ID);
        for (int row = firstRows[trace + 1] - 1; row >= firstRows[trace]; row--) {
            if (mayBeRoot(row) && parents.longAt(row) == 0) {
                return row;
            }
        }
        return NO_ROW;
    }

    private boolean mayBeRoot(int row) {
        TraceIndex its = table.tableOf(row).traces();
        return its.hasRoot(its.traceOf(table.rowIn(row)));
    }

    @Override
    public String rootName(int trace) {
        int root = root(trace);
        return root != NO_ROW && table.intrinsic(Intrinsic.NAME).value(root) instanceof AttributeValue.Text(String name)
                ? name
                : "";
    }

    @Override
    public String rootServiceName(int trace) {
        int root = root(trace);
        if (root != NO_ROW) {
            for (Column column : table.attribute(AttributeScope.RESOURCE, SERVICE_NAME)) {
                if (column instanceof Column.OfText
                        && column.value(root) instanceof AttributeValue.Text(String service)) {
                    return service;
                }
            }
        }
        return "";
    }

    @Override
    public boolean hasRoot(int trace) {
        return root(trace) != NO_ROW;
    }

    @Override
    public boolean isSplit(int trace) {
        return false;
    }

    @Override
    public RowSet splitTraces() {
        return new RowSet(count());
    }

    @Override
    public int traceOf(int row) {
        if (row < firstRows[lastTrace] || row >= firstRows[lastTrace + 1]) {
            int found = Arrays.binarySearch(firstRows, row);
            lastTrace = found >= 0 ? found : -found - 2;
        }
        return lastTrace;
    }

    @Override
    public int[] rowsOf(int trace) {
        int[] rows = new int[rowCount(trace)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = firstRows[trace] + i;
        }
        return rows;
    }

    @Override
    public void order(int[] rows) {
        // They stand in this order.
    }

    @Override
    public void addRows(int trace, RowSet into) {
        into.addRange(firstRows[trace], firstRows[trace + 1]);
    }
}
