package dev.vivace.live;

import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.LongChunks;
import java.util.Arrays;

/// Where leaving rows go: some rows of a table in a new order.
///
/// @param rows by position: the row
/// @param positions by row: its position, or -1 if it stays
record Placement(int[] rows, int[] positions) {

    static Placement of(int[] rows, int tableRows) {
        int[] positions = new int[tableRows];
        Arrays.fill(positions, -1);
        for (int position = 0; position < rows.length; position++) {
            positions[rows[position]] = position;
        }
        return new Placement(rows, positions);
    }

    int count() {
        return rows.length;
    }

    long[] gather(LongChunks column) {
        long[][] chunks = column.chunks();
        long[] result = new long[rows.length];
        for (int i = 0; i < result.length; i++) {
            int row = rows[i];
            result[i] = chunks[row >> LongChunks.SHIFT][row & LongChunks.MASK];
        }
        return result;
    }

    int[] gather(IntChunks column) {
        int[][] chunks = column.chunks();
        int[] result = new int[rows.length];
        for (int i = 0; i < result.length; i++) {
            int row = rows[i];
            result[i] = chunks[row >> IntChunks.SHIFT][row & IntChunks.MASK];
        }
        return result;
    }

    /// Counts that are mostly zero, as unsigned 32-bit numbers.
    int[] gather(NumberColumn sparse) {
        int[] result = new int[rows.length];
        Entries entries = new Entries(sparse, positions.length);
        for (int entry = 0; entry < entries.count; entry++) {
            int position = positions[entries.row(entry)];
            if (position >= 0) {
                result[position] = (int) sparse.numbers.get(entry);
            }
        }
        return result;
    }
}
