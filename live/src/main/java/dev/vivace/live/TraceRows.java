package dev.vivace.live;

import dev.vivace.live.chunk.IntChunks;

/// The rows of a table's first rows, grouped by trace: those of trace `t`, ascending, are `rows[offsets[t]]` to
/// `rows[offsets[t + 1] - 1]`. Arrays are shared: nobody may change them.
record TraceRows(int[] offsets, int[] rows) {

    static TraceRows of(IntChunks ordinals, int traceCount, int rowCount) {
        int[][] chunks = ordinals.chunks();
        int[] offsets = new int[traceCount + 1];
        for (int start = 0; start < rowCount; start += IntChunks.SIZE) {
            int[] chunk = chunks[start >> IntChunks.SHIFT];
            int end = Math.min(IntChunks.SIZE, rowCount - start);
            for (int i = 0; i < end; i++) {
                offsets[chunk[i] + 1]++;
            }
        }
        for (int trace = 0; trace < traceCount; trace++) {
            offsets[trace + 1] += offsets[trace];
        }
        int[] next = offsets.clone();
        int[] rows = new int[rowCount];
        for (int start = 0; start < rowCount; start += IntChunks.SIZE) {
            int[] chunk = chunks[start >> IntChunks.SHIFT];
            int end = Math.min(IntChunks.SIZE, rowCount - start);
            for (int i = 0; i < end; i++) {
                rows[next[chunk[i]]++] = start + i;
            }
        }
        return new TraceRows(offsets, rows);
    }
}
