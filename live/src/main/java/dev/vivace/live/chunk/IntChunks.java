package dev.vivace.live.chunk;

import java.util.Arrays;

/// A column of `int`s that grows at its end, in chunks of [#SIZE]. One writer; readers may look, at any time, at
/// entries
/// that were published to them by some other means. The first chunk starts small and is doubled by copying, later
/// ones never move.
public final class IntChunks {

    /// Entry `i` is element `i & MASK` of chunk `i >> SHIFT`.
    public static final int SHIFT = 12;

    public static final int SIZE = 1 << SHIFT;
    public static final int MASK = SIZE - 1;
    private static final int FIRST_SIZE = 4;

    private final Footprint footprint;
    private volatile int[][] chunks;
    private int[] tail;
    private int used;
    private int before;

    public IntChunks(Footprint footprint) {
        this.footprint = footprint;
        this.tail = new int[FIRST_SIZE];
        this.chunks = new int[][] {tail};
        footprint.addArrays(1, FIRST_SIZE, 4);
    }

    /// Writer only.
    public void append(int value) {
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
    public int get(int index) {
        return chunks[index >> SHIFT][index & MASK];
    }

    /// Writer only: changes an entry that readers know may change.
    public void set(int index, int value) {
        chunks[index >> SHIFT][index & MASK] = value;
    }

    /// Entries that were published to the caller: sets `into[i]` to entry `indexes[i]`.
    public void gather(int[] indexes, int[] into) {
        int[][] current = chunks;
        for (int i = 0; i < indexes.length; i++) {
            int index = indexes[i];
            into[i] = current[index >> SHIFT][index & MASK];
        }
    }

    /// The chunks as they are now, for loops. Shared: nobody may change them.
    public int[][] chunks() {
        return chunks;
    }

    /// Writer only: forgets the entries at and after `size`, none of which was published.
    public void truncate(int size) {
        if (size >= size()) {
            return;
        }
        int[][] current = chunks;
        int keep = Math.max(1, (size + MASK) >> SHIFT);
        if (keep < current.length) {
            footprint.addArrays(keep - current.length, SIZE, 4);
            chunks = Arrays.copyOf(current, keep);
            tail = current[keep - 1];
        }
        before = keep - 1 << SHIFT;
        used = size - before;
    }

    /// Writer only: the column is given up.
    public void release() {
        for (int[] chunk : chunks) {
            footprint.addArrays(-1, chunk.length, 4);
        }
    }

    private void grow() {
        int[][] current = chunks;
        int[][] next;
        if (used < SIZE) {
            next = current.clone();
            tail = Arrays.copyOf(tail, Math.min(SIZE, used * 2));
            footprint.addArrays(1, tail.length - used, 4);
            footprint.addArrays(-1, 0, 4);
        } else {
            next = Arrays.copyOf(current, current.length + 1);
            tail = new int[SIZE];
            before += SIZE;
            used = 0;
            footprint.addArrays(1, SIZE, 4);
        }
        next[next.length - 1] = tail;
        // the list is published last: whoever sees it sees what the copied chunk holds
        chunks = next;
    }
}
