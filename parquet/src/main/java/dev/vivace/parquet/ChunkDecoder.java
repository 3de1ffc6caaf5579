package dev.vivace.parquet;

import java.io.IOException;
import java.util.Arrays;

/// Decodes stretches of a flat chunk into arrays, one entry per row.
final class ChunkDecoder {

    private ChunkDecoder() {}

    /// Takes what a page has of the rows `from` to `to - 1` of the chunk; both lie in the page.
    private interface Sink {
        void take(Page page, int from, int to) throws IOException;
    }

    static void longs(ColumnChunk chunk, int fromRow, int toRow, long[] into) throws IOException {
        chunk.requireType(PhysicalType.INT32, PhysicalType.INT64);
        if (chunk.hasNulls()) {
            Arrays.fill(into, 0, toRow - fromRow, 0);
        }
        run(chunk, fromRow, toRow, into.length, (page, from, to) -> {
            if (page.full() && to - from == page.rows()) {
                page.decodeLongs(into, from - fromRow);
                return;
            }
            long[] values = page.longs();
            int value = page.valuesBefore(from);
            for (int row = from; row < to; row++) {
                if (page.has(row)) {
                    into[row - fromRow] = values[value++];
                }
            }
        });
    }

    static void doubles(ColumnChunk chunk, int fromRow, int toRow, double[] into) throws IOException {
        chunk.requireType(PhysicalType.DOUBLE);
        if (chunk.hasNulls()) {
            Arrays.fill(into, 0, toRow - fromRow, 0);
        }
        run(chunk, fromRow, toRow, into.length, (page, from, to) -> {
            long[] values = page.longs();
            int value = page.valuesBefore(from);
            for (int row = from; row < to; row++) {
                if (page.has(row)) {
                    into[row - fromRow] = Double.longBitsToDouble(values[value++]);
                }
            }
        });
    }

    static void codes(ColumnChunk chunk, int fromRow, int toRow, int[] into) throws IOException {
        chunk.requireDictionary();
        if (chunk.hasNulls()) {
            Arrays.fill(into, 0, toRow - fromRow, -1);
        }
        run(chunk, fromRow, toRow, into.length, (page, from, to) -> {
            if (page.full() && to - from == page.rows()) {
                page.decodeCodes(into, from - fromRow);
                return;
            }
            int[] values = page.codes();
            int value = page.valuesBefore(from);
            for (int row = from; row < to; row++) {
                if (page.has(row)) {
                    into[row - fromRow] = values[value++];
                }
            }
        });
    }

    private static void run(ColumnChunk chunk, int fromRow, int toRow, int length, Sink sink) throws IOException {
        chunk.requireFlat();
        if (fromRow < 0 || toRow > chunk.rowCount() || fromRow > toRow || toRow - fromRow > length) {
            throw new IllegalArgumentException("rows " + fromRow + " to " + toRow + " into " + length
                    + " (expected: within " + chunk.rowCount() + " rows, into an array as long)");
        }
        if (fromRow == toRow || chunk.valueCount() == 0) {
            return;
        }
        PageTable table = chunk.pages();
        Page page = PagePool.take();
        int first = table.pageOf(fromRow);
        int last = table.pageOf(toRow - 1);
        boolean[] wanted = new boolean[table.pages()];
        Arrays.fill(wanted, first, last + 1, true);
        PageLoader loader = new PageLoader(chunk, table, page, wanted);
        for (int next = first; next <= last; next++) {
            loader.load(next);
            if (page.present() > 0) {
                sink.take(page, Math.max(fromRow, table.firstRow(next)), Math.min(toRow, table.endRow(next)));
            }
        }
        PagePool.give(page);
    }
}
