package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.parquet.encoding.BitPacking;
import dev.vivace.parquet.encoding.Decompressors;
import dev.vivace.parquet.encoding.DeltaBinaryPacked;
import dev.vivace.parquet.encoding.HybridDecoder;
import dev.vivace.parquet.encoding.MalformedBytesException;
import dev.vivace.parquet.format.ChunkMeta;
import dev.vivace.parquet.format.PageHeader;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// One data page, decompressed, with its levels decoded and its values decoded as far as somebody asked. A
/// holder that
/// is loaded over and over and keeps its arrays. Confined to one thread.
///
/// Values are those present, in row order: value `i` of `present()`. Hot loops leave the checking of
/// positions to the
/// array accesses; what they throw on a damaged page comes out as [CorruptParquetException].
final class Page {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final HybridDecoder hybrid = new HybridDecoder();
    private final HybridDecoder seeker = new HybridDecoder();
    private final DeltaBinaryPacked.Decoder delta = new DeltaBinaryPacked.Decoder();
    private final CRC32 crc = new CRC32();

    private @Nullable ColumnChunk chunk;
    private int number;
    private int firstRow;
    private int rows;
    private int encoding;
    private byte[] window = {};
    private byte[] unpacked = {};
    /// What the page has behind its header, from `contentAt` to `end`: one of the above, or kept by the
    /// cache.
    private byte[] bytes = {};

    private PageCache.@Nullable Content kept;
    private int contentAt;
    private int valuesAt;
    private int end;

    private boolean full;
    private int present;
    private long[] presence = {};
    private int levels;
    private int[] repetitions = {};
    private int[] definitions = {};

    private long[] hits = {};
    private int[] codes = {};
    private long[] longs = {};
    private int[] texts = {};
    private int codeLimit;
    private boolean codesReady;
    private boolean longsReady;
    private boolean textsReady;

    /// Loads the page `pageNumber` of a chunk from the stored bytes, header included.
    void load(ColumnChunk newChunk, int pageNumber, PageTable table, byte[] stored, int from)
            throws CorruptParquetException {
        begin(newChunk, pageNumber, table);
        int size = table.size(pageNumber);
        try {
            PageHeader header = PageHeader.read(stored, from, from + size);
            if (header.type() != PageHeader.DATA_PAGE) {
                throw new MalformedBytesException("page of type " + header.type() + " (expected: 0, a data page v1)");
            }
            if (header.headerBytes() + (long) header.compressedBytes() != size) {
                throw new MalformedBytesException("header and page of " + header.headerBytes() + " + "
                        + header.compressedBytes() + " bytes (expected: " + size + ", as in the offset index)");
            }
            boolean inList = newChunk.inList();
            if (inList ? header.values() < rows || header.values() > ParquetWriter.MAX_ROWS : header.values() != rows) {
                throw new MalformedBytesException(
                        header.values() + " values (expected: " + rows + (inList ? " or more" : "") + ", its rows)");
            }
            // without levels, writers say what they like
            if (inList && header.repetitionEncoding() != ChunkMeta.RLE
                    || (inList || newChunk.leaf().optional()) && header.definitionEncoding() != ChunkMeta.RLE) {
                throw new MalformedBytesException("levels in encodings " + header.repetitionEncoding() + " and "
                        + header.definitionEncoding() + " (expected: 3, RLE)");
            }
            int at = from + header.headerBytes();
            if (newChunk.compression() == Compression.NONE
                    && at + (long) header.compressedBytes() <= stored.length - BitPacking.SLACK) {
                check(Compression.NONE, header, stored, from, newChunk.checksums() ? crc : null);
                bytes = stored;
                contentAt = at;
            } else {
                unpacked = unpack(
                        newChunk.compression(), header, stored, from, unpacked, newChunk.checksums() ? crc : null);
                bytes = unpacked;
                contentAt = 0;
            }
            end = contentAt + header.uncompressedBytes();
            encoding = header.encoding();
            levels = header.values();
            decodeLevels();
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    /// Loads a page as it was when it was loaded before.
    void load(ColumnChunk newChunk, int pageNumber, PageTable table, PageCache.Content content)
            throws CorruptParquetException {
        begin(newChunk, pageNumber, table);
        bytes = content.bytes();
        kept = content;
        contentAt = 0;
        end = content.size();
        encoding = content.encoding();
        levels = content.levels();
        try {
            decodeLevels();
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    private void begin(ColumnChunk newChunk, int pageNumber, PageTable table) {
        QueryWork.count(Reads.Kind.PAGES, 1);
        chunk = newChunk;
        number = pageNumber;
        firstRow = table.firstRow(pageNumber);
        rows = table.endRow(pageNumber) - firstRow;
        codeLimit = -1;
        codesReady = false;
        longsReady = false;
        textsReady = false;
        kept = null;
    }

    private void decodeLevels() {
        valuesAt = contentAt;
        ColumnChunk of = chunk;
        if (of == null) {
            return;
        }
        if (of.inList()) {
            listLevels(of.leaf().optional());
        } else {
            flatLevels(of.leaf().optional());
        }
    }

    /// Room for bytes as they are stored; whoever asks for room again gives up what was there.
    byte[] window(int length) {
        if (window.length < length + BitPacking.SLACK) {
            window = new byte[length + BitPacking.SLACK];
        }
        return window;
    }

    /// Bytes that [#content] takes.
    int contentBytes() {
        return end - contentAt + BitPacking.SLACK;
    }

    /// What the page takes in a cache: its content, and the index of its values that somebody may want.
    int cachedBytes() {
        int index = encoding == ChunkMeta.DELTA_BINARY_PACKED ? DeltaBinaryPacked.Index.bytes(levels) : 0;
        return contentBytes() + index;
    }

    /// A copy of the page as it is loaded.
    PageCache.Content content() {
        byte[] copy = new byte[contentBytes()];
        System.arraycopy(bytes, contentAt, copy, 0, end - contentAt);
        return new PageCache.Content(copy, end - contentAt, encoding, levels);
    }

    /// Checks a page's sizes and its CRC.
    ///
    /// @param crc null to leave the CRC alone
    private static void check(
            Compression compression, PageHeader header, byte[] stored, int from, @Nullable CRC32 crc) {
        int at = from + header.headerBytes();
        int compressed = header.compressedBytes();
        int uncompressed = header.uncompressedBytes();
        if (compressed < 0 || compressed > stored.length - at) {
            throw new MalformedBytesException(
                    "page of " + compressed + " bytes (expected: at most " + (stored.length - at) + ")");
        }
        if (uncompressed < 0 || uncompressed > ParquetWriter.MAX_PAGE_BYTES) {
            throw new MalformedBytesException("page of " + uncompressed + " bytes uncompressed (expected: at most "
                    + ParquetWriter.MAX_PAGE_BYTES + ")");
        }
        if (crc != null && header.hasCrc()) {
            crc.reset();
            crc.update(stored, at, compressed);
            if ((int) crc.getValue() != header.crc()) {
                throw new MalformedBytesException(
                        "CRC-32 is %08x (expected: %08x)".formatted((int) crc.getValue(), header.crc()));
            }
        }
        if (compression == Compression.NONE) {
            if (compressed != uncompressed) {
                throw new MalformedBytesException("page of " + uncompressed + " bytes uncompressed (expected: "
                        + compressed + ", it is not compressed)");
            }
        } else {
            long claimed = Decompressors.claimedSize(stored, at, compressed);
            if (claimed > 0 && claimed != uncompressed) {
                throw new MalformedBytesException(
                        "zstd frame of " + claimed + " bytes (expected: " + uncompressed + ", as in the page header)");
            }
        }
    }

    /// Checks a page and brings its content into `buffer`, or a larger one, at 0.
    ///
    /// @param crc null to leave the CRC alone
    static byte[] unpack(
            Compression compression, PageHeader header, byte[] stored, int from, byte[] buffer, @Nullable CRC32 crc) {
        check(compression, header, stored, from, crc);
        int at = from + header.headerBytes();
        int compressed = header.compressedBytes();
        int uncompressed = header.uncompressedBytes();
        byte[] into = buffer;
        if (into.length < uncompressed + BitPacking.SLACK) {
            into = new byte[uncompressed + uncompressed / 4 + BitPacking.SLACK];
        }
        if (compression == Compression.NONE) {
            System.arraycopy(stored, at, into, 0, compressed);
        } else {
            Decompressors.decompress(stored, at, compressed, into, 0, uncompressed);
        }
        return into;
    }

    private void flatLevels(boolean optional) {
        full = !optional;
        present = rows;
        if (optional) {
            int from = levelsStart();
            int words = (rows + 63) >> 6;
            if (presence.length < words) {
                presence = new long[words];
            }
            Arrays.fill(presence, 0, words, 0);
            present = hybrid.over(bytes, from, valuesAt).bits(rows, presence);
            full = present == rows;
        }
    }

    private void listLevels(boolean optional) {
        if (repetitions.length < levels) {
            repetitions = new int[levels];
            definitions = new int[levels];
        }
        int from = levelsStart();
        hybrid.over(bytes, from, valuesAt).values(1, levels, repetitions, 0);
        from = levelsStart();
        int highest = optional ? 2 : 1;
        hybrid.over(bytes, from, valuesAt).values(highest, levels, definitions, 0);
        int starts = 0;
        int count = 0;
        for (int i = 0; i < levels; i++) {
            if (definitions[i] > highest || definitions[i] == 0 && repetitions[i] != 0) {
                throw new MalformedBytesException("levels " + repetitions[i] + " and " + definitions[i] + " at value "
                        + i + " (expected: at most 1 and " + highest + ", an empty list by itself)");
            }
            starts += 1 - repetitions[i];
            count += definitions[i] == highest ? 1 : 0;
        }
        if (starts != rows || repetitions[0] != 0) {
            throw new MalformedBytesException("levels of " + starts + " rows (expected: " + rows + ")");
        }
        present = count;
    }

    /// Reads the length of the levels that start at `valuesAt`, and moves that past them.
    private int levelsStart() {
        int length = end - valuesAt >= 4 ? (int) INT.get(bytes, valuesAt) : -1;
        if (length < 0 || length > end - valuesAt - 4) {
            throw new MalformedBytesException(
                    "levels of " + length + " bytes (expected: at most " + (end - valuesAt - 4) + ", the page's)");
        }
        int from = valuesAt + 4;
        valuesAt = from + length;
        return from;
    }

    private CorruptParquetException corrupt(RuntimeException cause) {
        ColumnChunk of = chunk;
        if (of == null) {
            throw cause;
        }
        return of.corrupt("page " + number, of.pageOffset(number), cause);
    }

    int firstRow() {
        return firstRow;
    }

    int rows() {
        return rows;
    }

    /// Whether this page is the one loaded and holds the row.
    boolean holds(int row) {
        return row >= firstRow && row - firstRow < rows;
    }

    /// Whether all rows have a value.
    boolean full() {
        return full;
    }

    /// Values present.
    int present() {
        return present;
    }

    /// The rows that have a value, counted from the page's first; meaningless if [#full()].
    long[] presence() {
        return presence;
    }

    /// Whether a row of the chunk, which this page holds, has a value.
    boolean has(int row) {
        int at = row - firstRow;
        return full || (presence[at >> 6] & 1L << at) != 0;
    }

    /// How many values the rows before `row`, a row of the chunk that this page holds, have in this page.
    int valuesBefore(int row) {
        int at = row - firstRow;
        if (full) {
            return at;
        }
        int count = 0;
        for (int i = 0; i < at >> 6; i++) {
            count += Long.bitCount(presence[i]);
        }
        return (at & 63) == 0 ? count : count + Long.bitCount(presence[at >> 6] & (1L << at) - 1);
    }

    /// Repetition and definition levels of a list's page: how many there are.
    int levels() {
        return levels;
    }

    int[] repetitions() {
        return repetitions;
    }

    int[] definitions() {
        return definitions;
    }

    /// Bytes that [#texts()] points into.
    byte[] bytes() {
        return bytes;
    }

    /// Lets go of the chunk, so that a page at rest keeps no file in memory.
    void forget() {
        chunk = null;
        kept = null;
        bytes = unpacked;
        rows = 0;
    }

    /// Bytes kept for the next page.
    int keptBytes() {
        return window.length
                + unpacked.length
                + 8 * longs.length
                + 4 * codes.length
                + 4 * texts.length
                + 8 * repetitions.length;
    }

    /// Whether the values are dictionary codes.
    boolean coded() {
        return encoding == ChunkMeta.RLE_DICTIONARY || encoding == ChunkMeta.PLAIN_DICTIONARY;
    }

    private int codeWidth() {
        int width = valuesAt < end ? bytes[valuesAt] : -1;
        if (width < 0 && present == 0) {
            return 0;
        }
        if (width < 0 || width > 31) {
            throw new MalformedBytesException("dictionary codes of " + width + " bits (expected: 0 to 31)");
        }
        return width;
    }

    /// Finds the values whose code is wanted; [#spread] then adds their rows.
    ///
    /// @param wanted 1 for a code that is wanted; a power of two long, see [ColumnChunk#wanted]
    /// @return whether there are any
    boolean matchCodes(byte[] wanted) throws CorruptParquetException {
        clearHits();
        if (present == 0) {
            return false;
        }
        try {
            int width = codeWidth();
            if (1 << width > wanted.length) {
                throw new MalformedBytesException(
                        "dictionary codes of " + width + " bits (expected: fewer than " + wanted.length + " codes)");
            }
            return hybrid.over(bytes, valuesAt + 1, end).match(width, present, wanted, hits);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    /// Finds the integers from `min` to `max`, or the others.
    void matchRange(long min, long max, boolean negated) throws IOException {
        long[] values = longs();
        clearHits();
        long width = max - min;
        int count = present;
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

    /// Finds the booleans that are `value`.
    void matchBooleans(boolean value) throws CorruptParquetException {
        clearHits();
        booleans(hits);
        if (!value) {
            for (int i = 0; i < (present + 63) >> 6; i++) {
                hits[i] = ~hits[i];
            }
            if ((present & 63) != 0) {
                hits[present >> 6] &= -1L >>> -present;
            }
        }
    }

    /// The bitmap that [#spread] goes by, cleared, for tests made elsewhere: bit `i` is value `i`.
    long[] clearHits() {
        int words = (present + 63) >> 6;
        if (hits.length <= words) {
            hits = new long[words + 1];
        }
        Arrays.fill(hits, 0, words + 1, 0);
        return hits;
    }

    /// Adds the rows of the values found.
    void spread(RowSet into) {
        if (full) {
            addShifted(hits, rows, into);
            return;
        }
        long[] words = into.words();
        int value = 0;
        for (int i = 0, last = (rows + 63) >> 6; i < last; i++) {
            long rowsHere = presence[i];
            if (rowsHere == 0) {
                continue;
            }
            int index = value >> 6;
            long found = hits[index] >>> value;
            if ((value & 63) != 0) {
                found |= hits[index + 1] << -value;
            }
            value += Long.bitCount(rowsHere);
            long matched = Long.expand(found, rowsHere);
            if (matched != 0) {
                or(words, firstRow + (i << 6), matched);
            }
        }
    }

    /// Adds the rows that have a value.
    void addPresent(RowSet into) {
        if (full) {
            into.addRange(firstRow, firstRow + rows);
        } else {
            addShifted(presence, rows, into);
        }
    }

    private void addShifted(long[] bits, int count, RowSet into) {
        long[] words = into.words();
        for (int i = 0, last = (count + 63) >> 6; i < last; i++) {
            if (bits[i] != 0) {
                or(words, firstRow + (i << 6), bits[i]);
            }
        }
    }

    private static void or(long[] words, int at, long bits) {
        int index = at >> 6;
        words[index] |= bits << at;
        if ((at & 63) != 0) {
            long high = bits >>> -at;
            if (high != 0) {
                words[index + 1] |= high;
            }
        }
    }

    /// The dictionary codes of the values.
    int[] codes() throws IOException {
        if (!codesReady) {
            if (codes.length < present) {
                codes = new int[present];
            }
            decodeCodes(codes, 0);
            codesReady = true;
        }
        return codes;
    }

    /// Decodes the codes of all values to `into[offset]` and following.
    void decodeCodes(int[] into, int offset) throws IOException {
        if (present == 0) {
            return;
        }
        int entries = dictionary().count();
        try {
            hybrid.over(bytes, valuesAt + 1, end).values(codeWidth(), present, into, offset);
            int highest = 0;
            for (int i = offset; i < offset + present; i++) {
                highest = Math.max(highest, into[i]);
            }
            if (highest >= entries) {
                throw new MalformedBytesException(
                        "dictionary code " + highest + " (expected: less than " + entries + ")");
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    /// The dictionary code of one value, without decoding the others.
    int codeAt(int value) throws IOException {
        int limit = codeLimit;
        if (limit < 0) {
            limit = dictionary().count();
        }
        try {
            prepareSeeker(limit);
            return checkedCode(seeker.valueAt(value), limit);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    /// The dictionary codes of some rows of a [#full] page, without decoding the others: those of
    /// `of[from]` to `of[to - 1]`, to `into[offset]` and following.
    ///
    /// @param of rows, ascending, all of them in this page
    void codesAt(int[] of, int from, int to, int[] into, int offset) throws IOException {
        int limit = dictionary().count();
        try {
            prepareSeeker(limit);
            seeker.valuesAt(of, firstRow, from, to, into, offset);
            for (int i = 0; i < to - from; i++) {
                checkedCode(into[offset + i], limit);
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    private void prepareSeeker(int limit) {
        if (codeLimit < 0) {
            seeker.over(bytes, valuesAt + 1, end).seekable(codeWidth(), present);
            codeLimit = limit;
        }
    }

    private static int checkedCode(int code, int limit) {
        if (code >= limit) {
            throw new MalformedBytesException("dictionary code " + code + " (expected: less than " + limit + ")");
        }
        return code;
    }

    private DictionaryPage dictionary() throws IOException {
        ColumnChunk of = chunk;
        DictionaryPage dictionary = of == null ? null : of.dictionary();
        if (dictionary == null) {
            throw corrupt(new MalformedBytesException("dictionary codes without a dictionary page (expected: one)"));
        }
        return dictionary;
    }

    /// The values of an integer column, or of a double column as raw bits.
    long[] longs() throws IOException {
        if (!longsReady) {
            if (longs.length < present) {
                longs = new long[present];
            }
            decodeLongs(longs, 0);
            longsReady = true;
        }
        return longs;
    }

    /// One value of an integer column that is not coded; those that stand before it are decoded only if
    /// they must be.
    long longAt(int value) throws IOException {
        DeltaBinaryPacked.Index index = index();
        if (index == null) {
            return longs()[value];
        }
        try {
            long number = DeltaBinaryPacked.Decoder.valueAt(bytes, valuesAt, index, value);
            return isNarrow() ? (int) number : number;
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    /// The same of some rows of a [#full] page: those of `of[from]` to `of[to - 1]`, at the same positions
    /// of `into`.
    ///
    /// @param of rows of the chunk, ascending, all of them in this page
    void longsAt(int[] of, int from, int to, long[] into) throws IOException {
        DeltaBinaryPacked.Index index = index();
        if (index == null) {
            long[] all = longs();
            for (int i = from; i < to; i++) {
                into[i] = all[of[i] - firstRow];
            }
            return;
        }
        try {
            delta.valuesAt(bytes, valuesAt, index, of, firstRow, from, to, into);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
        for (int i = from; isNarrow() && i < to; i++) {
            into[i] = (int) into[i];
        }
    }

    /// Where single values are found; null if all have to be decoded first, or were.
    private DeltaBinaryPacked.@Nullable Index index() {
        PageCache.Content content = kept;
        if (longsReady || content == null || encoding != ChunkMeta.DELTA_BINARY_PACKED) {
            return null;
        }
        return content.index().get();
    }

    private boolean isNarrow() {
        ColumnChunk of = chunk;
        return of != null && of.leaf().type() == PhysicalType.INT32;
    }

    /// Decodes all values to `into[offset]` and following.
    void decodeLongs(long[] into, int offset) throws IOException {
        ColumnChunk of = chunk;
        if (of == null || present == 0) {
            return;
        }
        if (coded()) {
            int[] pageCodes = codes();
            Values entries = dictionary().entries();
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
            return;
        }
        boolean narrow = of.leaf().type() == PhysicalType.INT32;
        try {
            if (encoding == ChunkMeta.DELTA_BINARY_PACKED && of.leaf().type() != PhysicalType.DOUBLE) {
                PageCache.Content content = kept;
                DeltaBinaryPacked.Index index =
                        content == null || content.index().get() != null ? null : new DeltaBinaryPacked.Index();
                delta.decode(bytes, valuesAt, end, present, into, offset, index);
                if (content != null && index != null) {
                    content.index().set(index);
                }
                for (int i = offset; narrow && i < offset + present; i++) {
                    into[i] = (int) into[i];
                }
                return;
            }
            expectPlain((narrow ? 4L : 8L) * present);
            if (narrow) {
                for (int i = 0; i < present; i++) {
                    into[offset + i] = (int) INT.get(bytes, valuesAt + 4 * i);
                }
            } else {
                ByteBuffer.wrap(bytes, valuesAt, 8 * present)
                        .slice()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asLongBuffer()
                        .get(into, offset, present);
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    private void expectPlain(long size) {
        if (encoding != ChunkMeta.PLAIN) {
            throw new MalformedBytesException("values in encoding " + encoding
                    + " (expected: PLAIN, RLE_DICTIONARY, or DELTA_BINARY_PACKED of integers)");
        }
        if (end - valuesAt != size) {
            throw new MalformedBytesException((end - valuesAt) + " bytes of values (expected: " + size + ")");
        }
    }

    /// Sets the bits of the values that are true, from bit 0; those are zero before.
    void booleans(long[] into) throws CorruptParquetException {
        try {
            expectPlain((present + 7) >> 3);
            HybridDecoder.copyBits(bytes, valuesAt, present, into, 0);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    /// Where the byte strings of a PLAIN page lie in [#bytes()]: value `i` starts at `texts[i]` and ends
    /// [#textGap()] before `texts[i + 1]`.
    int[] texts() throws CorruptParquetException {
        ColumnChunk of = chunk;
        if (textsReady || of == null) {
            return texts;
        }
        if (texts.length <= present) {
            texts = new int[present + 1];
        }
        try {
            if (of.leaf().type() == PhysicalType.FIXED_LEN_BYTE_ARRAY) {
                int width = of.leaf().typeLength();
                expectPlain((long) width * present);
                for (int i = 0; i <= present; i++) {
                    texts[i] = valuesAt + i * width;
                }
            } else {
                expectPlain(end - valuesAt);
                locateTexts(bytes, valuesAt, end, present, texts);
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
        textsReady = true;
        return texts;
    }

    /// Eight bytes of each fixed-length byte string of some rows of a [#full] page, as
    /// [ColumnChunk#readIds] has them: those of `of[from]` to `of[to - 1]`, at the same positions of
    /// `into`.
    void idsAt(int[] of, int from, int to, int part, long[] into) throws CorruptParquetException {
        ColumnChunk its = chunk;
        int width = its == null ? 0 : its.leaf().typeLength();
        try {
            expectPlain((long) width * present);
            int first = valuesAt + part - firstRow * width;
            for (int i = from; i < to; i++) {
                into[i] = (long) RowsDecoder.ID.get(bytes, first + of[i] * width);
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    /// Points `into` at one byte string.
    void textAt(int value, TextSlice into) throws CorruptParquetException {
        ColumnChunk of = chunk;
        if (of != null && of.leaf().type() == PhysicalType.FIXED_LEN_BYTE_ARRAY) {
            int width = of.leaf().typeLength();
            try {
                expectPlain((long) width * present);
            } catch (MalformedBytesException e) {
                throw corrupt(e);
            }
            into.set(bytes, valuesAt + value * width, width);
            return;
        }
        int[] starts = texts();
        into.set(bytes, starts[value], starts[value + 1] - textGap() - starts[value]);
    }

    /// Bytes between two byte strings: the length prefix, if there is one.
    int textGap() {
        return chunk != null && chunk.leaf().type() == PhysicalType.FIXED_LEN_BYTE_ARRAY ? 0 : 4;
    }

    /// Finds where `count` PLAIN byte strings start; `into[count]` is four past the end of the last.
    static void locateTexts(byte[] bytes, int from, int end, int count, int[] into) {
        int at = from;
        for (int i = 0; i < count; i++) {
            int length = end - at >= 4 ? (int) INT.get(bytes, at) : -1;
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
