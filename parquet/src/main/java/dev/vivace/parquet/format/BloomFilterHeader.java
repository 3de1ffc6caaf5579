package dev.vivace.parquet.format;

import dev.vivace.parquet.encoding.ByteSink;
import dev.vivace.parquet.encoding.MalformedBytesException;

/// What stands before a bloom filter's bits: a split-block filter over xxHash, uncompressed, which is the only kind.
///
/// @param filterBytes length of the filter
/// @param headerBytes length of the header itself, known after reading
public record BloomFilterHeader(int filterBytes, int headerBytes) {

    public static void write(int filterBytes, ByteSink sink) {
        ThriftWriter out = new ThriftWriter(sink);
        int outer = out.begin();
        out.i32(1, filterBytes);
        for (int field = 2; field <= 4; field++) {
            int union = out.struct(field);
            out.emptyStruct(1);
            out.end(union);
        }
        out.end(outer);
    }

    public static BloomFilterHeader read(byte[] bytes, int from, int to) {
        ThriftReader in = new ThriftReader(bytes, from, to);
        int filterBytes = 0;
        int outer = in.begin();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> filterBytes = in.i32();
                case 2, 3, 4 -> {
                    int kind = in.field();
                    int union = in.struct();
                    while (in.next()) {
                        if (in.field() != 1) {
                            throw new MalformedBytesException("bloom filter's property " + kind + " is of kind "
                                    + in.field() + " (expected: 1, the only one there is)");
                        }
                        in.skip();
                    }
                    in.end(union);
                }
                default -> in.skip();
            }
        }
        in.end(outer);
        return new BloomFilterHeader(filterBytes, in.position() - from);
    }
}
