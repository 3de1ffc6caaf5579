package dev.vivace.parquet;

import dev.vivace.parquet.encoding.BloomFilter;
import dev.vivace.parquet.encoding.ByteSink;
import dev.vivace.parquet.encoding.HybridEncoder;
import dev.vivace.parquet.encoding.XxHash64;
import dev.vivace.parquet.format.ChunkMeta;

/// Values as PLAIN bytes, and what else is made of values one by one: their sizes, their bloom filter.
final class PlainEncoding {

    private PlainEncoding() {}

    /// Bytes that the values `from` to `to - 1` take in PLAIN; for a dictionary, a guess at their codes.
    static long sizeBytes(Values values, int from, int to) {
        long count = to - from;
        return switch (values) {
            case Values.Dictionary _ -> 2 * count;
            case Values.Longs _, Values.Doubles _ -> 8 * count;
            case Values.Ints _ -> 4 * count;
            case Values.Booleans _ -> count / 8;
            case Values.Fixed fixed -> fixed.width() * count;
            case Values.Texts texts -> 4 * count + texts.offsets()[to] - texts.offsets()[from];
            case Values.Lookup(TextLookup source, int[] codes, int _) -> {
                long bytes = 4 * count;
                for (int i = from; i < to; i++) {
                    bytes += source.lengthBytes(codes[i]);
                }
                yield bytes;
            }
        };
    }

    /// Appends the values `from` to `to - 1`.
    static void write(Values values, int from, int to, ByteSink out) {
        switch (values) {
            case Values.Longs(long[] longs, int _) -> {
                for (int i = from; i < to; i++) {
                    out.putLong(longs[i]);
                }
            }
            case Values.Ints(int[] ints, int _) -> {
                for (int i = from; i < to; i++) {
                    out.putInt(ints[i]);
                }
            }
            case Values.Doubles(double[] doubles, int _) -> {
                for (int i = from; i < to; i++) {
                    out.putLong(Double.doubleToRawLongBits(doubles[i]));
                }
            }
            case Values.Booleans booleans ->
                HybridEncoder.putBits(booleans.bits().words(), from, to - from, out);
            case Values.Fixed(byte[] bytes, int width, int _) -> out.put(bytes, from * width, (to - from) * width);
            case Values.Texts(byte[] bytes, int[] offsets, int _) -> {
                out.reserve(Math.toIntExact(sizeBytes(values, from, to)));
                for (int i = from; i < to; i++) {
                    int length = offsets[i + 1] - offsets[i];
                    out.putInt(length);
                    out.put(bytes, offsets[i], length);
                }
            }
            case Values.Lookup(TextLookup source, int[] codes, int _) -> {
                for (int i = from; i < to; i++) {
                    int length = source.lengthBytes(codes[i]);
                    out.putInt(length);
                    out.reserve(length);
                    source.copy(codes[i], out.bytes(), out.size());
                    out.advance(length);
                }
            }
            case Values.Dictionary _ -> throw new IllegalArgumentException("codes have no PLAIN form");
        }
    }

    /// A bloom filter over all values, or over a dictionary's entries.
    static byte[] bloomFilter(Values values) {
        if (values instanceof Values.Dictionary dictionary) {
            return bloomFilter(dictionary.entries());
        }
        byte[] filter = BloomFilter.create(values.count());
        switch (values) {
            case Values.Longs(long[] longs, int count) -> {
                for (int i = 0; i < count; i++) {
                    BloomFilter.add(filter, XxHash64.hash(longs[i]));
                }
            }
            case Values.Ints(int[] ints, int count) -> {
                for (int i = 0; i < count; i++) {
                    BloomFilter.add(filter, XxHash64.hash(ints[i]));
                }
            }
            case Values.Doubles(double[] doubles, int count) -> {
                for (int i = 0; i < count; i++) {
                    BloomFilter.add(filter, XxHash64.hash(Double.doubleToRawLongBits(doubles[i])));
                }
            }
            case Values.Fixed(byte[] bytes, int width, int count) -> {
                for (int i = 0; i < count; i++) {
                    BloomFilter.add(filter, XxHash64.hash(bytes, i * width, width));
                }
            }
            case Values.Texts(byte[] bytes, int[] offsets, int count) -> {
                for (int i = 0; i < count; i++) {
                    BloomFilter.add(filter, XxHash64.hash(bytes, offsets[i], offsets[i + 1] - offsets[i]));
                }
            }
            case Values.Lookup(TextLookup source, int[] codes, int count) -> {
                byte[] bytes = new byte[64];
                for (int i = 0; i < count; i++) {
                    int length = source.lengthBytes(codes[i]);
                    if (bytes.length < length) {
                        bytes = new byte[Math.max(length, 2 * bytes.length)];
                    }
                    source.copy(codes[i], bytes, 0);
                    BloomFilter.add(filter, XxHash64.hash(bytes, 0, length));
                }
            }
            case Values.Booleans _, Values.Dictionary _ ->
                throw new IllegalArgumentException("bloom filter over booleans (expected: any other type)");
        }
        return filter;
    }

    /// The encoding that data pages of these values get.
    static int encodingOf(Values values, ChunkOptions options) {
        return switch (values) {
            case Values.Dictionary dictionary when dictionary.count() > 0 -> ChunkMeta.RLE_DICTIONARY;
            case Values.Longs _, Values.Ints _ when options.delta() -> ChunkMeta.DELTA_BINARY_PACKED;
            default -> ChunkMeta.PLAIN;
        };
    }
}
