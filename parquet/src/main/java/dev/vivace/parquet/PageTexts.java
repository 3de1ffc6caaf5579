package dev.vivace.parquet;

import dev.vivace.parquet.encoding.MalformedBytesException;

/// Where the byte strings of the loaded page lie, found as far as somebody asks. Confined to one thread.
final class PageTexts {

    private final PageBody body;
    private final PageLevels levels;
    private int[] texts = {};
    private boolean textsReady;

    PageTexts(PageBody body, PageLevels levels) {
        this.body = body;
        this.levels = levels;
    }

    /// Another page was loaded.
    void reset() {
        textsReady = false;
    }

    /// Bytes kept for the next page.
    int keptBytes() {
        return 4 * texts.length;
    }

    /// Where the byte strings of a PLAIN page lie in the bytes of its body: value `i` starts at `texts[i]`
    /// and ends [#gap()] before `texts[i + 1]`.
    int[] starts() throws CorruptParquetException {
        ColumnChunk of = body.chunk;
        int present = levels.present();
        if (textsReady || of == null) {
            return texts;
        }
        if (texts.length <= present) {
            texts = new int[present + 1];
        }
        try {
            if (of.leaf().type() == PhysicalType.FIXED_LEN_BYTE_ARRAY) {
                int width = of.leaf().typeLength();
                body.expectPlain((long) width * present);
                for (int i = 0; i <= present; i++) {
                    texts[i] = body.valuesAt + i * width;
                }
            } else {
                body.expectPlain(body.end - body.valuesAt);
                locate(body.bytes, body.valuesAt, body.end, present, texts);
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
        textsReady = true;
        return texts;
    }

    /// Eight bytes of each fixed-length byte string of some rows of a page whose rows all have one, as
    /// [ColumnChunk#readIds] has them: those of `of[from]` to `of[to - 1]`, at the same positions of
    /// `into`.
    void idsAt(int[] of, int from, int to, int part, long[] into) throws CorruptParquetException {
        ColumnChunk its = body.chunk;
        int width = its == null ? 0 : its.leaf().typeLength();
        try {
            body.expectPlain((long) width * levels.present());
            int first = body.valuesAt + part - body.firstRow * width;
            for (int i = from; i < to; i++) {
                into[i] = (long) PageBody.ID.get(body.bytes, first + of[i] * width);
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
    }

    /// Points `into` at one byte string.
    void at(int value, TextSlice into) throws CorruptParquetException {
        ColumnChunk of = body.chunk;
        if (of != null && of.leaf().type() == PhysicalType.FIXED_LEN_BYTE_ARRAY) {
            int width = of.leaf().typeLength();
            try {
                body.expectPlain((long) width * levels.present());
            } catch (MalformedBytesException e) {
                throw body.corrupt(e);
            }
            into.set(body.bytes, body.valuesAt + value * width, width);
            return;
        }
        int[] starts = starts();
        into.set(body.bytes, starts[value], starts[value + 1] - gap() - starts[value]);
    }

    /// Bytes between two byte strings: the length prefix, if there is one.
    int gap() {
        ColumnChunk of = body.chunk;
        return of != null && of.leaf().type() == PhysicalType.FIXED_LEN_BYTE_ARRAY ? 0 : 4;
    }

    /// Finds where `count` PLAIN byte strings start; `into[count]` is four past the end of the last.
    static void locate(byte[] bytes, int from, int end, int count, int[] into) {
        int at = from;
        for (int i = 0; i < count; i++) {
            int length = end - at >= 4 ? (int) PageBody.INT.get(bytes, at) : -1;
            if (length < 0 || length > end - at - 4) {
                throw new MalformedBytesException("byte string " + i + " of " + length + " bytes (expected: at most "
                        + Math.max(0, end - at - 4) + ", what is left)");
            }
            into[i] = at + 4;
            at += 4 + length;
        }
        if (at != end) {
            throw new MalformedBytesException(
                    (end - at) + " bytes after the last of " + count + " byte strings (expected: 0)");
        }
        into[count] = at + 4;
    }
}
