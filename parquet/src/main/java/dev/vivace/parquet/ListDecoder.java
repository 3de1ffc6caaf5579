package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import dev.vivace.parquet.encoding.ByteSink;
import dev.vivace.parquet.encoding.MalformedBytesException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decodes a list's leaf, page by page, into a [ListColumn]: all of it, or the part of some rows. Used once.
final class ListDecoder {

    private final ColumnChunk chunk;
    private final Leaf leaf;
    private final int fromRow;
    private final int toRow;
    private final int[] firstElement;
    private final RowSet present;
    private final @Nullable DictionaryPage dictionary;
    private final boolean coded;
    private final boolean text;
    private int[] codes = {};
    private long[] longs = {};
    private int[] textEnds = {};
    private final ByteSink bytes = new ByteSink(64);
    private int elements;
    private int rows;

    /// @param toRow exclusive
    ListDecoder(ColumnChunk chunk, int fromRow, int toRow) throws IOException {
        this.chunk = chunk;
        this.fromRow = fromRow;
        this.toRow = toRow;
        leaf = chunk.leaf();
        firstElement = new int[toRow - fromRow + 1];
        dictionary = chunk.dictionary();
        coded = chunk.allDictionary();
        text = leaf.type() == PhysicalType.BYTE_ARRAY || leaf.type() == PhysicalType.FIXED_LEN_BYTE_ARRAY;
        // more positions than elements, at first: empty lists are levels too
        present = new RowSet((int) chunk.levelCount());
    }

    ListColumn decode() throws IOException {
        PageTable table = chunk.pages();
        Page page = PagePool.take();
        boolean whole = fromRow == 0 && toRow == chunk.rowCount();
        int firstPage = whole ? 0 : table.pageOf(fromRow);
        int endPage = firstPage;
        while (endPage < table.pages() && table.firstRow(endPage) < toRow) {
            endPage++;
        }
        boolean[] wanted = new boolean[table.pages()];
        Arrays.fill(wanted, firstPage, endPage, true);
        PageLoader loader = new PageLoader(chunk, table, page, wanted);
        long levels = 0;
        for (int i = firstPage; i < endPage; i++) {
            loader.load(i);
            levels += page.levels();
            if (levels > chunk.levelCount()) {
                break;
            }
            try {
                take(page);
            } catch (ArithmeticException e) {
                throw chunk.corrupt(
                        "page " + i,
                        table.offset(i),
                        new MalformedBytesException("byte strings of more than 2 GiB in one list (expected: less)"));
            }
        }
        PagePool.give(page);
        if (whole && levels != chunk.levelCount()) {
            throw chunk.corrupt(
                    "pages",
                    chunk.offset(),
                    new MalformedBytesException(
                            levels + " values (expected: " + chunk.levelCount() + ", as in the footer)"));
        }
        firstElement[rows] = elements;
        RowSet exact = new RowSet(elements);
        System.arraycopy(present.words(), 0, exact.words(), 0, exact.words().length);
        return new ListColumn(
                leaf,
                firstElement,
                exact,
                coded ? dictionary : null,
                new ListColumn.Content(codes, longs, bytes.bytes(), textEnds));
    }

    private void take(Page page) throws IOException {
        int[] repetitions = page.repetitions();
        int[] definitions = page.definitions();
        int highest = leaf.optional() ? 2 : 1;
        int before = elements;
        int row = page.firstRow() - 1;
        int passed = 0; // values of rows that are not wanted
        for (int i = 0, count = page.levels(); i < count; i++) {
            row += 1 - repetitions[i];
            if (row >= toRow) {
                break;
            }
            if (row < fromRow) {
                passed += definitions[i] == highest ? 1 : 0;
                continue;
            }
            if (repetitions[i] == 0) {
                firstElement[rows++] = elements;
            }
            if (definitions[i] == highest) {
                present.add(elements);
            }
            elements += definitions[i] == 0 ? 0 : 1;
        }
        if (coded) {
            codes = grow(codes);
            Arrays.fill(codes, before, elements, -1);
            if (page.present() > 0) {
                int[] values = page.coded() ? page.codes() : notCoded(page);
                for (int e = present.next(before), v = passed; e < elements; e = next(e)) {
                    codes[e] = values[v++];
                }
            }
        } else if (text) {
            texts(page, before, passed);
        } else if (leaf.type() == PhysicalType.BOOLEAN) {
            longs = grow(longs);
            long[] bits = new long[(page.present() + 63) >> 6];
            page.booleans(bits);
            for (int e = present.next(before), v = passed; e < elements; e = next(e), v++) {
                longs[e] = bits[v >> 6] >>> v & 1;
            }
        } else {
            longs = grow(longs);
            long[] values = page.longs();
            for (int e = present.next(before), v = passed; e < elements; e = next(e)) {
                longs[e] = values[v++];
            }
        }
    }

    private int next(int element) {
        return present.next(element + 1);
    }

    private int[] notCoded(Page page) throws CorruptParquetException {
        throw chunk.corrupt(
                "page of rows from " + page.firstRow(),
                chunk.offset(),
                new MalformedBytesException("values that are no codes (expected: codes, as in the footer)"));
    }

    private void texts(Page page, int before, int passed) throws IOException {
        textEnds = grow(textEnds);
        int[] starts = page.coded() || page.present() == 0 ? new int[0] : page.texts();
        int[] pageCodes = page.coded() ? page.codes() : new int[0];
        TextSlice slice = new TextSlice();
        for (int e = before, v = passed; e < elements; e++) {
            if (present.contains(e)) {
                if (page.coded() && dictionary != null) {
                    dictionary.textAt(pageCodes[v], slice);
                } else {
                    slice.set(page.bytes(), starts[v], starts[v + 1] - page.textGap() - starts[v]);
                }
                bytes.put(slice.bytes(), slice.offset(), slice.length());
                v++;
            }
            textEnds[e] = bytes.size();
        }
    }

    private int[] grow(int[] array) {
        return array.length >= elements ? array : Arrays.copyOf(array, Math.max(elements, 2 * array.length));
    }

    private long[] grow(long[] array) {
        return array.length >= elements ? array : Arrays.copyOf(array, Math.max(elements, 2 * array.length));
    }
}
