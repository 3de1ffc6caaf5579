package dev.vivace.traceql.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Numbers for each span by its position: exactly one, unless `offsets` says which: then those from
/// `offsets[i]` to `offsets[i + 1]`, none twice.
record Codes(int @Nullable [] offsets, int[] codes) {

    static Codes zeros(int count) {
        return new Codes(null, new int[count]);
    }

    int from(int position) {
        return offsets == null ? position : offsets[position];
    }

    int to(int position) {
        return offsets == null ? position + 1 : offsets[position + 1];
    }

    /// Each span's pairs of one number here and one there, numbered. No number is negative.
    Codes with(Codes other, int count, PairNumbers pairs) {
        if (offsets == null && other.offsets == null) {
            int[] result = new int[count];
            for (int i = 0; i < count; i++) {
                result[i] = pairs.numberOf(codes[i], other.codes[i]);
            }
            return new Codes(null, result);
        }
        int[] starts = new int[count + 1];
        int[] result = new int[Math.max(16, count)];
        int size = 0;
        for (int i = 0; i < count; i++) {
            for (int a = from(i); a < to(i); a++) {
                for (int b = other.from(i); b < other.to(i); b++) {
                    if (size == result.length) {
                        result = Arrays.copyOf(result, 2 * size);
                    }
                    result[size++] = pairs.numberOf(codes[a], other.codes[b]);
                }
            }
            starts[i + 1] = size;
        }
        return new Codes(starts, result);
    }
}
