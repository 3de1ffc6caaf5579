package dev.vivace.parquet.encoding;

import static dev.vivace.parquet.encoding.ByteSink.LONG;

import java.util.Arrays;

/// Reads the RLE / bit-packing hybrid without making values where none are asked for: a run of equal codes answers a
/// test in one step, bit-packed codes by table look-up, levels of width 1 are the bitmap itself.
///
/// A cursor over one byte array that has [BitPacking#SLACK] bytes after `end`. Confined to one thread, reused.
public final class HybridDecoder {

    private byte[] bytes = {};
    private int at;
    private int end;

    // for valueAt: the whole, and the run it looked at last
    private int start;
    private int seekWidth;
    private int seekCount;
    private int runFrom;
    private int runTo;
    private int runValue;
    private int runPackedAt;

    /// Points at `bytes[from]` to `bytes[to - 1]`.
    public HybridDecoder over(byte[] newBytes, int from, int to) {
        bytes = newBytes;
        at = from;
        end = to;
        return this;
    }

    /// Prepares for [#valueAt] of `count` values of `width` bits.
    public HybridDecoder seekable(int width, int count) {
        start = at;
        seekWidth = width;
        seekCount = count;
        runFrom = 0;
        runTo = 0;
        return this;
    }

    /// One value. Runs before it are stepped over, not decoded; going forward never reads a run's header twice.
    public int valueAt(int index) {
        seek(index);
        if (runPackedAt < 0) {
            return runValue;
        }
        long bit = (long) (index - runFrom) * seekWidth;
        long word = (long) LONG.get(bytes, runPackedAt + (int) (bit >> 3)) >>> (bit & 7);
        return (int) (word & (1L << seekWidth) - 1);
    }

    /// Several values, to `into[offset]` and following: those at `indices[i] - base`, for `i` of `from` to `to - 1`.
    ///
    /// @param indices ascending
    public void valuesAt(int[] indices, int base, int from, int to, int[] into, int offset) {
        int shift = offset - from;
        for (int i = from; i < to; ) {
            seek(indices[i] - base);
            int past = base + runTo;
            if (runPackedAt < 0) {
                for (; i < to && indices[i] < past; i++) {
                    into[i + shift] = runValue;
                }
            } else {
                byte[] source = bytes;
                int first = base + runFrom;
                int packedAt = runPackedAt;
                int width = seekWidth;
                long mask = (1L << width) - 1;
                for (; i < to && indices[i] < past; i++) {
                    long bit = (long) (indices[i] - first) * width;
                    into[i + shift] = (int) ((long) LONG.get(source, packedAt + (int) (bit >> 3)) >>> (bit & 7) & mask);
                }
            }
        }
    }

    private void seek(int index) {
        if (index < runFrom) {
            at = start;
            runFrom = 0;
            runTo = 0;
        }
        while (index >= runTo) {
            nextRun();
        }
    }

    private void nextRun() {
        int header = header();
        runFrom = runTo;
        if ((header & 1) == 0) {
            runTo += repeatedRun(header, seekCount - runFrom);
            runValue = repeated(seekWidth);
            runPackedAt = -1;
        } else {
            runTo += packedRun(header, seekWidth, seekCount - runFrom);
            runPackedAt = at;
            skipPacked(header, seekWidth);
        }
    }

    private int header() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at >= end) {
                throw new MalformedBytesException("runs end before all values are there (expected: more bytes)");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                if (value > 0xFFFFFFFFL) {
                    break;
                }
                return (int) value;
            }
        }
        throw new MalformedBytesException("run header of more than 32 bits (expected: at most 32)");
    }

    /// Length of a bit-packed run in values, cut to `left`; its bytes must be there.
    private int packedRun(int header, int width, int left) {
        long values = (header >>> 1) * 8L;
        int count = (int) Math.min(values, left);
        if (((long) count * width + 7 >> 3) > end - at) {
            throw new MalformedBytesException("bit-packed run of " + values + " values of " + width
                    + " bits (expected: " + (end - at) + " bytes at most)");
        }
        return count;
    }

    /// Moves past a bit-packed run; a writer may leave out the padding of the last one.
    private void skipPacked(int header, int width) {
        at = (int) Math.min(end, at + (header >>> 1) * (long) width);
    }

    private int repeated(int width) {
        int size = (width + 7) >> 3;
        if (end - at < size) {
            throw new MalformedBytesException("run of equal values ends before its value (expected: more bytes)");
        }
        int value = 0;
        for (int i = 0; i < size; i++) {
            value |= (bytes[at++] & 0xFF) << 8 * i;
        }
        if (width < 32 && value >>> width != 0) {
            throw new MalformedBytesException("run of value " + value + " (expected: at most " + width + " bits)");
        }
        return value;
    }

    private static int repeatedRun(int header, int left) {
        return Math.min(header >>> 1, left);
    }

    /// Reads `count` values of width 1 and sets the bits of the ones in `into`, which is zero before.
    ///
    /// @return how many are one
    public int bits(int count, long[] into) {
        int done = 0;
        int ones = 0;
        while (done < count) {
            int header = header();
            if ((header & 1) == 0) {
                int run = repeatedRun(header, count - done);
                if (repeated(1) != 0) {
                    fill(into, done, done + run);
                    ones += run;
                }
                done += run;
            } else {
                int run = packedRun(header, 1, count - done);
                ones += copyBits(bytes, at, run, into, done);
                skipPacked(header, 1);
                done += run;
            }
        }
        return ones;
    }

    /// Reads `count` values of `width` bits.
    public void values(int width, int count, int[] into, int offset) {
        int done = 0;
        while (done < count) {
            int header = header();
            if ((header & 1) == 0) {
                int run = repeatedRun(header, count - done);
                Arrays.fill(into, offset + done, offset + done + run, repeated(width));
                done += run;
            } else {
                int run = packedRun(header, width, count - done);
                BitPacking.unpack(bytes, at, width, run, into, offset + done);
                skipPacked(header, width);
                done += run;
            }
        }
    }

    /// Reads `count` codes of `width` bits and sets bit `i` of `into`, which is zero before, where the `i`-th code is
    /// wanted.
    ///
    /// @param wanted 1 for a code that is wanted, 0 for others; `1 << width` long at least
    /// @return whether any is wanted
    public boolean match(int width, int count, byte[] wanted, long[] into) {
        int done = 0;
        long any = 0;
        while (done < count) {
            int header = header();
            if ((header & 1) == 0) {
                int run = repeatedRun(header, count - done);
                if (wanted[repeated(width)] != 0) {
                    fill(into, done, done + run);
                    any |= run;
                }
                done += run;
            } else {
                int run = packedRun(header, width, count - done);
                any |= matchPacked(width, run, wanted, into, done);
                skipPacked(header, width);
                done += run;
            }
        }
        return any != 0;
    }

    private long matchPacked(int width, int count, byte[] wanted, long[] into, int position) {
        byte[] source = bytes;
        int from = at;
        int mask = (int) ((1L << width) - 1);
        long any = 0;
        int i = 0;
        for (; i + 8 <= count; i += 8, from += width) {
            long hits;
            if (width <= 8) {
                long word = (long) LONG.get(source, from);
                hits = wanted[(int) word & mask]
                        | wanted[(int) (word >>> width) & mask] << 1
                        | wanted[(int) (word >>> 2 * width) & mask] << 2
                        | wanted[(int) (word >>> 3 * width) & mask] << 3
                        | wanted[(int) (word >>> 4 * width) & mask] << 4
                        | wanted[(int) (word >>> 5 * width) & mask] << 5
                        | wanted[(int) (word >>> 6 * width) & mask] << 6
                        | wanted[(int) (word >>> 7 * width) & mask] << 7;
            } else if (width <= 16) {
                long low = (long) LONG.get(source, from);
                int bit = 4 * width;
                long high = (long) LONG.get(source, from + (bit >> 3)) >>> (bit & 7);
                hits = wanted[(int) low & mask]
                        | wanted[(int) (low >>> width) & mask] << 1
                        | wanted[(int) (low >>> 2 * width) & mask] << 2
                        | wanted[(int) (low >>> 3 * width) & mask] << 3
                        | wanted[(int) high & mask] << 4
                        | wanted[(int) (high >>> width) & mask] << 5
                        | wanted[(int) (high >>> 2 * width) & mask] << 6
                        | wanted[(int) (high >>> 3 * width) & mask] << 7;
            } else {
                hits = 0;
                for (int k = 0; k < 8; k++) {
                    int bit = k * width;
                    long word = (long) LONG.get(source, from + (bit >> 3)) >>> (bit & 7);
                    hits |= (long) wanted[(int) word & mask] << k;
                }
            }
            if (hits != 0) {
                any = 1;
                int bit = position + i;
                into[bit >> 6] |= hits << bit;
                if ((bit & 63) > 56) {
                    into[(bit >> 6) + 1] |= hits >>> -bit;
                }
            }
        }
        for (int k = 0; i < count; i++, k++) {
            int bit = k * width;
            long word = (long) LONG.get(source, from + (bit >> 3)) >>> (bit & 7);
            if (wanted[(int) word & mask] != 0) {
                any = 1;
                into[position + i >> 6] |= 1L << position + i;
            }
        }
        return any;
    }

    /// Copies `count` bits from byte `from` on to bit `position` of `into`, which is zero there.
    ///
    /// @return how many are one
    public static int copyBits(byte[] source, int from, int count, long[] into, int position) {
        int ones = 0;
        int shift = position & 63;
        int index = position >> 6;
        for (int done = 0; done < count; done += 64, from += 8, index++) {
            long word = (long) LONG.get(source, from);
            if (count - done < 64) {
                word &= (1L << count - done) - 1;
            }
            ones += Long.bitCount(word);
            into[index] |= word << shift;
            if (shift != 0 && word >>> -shift != 0) {
                into[index + 1] |= word >>> -shift;
            }
        }
        return ones;
    }

    private static void fill(long[] words, int from, int to) {
        if (from >= to) {
            return;
        }
        int first = from >> 6;
        int last = (to - 1) >> 6;
        long firstMask = -1L << from;
        long lastMask = -1L >>> -to;
        if (first == last) {
            words[first] |= firstMask & lastMask;
            return;
        }
        words[first] |= firstMask;
        Arrays.fill(words, first + 1, last, -1L);
        words[last] |= lastMask;
    }
}
