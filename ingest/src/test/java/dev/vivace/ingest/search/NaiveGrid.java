package dev.vivace.ingest.search;

/// Intervals open on the left and closed on the right.
public record NaiveGrid(long start, long step, int intervals) {
    long endMillis(int interval) {
        return Math.floorDiv(start + (interval + 1) * step, 1_000_000L);
    }

    /// The interval of an instant, or -1.
    int of(long nanos) {
        for (int i = 0; i < intervals; i++) {
            if (nanos > start + i * step && nanos <= start + (i + 1) * step) {
                return i;
            }
        }
        return -1;
    }
}
