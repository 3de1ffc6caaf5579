package dev.vivace.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.vivace.model.RowSet;
import dev.vivace.parquet.encoding.BitPacking;
import dev.vivace.parquet.encoding.ByteSink;
import dev.vivace.parquet.encoding.DeltaBinaryPacked;
import dev.vivace.parquet.encoding.HybridEncoder;
import dev.vivace.parquet.format.ChunkMeta;
import dev.vivace.parquet.format.ChunkStatistics;
import dev.vivace.parquet.format.PageHeader;
import dev.vivace.parquet.format.PageIndex;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Turns one column's data into pages and writes them. Keeps its buffers from chunk to chunk; confined to one
/// thread.
final class ChunkWriter implements Closeable {

    /// Values of a page, in PLAIN bytes, past which it is cut between rows wherever it was to end.
    static final int PAGE_BYTES = 4 << 20;
    /// Finished pages are handed on when they are as many bytes: a chunk can be as large as everything else in
    /// memory. A page of so many is handed on by itself.
    private static final int PENDING_BYTES = 256 << 10;

    private final OutputStream out;
    private final ZstdCompressCtx zstd;
    private final CRC32 crc = new CRC32();
    private final DeltaBinaryPacked.Encoder delta = new DeltaBinaryPacked.Encoder();
    private final ByteSink page = new ByteSink(1 << 16);
    private final ByteSink compressed = new ByteSink(1 << 16);
    private final ByteSink pending = new ByteSink(1 << 16);
    private int[] repetitions = {};
    private int[] definitions = {};
    private long position;

    // the chunk at hand
    private long uncompressedBytes;
    private long levels;
    private int pages;
    private long[] pageOffsets = new long[16];
    private int[] pageSizes = new int[16];
    private long[] pageRows = new long[16];
    private long[] pageNulls = new long[16];
    private @Nullable ValueBounds[] pageBounds = new ValueBounds[16];
    private boolean boundsKnown;

    /// What a chunk has become.
    ///
    /// @param meta without the offsets of what is written at the end of the file
    record Written(
            ChunkMeta meta, PageIndex.Offsets offsets, PageIndex.@Nullable Bounds bounds, byte @Nullable [] bloom) {}

    ChunkWriter(OutputStream out, WriterOptions options) {
        this.out = out;
        this.zstd = new ZstdCompressCtx();
        zstd.setLevel(options.zstdLevel());
    }

    /// Bytes written to the stream, or about to be.
    long position() {
        return position + pending.size();
    }

    /// Writes bytes that belong to no chunk.
    void raw(byte[] bytes, int length) throws IOException {
        pending.put(bytes, 0, length);
        flush();
    }

    private void flush() throws IOException {
        out.write(pending.bytes(), 0, pending.size());
        position += pending.size();
        pending.clear();
    }

    /// Writes a chunk whose data has been checked against the leaf.
    ///
    /// @param pageEnds where pages are to end, the last at the row count
    Written write(Leaf leaf, List<String> path, int[] pageEnds, ColumnData data) throws IOException {
        Values values = data.values();
        ChunkOptions chunkOptions = data.options();
        long start = position();
        uncompressedBytes = 0;
        levels = 0;
        pages = 0;
        boundsKnown = chunkOptions.pageMinMax() && leaf.type() != PhysicalType.BOOLEAN;

        int encoding = PlainEncoding.encodingOf(values, chunkOptions);
        long dictionaryOffset = ChunkMeta.NONE;
        if (encoding == ChunkMeta.RLE_DICTIONARY && values instanceof Values.Dictionary dictionary) {
            dictionaryOffset = start;
            page.clear();
            PlainEncoding.write(dictionary.entries(), 0, dictionary.entries().count(), page);
            store(PageHeader.DICTIONARY_PAGE, dictionary.entries().count(), ChunkMeta.PLAIN, chunkOptions);
        }
        long dataOffset = position();
        int valueFrom = 0;
        int rows = pageEnds[pageEnds.length - 1];
        int wanted = 0;
        for (int row = 0; row < rows; ) {
            int end = pageEnds[wanted];
            int valueTo = valueFrom + valuesBetween(data.presence(), row, end);
            while (end - row > 1 && PlainEncoding.sizeBytes(values, valueFrom, valueTo) > PAGE_BYTES) {
                end = row + (end - row) / 2;
                valueTo = valueFrom + valuesBetween(data.presence(), row, end);
            }
            dataPage(leaf, data, encoding, row, end, valueFrom, valueTo);
            valueFrom = valueTo;
            row = end;
            wanted += end == pageEnds[wanted] ? 1 : 0;
        }
        flush();

        ChunkMeta meta = new ChunkMeta(
                leaf.type().id(),
                path,
                chunkOptions.compression().id(),
                encoding,
                encoding == ChunkMeta.RLE_DICTIONARY,
                pages,
                levels,
                uncompressedBytes,
                position() - start,
                dataOffset,
                dictionaryOffset,
                statistics(leaf, values));
        PageIndex.Offsets offsets = new PageIndex.Offsets(
                Arrays.copyOf(pageOffsets, pages), Arrays.copyOf(pageSizes, pages), Arrays.copyOf(pageRows, pages));
        byte[] bloom = chunkOptions.bloom() ? PlainEncoding.bloomFilter(values) : null;
        return new Written(meta, offsets, bounds(leaf), bloom);
    }

    private static int valuesBetween(Presence presence, int row, int end) {
        return switch (presence) {
            case Presence.AllPresent _ -> end - row;
            case Presence.Rows(RowSet present) -> present.count(row, end);
            case Presence.InLists(int[] first, RowSet present) ->
                present == null ? first[end] - first[row] : present.count(first[row], first[end]);
        };
    }

    private void dataPage(Leaf leaf, ColumnData data, int encoding, int row, int end, int valueFrom, int valueTo)
            throws IOException {
        page.clear();
        int count = switch (data.presence()) {
            case Presence.AllPresent _ -> {
                if (leaf.optional()) {
                    int lengthAt = beginLevels();
                    page.putVarint((long) (end - row) << 1);
                    page.putByte(1);
                    endLevels(lengthAt);
                }
                yield end - row;
            }
            case Presence.Rows(RowSet present) -> {
                int lengthAt = beginLevels();
                HybridEncoder.encodeBits(present.words(), row, end, page);
                endLevels(lengthAt);
                yield end - row;
            }
            case Presence.InLists(int[] first, RowSet present) -> listLevels(first, present, leaf.optional(), row, end);
        };
        values(data.values(), encoding, valueFrom, valueTo);

        if (pages == pageOffsets.length) {
            grow();
        }
        pageOffsets[pages] = position();
        pageRows[pages] = row;
        pageNulls[pages] = count - (valueTo - valueFrom);
        pageBounds[pages] = null;
        if (boundsKnown && valueFrom < valueTo) {
            pageBounds[pages] = ValueBounds.of(data.values(), valueFrom, valueTo);
            boundsKnown = pageBounds[pages] != null;
        }
        pageSizes[pages] = store(PageHeader.DATA_PAGE, count, encoding, data.options());
        pages++;
        levels += count;
    }

    private int beginLevels() {
        page.putInt(0);
        return page.size();
    }

    private void endLevels(int start) {
        page.setInt(start - 4, page.size() - start);
    }

    /// Repetition 0 starts a row, 1 goes on with it. Definition 0 is an empty list, the highest a value, and
    /// 1 an element
    /// whose optional leaf has none.
    private int listLevels(int[] first, @Nullable RowSet present, boolean optional, int row, int end) {
        int most = first[end] - first[row] + (end - row);
        if (repetitions.length < most) {
            repetitions = new int[most];
            definitions = new int[most];
        }
        int count = 0;
        for (int r = row; r < end; r++) {
            repetitions[count] = 0;
            if (first[r] == first[r + 1]) {
                definitions[count++] = 0;
            }
            for (int e = first[r]; e < first[r + 1]; e++) {
                repetitions[count] = e == first[r] ? 0 : 1;
                definitions[count++] = optional && (present == null || present.contains(e)) ? 2 : 1;
            }
        }
        int lengthAt = beginLevels();
        HybridEncoder.encode(repetitions, 0, count, 1, page);
        endLevels(lengthAt);
        lengthAt = beginLevels();
        HybridEncoder.encode(definitions, 0, count, optional ? 2 : 1, page);
        endLevels(lengthAt);
        return count;
    }

    private void values(Values values, int encoding, int from, int to) {
        switch (values) {
            case Values.Dictionary(Values entries, int[] codes, int _)
            when encoding == ChunkMeta.RLE_DICTIONARY -> {
                int width = BitPacking.widthOf(entries.count() - 1);
                page.putByte(width);
                HybridEncoder.encode(codes, from, to, width, page);
            }
            case Values.Dictionary _ -> {} // without any code, and therefore PLAIN and empty
            case Values.Longs(long[] longs, int _)
            when encoding == ChunkMeta.DELTA_BINARY_PACKED -> delta.encode(longs, from, to, page);
            case Values.Ints(int[] ints, int _)
            when encoding == ChunkMeta.DELTA_BINARY_PACKED -> delta.encode(ints, from, to, page);
            default -> PlainEncoding.write(values, from, to, page);
        }
    }

    /// Compresses and writes the page that has been built.
    ///
    /// @return its size with header
    private int store(int type, int count, int encoding, ChunkOptions chunkOptions) throws IOException {
        ByteSink stored = page;
        if (page.size() > ParquetWriter.MAX_PAGE_BYTES) {
            throw new IllegalArgumentException("page of " + page.size() + " bytes (expected: at most "
                    + ParquetWriter.MAX_PAGE_BYTES + "; a single value or a dictionary is too large)");
        }
        if (chunkOptions.compression() == Compression.ZSTD) {
            stored = compressed;
            compressed.clear();
            compressed.reserve((int) Zstd.compressBound(page.size()));
            compressed.advance(zstd.compressByteArray(
                    compressed.bytes(), 0, compressed.bytes().length, page.bytes(), 0, page.size()));
        }
        crc.reset();
        crc.update(stored.bytes(), 0, stored.size());
        int before = pending.size();
        PageHeader.write(type, page.size(), stored.size(), (int) crc.getValue(), count, encoding, pending);
        int headerBytes = pending.size() - before;
        uncompressedBytes += headerBytes + page.size();
        if (pending.size() + stored.size() < PENDING_BYTES) {
            pending.put(stored.bytes(), 0, stored.size());
        } else {
            flush();
            out.write(stored.bytes(), 0, stored.size());
            position += stored.size();
        }
        return headerBytes + stored.size();
    }

    private void grow() {
        int length = 2 * pages;
        pageOffsets = Arrays.copyOf(pageOffsets, length);
        pageSizes = Arrays.copyOf(pageSizes, length);
        pageRows = Arrays.copyOf(pageRows, length);
        pageNulls = Arrays.copyOf(pageNulls, length);
        pageBounds = Arrays.copyOf(pageBounds, length);
    }

    /// Bounds of the chunk where they are cheap: of numbers, and of a dictionary's entries.
    private ChunkStatistics statistics(Leaf leaf, Values values) {
        long nulls = levels - values.count();
        Values bounded = values instanceof Values.Dictionary dictionary ? dictionary.entries() : values;
        boolean cheap = switch (leaf.type()) {
            case INT32, INT64, DOUBLE -> true;
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bounded != values;
            case BOOLEAN -> false;
        };
        ValueBounds bounds = cheap && values.count() > 0 ? ValueBounds.of(bounded, 0, bounded.count()) : null;
        if (bounds == null) {
            return new ChunkStatistics(nulls, -1, null, null);
        }
        // a dictionary's NaN says nothing of how often it occurs
        long nans = leaf.type() != PhysicalType.DOUBLE || bounded != values && bounds.nans() > 0 ? -1 : bounds.nans();
        return new ChunkStatistics(nulls, nans, bounds.min(), bounds.max());
    }

    private PageIndex.@Nullable Bounds bounds(Leaf leaf) {
        if (!boundsKnown) {
            return null;
        }
        boolean[] nullPages = new boolean[pages];
        byte[][] min = new byte[pages][];
        byte[][] max = new byte[pages][];
        for (int i = 0; i < pages; i++) {
            ValueBounds bounds = pageBounds[i];
            nullPages[i] = bounds == null;
            min[i] = bounds == null ? new byte[0] : bounds.min();
            max[i] = bounds == null ? new byte[0] : bounds.max();
        }
        return new PageIndex.Bounds(nullPages, min, max, order(leaf), Arrays.copyOf(pageNulls, pages));
    }

    /// Parquet's boundary order, found out for integers only.
    private int order(Leaf leaf) {
        if (leaf.type() != PhysicalType.INT32 && leaf.type() != PhysicalType.INT64) {
            return 0;
        }
        boolean ascending = true;
        boolean descending = true;
        ValueBounds last = null;
        for (int i = 0; i < pages; i++) {
            ValueBounds bounds = pageBounds[i];
            if (bounds == null) {
                continue;
            }
            if (last != null) {
                int min = Long.compare(ValueBounds.number(last.min()), ValueBounds.number(bounds.min()));
                int max = Long.compare(ValueBounds.number(last.max()), ValueBounds.number(bounds.max()));
                ascending &= min <= 0 && max <= 0;
                descending &= min >= 0 && max >= 0;
            }
            last = bounds;
        }
        return ascending ? 1 : descending ? 2 : 0;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
