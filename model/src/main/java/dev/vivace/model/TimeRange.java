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

    /// Whether the two share at least one instant.
    public boolean overlaps(long otherStartEpochNanos, long otherEndEpochNanos) {
        return otherStartEpochNanos <= endEpochNanos && otherEndEpochNanos >= startEpochNanos;
    }
}
