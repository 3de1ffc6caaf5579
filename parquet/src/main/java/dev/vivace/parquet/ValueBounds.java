package dev.vivace.parquet;

import dev.vivace.parquet.encoding.ByteSink;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The smallest and the largest of some values, as the file stores them: PLAIN without length prefix. NaN
/// does not count; a zero is stored as -0.0 below and +0.0 above, as the format asks.
///
/// @param nans NaN among the values
record ValueBounds(byte[] min, byte[] max, int nans) {

    /// Longest byte string that is kept as a bound.
    static final int MAX_BYTES = 64;

    /// The bounds of the values `from` to `to - 1`; null if there is none but NaN, if a bound is longer than
    /// [#MAX_BYTES], or for booleans.
    static @Nullable ValueBounds of(Values values, int from, int to) {
        if (from >= to) {
            return null;
        }
        return switch (values) {
            case Values.Longs(long[] longs, int _) -> {
                long min = longs[from];
                long max = min;
                for (int i = from + 1; i < to; i++) {
                    min = Math.min(min, longs[i]);
                    max = Math.max(max, longs[i]);
                }
                yield new ValueBounds(eightBytes(min), eightBytes(max), 0);
            }
            case Values.Ints(int[] ints, int _) -> {
                int min = ints[from];
                int max = min;
                for (int i = from + 1; i < to; i++) {
                    min = Math.min(min, ints[i]);
                    max = Math.max(max, ints[i]);
                }
                yield new ValueBounds(fourBytes(min), fourBytes(max), 0);
            }
            case Values.Doubles(double[] doubles, int _) -> ofDoubles(doubles, from, to);
            case Values.Fixed(byte[] bytes, int width, int _) -> {
                int min = from * width;
                int max = min;
                for (int i = from + 1; i < to; i++) {
                    int at = i * width;
                    if (compare(bytes, at, width, bytes, min, width) < 0) {
                        min = at;
                    } else if (compare(bytes, at, width, bytes, max, width) > 0) {
                        max = at;
                    }
                }
                yield ofBytes(bytes, min, width, max, width);
            }
            case Values.Texts(byte[] bytes, int[] offsets, int _) -> {
                int min = from;
                int max = from;
                for (int i = from + 1; i < to; i++) {
                    if (compare(bytes, offsets, i, min) < 0) {
                        min = i;
                    } else if (compare(bytes, offsets, i, max) > 0) {
                        max = i;
                    }
                }
                yield ofBytes(
                        bytes,
                        offsets[min],
                        offsets[min + 1] - offsets[min],
                        offsets[max],
                        offsets[max + 1] - offsets[max]);
            }
            case Values.Lookup lookup -> ofLookup(lookup, from, to);
            case Values.Dictionary dictionary -> ofCodes(dictionary, from, to);
            case Values.Booleans _ -> null;
        };
    }

    private static @Nullable ValueBounds ofLookup(Values.Lookup lookup, int from, int to) {
        byte[] min = lookup.bytes(from);
        byte[] max = min;
        for (int i = from + 1; i < to; i++) {
            byte[] bytes = lookup.bytes(i);
            if (Arrays.compareUnsigned(bytes, min) < 0) {
                min = bytes;
            } else if (Arrays.compareUnsigned(bytes, max) > 0) {
                max = bytes;
            }
        }
        return min.length > MAX_BYTES || max.length > MAX_BYTES ? null : new ValueBounds(min, max, 0);
    }

    private static @Nullable ValueBounds ofDoubles(double[] doubles, int from, int to) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        int nans = 0;
        for (int i = from; i < to; i++) {
            double value = doubles[i];
            if (Double.isNaN(value)) {
                nans++;
            } else {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        if (nans == to - from) {
            return null;
        }
        return new ValueBounds(
                eightBytes(Double.doubleToRawLongBits(min == 0 ? -0.0 : min)),
                eightBytes(Double.doubleToRawLongBits(max == 0 ? 0.0 : max)),
                nans);
    }

    private static @Nullable ValueBounds ofBytes(byte[] bytes, int min, int minLength, int max, int maxLength) {
        if (minLength > MAX_BYTES || maxLength > MAX_BYTES) {
            return null;
        }
        return new ValueBounds(
                Arrays.copyOfRange(bytes, min, min + minLength), Arrays.copyOfRange(bytes, max, max + maxLength), 0);
    }

    /// Looks at each entry once, however often it is used.
    private static @Nullable ValueBounds ofCodes(Values.Dictionary dictionary, int from, int to) {
        Values entries = dictionary.entries();
        boolean[] used = new boolean[entries.count()];
        int distinct = 0;
        int nans = 0;
        int[] codes = dictionary.codes();
        for (int i = from; i < to; i++) {
            int code = codes[i];
            if (!used[code]) {
                used[code] = true;
                distinct++;
            }
            if (entries instanceof Values.Doubles(double[] doubles, int _) && Double.isNaN(doubles[code])) {
                nans++;
            }
        }
        ValueBounds bounds = of(pick(entries, used, distinct), 0, distinct);
        return bounds == null ? null : new ValueBounds(bounds.min, bounds.max, nans);
    }

    private static Values pick(Values entries, boolean[] used, int distinct) {
        int to = 0;
        switch (entries) {
            case Values.Longs(long[] longs, int _) -> {
                long[] picked = new long[distinct];
                for (int i = 0; i < used.length; i++) {
                    if (used[i]) {
                        picked[to++] = longs[i];
                    }
                }
                return new Values.Longs(picked, distinct);
            }
            case Values.Ints(int[] ints, int _) -> {
                int[] picked = new int[distinct];
                for (int i = 0; i < used.length; i++) {
                    if (used[i]) {
                        picked[to++] = ints[i];
                    }
                }
                return new Values.Ints(picked, distinct);
            }
            case Values.Doubles(double[] doubles, int _) -> {
                double[] picked = new double[distinct];
                for (int i = 0; i < used.length; i++) {
                    if (used[i]) {
                        picked[to++] = doubles[i];
                    }
                }
                return new Values.Doubles(picked, distinct);
            }
            case Values.Fixed(byte[] bytes, int width, int _) -> {
                byte[] picked = new byte[distinct * width];
                for (int i = 0; i < used.length; i++) {
                    if (used[i]) {
                        System.arraycopy(bytes, i * width, picked, to++ * width, width);
                    }
                }
                return new Values.Fixed(picked, width, distinct);
            }
            case Values.Texts(byte[] bytes, int[] offsets, int _) -> {
                ByteSink picked = new ByteSink(64);
                int[] pickedOffsets = new int[distinct + 1];
                for (int i = 0; i < used.length; i++) {
                    if (used[i]) {
                        picked.put(bytes, offsets[i], offsets[i + 1] - offsets[i]);
                        pickedOffsets[++to] = picked.size();
                    }
                }
                return new Values.Texts(picked.bytes(), pickedOffsets, distinct);
            }
            case Values.Lookup(TextLookup source, int[] codes, int _) -> {
                int[] picked = new int[distinct];
                for (int i = 0; i < used.length; i++) {
                    if (used[i]) {
                        picked[to++] = codes[i];
                    }
                }
                return new Values.Lookup(source, picked, distinct);
            }
            case Values.Dictionary _, Values.Booleans _ -> throw new IllegalStateException("no dictionary's entries");
        }
    }

    private static int compare(byte[] bytes, int[] offsets, int left, int right) {
        return Arrays.compareUnsigned(
                bytes, offsets[left], offsets[left + 1], bytes, offsets[right], offsets[right + 1]);
    }

    private static int compare(byte[] left, int at, int length, byte[] right, int rightAt, int rightLength) {
        return Arrays.compareUnsigned(left, at, at + length, right, rightAt, rightAt + rightLength);
    }

    static byte[] eightBytes(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    static byte[] fourBytes(int value) {
        return new byte[] {(byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)};
    }

    /// A stored bound of `INT32`, `INT64` or `DOUBLE` (its bits), sign-extended.
    static long number(byte[] bound) {
        long value = 0;
        for (int i = bound.length - 1; i >= 0; i--) {
            value = value << 8 | bound[i] & 0xFF;
        }
        return bound.length == 4 ? (int) value : value;
    }
}
