package dev.vivace.parquet.format;

import dev.vivace.parquet.encoding.MalformedBytesException;
import java.util.List;

/// A footer's entry for one column chunk. Offsets are bytes from the start of the file; [#NONE] where there is nothing.
///
/// @param path names from the top of the schema, synthetic list groups included; written, but not read back
/// @param dictionaryPages whether there is a dictionary page, by the encoding statistics or the offset
/// @param allDictionary whether the encoding statistics say that every data page holds dictionary codes
/// @param encoding of the data pages, as written; reading takes it from each page
/// @param values levels: values and nulls, empty lists included
public record ChunkMeta(
        int type,
        List<String> path,
        int codec,
        int encoding,
        boolean allDictionary,
        int dataPages,
        long values,
        long uncompressedBytes,
        long compressedBytes,
        long dataPageOffset,
        long dictionaryPageOffset,
        ChunkStatistics statistics,
        long bloomOffset,
        int bloomBytes,
        long offsetIndexOffset,
        int offsetIndexBytes,
        long columnIndexOffset,
        int columnIndexBytes) {

    public static final long NONE = -1;

    public static final int PLAIN = 0;
    public static final int PLAIN_DICTIONARY = 2;
    public static final int RLE = 3;
    public static final int DELTA_BINARY_PACKED = 5;
    public static final int RLE_DICTIONARY = 8;

    /// A chunk whose bloom filter and page index are not in the file yet.
    public ChunkMeta(
            int type,
            List<String> path,
            int codec,
            int encoding,
            boolean allDictionary,
            int dataPages,
            long values,
            long uncompressedBytes,
            long compressedBytes,
            long dataPageOffset,
            long dictionaryPageOffset,
            ChunkStatistics statistics) {
        this(
                type,
                path,
                codec,
                encoding,
                allDictionary,
                dataPages,
                values,
                uncompressedBytes,
                compressedBytes,
                dataPageOffset,
                dictionaryPageOffset,
                statistics,
                NONE,
                0,
                NONE,
                0,
                NONE,
                0);
    }

    public ChunkMeta withBloom(long offset, int bytes) {
        return with(offset, bytes, offsetIndexOffset, offsetIndexBytes, columnIndexOffset, columnIndexBytes);
    }

    public ChunkMeta withOffsetIndex(long offset, int bytes) {
        return with(bloomOffset, bloomBytes, offset, bytes, columnIndexOffset, columnIndexBytes);
    }

    public ChunkMeta withColumnIndex(long offset, int bytes) {
        return with(bloomOffset, bloomBytes, offsetIndexOffset, offsetIndexBytes, offset, bytes);
    }

    private ChunkMeta with(
            long bloomAt, int bloomSize, long offsetsAt, int offsetsSize, long boundsAt, int boundsSize) {
        return new ChunkMeta(
                type,
                path,
                codec,
                encoding,
                allDictionary,
                dataPages,
                values,
                uncompressedBytes,
                compressedBytes,
                dataPageOffset,
                dictionaryPageOffset,
                statistics,
                bloomAt,
                bloomSize,
                offsetsAt,
                offsetsSize,
                boundsAt,
                boundsSize);
    }

    /// Where the chunk's first page starts.
    public long offset() {
        return dictionaryPageOffset != NONE ? dictionaryPageOffset : dataPageOffset;
    }

    void write(ThriftWriter out) {
        int outer = out.begin();
        out.i64(2, 0);
        int meta = out.struct(3);
        boolean dictionary = dictionaryPageOffset != NONE;
        out.i32(1, type);
        out.list(2, ThriftWriter.I32, dictionary ? 3 : 2);
        if (dictionary) {
            out.element(PLAIN);
        }
        out.element(RLE);
        out.element(encoding);
        out.list(3, ThriftWriter.BINARY, path.size());
        for (String element : path) {
            out.element(element);
        }
        out.i32(4, codec);
        out.i64(5, values);
        out.i64(6, uncompressedBytes);
        out.i64(7, compressedBytes);
        out.i64(9, dataPageOffset);
        if (dictionary) {
            out.i64(11, dictionaryPageOffset);
        }
        statistics.write(out, 12);
        out.list(13, ThriftWriter.STRUCT, dictionary ? 2 : 1);
        if (dictionary) {
            encodingStatistics(out, PageHeader.DICTIONARY_PAGE, PLAIN, 1);
        }
        encodingStatistics(out, PageHeader.DATA_PAGE, encoding, dataPages);
        if (bloomOffset != NONE) {
            out.i64(14, bloomOffset);
            out.i32(15, bloomBytes);
        }
        out.end(meta);
        if (offsetIndexOffset != NONE) {
            out.i64(4, offsetIndexOffset);
            out.i32(5, offsetIndexBytes);
        }
        if (columnIndexOffset != NONE) {
            out.i64(6, columnIndexOffset);
            out.i32(7, columnIndexBytes);
        }
        out.end(outer);
    }

    private static void encodingStatistics(ThriftWriter out, int pageType, int encoding, int count) {
        int outer = out.begin();
        out.i32(1, pageType);
        out.i32(2, encoding);
        out.i32(3, count);
        out.end(outer);
    }

    static ChunkMeta read(ThriftReader in) {
        Reading reading = new Reading();
        long offsetIndexOffset = NONE;
        int offsetIndexBytes = 0;
        long columnIndexOffset = NONE;
        int columnIndexBytes = 0;
        int outer = in.begin();
        while (in.next()) {
            switch (in.field()) {
                case 1 ->
                    throw new MalformedBytesException("column chunk lies in another file, '" + in.string()
                            + "' (expected: all chunks in this file)");
                case 3 -> reading.read(in);
                case 4 -> offsetIndexOffset = in.i64();
                case 5 -> offsetIndexBytes = in.i32();
                case 6 -> columnIndexOffset = in.i64();
                case 7 -> columnIndexBytes = in.i32();
                default -> in.skip();
            }
        }
        in.end(outer);
        if (!reading.seen) {
            throw new MalformedBytesException("column chunk without metadata (expected: plain, unencrypted metadata)");
        }
        return new ChunkMeta(
                reading.type,
                List.of(),
                reading.codec,
                SchemaElement.ABSENT,
                reading.allDictionary,
                reading.dataPages,
                reading.values,
                reading.uncompressedBytes,
                reading.compressedBytes,
                reading.dataPageOffset,
                reading.dictionaryPageOffset,
                reading.statistics,
                reading.bloomOffset,
                reading.bloomBytes,
                offsetIndexOffset,
                offsetIndexBytes,
                columnIndexOffset,
                columnIndexBytes);
    }

    /// `ColumnMetaData` while it is read.
    private static final class Reading {
        boolean seen;
        int type = SchemaElement.ABSENT;
        int codec = SchemaElement.ABSENT;
        boolean allDictionary;
        int dataPages;
        long values;
        long uncompressedBytes;
        long compressedBytes;
        long dataPageOffset;
        long dictionaryPageOffset = NONE;
        long bloomOffset = NONE;
        int bloomBytes;
        ChunkStatistics statistics = ChunkStatistics.NONE;

        void read(ThriftReader in) {
            seen = true;
            int outer = in.struct();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> type = in.i32();
                    case 4 -> codec = in.i32();
                    case 5 -> values = in.i64();
                    case 6 -> uncompressedBytes = in.i64();
                    case 7 -> compressedBytes = in.i64();
                    case 9 -> dataPageOffset = in.i64();
                    case 11 -> dictionaryPageOffset = in.i64();
                    case 12 -> statistics = ChunkStatistics.read(in);
                    case 13 -> encodingStatistics(in);
                    case 14 -> bloomOffset = in.i64();
                    case 15 -> bloomBytes = in.i32();
                    default -> in.skip();
                }
            }
            in.end(outer);
            // some writers store 0 for "no dictionary page"
            if (dictionaryPageOffset <= 0 || dictionaryPageOffset >= dataPageOffset) {
                dictionaryPageOffset = NONE;
            }
        }

        private void encodingStatistics(ThriftReader in) {
            int size = in.list(ThriftWriter.STRUCT);
            int coded = 0;
            for (int i = 0; i < size; i++) {
                int pageType = 0;
                int encoding = 0;
                int count = 0;
                int outer = in.begin();
                while (in.next()) {
                    switch (in.field()) {
                        case 1 -> pageType = in.i32();
                        case 2 -> encoding = in.i32();
                        case 3 -> count = in.i32();
                        default -> in.skip();
                    }
                }
                in.end(outer);
                if (pageType == PageHeader.DATA_PAGE) {
                    dataPages += count;
                    if (encoding == RLE_DICTIONARY || encoding == PLAIN_DICTIONARY) {
                        coded += count;
                    }
                }
            }
            allDictionary = dataPages > 0 && coded == dataPages;
        }
    }
}
