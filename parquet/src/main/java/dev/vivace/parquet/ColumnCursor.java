package dev.vivace.parquet;

import dev.vivace.parquet.encoding.MalformedBytesException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Single values of a flat column chunk, by row. Keeps the page it decoded last, so ask in row order where possible.
/// Confined to one thread. Made by [ColumnChunk#cursor()].
public final class ColumnCursor implements ColumnValues {

    private final ColumnChunk chunk;
    private final Page page = new Page();
    private final TextSlice slice = new TextSlice();
    private int[] ranks = {};
    private @Nullable DictionaryPage dictionary;
    private boolean booleansReady;
    private long[] booleans = {};

    ColumnCursor(ColumnChunk chunk) {
        this.chunk = chunk;
    }

    /// The number of the row's value in the page, which is then loaded; -1 if it has none.
    private int locate(int row) throws IOException {
        if (!page.holds(row)) {
            load(row);
        }
        int at = row - page.firstRow();
        if (page.full()) {
            return at;
        }
        long word = page.presence()[at >> 6];
        if ((word & 1L << at) == 0) {
            return -1;
        }
        return ranks[at >> 6] + Long.bitCount(word & (1L << at) - 1);
    }

    private void load(int row) throws IOException {
        if (row < 0 || row >= chunk.rowCount()) {
            throw new IndexOutOfBoundsException("row " + row + " (expected: 0 to " + (chunk.rowCount() - 1) + ")");
        }
        PageTable table = chunk.pages();
        int number = table.pageOf(row);
        page.forget();
        new PageLoader(chunk, table, page, null).load(number);
        booleansReady = false;
        if (!page.full()) {
            int words = (page.rows() + 63) >> 6;
            if (ranks.length < words) {
                ranks = new int[words];
            }
            int rank = 0;
            for (int i = 0; i < words; i++) {
                ranks[i] = rank;
                rank += Long.bitCount(page.presence()[i]);
            }
        }
    }

    @Override
    public boolean isPresent(int row) throws IOException {
        return locate(row) >= 0;
    }

    @Override
    public int code(int row) throws IOException {
        int value = locate(row);
        return value < 0 || !page.coded() ? -1 : page.codeAt(value);
    }

    @Override
    public long longAt(int row) throws IOException {
        int value = locate(row);
        if (value < 0) {
            return 0;
        }
        return page.coded() ? dictionary().longAt(page.codeAt(value)) : page.longAt(value);
    }

    @Override
    public double doubleAt(int row) throws IOException {
        int value = locate(row);
        if (value < 0) {
            return 0;
        }
        if (page.coded() && dictionary().entries() instanceof Values.Doubles(double[] values, int _)) {
            return values[page.codeAt(value)];
        }
        return Double.longBitsToDouble(page.longs()[value]);
    }

    @Override
    public boolean booleanAt(int row) throws IOException {
        int value = locate(row);
        if (value < 0) {
            return false;
        }
        if (!booleansReady) {
            booleans = new long[(page.present() + 63) >> 6];
            page.booleans(booleans);
            booleansReady = true;
        }
        return (booleans[value >> 6] & 1L << value) != 0;
    }

    @Override
    public byte @Nullable [] bytesAt(int row) throws IOException {
        return textAt(row, slice) ? slice.toByteArray() : null;
    }

    @Override
    public boolean textAt(int row, TextSlice into) throws IOException {
        int value = locate(row);
        if (value < 0) {
            return false;
        }
        if (page.coded()) {
            dictionary().textAt(page.codeAt(value), into);
            return true;
        }
        page.textAt(value, into);
        return true;
    }

    private DictionaryPage dictionary() throws IOException {
        DictionaryPage known = dictionary;
        if (known == null) {
            known = chunk.dictionary();
            if (known == null) {
                throw chunk.corrupt(
                        "pages",
                        chunk.offset(),
                        new MalformedBytesException("dictionary codes without a dictionary page (expected: one)"));
            }
            dictionary = known;
        }
        return known;
    }
}
