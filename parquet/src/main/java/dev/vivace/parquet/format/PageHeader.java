package dev.vivace.parquet.format;

import dev.vivace.parquet.encoding.ByteSink;

/// What stands before every page.
///
/// @param values levels of a data page, entries of a dictionary page
/// @param crc CRC-32 of the page as stored; meaningless unless `hasCrc`
/// @param headerBytes length of the header itself, known after reading
public record PageHeader(
        int type,
        int uncompressedBytes,
        int compressedBytes,
        boolean hasCrc,
        int crc,
        int values,
        int encoding,
        int definitionEncoding,
        int repetitionEncoding,
        int headerBytes) {

    public static final int DATA_PAGE = 0;
    public static final int DICTIONARY_PAGE = 2;

    /// Appends the header of a v1 data page, or of a dictionary page.
    public static void write(
            int type, int uncompressedBytes, int compressedBytes, int crc, int values, int encoding, ByteSink sink) {
        ThriftWriter out = new ThriftWriter(sink);
        int outer = out.begin();
        out.i32(1, type);
        out.i32(2, uncompressedBytes);
        out.i32(3, compressedBytes);
        out.i32(4, crc);
        if (type == DICTIONARY_PAGE) {
            int header = out.struct(7);
            out.i32(1, values);
            out.i32(2, encoding);
            out.end(header);
        } else {
            int header = out.struct(5);
            out.i32(1, values);
            out.i32(2, encoding);
            out.i32(3, ChunkMeta.RLE);
            out.i32(4, ChunkMeta.RLE);
            out.end(header);
        }
        out.end(outer);
    }

    public static PageHeader read(byte[] bytes, int from, int to) {
        ThriftReader in = new ThriftReader(bytes, from, to);
        int type = SchemaElement.ABSENT;
        int uncompressedBytes = SchemaElement.ABSENT;
        int compressedBytes = SchemaElement.ABSENT;
        boolean hasCrc = false;
        int crc = 0;
        int values = SchemaElement.ABSENT;
        int encoding = SchemaElement.ABSENT;
        int definitionEncoding = ChunkMeta.RLE;
        int repetitionEncoding = ChunkMeta.RLE;
        int outer = in.begin();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.i32();
                case 2 -> uncompressedBytes = in.i32();
                case 3 -> compressedBytes = in.i32();
                case 4 -> {
                    crc = in.i32();
                    hasCrc = true;
                }
                case 5, 7 -> {
                    boolean data = in.field() == 5;
                    int header = in.struct();
                    while (in.next()) {
                        switch (in.field()) {
                            case 1 -> values = in.i32();
                            case 2 -> encoding = in.i32();
                            case 3 -> {
                                if (data) {
                                    definitionEncoding = in.i32();
                                } else {
                                    in.skip();
                                }
                            }
                            case 4 -> repetitionEncoding = in.i32();
                            default -> in.skip();
                        }
                    }
                    in.end(header);
                }
                default -> in.skip();
            }
        }
        in.end(outer);
        return new PageHeader(
                type,
                uncompressedBytes,
                compressedBytes,
                hasCrc,
                crc,
                values,
                encoding,
                definitionEncoding,
                repetitionEncoding,
                in.position() - from);
    }
}
