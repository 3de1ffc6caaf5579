package dev.vivace.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.bloomfilter.XxHash;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.junit.jupiter.api.Test;

/// Encodings against their inverse, and against parquet-java's.
class EncodingsTest {

    private static byte[] padded(ByteSink sink) {
        return Arrays.copyOf(sink.bytes(), sink.size() + BitPacking.SLACK);
    }

    @Test
    void hybridKeepsValuesOfEveryWidth() throws IOException {
        for (int width = 0; width <= 31; width++) {
            for (int seed = 0; seed < 20; seed++) {
                Random random = new Random(width * 100L + seed);
                int[] values = runs(random, width, 1 + random.nextInt(700));
                ByteSink sink = new ByteSink(8);
                int from = random.nextInt(values.length);
                HybridEncoder.encode(values, from, values.length, width, sink);
                int count = values.length - from;
                int[] decoded = new int[count + 3];
                byte[] bytes = padded(sink);
                new HybridDecoder().over(bytes, 0, sink.size()).values(width, count, decoded, 3);
                int[] expected = Arrays.copyOfRange(values, from, values.length);
                assertThat(Arrays.copyOfRange(decoded, 3, count + 3))
                        .as("width %s, seed %s", width, seed)
                        .isEqualTo(expected);
                assertChosenValues(random, bytes, sink.size(), width, expected);
                RunLengthBitPackingHybridDecoder oracle = new RunLengthBitPackingHybridDecoder(
                        width, ByteBufferInputStream.wrap(ByteBuffer.wrap(bytes, 0, sink.size())));
                for (int value : expected) {
                    assertThat(oracle.readInt()).isEqualTo(value);
                }
            }
        }
    }

    /// Some values by number, one by one in any order and several in ascending order.
    private static void assertChosenValues(Random random, byte[] bytes, int size, int width, int[] values) {
        HybridDecoder decoder = new HybridDecoder().over(bytes, 0, size).seekable(width, values.length);
        int base = random.nextInt(1000);
        int[] chosen = IntStream.range(0, values.length)
                .filter(_ -> random.nextInt(4) == 0)
                .map(i -> base + i)
                .toArray();
        int from = chosen.length / 3;
        int[] found = new int[chosen.length - from + 2];
        decoder.valuesAt(chosen, base, from, chosen.length, found, 2);
        for (int i = from; i < chosen.length; i++) {
            assertThat(found[i - from + 2]).isEqualTo(values[chosen[i] - base]);
        }
        for (int i = 0; i < 20; i++) {
            int index = random.nextInt(values.length);
            assertThat(decoder.valueAt(index)).isEqualTo(values[index]);
        }
    }

    private static int[] runs(Random random, int width, int count) {
        int[] values = new int[count];
        int run = 1 + random.nextInt(60);
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(run) == 0) {
                value = width == 0 ? 0 : random.nextInt() >>> 32 - width;
            }
            values[i] = value;
        }
        return values;
    }

    @Test
    void hybridMatchesLikeALookUp() {
        for (int width = 1; width <= 18; width++) {
            for (int seed = 0; seed < 10; seed++) {
                Random random = new Random(width * 100L + seed);
                int[] values = runs(random, width, 1 + random.nextInt(700));
                byte[] wanted = new byte[1 << width];
                for (int i = 0; i < wanted.length; i++) {
                    wanted[i] = (byte) random.nextInt(2);
                }
                ByteSink sink = new ByteSink(8);
                HybridEncoder.encode(values, 0, values.length, width, sink);
                long[] hits = new long[(values.length + 63) / 64];
                boolean any = new HybridDecoder()
                        .over(padded(sink), 0, sink.size())
                        .match(width, values.length, wanted, hits);
                int count = 0;
                for (int i = 0; i < values.length; i++) {
                    boolean hit = (hits[i >> 6] & 1L << i) != 0;
                    assertThat(hit).isEqualTo(wanted[values[i]] == 1);
                    count += hit ? 1 : 0;
                }
                assertThat(any).isEqualTo(count > 0);
            }
        }
    }

    @Test
    void hybridKeepsBitmaps() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(1000);
            long[] words = new long[(count + 63) / 64];
            int[] ones = runs(random, 1, count);
            for (int i = 0; i < count; i++) {
                words[i >> 6] |= (long) ones[i] << i;
            }
            int from = random.nextInt(count);
            int to = from + 1 + random.nextInt(count - from);
            ByteSink sink = new ByteSink(8);
            HybridEncoder.encodeBits(words, from, to, sink);
            long[] decoded = new long[(to - from + 63) / 64];
            int found = new HybridDecoder().over(padded(sink), 0, sink.size()).bits(to - from, decoded);
            int expected = 0;
            for (int i = from; i < to; i++) {
                expected += ones[i];
                assertThat(decoded[i - from >> 6] >>> i - from & 1).isEqualTo(ones[i]);
            }
            assertThat(found).as("seed %s", seed).isEqualTo(expected);
        }
    }

    @Test
    void longRunsTakeAFewBytes() {
        ByteSink sink = new ByteSink(8);
        int[] values = new int[20_000];
        Arrays.fill(values, 7_000, 20_000, 5);
        HybridEncoder.encode(values, 0, values.length, 12, sink);
        assertThat(sink.size()).isLessThan(12);
    }

    @Test
    void deltaKeepsExtremes() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int count = random.nextInt(4) == 0 ? random.nextInt(4) : random.nextInt(600);
            int bits = 1 + random.nextInt(64);
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                values[i] = random.nextInt(50) == 0
                        ? random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE
                        : random.nextLong() >> 64 - bits;
            }
            ByteSink sink = new ByteSink(8);
            new DeltaBinaryPacked.Encoder().encode(values, 0, count, sink);
            long[] decoded = new long[count + 1];
            byte[] bytes = padded(sink);
            new DeltaBinaryPacked.Decoder().decode(bytes, 0, sink.size(), count, decoded, 1);
            assertThat(Arrays.copyOfRange(decoded, 1, count + 1))
                    .as("seed %s", seed)
                    .isEqualTo(values);
            assertSingleValues(random, bytes, sink.size(), values);
            if (count > 0) {
                DeltaBinaryPackingValuesReader oracle = new DeltaBinaryPackingValuesReader();
                oracle.initFromPage(count, ByteBufferInputStream.wrap(ByteBuffer.wrap(bytes, 0, sink.size())));
                for (long value : values) {
                    assertThat(oracle.readLong()).as("seed %s", seed).isEqualTo(value);
                }
            }
        }
    }

    /// Single values by the index of another decoder, the bytes lying elsewhere each time.
    private static void assertSingleValues(Random random, byte[] bytes, int size, long[] values) {
        DeltaBinaryPacked.Index index = new DeltaBinaryPacked.Index();
        new DeltaBinaryPacked.Decoder().decode(bytes, 0, size, values.length, new long[values.length], 0, index);
        byte[] elsewhere = new byte[bytes.length + 5];
        System.arraycopy(bytes, 0, elsewhere, 5, bytes.length);
        for (int i = 0; i < values.length; i++) {
            int value = random.nextBoolean() ? i : random.nextInt(values.length);
            boolean moved = random.nextBoolean();
            long found = moved
                    ? DeltaBinaryPacked.Decoder.valueAt(elsewhere, 5, index, value)
                    : DeltaBinaryPacked.Decoder.valueAt(bytes, 0, index, value);
            assertThat(found).as("value %s of %s", value, values.length).isEqualTo(values[value]);
        }
        int[] some = IntStream.range(0, values.length)
                .filter(_ -> random.nextInt(3) == 0)
                .map(value -> value + 1000)
                .toArray();
        int from = some.length / 4;
        long[] found = new long[some.length];
        new DeltaBinaryPacked.Decoder().valuesAt(elsewhere, 5, index, some, 1000, from, some.length, found);
        for (int i = 0; i < some.length; i++) {
            assertThat(found[i]).as("value %s", some[i] - 1000).isEqualTo(i < from ? 0 : values[some[i] - 1000]);
        }
    }

    /// Writers may choose blocks of their own.
    @Test
    void deltasInOtherBlocks() throws IOException {
        Random random = new Random(11);
        int[][] blocks = {{128, 1}, {256, 2}, {512, 4}, {256, 8}};
        for (int[] block : blocks) {
            for (int width : new int[] {0, 1, 7, 33, 57, 64}) {
                long[] values = new long[1 + random.nextInt(2000)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = width == 0 ? 7L * i : random.nextLong() >>> -width;
                }
                try (DeltaBinaryPackingValuesWriter writer = new DeltaBinaryPackingValuesWriterForLong(
                        block[0], block[1], 100, 1 << 20, new HeapByteBufferAllocator())) {
                    for (long value : values) {
                        writer.writeLong(value);
                    }
                    byte[] encoded = writer.getBytes().toByteArray();
                    byte[] bytes = Arrays.copyOf(encoded, encoded.length + BitPacking.SLACK);
                    long[] decoded = new long[values.length];
                    new DeltaBinaryPacked.Decoder().decode(bytes, 0, encoded.length, values.length, decoded, 0);
                    assertThat(decoded).isEqualTo(values);
                    assertSingleValues(random, bytes, encoded.length, values);
                }
            }
        }
    }

    @Test
    void deltaOfAnotherLengthIsRefused() {
        ByteSink sink = new ByteSink(8);
        new DeltaBinaryPacked.Encoder().encode(new long[] {1, 2, 3}, 0, 3, sink);
        byte[] bytes = padded(sink);
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> new DeltaBinaryPacked.Decoder().decode(bytes, 0, sink.size(), 4, new long[4], 0))
                .withMessage("delta encoding of 3 values (expected: 4)");
    }

    @Test
    void xxHashAgreesWithParquetJava() {
        Random random = new Random(5);
        XxHash oracle = new XxHash();
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length + 7];
            random.nextBytes(bytes);
            assertThat(XxHash64.hash(bytes, 3, length))
                    .as("length %s", length)
                    .isEqualTo(oracle.hashBytes(Arrays.copyOfRange(bytes, 3, 3 + length)));
        }
        byte[] eight = ByteBuffer.allocate(8)
                .putLong(Long.reverseBytes(1234567890123L))
                .array();
        assertThat(XxHash64.hash(1234567890123L)).isEqualTo(oracle.hashBytes(eight));
        byte[] four = ByteBuffer.allocate(4).putInt(Integer.reverseBytes(-77)).array();
        assertThat(XxHash64.hash(-77)).isEqualTo(oracle.hashBytes(four));
    }
}
