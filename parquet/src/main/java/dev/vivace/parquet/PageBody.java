package dev.vivace.parquet;

import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.parquet.encoding.BitPacking;
import dev.vivace.parquet.encoding.Decompressors;
import dev.vivace.parquet.encoding.DeltaBinaryPacked;
import dev.vivace.parquet.encoding.MalformedBytesException;
import dev.vivace.parquet.format.ChunkMeta;
import dev.vivace.parquet.format.PageHeader;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// What the loaded page of a [Page] has behind its header: checked and decompressed bytes, and where they come
/// from. Its parts read them here. Confined to one thread.
final class PageBody {

    /// A number as Parquet has it.
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /// Eight bytes of an id, the highest first.
    static final VarHandle ID = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final CRC32 crc = new CRC32();
    private byte[] window = {};
    private byte[] unpacked = {};
    private int contentAt;

    @Nullable
    ColumnChunk chunk;

    int number;
    int firstRow;
    int rows;
    int encoding;
    /// How many values or absences there are.
    int levels;
    /// The content from `contentAt` to `end`: an array of this body, or one that the cache keeps.
    byte[] bytes = {};

    /// Where the values start, once the levels before them are decoded.
    int valuesAt;

    int end;

    PageCache.@Nullable Content kept;

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
            valuesAt = contentAt;
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    /// Loads a page as it was when it was loaded before.
    void load(ColumnChunk newChunk, int pageNumber, PageTable table, PageCache.Content content) {
        begin(newChunk, pageNumber, table);
        bytes = content.bytes();
        kept = content;
        contentAt = 0;
        end = content.size();
        encoding = content.encoding();
        levels = content.levels();
        valuesAt = contentAt;
    }

    private void begin(ColumnChunk newChunk, int pageNumber, PageTable table) {
        QueryWork.count(Reads.Kind.PAGES, 1);
        chunk = newChunk;
        number = pageNumber;
        firstRow = table.firstRow(pageNumber);
        rows = table.endRow(pageNumber) - firstRow;
        kept = null;
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

    /// Lets go of the chunk, so that a page at rest keeps no file in memory.
    void forget() {
        chunk = null;
        kept = null;
        bytes = unpacked;
        rows = 0;
    }

    /// Bytes kept for the next page.
    int keptBytes() {
        return window.length + unpacked.length;
    }

    /// Whether the values are dictionary codes.
    boolean coded() {
        return encoding == ChunkMeta.RLE_DICTIONARY || encoding == ChunkMeta.PLAIN_DICTIONARY;
    }

    void expectPlain(long size) {
        if (encoding != ChunkMeta.PLAIN) {
            throw new MalformedBytesException("values in encoding " + encoding
                    + " (expected: PLAIN, RLE_DICTIONARY, or DELTA_BINARY_PACKED of integers)");
        }
        if (end - valuesAt != size) {
            throw new MalformedBytesException((end - valuesAt) + " bytes of values (expected: " + size + ")");
        }
    }

    DictionaryPage dictionary() throws IOException {
        ColumnChunk of = chunk;
        DictionaryPage dictionary = of == null ? null : of.dictionary();
        if (dictionary == null) {
            throw corrupt(new MalformedBytesException("dictionary codes without a dictionary page (expected: one)"));
        }
        return dictionary;
    }

    CorruptParquetException corrupt(RuntimeException cause) {
        ColumnChunk of = chunk;
        if (of == null) {
            throw cause;
        }
        return of.corrupt("page " + number, of.pageOffset(number), cause);
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
}
