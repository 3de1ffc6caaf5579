package dev.vivace.live;

import dev.vivace.live.chunk.LongChunks;

/// Sorts rows in place by start, then by span id, both unsigned; equal ones keep their order.
final class RowOrder {

    private static final int INSERTION_LIMIT = 24;

    private RowOrder() {}

    static void byStart(int[] rows, int from, int to, LongChunks starts, LongChunks spanIds) {
        if (to - from <= INSERTION_LIMIT) {
            insertionSort(rows, from, to, starts, spanIds);
            return;
        }
        sort(rows.clone(), rows, from, to, starts, spanIds);
    }

    /// Sorts `to`; `source` holds the same rows and is scratch space.
    private static void sort(int[] source, int[] rows, int from, int to, LongChunks starts, LongChunks spanIds) {
        if (to - from <= INSERTION_LIMIT) {
            insertionSort(rows, from, to, starts, spanIds);
            return;
        }
        int middle = from + to >>> 1;
        sort(rows, source, from, middle, starts, spanIds);
        sort(rows, source, middle, to, starts, spanIds);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right >= to || left < middle && !isBefore(source[right], source[left], starts, spanIds);
            rows[i] = takeLeft ? source[left++] : source[right++];
        }
    }

    private static void insertionSort(int[] rows, int from, int to, LongChunks starts, LongChunks spanIds) {
        for (int i = from + 1; i < to; i++) {
            int row = rows[i];
            int at = i;
            while (at > from && isBefore(row, rows[at - 1], starts, spanIds)) {
                rows[at] = rows[at - 1];
                at--;
            }
            rows[at] = row;
        }
    }

    private static boolean isBefore(int a, int b, LongChunks starts, LongChunks spanIds) {
        int byStart = Long.compareUnsigned(starts.get(a), starts.get(b));
        return byStart != 0 ? byStart < 0 : Long.compareUnsigned(spanIds.get(a), spanIds.get(b)) < 0;
    }
}
