package dev.vivace.parquet;

import dev.vivace.parquet.encoding.DeltaBinaryPacked;
import dev.vivace.parquet.encoding.MalformedBytesException;
import dev.vivace.parquet.format.ChunkMeta;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The numbers of the loaded page, doubles as raw bits, decoded as far as somebody asks. Confined to one
/// thread.
final class PageLongs {

    private final PageBody body;
    private final PageLevels levels;
    private final PageCodes codes;
    private final DeltaBinaryPacked.Decoder delta = new DeltaBinaryPacked.Decoder();
    private long[] longs = {};
    private boolean longsReady;

    PageLongs(PageBody body, PageLevels levels, PageCodes codes) {
        this.body = body;
        this.levels = levels;
        this.codes = codes;
    }

    /// Another page was loaded.
    void reset() {
        longsReady = false;
    }

    /// Bytes kept for the next page.
    int keptBytes() {
        return 8 * longs.length;
    }

    /// Finds the integers from `min` to `max`, or the others.
    void match(long min, long max, boolean negated, PageHits into) throws IOException {
        long[] values = all();
        long[] hits = into.clear();
        long width = max - min;
        int count = levels.present();
        for (int from = 0; from < count; from += 64) {
            int n = Math.min(64, count - from);
            long word = 0;
            for (int k = 0; k < n; k++) {
                long in = Long.compareUnsigned(values[from + k] - min, width) <= 0 ? 1L : 0L;
                word |= in << k;
            }
            hits[from >> 6] = negated ? ~word & -1L >>> -n : word;
        }
    }

    /// The values of an integer column, or of a double column as raw bits.
    long[] all() throws IOException {
        if (!longsReady) {
            if (longs.length < levels.present()) {
                longs = new long[levels.present()];
            }
            decode(longs, 0);
            longsReady = true;
        }
        return longs;
    }

    /// One value of an integer column that is not coded; those that stand before it are decoded only if
    /// they must be.
    long at(int value) throws IOException {
        DeltaBinaryPacked.Index index = index();
        if (index == null) {
            return all()[value];
        }
        try {
            long number = DeltaBinaryPacked.Decoder.valueAt(body.bytes, body.valuesAt, index, value);
            return isNarrow() ? (int) number : number;
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
    }

    /// The same of some rows of a page whose rows all have one: those of `of[from]` to `of[to - 1]`, at the
    /// same positions of `into`.
    ///
    /// @param of rows of the chunk, ascending, all of them in this page
    void at(int[] of, int from, int to, long[] into) throws IOException {
        DeltaBinaryPacked.Index index = index();
        if (index == null) {
            long[] all = all();
            for (int i = from; i < to; i++) {
                into[i] = all[of[i] - body.firstRow];
            }
            return;
        }
        try {
            delta.valuesAt(body.bytes, body.valuesAt, index, of, body.firstRow, from, to, into);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
        for (int i = from; isNarrow() && i < to; i++) {
            into[i] = (int) into[i];
        }
    }

    /// Where single values are found; null if all have to be decoded first, or were.
    private DeltaBinaryPacked.@Nullable Index index() {
        PageCache.Content content = body.kept;
        if (longsReady || content == null || body.encoding != ChunkMeta.DELTA_BINARY_PACKED) {
            return null;
        }
        return content.index().get();
    }

    private boolean isNarrow() {
        ColumnChunk of = body.chunk;
        return of != null && of.leaf().type() == PhysicalType.INT32;
    }

    /// Decodes all values to `into[offset]` and following.
    void decode(long[] into, int offset) throws IOException {
        ColumnChunk of = body.chunk;
        if (of == null || levels.present() == 0) {
            return;
        }
        if (body.coded()) {
            decodeCoded(into, offset);
            return;
        }
        try {
            if (body.encoding == ChunkMeta.DELTA_BINARY_PACKED && of.leaf().type() != PhysicalType.DOUBLE) {
                decodeDeltas(into, offset);
            } else {
                decodePlain(into, offset);
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
    }

    private void decodeCoded(long[] into, int offset) throws IOException {
        int present = levels.present();
        int[] pageCodes = codes.all();
        Values entries = body.dictionary().entries();
        switch (entries) {
            case Values.Longs(long[] values, int _) -> {
                for (int i = 0; i < present; i++) {
                    into[offset + i] = values[pageCodes[i]];
                }
            }
            case Values.Ints(int[] values, int _) -> {
                for (int i = 0; i < present; i++) {
                    into[offset + i] = values[pageCodes[i]];
                }
            }
            case Values.Doubles(double[] values, int _) -> {
                for (int i = 0; i < present; i++) {
                    into[offset + i] = Double.doubleToRawLongBits(values[pageCodes[i]]);
                }
            }
            default -> throw new IllegalStateException("numbers sought in a column of byte strings");
        }
    }

    /// Keeps the index that comes with it, if the page is kept and has none.
    private void decodeDeltas(long[] into, int offset) {
        int present = levels.present();
        PageCache.Content content = body.kept;
        DeltaBinaryPacked.Index index =
                content == null || content.index().get() != null ? null : new DeltaBinaryPacked.Index();
        delta.decode(body.bytes, body.valuesAt, body.end, present, into, offset, index);
        if (content != null && index != null) {
            content.index().set(index);
        }
        for (int i = offset; isNarrow() && i < offset + present; i++) {
            into[i] = (int) into[i];
        }
    }

    private void decodePlain(long[] into, int offset) {
        int present = levels.present();
        byte[] bytes = body.bytes;
        int at = body.valuesAt;
        body.expectPlain((isNarrow() ? 4L : 8L) * present);
        if (isNarrow()) {
            for (int i = 0; i < present; i++) {
                into[offset + i] = (int) PageBody.INT.get(bytes, at + 4 * i);
            }
        } else {
            ByteBuffer.wrap(bytes, at, 8 * present)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(into, offset, present);
        }
    }
}
