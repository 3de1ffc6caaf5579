package dev.vivace.parquet.format;

import org.jspecify.annotations.Nullable;

/// What a footer says of a chunk's values.
///
/// @param nullCount levels that stand for no value; -1 if not said
/// @param nanCount NaN among the values; -1 if not said
/// @param min PLAIN-encoded lower bound without length prefix, owned by the record; null if not said
public record ChunkStatistics(long nullCount, long nanCount, byte @Nullable [] min, byte @Nullable [] max) {

    public static final ChunkStatistics NONE = new ChunkStatistics(-1, -1, null, null);

    void write(ThriftWriter out, int field) {
        int outer = out.struct(field);
        if (nullCount >= 0) {
            out.i64(3, nullCount);
        }
        if (max != null) {
            out.binary(5, max);
        }
        if (min != null) {
            out.binary(6, min);
        }
        if (nanCount >= 0) {
            out.i64(9, nanCount);
        }
        out.end(outer);
    }

    static ChunkStatistics read(ThriftReader in) {
        long nullCount = -1;
        long nanCount = -1;
        byte[] min = null;
        byte[] max = null;
        int outer = in.struct();
        while (in.next()) {
            switch (in.field()) {
                case 3 -> nullCount = in.i64();
                case 5 -> max = in.binary();
                case 6 -> min = in.binary();
                case 9 -> nanCount = in.i64();
                default -> in.skip();
            }
        }
        in.end(outer);
        return new ChunkStatistics(nullCount, nanCount, min, max);
    }
}
