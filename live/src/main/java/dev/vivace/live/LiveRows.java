package dev.vivace.live;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The rows that leave a table, in the order in which a block stores them: traces by start, then by trace id; the
/// spans
/// of a trace in the pre-order of its [TraceTree]. Spans are named by their position in this order, traces by
/// theirs.
///
/// Methods that return arrays of spans' values gather them anew at each call, by position; what is said to be
/// shared must not be changed. Confined to one thread, but the table may grow meanwhile.
public final class LiveRows {

    private final LiveTable table;
    private final Prefix prefix;
    private final int[] traces;
    private final int[] traceOffsets;
    private final long[] traceStarts;
    private final Placement placement;
    private final int[] depths;
    private final int[] subtreeSizes;
    private final Origins resources;
    private final Origins scopes;

    private LiveRows(
            LiveTable table,
            Prefix prefix,
            int[] traces,
            int[] traceOffsets,
            long[] traceStarts,
            int[] rows,
            int[] depths,
            int[] subtreeSizes) {
        this.table = table;
        this.prefix = prefix;
        this.traces = traces;
        this.traceOffsets = traceOffsets;
        this.traceStarts = traceStarts;
        this.placement = Placement.of(rows, prefix.rows());
        this.depths = depths;
        this.subtreeSizes = subtreeSizes;
        this.resources = Origins.of(placement.gather(table.resourceCodes), prefix.resources());
        this.scopes = Origins.of(placement.gather(table.scopeCodes), prefix.scopes());
    }

    static LiveRows of(LiveCut cut) {
        LiveTable table = cut.table;
        Prefix prefix = cut.prefix;
        TraceRows grouped = TraceRows.of(table.traces.ordinals, prefix.traces(), prefix.rows());
        TraceStart[] order = new TraceStart[cut.traceCount()];
        int count = 0;
        int rowCount = 0;
        for (int trace = 0; trace < prefix.traces(); trace++) {
            if (cut.leaves(trace)) {
                long start = -1;
                for (int i = grouped.offsets()[trace]; i < grouped.offsets()[trace + 1]; i++) {
                    long rowStart = table.starts.get(grouped.rows()[i]);
                    start = Long.compareUnsigned(rowStart, start) < 0 ? rowStart : start;
                }
                order[count++] =
                        new TraceStart(start, table.traces.highs.get(trace), table.traces.lows.get(trace), trace);
                rowCount += grouped.offsets()[trace + 1] - grouped.offsets()[trace];
            }
        }
        Arrays.sort(order);

        int[] traces = new int[count];
        int[] offsets = new int[count + 1];
        long[] starts = new long[count];
        int[] rows = new int[rowCount];
        int[] depths = new int[rowCount];
        int[] subtreeSizes = new int[rowCount];
        TraceGatherer gatherer = new TraceGatherer(table);
        int position = 0;
        for (int i = 0; i < count; i++) {
            int trace = order[i].trace;
            traces[i] = trace;
            starts[i] = order[i].epochNanos;
            offsets[i] = position;
            int from = grouped.offsets()[trace];
            TraceTree tree = gatherer.tree(grouped.rows(), from, grouped.offsets()[trace + 1] - from);
            for (int span : tree.order()) {
                rows[position] = grouped.rows()[from + span];
                depths[position] = tree.depths()[span];
                subtreeSizes[position] = tree.subtreeSizes()[span];
                position++;
            }
        }
        offsets[count] = position;
        return new LiveRows(table, prefix, traces, offsets, starts, rows, depths, subtreeSizes);
    }

    /// Number of spans.
    public int count() {
        return placement.count();
    }

    public int traceCount() {
        return traces.length;
    }

    /// By trace: the position of its first span; one more element at the end. Shared.
    public int[] traceOffsets() {
        return traceOffsets;
    }

    public TraceId traceId(int trace) {
        return new TraceId(table.traces.highs.get(traces[trace]), table.traces.lows.get(traces[trace]));
    }

    /// By trace: the earliest start of its spans, nanoseconds since 1970, unsigned. Shared.
    public long[] traceStarts() {
        return traceStarts;
    }

    /// By trace: the latest end of its spans, never before its start.
    public long[] traceEnds() {
        long[] result = traceStarts.clone();
        long[] ends = ends();
        for (int trace = 0; trace < result.length; trace++) {
            for (int position = traceOffsets[trace]; position < traceOffsets[trace + 1]; position++) {
                result[trace] =
                        Long.compareUnsigned(ends[position], result[trace]) > 0 ? ends[position] : result[trace];
            }
        }
        return result;
    }

    /// By trace: the position of the root that starts last, or -1 if it has none.
    public int[] rootPositions() {
        int[] result = new int[traces.length];
        long[] parents = parentSpanIds();
        for (int trace = 0; trace < result.length; trace++) {
            int root = -1;
            // roots come first, in order of start
            for (int position = traceOffsets[trace];
                    position < traceOffsets[trace + 1] && parents[position] == 0;
                    position += subtreeSizes[position] + 1) {
                root = position;
            }
            result[trace] = root;
        }
        return result;
    }

    /// Whether spans of this trace are known to be elsewhere too.
    public boolean isSplit(int trace) {
        return table.traces.isSplit(traces[trace]);
    }

    /// By position: steps below the root or head of its tree. Shared.
    public int[] depths() {
        return depths;
    }

    /// By position: number of descendants, which are the spans that follow. Shared.
    public int[] subtreeSizes() {
        return subtreeSizes;
    }

    public long[] spanIds() {
        return placement.gather(table.spanIds);
    }

    /// 0 where there is none.
    public long[] parentSpanIds() {
        return placement.gather(table.parentSpanIds);
    }

    public long[] starts() {
        return placement.gather(table.starts);
    }

    public long[] ends() {
        return placement.gather(table.ends);
    }

    /// See [dev.vivace.model.SentPlaces].
    public int[] places() {
        return placement.gather(table.places);
    }

    public int[] kinds() {
        return placement.gather(table.kinds);
    }

    public int[] statusCodes() {
        return placement.gather(table.statusCodes);
    }

    public int[] flags() {
        return placement.gather(table.flags);
    }

    /// As unsigned 32-bit numbers, like those that follow.
    public int[] droppedAttributesCounts() {
        return placement.gather(table.droppedAttributesCounts);
    }

    public int[] droppedEventsCounts() {
        return placement.gather(table.droppedEventsCounts);
    }

    public int[] droppedLinksCounts() {
        return placement.gather(table.droppedLinksCounts);
    }

    /// Codes of [#names()].
    public int[] nameCodes() {
        return placement.gather(table.nameCodes);
    }

    public LiveDictionary names() {
        return new LiveDictionary(table.names);
    }

    /// Codes of [#statusMessages()].
    public int[] statusMessageCodes() {
        return placement.gather(table.statusMessageCodes);
    }

    public LiveDictionary statusMessages() {
        return new LiveDictionary(table.statusMessages);
    }

    /// The trace states that are not empty; the key of this column means nothing.
    public LiveColumn traceStates() {
        return LiveColumn.of(AttributeScope.SPAN, table.traceStates, placement);
    }

    /// By position: its resource, numbered from 0 in order of first use. Shared.
    public int[] resourceCodes() {
        return resources.codes;
    }

    public int resourceCount() {
        return resources.placement.count();
    }

    public Resource resource(int code) {
        return table.resources.resource(resources.placement.rows()[code]);
    }

    /// Attribute columns whose positions are resource codes.
    public List<LiveColumn> resourceColumns() {
        return columns(AttributeScope.RESOURCE, table.resources.attributes, resources.placement);
    }

    /// By position: its instrumentation scope, numbered from 0 in order of first use. Shared.
    public int[] scopeCodes() {
        return scopes.codes;
    }

    public int scopeCount() {
        return scopes.placement.count();
    }

    public InstrumentationScope scope(int code) {
        return table.scopes.scope(scopes.placement.rows()[code]);
    }

    /// Attribute columns whose positions are scope codes.
    public List<LiveColumn> scopeColumns() {
        return columns(AttributeScope.INSTRUMENTATION, table.scopes.attributes, scopes.placement);
    }

    /// Attribute columns of the spans.
    public List<LiveColumn> spanColumns() {
        return columns(AttributeScope.SPAN, table.attributes, placement);
    }

    public LiveNestedRows events() {
        return LiveNestedRows.of(AttributeScope.EVENT, table.events, prefix.events(), placement);
    }

    public LiveNestedRows links() {
        return LiveNestedRows.of(AttributeScope.LINK, table.links, prefix.links(), placement);
    }

    /// Those with values at some position.
    static List<LiveColumn> columns(AttributeScope scope, AttributeStore store, Placement placement) {
        List<LiveColumn> result = new ArrayList<>();
        for (AttributeColumn column : store.published()) {
            LiveColumn live = LiveColumn.of(scope, column, placement);
            if (live.entryCount() > 0) {
                result.add(live);
            }
        }
        return result;
    }

    private record TraceStart(long epochNanos, long high, long low, int trace) implements Comparable<TraceStart> {
        @Override
        public int compareTo(TraceStart other) {
            int byStart = Long.compareUnsigned(epochNanos, other.epochNanos);
            if (byStart != 0) {
                return byStart;
            }
            int byHigh = Long.compareUnsigned(high, other.high);
            return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
        }
    }

    /// The origins in use, numbered anew.
    ///
    /// @param codes by position: new code
    /// @param placement by new code: the code of the table
    private record Origins(int[] codes, Placement placement) {
        static Origins of(int[] tableCodes, int tableCount) {
            int[] positions = new int[tableCount];
            Arrays.fill(positions, -1);
            int[] used = new int[Math.min(tableCount, tableCodes.length)];
            int count = 0;
            for (int i = 0; i < tableCodes.length; i++) {
                int code = tableCodes[i];
                if (positions[code] < 0) {
                    positions[code] = count;
                    used[count++] = code;
                }
                tableCodes[i] = positions[code];
            }
            return new Origins(tableCodes, new Placement(Arrays.copyOf(used, count), positions));
        }
    }
}
