package dev.vivace.live;

/// Remembers which numbers were seen lately, in bounded memory, so that most repetitions are passed over.
final class RecentNumbers {

    private static final int SIZE = 1 << 12;

    private final long[] numbers = new long[SIZE];
    private final boolean[] used = new boolean[SIZE];

    /// Whether the number was not seen lately; now it is.
    boolean add(long number) {
        int at = (int) (number * 0x9E3779B97F4A7C15L >>> 52);
        if (used[at] && numbers[at] == number) {
            return false;
        }
        used[at] = true;
        numbers[at] = number;
        return true;
    }
}
