package dev.vivace.live;

import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.Stage;
import dev.vivace.live.chunk.Staged;
import java.nio.charset.StandardCharsets;

/// The values of one type that one key has: a sparse column. An entry is a row and its value; rows never decrease,
/// and stand twice where a key was sent twice.
abstract sealed class AttributeColumn extends Staged permits DictionaryColumn, NumberColumn {

    /// Java objects around the chunks, roughly.
    private static final int OBJECTS_BYTES = 400;

    final byte[] key;
    final ValueType type;
    final IntChunks rows;
    private final Footprint footprint;
    private volatile int committed;
    private int markSize;

    AttributeColumn(byte[] key, ValueType type, Stage stage, Footprint footprint) {
        super(stage);
        this.key = key;
        this.type = type;
        this.rows = new IntChunks(footprint);
        this.footprint = footprint;
        footprint.add(OBJECTS_BYTES + key.length);
    }

    final String keyText() {
        return new String(key, StandardCharsets.UTF_8);
    }

    /// How many entries readers may look at.
    final int committedCount() {
        return committed;
    }

    /// The first of the first `bound` entries whose row is `row` or a later one; `bound` if there is none.
    final int firstAt(int row, int bound) {
        int[][] chunks = rows.chunks();
        int low = 0;
        int high = bound;
        while (low < high) {
            int middle = low + high >>> 1;
            if (chunks[middle >> IntChunks.SHIFT][middle & IntChunks.MASK] < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Writer only: takes back the entries of this row, the last one.
    final void dropRow(int row) {
        int size = rows.size();
        while (size > 0 && rows.get(size - 1) == row) {
            size--;
        }
        truncate(size);
    }

    /// Writer only: the column is given up.
    final void release() {
        footprint.add(-OBJECTS_BYTES - key.length);
        rows.release();
        releaseValues();
    }

    abstract void truncateValues(int size);

    abstract void releaseValues();

    private void truncate(int size) {
        rows.truncate(size);
        truncateValues(size);
    }

    @Override
    protected final void mark() {
        markSize = rows.size();
    }

    @Override
    protected final void commit() {
        committed = rows.size();
    }

    @Override
    protected final void rollback() {
        truncate(markSize);
    }
}
