package dev.vivace.live;

import dev.vivace.live.chunk.LongChunks;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.TraceIndex;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The traces of a snapshot. The first few that are asked for are looked up one by one; then all rows are
/// grouped
/// by trace once. Confined to one thread.
final class LiveTraceIndex implements TraceIndex {

    /// Grouping costs about as much as looking up one trace in so many.
    private static final int WORTH_GROUPING = 32;

    private final LiveTable table;
    private final LiveSnapshot snapshot;
    private final int rowCount;
    private final int count;
    private int lookups;
    private @Nullable TraceRows grouped;
    private @Nullable List<Column> serviceNames;
    private @Nullable RowSet split;

    /// The trace last asked for, and what is known of it.
    private int current = -1;

    private int[] currentRows = {};
    private long currentStart;
    private long currentEnd;
    private int currentRoot;

    LiveTraceIndex(LiveTable table, LiveSnapshot snapshot, int rowCount, int traceCount) {
        this.table = table;
        this.snapshot = snapshot;
        this.rowCount = rowCount;
        this.count = traceCount;
    }

    /// All rows, grouped.
    TraceRows grouped() {
        TraceRows result = grouped;
        if (result == null) {
            result = TraceRows.of(table.traces.ordinals, count, rowCount);
            grouped = result;
        }
        return result;
    }

    /// The rows of a trace, ascending. Shared.
    int[] arrivedRows(int trace) {
        if (grouped == null && ++lookups <= 8 + count / WORTH_GROUPING) {
            return table.traces.rowsOf(trace, rowCount);
        }
        TraceRows all = grouped();
        return Arrays.copyOfRange(all.rows(), all.offsets()[trace], all.offsets()[trace + 1]);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public TraceId id(int trace) {
        return new TraceId(table.traces.highs.get(trace), table.traces.lows.get(trace));
    }

    @Override
    public long startEpochNanos(int trace) {
        look(trace);
        return currentStart;
    }

    @Override
    public long endEpochNanos(int trace) {
        look(trace);
        return currentEnd;
    }

    @Override
    public String rootName(int trace) {
        look(trace);
        return currentRoot < 0 ? "" : table.names.text(table.nameCodes.get(currentRoot));
    }

    @Override
    public String rootServiceName(int trace) {
        look(trace);
        if (currentRoot >= 0) {
            if (serviceNames == null) {
                serviceNames = snapshot.resourceColumns("service.name");
            }
            for (Column column : serviceNames) {
                if (column.value(table.resourceCodes.get(currentRoot)) instanceof AttributeValue.Text(String text)) {
                    return text;
                }
            }
        }
        return "";
    }

    @Override
    public boolean hasRoot(int trace) {
        look(trace);
        return currentRoot >= 0;
    }

    /// From now on these traces, and no others, are known to have spans elsewhere.
    void splitTraces(RowSet known) {
        split = known;
    }

    @Override
    public boolean isSplit(int trace) {
        return split == null ? table.traces.isSplit(trace) : split.contains(trace);
    }

    @Override
    public RowSet splitTraces() {
        return split == null ? TraceIndex.super.splitTraces() : split;
    }

    @Override
    public int traceOf(int row) {
        return table.traces.ordinals.get(row);
    }

    @Override
    public int[] rowsOf(int trace) {
        int[] rows = arrivedRows(trace).clone();
        RowOrder.byStart(rows, 0, rows.length, table.starts, table.spanIds);
        return rows;
    }

    @Override
    public void order(int[] rows) {
        RowOrder.byStart(rows, 0, rows.length, table.starts, table.spanIds);
    }

    @Override
    public void addRows(int trace, RowSet into) {
        for (int row : arrivedRows(trace)) {
            into.add(row);
        }
    }

    private void look(int trace) {
        if (trace == current) {
            return;
        }
        currentRows = arrivedRows(trace);
        long start = -1;
        long end = 0;
        int root = -1;
        LongChunks starts = table.starts;
        for (int row : currentRows) {
            long rowStart = starts.get(row);
            start = Long.compareUnsigned(rowStart, start) < 0 ? rowStart : start;
            long rowEnd = table.ends.get(row);
            end = Long.compareUnsigned(rowEnd, end) > 0 ? rowEnd : end;
            if (table.parentSpanIds.get(row) == 0 && (root < 0 || isLaterRoot(row, root))) {
                root = row;
            }
        }
        currentStart = start;
        currentEnd = Long.compareUnsigned(end, start) < 0 ? start : end;
        currentRoot = root;
        current = trace;
    }

    /// Of roots that start together, the one with the greater span id: the last in the order of results.
    private boolean isLaterRoot(int row, int than) {
        int byStart = Long.compareUnsigned(table.starts.get(row), table.starts.get(than));
        return byStart > 0
                || byStart == 0 && Long.compareUnsigned(table.spanIds.get(row), table.spanIds.get(than)) >= 0;
    }
}
