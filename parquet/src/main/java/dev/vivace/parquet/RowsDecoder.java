package dev.vivace.parquet;

import java.io.IOException;
import java.util.Arrays;

/// Decodes the values of chosen rows of a flat chunk into arrays: page by page, and of a page either
/// everything at once or, where few rows are wanted, those alone.
final class RowsDecoder {

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
            int first = page.firstRow();
            DictionaryPage dictionary = page.coded() ? chunk.dictionary() : null;
            if (isFew(page, from, to) && dictionary != null && page.full()) {
                int[] codes = new int[to - from];
                page.codesAt(rows, from, to, codes, 0);
                for (int i = from; i < to; i++) {
                    into[i] = dictionary.longAt(codes[i - from]);
                }
                return;
            }
            if (isFew(page, from, to) && !page.coded() && page.full()) {
                page.longsAt(rows, from, to, into);
                return;
            }
            if (isFew(page, from, to) && (dictionary != null || !page.coded())) {
                Ranks ranks = new Ranks(page);
                for (int i = from; i < to; i++) {
                    int value = ranks.of(rows[i] - first);
                    if (value >= 0) {
                        into[i] = dictionary == null ? page.longAt(value) : dictionary.longAt(page.codeAt(value));
                    }
                }
                return;
            }
            long[] values = page.longs();
            if (page.full()) {
                if (rows[to - 1] - rows[from] == to - 1 - from) { // ascending, so these are all in between
                    System.arraycopy(values, rows[from] - first, into, from, to - from);
                } else {
                    for (int i = from; i < to; i++) {
                        into[i] = values[rows[i] - first];
                    }
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

    static void ids(ColumnChunk chunk, int[] rows, int part, long[] into) throws IOException {
        chunk.requireType(PhysicalType.FIXED_LEN_BYTE_ARRAY);
        if (part < 0 || part > chunk.leaf().typeLength() - Long.BYTES) {
            throw new IllegalArgumentException("eight bytes from " + part + " on (expected: within "
                    + chunk.leaf().typeLength() + " bytes)");
        }
        Arrays.fill(into, 0, rows.length, 0);
        TextSlice slice = new TextSlice();
        run(chunk, rows, (page, from, to) -> {
            if (page.full() && !page.coded()) {
                page.idsAt(rows, from, to, part, into);
                return;
            }
            DictionaryPage dictionary = page.coded() ? chunk.dictionary() : null;
            Ranks ranks = new Ranks(page);
            for (int i = from; i < to; i++) {
                int value = ranks.of(rows[i] - page.firstRow());
                if (value < 0) {
                    continue;
                }
                if (dictionary == null) {
                    page.textAt(value, slice);
                } else {
                    dictionary.textAt(page.codeAt(value), slice);
                }
                into[i] = (long) PageBody.ID.get(slice.bytes(), slice.offset() + part);
            }
        });
    }

    static void codes(ColumnChunk chunk, int[] rows, int[] into) throws IOException {
        chunk.requireDictionary();
        Arrays.fill(into, 0, rows.length, -1);
        run(chunk, rows, (page, from, to) -> {
            int first = page.firstRow();
            if (isFew(page, from, to) && page.full()) {
                page.codesAt(rows, from, to, into, from);
                return;
            }
            if (isFew(page, from, to)) {
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
                if (rows[to - 1] - rows[from] == to - 1 - from) { // ascending, so these are all in between
                    System.arraycopy(values, rows[from] - first, into, from, to - from);
                } else {
                    for (int i = from; i < to; i++) {
                        into[i] = values[rows[i] - first];
                    }
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

    private static boolean isFew(Page page, int from, int to) {
        return (long) (to - from) * FEW < page.rows();
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
        boolean[] wanted = new boolean[table.pages()];
        for (int from = 0; from < rows.length; ) {
            int number = table.pageOf(rows[from]);
            wanted[number] = !table.isNull(number);
            from = endOf(rows, from, table.endRow(number));
        }
        PageLoader loader = new PageLoader(chunk, table, page, wanted);
        for (int from = 0, to; from < rows.length; from = to) {
            int number = table.pageOf(rows[from]);
            to = endOf(rows, from, table.endRow(number));
            if (!wanted[number]) {
                continue;
            }
            loader.load(number);
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
}
