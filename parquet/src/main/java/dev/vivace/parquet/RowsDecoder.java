package dev.vivace.parquet;

import java.io.IOException;
import java.util.Arrays;

/// Decodes the values of chosen rows of a flat chunk into arrays: page by page, and of a page either everything at once
/// or, where few rows are wanted, those alone.
final class RowsDecoder {

    /// Unneeded bytes between two needed pages that are rather fetched than skipped with a second read.
    private static final int MOST_GAP_BYTES = 32 << 10;

    private static final int MOST_WINDOW_BYTES = 8 << 20;

    /// With fewer wanted rows than one in so many, codes are looked up one by one.
    private static final int FEW = 8;

    private RowsDecoder() {}

    /// Takes the values that a page has of `rows[from]` to `rows[to - 1]`.
    private interface Sink {
        void take(Page page, int from, int to) throws IOException;
    }

    static void longs(ColumnChunk chunk, int[] rows, long[] into) throws IOException {
        chunk.requireType(PhysicalType.INT32, PhysicalType.INT64);
        Arrays.fill(into, 0, rows.length, 0);
        run(chunk, rows, (page, from, to) -> {
            long[] values = page.longs();
            int first = page.firstRow();
            if (page.full()) {
                for (int i = from; i < to; i++) {
                    into[i] = values[rows[i] - first];
                }
                return;
            }
            Ranks ranks = new Ranks(page);
            for (int i = from; i < to; i++) {
                int value = ranks.of(rows[i] - first);
                if (value >= 0) {
                    into[i] = values[value];
                }
            }
        });
    }

    static void codes(ColumnChunk chunk, int[] rows, int[] into) throws IOException {
        chunk.requireDictionary();
        Arrays.fill(into, 0, rows.length, -1);
        run(chunk, rows, (page, from, to) -> {
            int first = page.firstRow();
            if ((long) (to - from) * FEW < page.rows()) {
                Ranks ranks = new Ranks(page);
                for (int i = from; i < to; i++) {
                    int value = ranks.of(rows[i] - first);
                    if (value >= 0) {
                        into[i] = page.codeAt(value);
                    }
                }
                return;
            }
            int[] values = page.codes();
            if (page.full()) {
                for (int i = from; i < to; i++) {
                    into[i] = values[rows[i] - first];
                }
                return;
            }
            Ranks ranks = new Ranks(page);
            for (int i = from; i < to; i++) {
                int value = ranks.of(rows[i] - first);
                if (value >= 0) {
                    into[i] = values[value];
                }
            }
        });
    }

    /// Which value of a page is a row's, asked in ascending order.
    private static final class Ranks {
        private final boolean full;
        private final long[] presence;
        private int word;
        private int before;

        Ranks(Page page) {
            full = page.full();
            presence = page.presence();
        }

        /// @param at the row, counted from the page's first
        /// @return the number of its value, -1 if it has none
        int of(int at) {
            if (full) {
                return at;
            }
            for (int last = at >> 6; word < last; word++) {
                before += Long.bitCount(presence[word]);
            }
            long bits = presence[word];
            return (bits & 1L << at) == 0 ? -1 : before + Long.bitCount(bits & (1L << at) - 1);
        }
    }

    private static void run(ColumnChunk chunk, int[] rows, Sink sink) throws IOException {
        chunk.requireFlat();
        if (rows.length == 0 || chunk.valueCount() == 0) {
            return;
        }
        if (rows[0] < 0 || rows[rows.length - 1] >= chunk.rowCount()) {
            throw new IllegalArgumentException("rows " + rows[0] + " to " + rows[rows.length - 1]
                    + " (expected: ascending, within " + chunk.rowCount() + " rows)");
        }
        PageTable table = chunk.pages();
        Page page = PagePool.take();
        byte[] window = {};
        long start = 0;
        long end = 0;
        for (int from = 0, to; from < rows.length; from = to) {
            int number = table.pageOf(rows[from]);
            to = endOf(rows, from, table.endRow(number));
            if (table.isNull(number)) {
                continue;
            }
            long at = table.offset(number);
            if (at < start || at + table.size(number) > end) {
                start = at;
                end = windowEnd(table, rows, from);
                window = chunk.read(start, (int) (end - start));
            }
            page.load(chunk, number, table, window, (int) (at - start));
            if (page.present() > 0) {
                sink.take(page, from, to);
            }
        }
        PagePool.give(page);
    }

    /// The end of the positions from `from` on whose rows come before `endRow`.
    private static int endOf(int[] rows, int from, int endRow) {
        int found = Arrays.binarySearch(rows, from, rows.length, endRow);
        return found >= 0 ? found : -found - 1;
    }

    private static long windowEnd(PageTable table, int[] rows, int from) {
        int number = table.pageOf(rows[from]);
        long start = table.offset(number);
        long end = start + table.size(number);
        int next = endOf(rows, from, table.endRow(number));
        while (next < rows.length) {
            number = table.pageOf(rows[next]);
            long at = table.offset(number);
            if (at < end || at - end > MOST_GAP_BYTES || at + table.size(number) - start > MOST_WINDOW_BYTES) {
                break;
            }
            end = at + table.size(number);
            next = endOf(rows, next, table.endRow(number));
        }
        return end;
    }
}
