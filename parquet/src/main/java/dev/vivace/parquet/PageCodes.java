package dev.vivace.parquet;

import dev.vivace.parquet.encoding.HybridDecoder;
import dev.vivace.parquet.encoding.MalformedBytesException;
import java.io.IOException;
import java.util.Arrays;

/// The dictionary codes of the loaded page, decoded as far as somebody asks. Confined to one thread.
final class PageCodes {

    private final PageBody body;
    private final PageLevels levels;
    private final HybridDecoder hybrid = new HybridDecoder();
    private final HybridDecoder seeker = new HybridDecoder();
    private int[] codes = {};
    private int codeLimit;
    private boolean codesReady;

    PageCodes(PageBody body, PageLevels levels) {
        this.body = body;
        this.levels = levels;
    }

    /// Another page was loaded.
    void reset() {
        codeLimit = -1;
        codesReady = false;
    }

    /// Bytes kept for the next page.
    int keptBytes() {
        return 4 * codes.length;
    }

    /// Finds the values whose code is wanted; [PageHits#spread] then adds their rows.
    ///
    /// @param wanted 1 for a code that is wanted; a power of two long, see [ColumnChunk#wanted]
    /// @return whether there are any
    boolean match(byte[] wanted, PageHits into) throws CorruptParquetException {
        long[] hits = into.clear();
        if (levels.present() == 0) {
            return false;
        }
        try {
            int width = codeWidth();
            if (1 << width > wanted.length) {
                throw new MalformedBytesException(
                        "dictionary codes of " + width + " bits (expected: fewer than " + wanted.length + " codes)");
            }
            return hybrid.over(body.bytes, body.valuesAt + 1, body.end).match(width, levels.present(), wanted, hits);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
    }

    /// The dictionary codes of the values.
    int[] all() throws IOException {
        if (!codesReady) {
            if (codes.length < levels.present()) {
                codes = new int[levels.present()];
            }
            decode(codes, 0);
            codesReady = true;
        }
        return codes;
    }

    /// Decodes the codes of all values to `into[offset]` and following.
    void decode(int[] into, int offset) throws IOException {
        int present = levels.present();
        if (present == 0) {
            return;
        }
        int entries = body.dictionary().count();
        try {
            hybrid.over(body.bytes, body.valuesAt + 1, body.end).values(codeWidth(), present, into, offset);
            // The sign of the differences, not the highest code: this loop becomes vector instructions.
            int beyond = 0;
            for (int i = offset; i < offset + present; i++) {
                beyond |= entries - 1 - into[i];
            }
            if (beyond < 0) {
                int highest =
                        Arrays.stream(into, offset, offset + present).max().orElse(0);
                throw new MalformedBytesException(
                        "dictionary code " + highest + " (expected: less than " + entries + ")");
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
    }

    /// The dictionary code of one value, without decoding the others.
    int at(int value) throws IOException {
        int limit = codeLimit;
        if (limit < 0) {
            limit = body.dictionary().count();
        }
        try {
            prepareSeeker(limit);
            return checkedCode(seeker.valueAt(value), limit);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
    }

    /// The dictionary codes of some rows of a page whose rows all have one, without decoding the others:
    /// those of `of[from]` to `of[to - 1]`, to `into[offset]` and following.
    ///
    /// @param of rows, ascending, all of them in this page
    void at(int[] of, int from, int to, int[] into, int offset) throws IOException {
        int limit = body.dictionary().count();
        try {
            prepareSeeker(limit);
            seeker.valuesAt(of, body.firstRow, from, to, into, offset);
            for (int i = 0; i < to - from; i++) {
                checkedCode(into[offset + i], limit);
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
    }

    private void prepareSeeker(int limit) {
        if (codeLimit < 0) {
            seeker.over(body.bytes, body.valuesAt + 1, body.end).seekable(codeWidth(), levels.present());
            codeLimit = limit;
        }
    }

    private static int checkedCode(int code, int limit) {
        if (code >= limit) {
            throw new MalformedBytesException("dictionary code " + code + " (expected: less than " + limit + ")");
        }
        return code;
    }

    private int codeWidth() {
        int width = body.valuesAt < body.end ? body.bytes[body.valuesAt] : -1;
        if (width < 0 && levels.present() == 0) {
            return 0;
        }
        if (width < 0 || width > 31) {
            throw new MalformedBytesException("dictionary codes of " + width + " bits (expected: 0 to 31)");
        }
        return width;
    }
}
