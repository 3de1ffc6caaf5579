package dev.vivace.parquet.encoding;

import static dev.vivace.parquet.encoding.ByteSink.LONG;

/// Unsigned numbers of a fixed width, least significant bit first, without gaps.
///
/// Reading goes by one unaligned 64-bit load per value (or per several), which may touch up to [#SLACK] bytes past the
/// last one: arrays handed in must have them.
public final class BitPacking {

    /// Bytes that an array must have after the last byte that is meant to be read.
    public static final int SLACK = 16;

    private BitPacking() {}

    /// Bits needed for the numbers 0 to `max`.
    public static int widthOf(int max) {
        return 32 - Integer.numberOfLeadingZeros(max);
    }

    /// Appends `count` values of `values` from `from`, padded with zeroes to a multiple of 8 values.
    static void pack(int[] values, int from, int count, int width, ByteSink out) {
        int groups = (count + 7) >> 3;
        out.reserve(groups * width + 8);
        byte[] bytes = out.bytes();
        int at = out.size();
        long pending = 0;
        int pendingBits = 0;
        for (int i = from, end = from + count; i < end; i++) {
            pending |= (long) values[i] << pendingBits;
            pendingBits += width;
            if (pendingBits >= 32) {
                ByteSink.INT.set(bytes, at, (int) pending);
                at += 4;
                pending >>>= 32;
                pendingBits -= 32;
            }
        }
        LONG.set(bytes, at, pending);
        int end = out.size() + groups * width;
        for (at += 8; at < end; at++) {
            bytes[at] = 0;
        }
        out.advance(groups * width);
    }

    /// Appends `count` values of up to 64 bits; `count` is a multiple of 8.
    static void packLongs(long[] values, int count, int width, ByteSink out) {
        int size = count / 8 * width;
        out.reserve(size + 8);
        byte[] bytes = out.bytes();
        int at = out.size();
        long pending = 0;
        int pendingBits = 0;
        for (int i = 0; i < count; i++) {
            long value = values[i];
            pending |= value << pendingBits;
            pendingBits += width;
            if (pendingBits >= 64) {
                LONG.set(bytes, at, pending);
                at += 8;
                pendingBits -= 64;
                pending = pendingBits == 0 ? 0 : value >>> width - pendingBits;
            }
        }
        if (pendingBits > 0) {
            LONG.set(bytes, at, pending);
        }
        out.advance(size);
    }

    /// Reads `count` values of `width` (0 to 32) bits from byte `at`.
    static void unpack(byte[] bytes, int at, int width, int count, int[] into, int offset) {
        int mask = (int) ((1L << width) - 1);
        int i = 0;
        if (width <= 8) {
            for (; i + 8 <= count; i += 8, at += width, offset += 8) {
                long word = (long) LONG.get(bytes, at);
                into[offset] = (int) word & mask;
                into[offset + 1] = (int) (word >>> width) & mask;
                into[offset + 2] = (int) (word >>> 2 * width) & mask;
                into[offset + 3] = (int) (word >>> 3 * width) & mask;
                into[offset + 4] = (int) (word >>> 4 * width) & mask;
                into[offset + 5] = (int) (word >>> 5 * width) & mask;
                into[offset + 6] = (int) (word >>> 6 * width) & mask;
                into[offset + 7] = (int) (word >>> 7 * width) & mask;
            }
        } else if (width <= 16) {
            for (; i + 8 <= count; i += 8, at += width, offset += 8) {
                long low = (long) LONG.get(bytes, at);
                int bit = 4 * width;
                long high = (long) LONG.get(bytes, at + (bit >> 3)) >>> (bit & 7);
                into[offset] = (int) low & mask;
                into[offset + 1] = (int) (low >>> width) & mask;
                into[offset + 2] = (int) (low >>> 2 * width) & mask;
                into[offset + 3] = (int) (low >>> 3 * width) & mask;
                // 4 * width is 36 to 64 bits: where it is no whole byte, the shift leaves at least 60 bits
                into[offset + 4] = (int) high & mask;
                into[offset + 5] = (int) (high >>> width) & mask;
                into[offset + 6] = (int) (high >>> 2 * width) & mask;
                into[offset + 7] = (int) (high >>> 3 * width) & mask;
            }
        }
        for (long bit = 0; i < count; i++, bit += width) {
            long word = (long) LONG.get(bytes, at + (int) (bit >> 3));
            into[offset++] = (int) (word >>> (bit & 7)) & mask;
        }
    }
}
