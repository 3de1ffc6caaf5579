package dev.vivace.parquet;

import dev.vivace.model.work.QueryWork;
import dev.vivace.parquet.encoding.MalformedBytesException;
import dev.vivace.parquet.format.ChunkMeta;
import dev.vivace.parquet.format.Footer;
import dev.vivace.parquet.format.RowGroupMeta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// A Parquet file open for reading: its footer, decoded. Thread-safe. Holds no handle; the [RangeReader] is the
/// caller's, and is asked for bytes whenever a column needs them.
///
/// What is understood, of all that Parquet has: what [ParquetWriter] writes, and files of others within these bounds:
/// * schemas of flat leaves (BOOLEAN, INT32, INT64, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY; required or optional) and
///   of required lists of required structs of such leaves; unknown annotations are passed over
/// * data pages v1 with PLAIN, RLE_DICTIONARY, PLAIN_DICTIONARY or DELTA_BINARY_PACKED values, also mixed in a chunk;
///   levels as RLE; codecs UNCOMPRESSED and ZSTD; a page's CRC is checked if it has one
/// * an offset index for every chunk, and a null count for every optional leaf
/// * at most 16,777,216 rows a row group, and 256 MiB a page
///
/// Anything else ends in a [CorruptParquetException] that names it, at [#open] where possible. No length in the file is
/// believed before it has been held against the bytes that are there.
public final class ParquetFile {

    /// Bytes at the end of a file that are fetched on a guess.
    private static final int TAIL_BYTES = 512 << 10;

    /// Most bytes of page indexes and bloom filters that are fetched and kept beyond that guess.
    private static final int MOST_METADATA_BYTES = 8 << 20;

    private static final int TRAILER_BYTES = 8;

    private final RangeReader in;
    private final boolean checksums;
    private final PageCache cache;
    private final LongAdder bytesRead = new LongAdder();
    private final long footerStart;
    private final ParquetSchema schema;
    private final List<RowGroup> rowGroups;
    private final Map<String, String> keyValues;
    private final long indexStart;
    private final long bloomStart;
    private volatile Tail tail;

    /// The file's bytes from `start` to the footer, as far as they are page indexes and bloom filters.
    private record Tail(long start, byte[] bytes) {}

    /// A piece of the file within a larger array.
    record Slice(byte[] bytes, int from, int to) {}

    private ParquetFile(RangeReader in, boolean checksums, PageCache cache) throws IOException {
        this.in = in;
        this.cache = cache;
        this.checksums = checksums;
        long size = in.size();
        if (size < 2 * ParquetWriter.MAGIC.length + 4) {
            throw new CorruptParquetException("file", 0, size + " bytes (expected: at least 12)");
        }
        int length = (int) Math.min(size, TAIL_BYTES);
        byte[] end = read(size - length, length);
        int magicAt = length - ParquetWriter.MAGIC.length;
        if (!Arrays.equals(end, magicAt, length, ParquetWriter.MAGIC, 0, ParquetWriter.MAGIC.length)) {
            throw new CorruptParquetException(
                    "end of file",
                    size - 4,
                    "'" + new String(end, magicAt, 4, StandardCharsets.ISO_8859_1) + "' (expected: 'PAR1')");
        }
        int footerBytes = (int) ValueBounds.number(Arrays.copyOfRange(end, magicAt - 4, magicAt));
        if (footerBytes < 1 || footerBytes > size - TRAILER_BYTES - ParquetWriter.MAGIC.length) {
            throw new CorruptParquetException(
                    "footer length", size - TRAILER_BYTES, footerBytes + " (expected: 1 to " + (size - 12) + ")");
        }
        footerStart = size - TRAILER_BYTES - footerBytes;
        if (footerBytes + TRAILER_BYTES > length) {
            length = footerBytes + TRAILER_BYTES;
            end = read(footerStart, length);
        }
        int footerAt = length - footerBytes - TRAILER_BYTES;
        Footer footer;
        try {
            footer = Footer.read(end, footerAt, footerAt + footerBytes);
            schema = SchemaTree.unflatten(footer.schema());
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw new CorruptParquetException("footer", footerStart, e);
        }
        keyValues = Collections.unmodifiableMap(footer.keyValues());
        long firstIndex = footerStart;
        long firstBloom = footerStart;
        List<RowGroup> groups = new ArrayList<>();
        for (RowGroupMeta group : footer.rowGroups()) {
            checkRowGroup(groups.size(), group);
            for (ChunkMeta chunk : group.chunks()) {
                firstIndex = Math.min(firstIndex, chunk.offsetIndexOffset());
                if (chunk.columnIndexOffset() != ChunkMeta.NONE) {
                    firstIndex = Math.min(firstIndex, chunk.columnIndexOffset());
                }
                if (chunk.bloomOffset() != ChunkMeta.NONE) {
                    firstBloom = Math.min(firstBloom, chunk.bloomOffset());
                }
            }
            groups.add(new RowGroup(this, groups.size(), group));
        }
        rowGroups = Collections.unmodifiableList(groups);
        indexStart = firstIndex;
        bloomStart = Math.min(firstBloom, firstIndex);
        int keepFrom = (int) Math.max(0, Math.min(footerAt, bloomStart - (size - length)));
        tail = new Tail(size - length + keepFrom, Arrays.copyOfRange(end, keepFrom, footerAt));
    }

    /// Reads the end of the file, footer and page indexes, in one go if they fit 512 KiB.
    ///
    /// @throws CorruptParquetException if this is not a Parquet file of the kind described above
    public static ParquetFile open(RangeReader in) throws IOException {
        return new ParquetFile(in, true, PageCache.SHARED);
    }

    /// For tests of what stands behind the checksums.
    static ParquetFile openUnchecked(RangeReader in) throws IOException {
        return new ParquetFile(in, false, PageCache.SHARED);
    }

    /// With a cache of its own.
    static ParquetFile open(RangeReader in, PageCache cache) throws IOException {
        return new ParquetFile(in, true, cache);
    }

    boolean checksums() {
        return checksums;
    }

    PageCache cache() {
        return cache;
    }

    public ParquetSchema schema() {
        return schema;
    }

    public List<RowGroup> rowGroups() {
        return rowGroups;
    }

    /// The footer's own entries, in file order.
    public Map<String, String> keyValues() {
        return keyValues;
    }

    /// Bytes fetched through the [RangeReader] so far.
    public long bytesRead() {
        return bytesRead.sum();
    }

    private void checkRowGroup(int number, RowGroupMeta group) throws CorruptParquetException {
        String part = "footer, row group " + number;
        if (group.rows() < 0 || group.rows() > ParquetWriter.MAX_ROWS) {
            throw new CorruptParquetException(
                    part, footerStart, group.rows() + " rows (expected: 0 to " + ParquetWriter.MAX_ROWS + ")");
        }
        if (group.chunks().size() != schema.leafCount()) {
            throw new CorruptParquetException(
                    part, footerStart, group.chunks().size() + " column chunks (expected: " + schema.leafCount() + ")");
        }
        for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
            String problem = problem(
                    schema.leaf(leaf),
                    schema.list(leaf) != null,
                    group.rows(),
                    group.chunks().get(leaf));
            if (!problem.isEmpty()) {
                throw new CorruptParquetException(part + ", column " + schema.path(leaf), footerStart, problem);
            }
        }
    }

    private String problem(Leaf leaf, boolean inList, long rows, ChunkMeta chunk) {
        if (chunk.type() != leaf.type().id()) {
            return "physical type " + chunk.type() + " (expected: "
                    + leaf.type().id() + ", the schema's)";
        }
        if (chunk.codec() != Compression.NONE.id() && chunk.codec() != Compression.ZSTD.id()) {
            return "codec " + chunk.codec() + " (expected: 0, UNCOMPRESSED, or 6, ZSTD)";
        }
        if (outside(chunk.offset(), chunk.compressedBytes())
                || chunk.dataPageOffset() - chunk.offset() > chunk.compressedBytes()) {
            return "chunk of " + chunk.compressedBytes() + " bytes at " + chunk.offset() + ", data pages at "
                    + chunk.dataPageOffset() + " (expected: between 4 and the footer)";
        }
        if (inList ? chunk.values() < rows || chunk.values() > ParquetWriter.MAX_ROWS : chunk.values() != rows) {
            return chunk.values() + " values (expected: " + rows + (inList ? " or more" : "") + ")";
        }
        long nulls = chunk.statistics().nullCount();
        if (nulls < -1 || nulls > chunk.values() || nulls == -1 && (leaf.optional() || inList)) {
            return "null count " + nulls + " (expected: 0 to " + chunk.values() + ")";
        }
        if (nulls > 0 && !leaf.optional() && !inList) {
            return "null count " + nulls + " (expected: 0, the leaf is required)";
        }
        if (chunk.allDictionary()
                && (chunk.dictionaryPageOffset() == ChunkMeta.NONE || leaf.type() == PhysicalType.BOOLEAN)) {
            return "dictionary-encoded pages without a dictionary page (expected: one, and none for booleans)";
        }
        if (rows > 0
                && (chunk.offsetIndexBytes() < 1 || outside(chunk.offsetIndexOffset(), chunk.offsetIndexBytes()))) {
            return "offset index of " + chunk.offsetIndexBytes() + " bytes at " + chunk.offsetIndexOffset()
                    + " (expected: one; files without page index are not read)";
        }
        if (chunk.columnIndexOffset() != ChunkMeta.NONE
                && (chunk.columnIndexBytes() < 1 || outside(chunk.columnIndexOffset(), chunk.columnIndexBytes()))) {
            return "column index of " + chunk.columnIndexBytes() + " bytes at " + chunk.columnIndexOffset()
                    + " (expected: between 4 and the footer)";
        }
        if (chunk.bloomOffset() != ChunkMeta.NONE
                && (chunk.bloomBytes() < 1 || outside(chunk.bloomOffset(), chunk.bloomBytes()))) {
            return "bloom filter of " + chunk.bloomBytes() + " bytes at " + chunk.bloomOffset()
                    + " (expected: between 4 and the footer, with a length)";
        }
        return "";
    }

    private boolean outside(long offset, long bytes) {
        return offset < ParquetWriter.MAGIC.length || bytes < 0 || bytes > footerStart || offset > footerStart - bytes;
    }

    /// Fetches a piece of the file.
    byte[] read(long offset, int length) throws IOException {
        QueryWork.reading(length);
        byte[] bytes = in.read(offset, length);
        if (bytes.length != length) {
            throw new CorruptParquetException("file", offset, bytes.length + " bytes (expected: " + length + ")");
        }
        bytesRead.add(length);
        return bytes;
    }

    /// Fetches a piece of the file into an array.
    void read(long offset, byte[] into, int length) throws IOException {
        QueryWork.reading(length);
        in.read(offset, into, length);
        bytesRead.add(length);
    }

    /// A page index or bloom filter, from memory if it was fetched before. What lies around it is fetched along and
    /// kept: such pieces are small and next to each other.
    Slice metadata(long offset, int length) throws IOException {
        Tail known = tail;
        if (offset < known.start) {
            long from = offset >= indexStart ? indexStart : bloomStart;
            if (known.start - from > MOST_METADATA_BYTES) {
                return new Slice(read(offset, length), 0, length);
            }
            known = extendTail(from);
        }
        int at = (int) (offset - known.start);
        if (at > known.bytes.length - length) {
            throw new CorruptParquetException("metadata", offset, "reaches into the footer (expected: before it)");
        }
        return new Slice(known.bytes, at, at + length);
    }

    private synchronized Tail extendTail(long from) throws IOException {
        Tail known = tail;
        if (from < known.start) {
            int missing = (int) (known.start - from);
            byte[] extended = Arrays.copyOf(read(from, missing), missing + known.bytes.length);
            System.arraycopy(known.bytes, 0, extended, missing, known.bytes.length);
            known = new Tail(from, extended);
            tail = known;
        }
        return known;
    }
}
