package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import dev.vivace.parquet.encoding.BitPacking;
import dev.vivace.parquet.encoding.BloomFilter;
import dev.vivace.parquet.encoding.MalformedBytesException;
import dev.vivace.parquet.encoding.XxHash64;
import dev.vivace.parquet.format.BloomFilterHeader;
import dev.vivace.parquet.format.ChunkMeta;
import dev.vivace.parquet.format.PageIndex;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/// One column of one row group. Thread-safe: any number of threads may ask at once.
///
/// Keeps its decoded dictionary as long as memory allows, and some of its pages ([PageCache]). The [ColumnScan]
/// methods, [#cursor()] and the
/// `decode` methods are for flat columns and throw `IllegalStateException` on a list's leaf, which is read with
/// [#list()].
public final class ColumnChunk implements ColumnScan {

    private final ParquetFile file;
    private final int rowGroup;
    private final int leafNumber;
    private final Leaf leaf;
    private final boolean inList;
    private final int rowCount;
    private final ChunkMeta meta;
    private volatile @Nullable PageTable pages;
    private volatile @Nullable SoftReference<DictionaryPage> dictionary;
    private volatile PageCache.@Nullable Shelf shelf;

    ColumnChunk(ParquetFile file, int rowGroup, int leafNumber, int rowCount, ChunkMeta meta) {
        this.file = file;
        this.rowGroup = rowGroup;
        this.leafNumber = leafNumber;
        this.leaf = file.schema().leaf(leafNumber);
        this.inList = file.schema().list(leafNumber) != null;
        this.rowCount = rowCount;
        this.meta = meta;
    }

    public Leaf leaf() {
        return leaf;
    }

    public int rowCount() {
        return rowCount;
    }

    /// Values present: rows that have one in a flat column, elements that have one in a list column.
    public int valueCount() {
        return (int) (meta.values() - Math.max(0, meta.statistics().nullCount()));
    }

    /// Bytes of all pages with their headers, as stored.
    public long sizeBytes() {
        return meta.compressedBytes();
    }

    /// Where the pages start, in bytes from the start of the file: `sizeBytes()` from here are all there
    /// is, but for the bloom filter and the page index.
    public long offset() {
        return meta.offset();
    }

    /// A lower bound of the values of an `INT32` or `INT64`, if the file knows one. (Ours do, except if no
    /// row has a value; it then is the least value.)
    public OptionalLong minLong() {
        return longBound(meta.statistics().min());
    }

    /// An upper bound, likewise.
    public OptionalLong maxLong() {
        return longBound(meta.statistics().max());
    }

    private OptionalLong longBound(byte @Nullable [] bound) {
        if (bound == null) {
            return OptionalLong.empty();
        }
        boolean known = leaf.type() == PhysicalType.INT32 && bound.length == 4
                || leaf.type() == PhysicalType.INT64 && bound.length == 8;
        return known ? OptionalLong.of(ValueBounds.number(bound)) : OptionalLong.empty();
    }

    /// A lower bound of the values of a `DOUBLE` other than NaN, if the file knows one.
    public OptionalDouble minDouble() {
        return doubleBound(meta.statistics().min());
    }

    /// An upper bound, likewise.
    public OptionalDouble maxDouble() {
        return doubleBound(meta.statistics().max());
    }

    private OptionalDouble doubleBound(byte @Nullable [] bound) {
        if (bound == null || bound.length != 8 || leaf.type() != PhysicalType.DOUBLE) {
            return OptionalDouble.empty();
        }
        double value = Double.longBitsToDouble(ValueBounds.number(bound));
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /// Whether every value is stored as a dictionary code. So it is, in vain, where there is no value at all.
    public boolean allDictionary() {
        return meta.allDictionary() || valueCount() == 0 && leaf.type() != PhysicalType.BOOLEAN;
    }

    /// The dictionary, read and decoded on first use; null if there is none. Empty if the column has no value.
    public @Nullable DictionaryPage dictionary() throws IOException {
        SoftReference<DictionaryPage> reference = dictionary;
        DictionaryPage known = reference == null ? null : reference.get();
        if (known != null) {
            return known;
        }
        if (meta.dictionaryPageOffset() == ChunkMeta.NONE) {
            return allDictionary() ? DictionaryPage.empty(leaf) : null;
        }
        long offset = meta.dictionaryPageOffset();
        long length = meta.dataPageOffset() - offset;
        if (length > ParquetWriter.MAX_PAGE_BYTES) {
            throw corrupt(
                    "dictionary page",
                    offset,
                    new MalformedBytesException(
                            length + " bytes (expected: at most " + ParquetWriter.MAX_PAGE_BYTES + ")"));
        }
        byte[] stored = file.read(offset, (int) length);
        try {
            known = DictionaryPage.decode(leaf, compression(), stored, checksums());
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt("dictionary page", offset, e);
        }
        dictionary = new SoftReference<>(known);
        return known;
    }

    /// Whether there is a bloom filter, so that the `mayContain` methods can say no.
    public boolean hasBloom() {
        return meta.bloomOffset() != ChunkMeta.NONE;
    }

    /// False if the bloom filter knows that no row has this value: the bytes of a byte string, or the
    /// little-endian bytes of a number. True if there is no filter.
    public boolean mayContain(byte[] value) throws IOException {
        return mayContainHash(XxHash64.hash(value, 0, value.length));
    }

    /// The same for an `INT32` or `INT64`.
    public boolean mayContain(long value) throws IOException {
        if (leaf.type() == PhysicalType.INT32) {
            return value == (int) value && mayContainHash(XxHash64.hash((int) value));
        }
        return mayContainHash(XxHash64.hash(value));
    }

    private boolean mayContainHash(long hash) throws IOException {
        if (!hasBloom()) {
            return true;
        }
        ParquetFile.Slice slice = file.metadata(meta.bloomOffset(), meta.bloomBytes());
        try {
            BloomFilterHeader header = BloomFilterHeader.read(slice.bytes(), slice.from(), slice.to());
            int from = slice.from() + header.headerBytes();
            int length = header.filterBytes();
            if (length < 32 || length % 32 != 0 || length != slice.to() - from) {
                throw new MalformedBytesException(
                        "filter of " + length + " bytes (expected: " + (slice.to() - from) + ", a multiple of 32)");
            }
            return BloomFilter.mayContain(slice.bytes(), from, length, hash);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt("bloom filter", meta.bloomOffset(), e);
        }
    }

    @Override
    public void present(RowSet into) throws IOException {
        new ChunkScan(this, null, into).present();
    }

    @Override
    public void matchCodes(boolean[] codes, RowSet among, RowSet into) throws IOException {
        new ChunkScan(this, among, into).codes(codes);
    }

    @Override
    public void matchLongs(long min, long max, boolean negated, RowSet among, RowSet into) throws IOException {
        new ChunkScan(this, among, into).longs(min, max, negated);
    }

    @Override
    public void matchDoubles(DoublePredicate test, RowSet among, RowSet into) throws IOException {
        new ChunkScan(this, among, into).doubles(test);
    }

    @Override
    public void matchBooleans(boolean value, RowSet among, RowSet into) throws IOException {
        new ChunkScan(this, among, into).booleans(value);
    }

    @Override
    public void matchTexts(TextTest test, RowSet among, RowSet into) throws IOException {
        new ChunkScan(this, among, into).texts(test);
    }

    /// Single values. One per thread.
    public ColumnCursor cursor() {
        requireFlat();
        return new ColumnCursor(this);
    }

    /// The values of an `INT32` or `INT64` in rows `fromRow` (inclusive) to `toRow` (exclusive), from
    /// `into[0]` on; absent ones are 0.
    public void decodeLongs(int fromRow, int toRow, long[] into) throws IOException {
        ChunkDecoder.longs(this, fromRow, toRow, into);
    }

    /// The values of a `DOUBLE`, likewise; absent ones are 0.
    public void decodeDoubles(int fromRow, int toRow, double[] into) throws IOException {
        ChunkDecoder.doubles(this, fromRow, toRow, into);
    }

    /// Eight bytes of each fixed-length byte string, from `part` on, as a number whose highest byte comes
    /// first: likewise.
    public void readIds(int[] rows, int part, long[] into) throws IOException {
        RowsDecoder.ids(this, rows, part, into);
    }

    /// The dictionary codes, likewise; absent ones are -1.
    ///
    /// @throws IllegalStateException unless [#allDictionary()]
    public void decodeCodes(int fromRow, int toRow, int[] into) throws IOException {
        ChunkDecoder.codes(this, fromRow, toRow, into);
    }

    /// The values of an `INT32` or `INT64` in some rows, ascending: `into[i]` is that of `rows[i]`; absent
    /// ones are 0. No page without such a row is read.
    public void readLongs(int[] rows, long[] into) throws IOException {
        RowsDecoder.longs(this, rows, into);
    }

    /// The dictionary codes, likewise; absent ones are -1.
    ///
    /// @throws IllegalStateException unless [#allDictionary()]
    public void readCodes(int[] rows, int[] into) throws IOException {
        RowsDecoder.codes(this, rows, into);
    }

    /// The pages' bounds of a column of `INT32` or `INT64` in which every row has a value, if the file
    /// knows them.
    public @Nullable PageBounds pageBounds() throws IOException {
        return hasNulls() || inList ? null : pages().bounds();
    }

    /// Decodes a list's leaf whole.
    ///
    /// @throws IllegalStateException on a flat column
    public ListColumn list() throws IOException {
        return list(0, rowCount);
    }

    /// Decodes a list's leaf for the rows from `fromRow` (inclusive) to `toRow` (exclusive), and reads no
    /// other pages than theirs: elements are numbered from the first one of `fromRow` on.
    ///
    /// @throws IllegalStateException on a flat column
    public ListColumn list(int fromRow, int toRow) throws IOException {
        if (!inList) {
            throw new IllegalStateException("column " + name() + " is flat (expected: a list's leaf)");
        }
        return new ListDecoder(this, fromRow, toRow).decode();
    }

    @Override
    public String toString() {
        return "column " + name() + " of row group " + rowGroup;
    }

    private String name() {
        return file.schema().path(leafNumber).toString();
    }

    // what the scans, cursors and decoders of this package stand on

    boolean inList() {
        return inList;
    }

    void requireFlat() {
        if (inList) {
            throw new IllegalStateException(
                    "column " + name() + " is a list's leaf (expected: a flat column; use list())");
        }
    }

    void requireType(PhysicalType... types) {
        for (PhysicalType type : types) {
            if (leaf.type() == type) {
                return;
            }
        }
        throw new IllegalStateException(
                "column " + name() + " is " + leaf.type() + " (expected: " + Arrays.toString(types) + ")");
    }

    void requireDictionary() {
        if (!allDictionary()) {
            throw new IllegalStateException(
                    "column " + name() + " has values outside its dictionary (expected: allDictionary())");
        }
    }

    Compression compression() {
        return meta.codec() == Compression.ZSTD.id() ? Compression.ZSTD : Compression.NONE;
    }

    boolean checksums() {
        return file.checksums();
    }

    /// Levels in all pages together.
    long levelCount() {
        return meta.values();
    }

    boolean hasNulls() {
        return meta.statistics().nullCount() > 0;
    }

    /// A table for [Page#matchCodes] with all zeroes: at least as many entries as pages have codes.
    static byte[] wanted(int entries) {
        return new byte[1 << Math.max(1, BitPacking.widthOf(Math.max(0, entries - 1)))];
    }

    void read(long offset, byte[] into, int length) throws IOException {
        file.read(offset, into, length);
    }

    PageCache cache() {
        return file.cache();
    }

    /// Where pages are kept that were read.
    PageCache.Shelf shelf(PageTable table) {
        PageCache.Shelf known = shelf;
        if (known == null) {
            synchronized (this) {
                known = shelf;
                if (known == null) {
                    known = new PageCache.Shelf(table.pages());
                    shelf = known;
                }
            }
        }
        return known;
    }

    long pageOffset(int page) {
        PageTable table = pages;
        return table == null ? meta.offset() : table.offset(page);
    }

    PageTable pages() throws IOException {
        PageTable table = pages;
        if (table == null) {
            if (rowCount == 0) {
                table = new PageTable(
                        new PageIndex.Offsets(new long[0], new int[0], new long[0]), null, false, 0, meta);
            } else {
                table = readPages();
            }
            pages = table;
        }
        return table;
    }

    private PageTable readPages() throws IOException {
        PageIndex.Offsets offsets;
        ParquetFile.Slice slice = file.metadata(meta.offsetIndexOffset(), meta.offsetIndexBytes());
        try {
            offsets = PageIndex.Offsets.read(slice.bytes(), slice.from(), slice.to());
            if (meta.columnIndexOffset() == ChunkMeta.NONE) {
                return new PageTable(offsets, null, false, rowCount, meta);
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt("offset index", meta.offsetIndexOffset(), e);
        }
        slice = file.metadata(meta.columnIndexOffset(), meta.columnIndexBytes());
        try {
            PageIndex.Bounds bounds = PageIndex.Bounds.read(slice.bytes(), slice.from(), slice.to(), offsets.pages());
            boolean numbers = leaf.type() == PhysicalType.INT32 || leaf.type() == PhysicalType.INT64;
            return new PageTable(offsets, bounds, numbers, rowCount, meta);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt("page index", meta.columnIndexOffset(), e);
        }
    }

    CorruptParquetException corrupt(String part, long offset, RuntimeException cause) {
        return new CorruptParquetException(part + " of " + this, offset, cause);
    }
}
