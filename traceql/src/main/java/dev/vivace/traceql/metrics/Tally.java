package dev.vivace.traceql.metrics;

import java.util.Arrays;

/// Counts how often each code comes in a stretch of spans of one interval, before that goes to the cells: most spans
/// then cost one addition. Confined to one thread, reused.
final class Tally {

    /// Shorter stretches are quicker counted one by one.
    static final int WORTH_IT = 32;

    private int[] counts = new int[64];
    private int[] met = new int[64];
    private int size;

    /// Counts `codes[from]` to `codes[to - 1]`.
    void count(int[] codes, int from, int to) {
        for (int i = from; i < to; i++) {
            int code = codes[i];
            if (code >= counts.length) {
                counts = Arrays.copyOf(counts, Math.max(2 * counts.length, code + 1));
            }
            if (counts[code]++ == 0) {
                if (size == met.length) {
                    met = Arrays.copyOf(met, 2 * size);
                }
                met[size++] = code;
            }
        }
    }

    /// Adds what was counted to the cells of an interval, and starts from nothing again.
    void pourInto(Cells cells, int interval) {
        for (int i = 0; i < size; i++) {
            int code = met[i];
            cells.add(code, interval, counts[code]);
            counts[code] = 0;
        }
        size = 0;
    }
}
