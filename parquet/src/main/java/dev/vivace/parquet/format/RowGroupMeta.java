package dev.vivace.parquet.format;

import dev.vivace.parquet.encoding.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;

/// A footer's entry for one row group.
///
/// @param chunks one per leaf, in schema order
public record RowGroupMeta(List<ChunkMeta> chunks, long rows) {

    void write(ThriftWriter out, int ordinal) {
        long uncompressed = 0;
        long compressed = 0;
        for (ChunkMeta chunk : chunks) {
            uncompressed += chunk.uncompressedBytes();
            compressed += chunk.compressedBytes();
        }
        int outer = out.begin();
        out.list(1, ThriftWriter.STRUCT, chunks.size());
        for (ChunkMeta chunk : chunks) {
            chunk.write(out);
        }
        out.i64(2, uncompressed);
        out.i64(3, rows);
        out.i64(5, chunks.getFirst().offset());
        out.i64(6, compressed);
        if (ordinal <= Short.MAX_VALUE) {
            out.i16(7, ordinal);
        }
        out.end(outer);
    }

    static RowGroupMeta read(ThriftReader in, int leaves) {
        List<ChunkMeta> chunks = new ArrayList<>();
        long rows = -1;
        int outer = in.begin();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    int size = in.list(ThriftWriter.STRUCT);
                    if (size != leaves) {
                        throw new MalformedBytesException(
                                "row group of " + size + " column chunks (expected: " + leaves + ", one per leaf)");
                    }
                    for (int i = 0; i < size; i++) {
                        chunks.add(ChunkMeta.read(in));
                    }
                }
                case 3 -> rows = in.i64();
                default -> in.skip();
            }
        }
        in.end(outer);
        if (chunks.size() != leaves) {
            throw new MalformedBytesException(
                    "row group of " + chunks.size() + " column chunks (expected: " + leaves + ", one per leaf)");
        }
        return new RowGroupMeta(chunks, rows);
    }
}
