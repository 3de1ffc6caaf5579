package dev.vivace.parquet.encoding;

import static dev.vivace.parquet.encoding.ByteSink.LONG;

import org.jspecify.annotations.Nullable;

/// DELTA_BINARY_PACKED: blocks of 128 differences in four miniblocks, each packed to the width it needs.
public final class DeltaBinaryPacked {

    private static final int BLOCK = 128;
    private static final int MINIBLOCKS = 4;
    private static final int MINIBLOCK = BLOCK / MINIBLOCKS;
    private static final int MAX_BLOCK = 1 << 16;

    private DeltaBinaryPacked() {}

    /// Encodes; keeps the working memory for one block, so confined to one thread.
    public static final class Encoder {

        private final long[] deltas = new long[BLOCK];
        private final long[] miniblock = new long[MINIBLOCK];

        /// Appends `values[from]` to `values[to - 1]` as 64-bit numbers.
        public void encode(long[] values, int from, int to, ByteSink out) {
            header(to - from, from < to ? values[from] : 0, out);
            for (int i = from + 1; i < to; i += BLOCK) {
                int count = Math.min(BLOCK, to - i);
                long min = Long.MAX_VALUE;
                for (int k = 0; k < count; k++) {
                    long delta = values[i + k] - values[i + k - 1];
                    deltas[k] = delta;
                    min = Math.min(min, delta);
                }
                block(count, min, out);
            }
        }

        /// Appends 32-bit numbers. Their differences wrap at 32 bits, so no miniblock is wider than that.
        public void encode(int[] values, int from, int to, ByteSink out) {
            header(to - from, from < to ? values[from] : 0, out);
            for (int i = from + 1; i < to; i += BLOCK) {
                int count = Math.min(BLOCK, to - i);
                long min = Long.MAX_VALUE;
                for (int k = 0; k < count; k++) {
                    long delta = values[i + k] - values[i + k - 1];
                    deltas[k] = delta;
                    min = Math.min(min, delta);
                }
                block(count, min, out);
            }
        }

        private static void header(int count, long first, ByteSink out) {
            out.putVarint(BLOCK);
            out.putVarint(MINIBLOCKS);
            out.putVarint(count);
            out.putZigzag(first);
        }

        private void block(int count, long min, ByteSink out) {
            out.putZigzag(min);
            out.reserve(MINIBLOCKS);
            int widthsAt = out.size();
            out.advance(MINIBLOCKS);
            for (int m = 0; m < MINIBLOCKS; m++) {
                int from = m * MINIBLOCK;
                int length = Math.min(MINIBLOCK, count - from);
                long all = 0;
                for (int k = 0; k < length; k++) {
                    long packed = deltas[from + k] - min;
                    miniblock[k] = packed;
                    all |= packed;
                }
                int width = 64 - Long.numberOfLeadingZeros(all);
                out.bytes()[widthsAt + m] = (byte) width;
                if (width > 0) {
                    for (int k = length; k < MINIBLOCK; k++) {
                        miniblock[k] = 0;
                    }
                    BitPacking.packLongs(miniblock, MINIBLOCK, width, out);
                }
            }
        }
    }

    /// Where the miniblocks of an encoding are, and the value before every eighth of theirs: a by-product
    /// of decoding all, with which single values are found later without decoding more than seven others.
    /// Immutable once filled.
    public static final class Index {

        /// Values between two that are known.
        private static final int STEP = 8;

        /// Numbers of a miniblock that come before those of its steps: the least delta of its block, and
        /// its position and bit width. All stand together: whoever wants single values of many pages finds
        /// little of them in the processor's caches.
        private static final int NUMBERS = 2;

        /// Values of a miniblock.
        private int run;
        private long first;
        private long[] numbers = {};

        /// About what the index of so many values takes, if they stand in miniblocks of 32.
        public static int bytes(int values) {
            return values / MINIBLOCK * (NUMBERS + MINIBLOCK / STEP) * Long.BYTES;
        }

        private void begin(int newRun, int count, long newFirst) {
            run = newRun;
            first = newFirst;
            numbers = new long[(count + run - 2) / run * size()];
        }

        private int size() {
            return NUMBERS + run / STEP;
        }

        /// @param before the value before the miniblock
        /// @param values gets those of the miniblock from `offset` on: `count` that count
        private void mark(
                int miniblock, long before, long min, int position, int width, long[] values, int offset, int count) {
            int at = size() * miniblock;
            numbers[at] = min;
            numbers[at + 1] = (long) position << 8 | width & 0xFF;
            numbers[at + NUMBERS] = before;
            for (int i = STEP; i < count; i += STEP) {
                numbers[at + NUMBERS + i / STEP] = values[offset + i - 1];
            }
        }
    }

    /// Decodes; a cursor over one byte array with [BitPacking#SLACK] bytes after its end. Confined to one
    /// thread.
    public static final class Decoder {

        private byte[] bytes = {};
        private int at;
        private int end;

        /// Means nothing: bytes were read for it, so that they are near.
        private long touched;

        /// Decodes exactly `count` values from `source[from]` to `source[to - 1]` into `into[offset]` and
        /// following.
        ///
        /// @throws MalformedBytesException if there is another number of values
        public void decode(byte[] source, int from, int to, int count, long[] into, int offset) {
            decode(source, from, to, count, into, offset, null);
        }

        /// The same.
        ///
        /// @param index an empty one to fill, or null
        public void decode(byte[] source, int from, int to, int count, long[] into, int offset, @Nullable Index index) {
            bytes = source;
            at = from;
            end = to;
            long block = varint();
            long miniblocks = varint();
            if (block < 8
                    || block > MAX_BLOCK
                    || miniblocks < 1
                    || miniblocks > block
                    || block % miniblocks != 0
                    || block / miniblocks % 8 != 0) {
                throw new MalformedBytesException("delta blocks of " + block + " values in " + miniblocks
                        + " miniblocks (expected: at most " + MAX_BLOCK + ", in miniblocks of a multiple of 8)");
            }
            long total = varint();
            if (total != count) {
                throw new MalformedBytesException("delta encoding of " + total + " values (expected: " + count + ")");
            }
            long value = zigzag();
            if (count == 0) {
                return;
            }
            into[offset] = value;
            if (index != null) {
                index.begin((int) (block / miniblocks), count, value);
            }
            for (int done = 1; done < count; done += (int) block) {
                int left = (int) Math.min(block, count - done);
                value = block((int) block, (int) miniblocks, done, left, value, into, offset + done, from, index);
            }
        }

        /// Some values.
        ///
        /// They lie far apart: each waits for its place, then for its bytes. So all of these are asked for
        /// before any is decoded, and come from memory at the same time.
        ///
        /// @param source as it was when the index was filled, but for where it starts
        /// @param from where the encoding starts
        /// @param index filled by decoding these bytes
        /// @param values which: `values[first] - base` to `values[last - 1] - base`
        /// @param into gets them, each at the position of its number
        public void valuesAt(
                byte[] source, int from, Index index, int[] values, int base, int first, int last, long[] into) {
            long touch = 0;
            for (int i = first; i < last; i++) {
                int value = values[i] - base;
                if (value > 0) {
                    int miniblock = (value - 1) / index.run;
                    int step = (value - 1 - miniblock * index.run) / Index.STEP;
                    int numbers = index.size() * miniblock;
                    long place = index.numbers[numbers + 1];
                    int at = from + (int) (place >> 8) + step * (byte) place;
                    touch += source[Math.min(at, source.length - 1)];
                    touch += source[Math.min(at + (byte) place, source.length - 1)];
                    touch += index.numbers[numbers + Index.NUMBERS + step];
                }
            }
            touched = touch;
            for (int i = first; i < last; i++) {
                into[i] = valueAt(source, from, index, values[i] - base);
            }
        }

        /// One value.
        ///
        /// @param source as it was when the index was filled, but for where it starts
        /// @param from where the encoding starts
        /// @param index filled by decoding these bytes
        public static long valueAt(byte[] source, int from, Index index, int value) {
            if (value == 0) {
                return index.first;
            }
            int miniblock = (value - 1) / index.run;
            int within = value - 1 - miniblock * index.run;
            int step = within / Index.STEP;
            int count = within - step * Index.STEP + 1;
            int numbers = index.size() * miniblock;
            long place = index.numbers[numbers + 1];
            int width = (byte) place;
            int at = from + (int) (place >> 8) + step * width; // eight values take as many bytes as one has bits
            return index.numbers[numbers + Index.NUMBERS + step]
                    + count * index.numbers[numbers]
                    + sum(source, at, width, count);
        }

        /// The sum of packed values, of which seven bytes behind the last may be read, but are not.
        private static long sum(byte[] source, int from, int width, int count) {
            if (width == 0) {
                return 0;
            }
            long mask = -1L >>> -width;
            long sum = 0;
            for (int i = 0, bit = 0; i < count; i++, bit += width) {
                int first = from + (bit >> 3);
                long word = (long) LONG.get(source, first) >>> (bit & 7);
                if (width > 56 && (bit & 7) != 0) {
                    word |= (long) source[first + 8] << 64 - (bit & 7);
                }
                sum += word & mask;
            }
            return sum;
        }

        /// Decodes the block that starts at `at`, of which `count` values count.
        ///
        /// @param first the number of its first value
        /// @param from where the encoding starts
        /// @return the last of them
        private long block(
                int block,
                int miniblocks,
                int first,
                int count,
                long before,
                long[] into,
                int offset,
                int from,
                @Nullable Index index) {
            long value = before;
            long min = zigzag();
            int widths = at;
            at += miniblocks;
            if (at > end) {
                throw new MalformedBytesException("delta block ends before its bit widths (expected: more bytes)");
            }
            int run = block / miniblocks;
            for (int done = 0; done < count; done += run) {
                int width = bytes[widths + done / run];
                int position = at - from;
                long beforeRun = value;
                int length = Math.min(run, count - done);
                value = miniblock(width, run, length, min, value, into, offset + done);
                if (index != null) {
                    index.mark((first - 1 + done) / run, beforeRun, min, position, width, into, offset + done, length);
                }
            }
            return value;
        }

        /// Decodes the miniblock of `run` values that starts at `at`, of which `count` values count.
        ///
        /// @return the last of them
        private long miniblock(int width, int run, int count, long min, long before, long[] into, int offset) {
            if (width < 0 || width > 64 || (long) width * count + 7 >> 3 > end - at) {
                throw new MalformedBytesException(
                        "delta miniblock of width " + width + " (expected: 0 to 64, within " + (end - at) + " bytes)");
            }
            long last = values(width, count, min, before, into, offset);
            at += (int) Math.min(end - at, (long) width * run >> 3);
            return last;
        }

        private long values(int width, int count, long min, long before, long[] into, int offset) {
            long value = before;
            if (width == 0) {
                for (int i = 0; i < count; i++) {
                    value += min;
                    into[offset + i] = value;
                }
                return value;
            }
            byte[] source = bytes;
            int from = at;
            long mask = -1L >>> -width;
            if (width <= 56) {
                for (int i = 0, bit = 0; i < count; i++, bit += width) {
                    long word = (long) LONG.get(source, from + (bit >> 3)) >>> (bit & 7);
                    value += min + (word & mask);
                    into[offset + i] = value;
                }
                return value;
            }
            for (int i = 0, bit = 0; i < count; i++, bit += width) {
                int first = from + (bit >> 3);
                long word = (long) LONG.get(source, first) >>> (bit & 7);
                if ((bit & 7) != 0) {
                    word |= (long) source[first + 8] << 64 - (bit & 7);
                }
                value += min + (word & mask);
                into[offset + i] = value;
            }
            return value;
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (at >= end) {
                    throw new MalformedBytesException("delta encoding ends within a number (expected: more bytes)");
                }
                byte next = bytes[at++];
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new MalformedBytesException(
                    "delta encoding has a number of more than 64 bits (expected: at most 64)");
        }

        private long zigzag() {
            long value = varint();
            return value >>> 1 ^ -(value & 1);
        }
    }
}
