package dev.vivace.live;

import dev.vivace.live.chunk.ContentHash;
import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.HashSlots;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.live.chunk.Stage;
import dev.vivace.live.chunk.Staged;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The traces of a table, by ordinal in order of first arrival: ids, when spans of them arrived, and the last row
/// of each, from which [#previousRows] lead back to its first.
final class TraceStore extends Staged {

    /// Last rows change while readers look, so they are written after what they lead to.
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

    private final HashSlots slots;
    final LongChunks highs;
    final LongChunks lows;
    final LongChunks firstArrivals;
    final LongChunks lastArrivals;
    private final IntChunks lastRows;
    private final IntChunks split;
    /// By span row: the previous row of the same trace, -1 if there is none.
    final IntChunks previousRows;

    final IntChunks ordinals;

    private int markSize;
    private int markRows;
    private int markGrowths;

    TraceStore(Stage stage, Footprint footprint) {
        super(stage);
        this.slots = new HashSlots(footprint);
        this.highs = new LongChunks(footprint);
        this.lows = new LongChunks(footprint);
        this.firstArrivals = new LongChunks(footprint);
        this.lastArrivals = new LongChunks(footprint);
        this.lastRows = new IntChunks(footprint);
        this.split = new IntChunks(footprint);
        this.previousRows = new IntChunks(footprint);
        this.ordinals = new IntChunks(footprint);
    }

    /// Writer only.
    int size() {
        return highs.size();
    }

    /// The trace's ordinal, or -1. For the writer, and with `bound` the number of published traces for readers.
    int find(long high, long low, int bound) {
        int hash = hash(high, low);
        long[] table = slots.slots();
        int mask = table.length - 1;
        for (int at = hash & mask; table[at] != 0; at = at + 1 & mask) {
            int trace = (int) table[at] - 1;
            if ((int) (table[at] >>> 32) == hash
                    && trace < bound
                    && lows.get(trace) == low
                    && highs.get(trace) == high) {
                return trace;
            }
        }
        return -1;
    }

    /// Writer only: a trace that is not here yet; its first row follows.
    int add(long high, long low, long firstArrival, boolean seenBefore) {
        touch();
        int trace = size();
        highs.append(high);
        lows.append(low);
        firstArrivals.append(firstArrival);
        lastArrivals.append(firstArrival);
        lastRows.append(-1);
        split.append(seenBefore ? 1 : 0);
        slots.add(hash(high, low), trace);
        return trace;
    }

    /// Writer only: the next row of the table belongs to this trace.
    void append(int trace, long arrival) {
        touch();
        int row = ordinals.size();
        ordinals.append(trace);
        int[] chunk = lastRows.chunks()[trace >> IntChunks.SHIFT];
        int at = trace & IntChunks.MASK;
        previousRows.append(chunk[at]);
        INTS.setRelease(chunk, at, row);
        if (arrival - lastArrivals.get(trace) > 0) {
            lastArrivals.set(trace, arrival);
        }
    }

    /// Writer only: the last row of the trace, -1 if it has none yet.
    int lastRow(int trace) {
        return lastRows.get(trace);
    }

    boolean isSplit(int trace) {
        return split.get(trace) != 0;
    }

    /// The rows of a published trace among the first `rows` of the table, ascending, without looking at others.
    int[] rowsOf(int trace, int rows) {
        int[] backwards = new int[8];
        while (true) {
            int row = lastRowBefore(rows, trace);
            // A row that was taken back, and its place given to another trace, may have led astray: then again.
            if (row < 0 || ordinals.get(row) != trace) {
                Thread.onSpinWait();
                continue;
            }
            int count = 0;
            for (; row >= 0; row = previousRows.get(row)) {
                if (count == backwards.length) {
                    backwards = Arrays.copyOf(backwards, count * 2);
                }
                backwards[count++] = row;
            }
            int[] ascending = new int[count];
            for (int i = 0; i < count; i++) {
                ascending[i] = backwards[count - 1 - i];
            }
            return ascending;
        }
    }

    private int lastRowBefore(int rows, int trace) {
        int[] lasts = lastRows.chunks()[trace >> IntChunks.SHIFT];
        int row = (int) INTS.getAcquire(lasts, trace & IntChunks.MASK);
        while (row >= rows) {
            int[][] previous = previousRows.chunks();
            if (row >> IntChunks.SHIFT >= previous.length) {
                return -1; // taken back this very moment
            }
            row = previous[row >> IntChunks.SHIFT][row & IntChunks.MASK];
        }
        return row;
    }

    @Override
    protected void mark() {
        markSize = size();
        markRows = ordinals.size();
        markGrowths = slots.growths();
    }

    @Override
    protected void commit() {
        // the table publishes how many there are
    }

    /// Rows lead back to what was there before them. Arrivals stay: a request that failed says that its traces
    /// live.
    @Override
    protected void rollback() {
        for (int row = ordinals.size() - 1; row >= markRows; row--) {
            int trace = ordinals.get(row);
            INTS.setRelease(lastRows.chunks()[trace >> IntChunks.SHIFT], trace & IntChunks.MASK, previousRows.get(row));
        }
        if (slots.growths() == markGrowths) {
            for (int trace = size() - 1; trace >= markSize; trace--) {
                slots.removeLast(hash(highs.get(trace), lows.get(trace)), trace);
            }
        } else {
            slots.removeFrom(markSize);
        }
        highs.truncate(markSize);
        lows.truncate(markSize);
        firstArrivals.truncate(markSize);
        lastArrivals.truncate(markSize);
        lastRows.truncate(markSize);
        split.truncate(markSize);
        previousRows.truncate(markRows);
        ordinals.truncate(markRows);
    }

    private static int hash(long high, long low) {
        return (int) (ContentHash.mix(high, low) >>> 32);
    }
}
