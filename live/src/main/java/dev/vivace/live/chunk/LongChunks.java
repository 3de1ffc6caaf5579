package dev.vivace.live.chunk;

import java.util.Arrays;

/// A column of `long`s that grows at its end, in chunks of [#SIZE]. One writer; readers may look, at any time, at
/// entries
/// that were published to them by some other means. The first chunk starts small and is doubled by copying, later
/// ones never move.
public final class LongChunks {

    /// Entry `i` is element `i & MASK` of chunk `i >> SHIFT`.
    public static final int SHIFT = 12;

    public static final int SIZE = 1 << SHIFT;
    public static final int MASK = SIZE - 1;
    private static final int FIRST_SIZE = 4;

    private final Footprint footprint;
    private volatile long[][] chunks;
    private long[] tail;
    private int used;
    private int before;

    public LongChunks(Footprint footprint) {
        this.footprint = footprint;
        this.tail = new long[FIRST_SIZE];
        this.chunks = new long[][] {tail};
        footprint.addArrays(1, FIRST_SIZE, 8);
    }

    /// Writer only.
    public void append(long value) {
        if (used == tail.length) {
            grow();
        }
        tail[used++] = value;
    }

    /// Writer only.
    public int size() {
        return before + used;
    }

    /// An entry that was published to the caller.
    public long get(int index) {
        return chunks[index >> SHIFT][index & MASK];
    }

    /// Writer only: changes an entry that readers know may change.
    public void set(int index, long value) {
        chunks[index >> SHIFT][index & MASK] = value;
    }

    /// Entries that were published to the caller: sets `into[i]` to entry `indexes[i]`.
    public void gather(int[] indexes, long[] into) {
        long[][] current = chunks;
        for (int i = 0; i < indexes.length; i++) {
            int index = indexes[i];
            into[i] = current[index >> SHIFT][index & MASK];
        }
    }

    /// The chunks as they are now, for loops. Shared: nobody may change them.
    public long[][] chunks() {
        return chunks;
    }

    /// Writer only: forgets the entries at and after `size`, none of which was published.
    public void truncate(int size) {
        if (size >= size()) {
            return;
        }
        long[][] current = chunks;
        int keep = Math.max(1, (size + MASK) >> SHIFT);
        if (keep < current.length) {
            footprint.addArrays(keep - current.length, SIZE, 8);
            chunks = Arrays.copyOf(current, keep);
            tail = current[keep - 1];
        }
        before = keep - 1 << SHIFT;
        used = size - before;
    }

    /// Writer only: the column is given up.
    public void release() {
        for (long[] chunk : chunks) {
            footprint.addArrays(-1, chunk.length, 8);
        }
    }

    private void grow() {
        long[][] current = chunks;
        long[][] next;
        if (used < SIZE) {
            next = current.clone();
            tail = Arrays.copyOf(tail, Math.min(SIZE, used * 2));
            footprint.addArrays(1, tail.length - used, 8);
            footprint.addArrays(-1, 0, 8);
        } else {
            next = Arrays.copyOf(current, current.length + 1);
            tail = new long[SIZE];
            before += SIZE;
            used = 0;
            footprint.addArrays(1, SIZE, 8);
        }
        next[next.length - 1] = tail;
        // the list is published last: whoever sees it sees what the copied chunk holds
        chunks = next;
    }
}
