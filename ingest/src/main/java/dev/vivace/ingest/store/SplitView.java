package dev.vivace.ingest.store;

import dev.vivace.live.LiveSnapshot;
import dev.vivace.model.RowSet;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.JoinedSpanTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Which traces are split for those who see some blocks and so many rows of a live table. Immutable, thread-safe, but
/// for what is said of single methods.
final class SplitView {

    private static final int[] NONE = {};
    private static final Comparator<Group> BY_PLACE =
            Comparator.comparingInt(Group::block).thenComparingInt(Group::rowGroup);

    /// Guards what is known of the traces.
    private final ReentrantLock lock;

    private final List<StoredBlock> blocks;
    private final LiveParts liveParts;
    private final int liveRows;
    private final int liveTraces;
    private final Map<TraceId, SplitTrace> split = new LinkedHashMap<>();
    /// By row group: the ordinals of the traces, ascending.
    private final Map<Group, int[]> ordinals = new HashMap<>();
    /// By row group: the traces.
    private final Map<Group, List<SplitTrace>> byGroup = new HashMap<>();

    private final RowSet live;

    /// A row group of a block.
    record Group(int block, int rowGroup) {}

    private SplitView(ReentrantLock lock, List<StoredBlock> blocks, LiveParts liveParts, int liveRows, int liveTraces) {
        this.lock = lock;
        this.blocks = blocks;
        this.liveParts = liveParts;
        this.liveRows = liveRows;
        this.liveTraces = liveTraces;
        this.live = new RowSet(liveTraces);
    }

    /// @param known everything that may be split; locked by the caller
    static SplitView of(
            ReentrantLock lock,
            Collection<SplitTrace> known,
            List<StoredBlock> blocks,
            LiveSnapshot live,
            LiveParts liveParts) {
        SplitView view = new SplitView(
                lock, blocks, liveParts, live.rowCount(), live.traces().count());
        for (SplitTrace trace : known) {
            List<SplitTrace.Part> parts = trace.parts(blocks.size());
            LiveParts.Part own = view.livePart(trace.id);
            if (parts.size() + (own == null ? 0 : 1) < 2) {
                continue; // as it turned out, it is whole
            }
            view.split.put(trace.id, trace);
            if (own != null) {
                view.live.add(own.trace);
            }
            for (SplitTrace.Part part : parts) {
                view.byGroup
                        .computeIfAbsent(group(part), _ -> new ArrayList<>())
                        .add(trace);
            }
        }
        view.byGroup.forEach((group, traces) -> {
            int[] own = new int[traces.size()];
            for (int i = 0; i < own.length; i++) {
                own[i] = partIn(group, traces.get(i)).place.trace();
            }
            Arrays.sort(own);
            view.ordinals.put(group, own);
        });
        return view;
    }

    private static Group group(SplitTrace.Part part) {
        return new Group(part.blockNumber, part.place.rowGroup());
    }

    private static SplitTrace.Part partIn(Group group, SplitTrace trace) {
        for (SplitTrace.Part part : trace.parts) {
            if (group(part).equals(group)) {
                return part;
            }
        }
        throw new IllegalStateException("trace " + trace.id + " is not in " + group);
    }

    /// Whether it is what somebody sees.
    boolean isOf(List<StoredBlock> visible, LiveSnapshot snapshot, LiveParts parts) {
        return parts == liveParts && snapshot.rowCount() == liveRows && visible.size() == blocks.size();
    }

    /// What the live table holds of a trace; null if nothing.
    private LiveParts.@Nullable Part livePart(TraceId id) {
        LiveParts.Part part = liveParts.of(id);
        return part == null || part.trace >= liveTraces ? null : part;
    }

    /// The split traces of a row group, by their ordinals, ascending.
    int[] ordinals(Group group) {
        return ordinals.getOrDefault(group, NONE);
    }

    /// Those of the live table. Nobody may change it.
    RowSet live() {
        return live;
    }

    /// The rows of a row group that repeat spans of blocks before.
    ///
    /// @param rowCount of the row group
    RowSet repeatedRows(Group group, int rowCount, LiveSnapshot snapshot) throws IOException {
        RowSet rows = new RowSet(rowCount);
        List<SplitTrace> traces = byGroup.getOrDefault(group, List.of());
        if (!traces.isEmpty()) {
            lock.lock();
            try {
                compare(traces, snapshot);
                for (SplitTrace trace : traces) {
                    addAll(partIn(group, trace).repeatedRows, rows);
                }
            } finally {
                lock.unlock();
            }
        }
        return rows;
    }

    /// The rows of the live table that repeat spans of blocks.
    RowSet repeatedLiveRows(LiveSnapshot snapshot) throws IOException {
        RowSet rows = new RowSet(liveRows);
        if (!live.isEmpty()) {
            lock.lock();
            try {
                List<SplitTrace> traces = new ArrayList<>();
                for (SplitTrace trace : split.values()) {
                    if (livePart(trace.id) != null) {
                        traces.add(trace);
                    }
                }
                compare(traces, snapshot);
                for (SplitTrace trace : traces) {
                    LiveParts.Part part = livePart(trace.id);
                    addAll(part == null ? null : part.repeatedRows(liveRows), rows);
                }
            } finally {
                lock.unlock();
            }
        }
        return rows;
    }

    private static void addAll(int @Nullable [] some, RowSet into) {
        if (some != null) {
            for (int row : some) {
                into.add(row);
            }
        }
    }

    private void compare(Collection<SplitTrace> traces, LiveSnapshot snapshot) throws IOException {
        new RepeatedSpans(blocks.size(), snapshot, this::livePart, liveRows).find(traces);
    }

    /// The traces that overlap a range as a whole.
    List<SpanSource.SplitTrace> overlapping(TimeRange range, LiveSnapshot snapshot) {
        List<SpanSource.SplitTrace> result = new ArrayList<>();
        lock.lock();
        try {
            for (SplitTrace trace : split.values()) {
                long start = -1;
                long end = 0;
                for (SplitTrace.Part part : trace.parts(blocks.size())) {
                    start = earlier(start, part.place.startEpochNanos());
                    end = later(end, part.place.endEpochNanos());
                }
                LiveParts.Part own = livePart(trace.id);
                if (own != null) {
                    start = earlier(start, snapshot.traces().startEpochNanos(own.trace));
                    end = later(end, snapshot.traces().endEpochNanos(own.trace));
                }
                if (range.overlaps(start, end)) {
                    result.add(new SpanSource.SplitTrace(trace.id, start));
                }
            }
        } finally {
            lock.unlock();
        }
        return result;
    }

    private static long earlier(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    private static long later(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    /// Opens tables for those who put traces together.
    interface Tables {
        SpanTable open(StoredBlock block, int rowGroup) throws IOException;
    }

    /// Puts traces together.
    ///
    /// @param ids of split traces
    SpanTable join(List<TraceId> ids, LiveSnapshot snapshot, Tables tables) throws IOException {
        List<SplitTrace> traces = new ArrayList<>();
        for (TraceId id : ids) {
            SplitTrace trace = split.get(id);
            if (trace != null) {
                traces.add(trace);
            }
        }
        List<JoinedSpanTable.Part> parts;
        lock.lock();
        try {
            compare(traces, snapshot);
            parts = parts(traces, snapshot, tables);
        } finally {
            lock.unlock();
        }
        return JoinedSpanTable.of(traces.stream().map(trace -> trace.id).toList(), parts);
    }

    private List<JoinedSpanTable.Part> parts(List<SplitTrace> traces, LiveSnapshot snapshot, Tables tables)
            throws IOException {
        Map<Group, Wanted> stored = new TreeMap<>(BY_PLACE);
        Wanted ofLive = new Wanted(snapshot);
        for (int number = 0; number < traces.size(); number++) {
            SplitTrace trace = traces.get(number);
            for (SplitTrace.Part part : trace.parts(blocks.size())) {
                Wanted wanted = stored.get(group(part));
                if (wanted == null) {
                    wanted = new Wanted(tables.open(part.block, part.place.rowGroup()));
                    stored.put(group(part), wanted);
                }
                wanted.addRange(part.place.firstRow(), part.place.endRow(), part.repeatedRows, number);
            }
            LiveParts.Part own = livePart(trace.id);
            if (own != null) {
                ofLive.add(own.rows(liveRows), own.repeatedRows(liveRows), number);
            }
        }
        List<JoinedSpanTable.Part> parts = new ArrayList<>();
        stored.values().forEach(wanted -> parts.add(wanted.part()));
        if (ofLive.count > 0) {
            parts.add(ofLive.part());
        }
        return parts;
    }

    /// Collects the rows of one table that are wanted.
    private static final class Wanted {
        private final SpanTable table;
        /// Row and trace, in one number, so that they can be sorted.
        private long[] rows = new long[64];

        private int count;

        Wanted(SpanTable table) {
            this.table = table;
        }

        void addRange(int from, int to, int @Nullable [] but, int trace) {
            for (int row = from; row < to; row++) {
                add(row, but, trace);
            }
        }

        void add(int[] some, int[] but, int trace) {
            for (int row : some) {
                add(row, but, trace);
            }
        }

        private void add(int row, int @Nullable [] but, int trace) {
            if (but != null && but.length > 0 && Arrays.binarySearch(but, row) >= 0) {
                return;
            }
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, 2 * count);
            }
            rows[count++] = (long) row << 32 | trace;
        }

        JoinedSpanTable.Part part() {
            Arrays.sort(rows, 0, count);
            int[] own = new int[count];
            int[] traces = new int[count];
            for (int i = 0; i < count; i++) {
                own[i] = (int) (rows[i] >> 32);
                traces[i] = (int) rows[i];
            }
            return new JoinedSpanTable.Part(table, own, traces);
        }
    }
}
