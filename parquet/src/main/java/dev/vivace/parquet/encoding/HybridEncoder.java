package dev.vivace.parquet.encoding;

import static dev.vivace.parquet.encoding.ByteSink.LONG;

/// Writes the RLE / bit-packing hybrid: dictionary codes, definition and repetition levels.
///
/// A run of equal values becomes RLE where that saves a dozen bytes over bit-packing it. Bit-packed runs hold whole
/// groups of 8, so a run of equal values first fills up the last group.
public final class HybridEncoder {

    // headers of two runs, and what it costs readers to switch between kinds of runs; measured
    private static final int SAVING = 12;

    private HybridEncoder() {}

    /// Appends `values[from]` to `values[to - 1]`, each of at most `width` bits.
    public static void encode(int[] values, int from, int to, int width, ByteSink out) {
        int valueBytes = (width + 7) >> 3;
        int shortest = width == 0 ? 1 : Math.max(8, (8 * (valueBytes + SAVING) + width - 1) / width);
        int literal = from;
        int i = from;
        while (i < to) {
            int value = values[i];
            int end = i + 1;
            while (end < to && values[end] == value) {
                end++;
            }
            int fill = -(i - literal) & 7;
            if (end - i - fill >= shortest) {
                i += fill;
                packed(values, literal, i, width, out);
                out.putVarint((long) (end - i) << 1);
                out.putLittleEndian(value, valueBytes);
                literal = end;
            }
            i = end;
        }
        packed(values, literal, to, width, out);
    }

    private static void packed(int[] values, int from, int to, int width, ByteSink out) {
        if (from < to) {
            out.putVarint((to - from + 7 >> 3) << 1 | 1);
            BitPacking.pack(values, from, to - from, width, out);
        }
    }

    /// Appends the bits `from` to `to - 1` of a bitmap as values of width 1. Whole words of equal bits become RLE runs,
    /// everything else stays the bitmap it is.
    public static void encodeBits(long[] words, int from, int to, ByteSink out) {
        int count = to - from;
        int whole = count >> 6;
        int literal = 0;
        int i = 0;
        while (i < whole) {
            long word = wordAt(words, from + (i << 6));
            int end = i + 1;
            if (word == 0 || word == -1L) {
                while (end < whole && wordAt(words, from + (end << 6)) == word) {
                    end++;
                }
                int tail = end == whole && (count & 63) != 0 && isTail(words, from + (end << 6), count & 63, word)
                        ? count & 63
                        : 0;
                packedBits(words, from + (literal << 6), i - literal << 6, out);
                out.putVarint(((long) (end - i << 6) + tail) << 1);
                out.putByte((int) word & 1);
                if (tail != 0) {
                    return;
                }
                literal = end;
            }
            i = end;
        }
        packedBits(words, from + (literal << 6), count - (literal << 6), out);
    }

    private static boolean isTail(long[] words, int at, int bits, long word) {
        return ((wordAt(words, at) ^ word) & (1L << bits) - 1) == 0;
    }

    private static void packedBits(long[] words, int from, int count, ByteSink out) {
        if (count == 0) {
            return;
        }
        int groups = (count + 7) >> 3;
        out.putVarint(groups << 1 | 1);
        putBits(words, from, count, out);
    }

    /// Appends `count` bits of a bitmap from bit `from`, padded with zeroes to whole bytes.
    public static void putBits(long[] words, int from, int count, ByteSink out) {
        int size = (count + 7) >> 3;
        out.reserve(size + 8);
        byte[] bytes = out.bytes();
        int at = out.size();
        int done = 0;
        for (; done < count; done += 64, at += 8) {
            long word = wordAt(words, from + done);
            if (count - done < 64) {
                word &= (1L << count - done) - 1;
            }
            LONG.set(bytes, at, word);
        }
        out.advance(size);
    }

    /// 64 bits of a bitmap from any bit on; past its end they are zero.
    static long wordAt(long[] words, int bit) {
        int index = bit >> 6;
        long word = words[index] >>> bit;
        if ((bit & 63) != 0 && index + 1 < words.length) {
            word |= words[index + 1] << -bit;
        }
        return word;
    }
}
