package dev.vivace.model;

/// A closed range of time: both ends belong to it. Immutable.
///
/// @param startEpochNanos nanoseconds since 1970
/// @param endEpochNanos nanoseconds since 1970, not before the start
public record TimeRange(long startEpochNanos, long endEpochNanos) {

    /// Every time there is.
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    public TimeRange {
        if (endEpochNanos < startEpochNanos) {
            throw new IllegalArgumentException(
                    "time range ends at " + endEpochNanos + " (expected: >= its start, " + startEpochNanos + ")");
        }
    }

    /// Whether the two share at least one instant. The other one's times are unsigned, as those of spans are;
    /// what lies past the signed numbers (the year 2262) counts as the last of them.
    public boolean overlaps(long otherStartEpochNanos, long otherEndEpochNanos) {
        return signed(otherStartEpochNanos) <= endEpochNanos && signed(otherEndEpochNanos) >= startEpochNanos;
    }

    private static long signed(long epochNanos) {
        return epochNanos < 0 ? Long.MAX_VALUE : epochNanos;
    }
}
