package dev.vivace.traceql.metrics;

/// Intervals of equal length. Each is open on the left and closed on the right, and its sample carries
/// the time of its end: interval `i` is `(start + i * step, start + (i + 1) * step]`. Nanoseconds since
/// 1970, signed. Immutable.
///
/// @param intervals at least 1
public record TimeGrid(long startEpochNanos, long stepNanos, int intervals) {

    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long[] GRANULARITIES = {
        3600 * SECOND, 300 * SECOND, 60 * SECOND, 15 * SECOND, 5 * SECOND, SECOND
    };

    public TimeGrid {
        if (stepNanos <= 0 || intervals < 1) {
            throw new IllegalArgumentException(
                    "time grid of " + intervals + " intervals of " + stepNanos + " ns (expected: positive both)");
        }
    }

    /// Whole steps that cover the range, and one before them, so that what happened at the start itself
    /// is seen.
    ///
    /// @param endEpochNanos behind the start
    public static TimeGrid range(long startEpochNanos, long endEpochNanos, long stepNanos) {
        long start = Math.floorDiv(startEpochNanos, stepNanos) * stepNanos - stepNanos;
        long end = Math.ceilDiv(endEpochNanos, stepNanos) * stepNanos;
        return new TimeGrid(start, stepNanos, Math.toIntExact((end - start) / stepNanos));
    }

    /// The range as one interval.
    ///
    /// @param endEpochNanos behind the start
    public static TimeGrid instant(long startEpochNanos, long endEpochNanos) {
        return new TimeGrid(startEpochNanos, endEpochNanos - startEpochNanos, 1);
    }

    /// The step for a range if nobody says: about 240 intervals, of a length people count in.
    public static long defaultStepNanos(long rangeNanos) {
        long baseline = rangeNanos / 240;
        if (rangeNanos < 60 * SECOND) {
            return Math.max(50 * MILLI, baseline / (50 * MILLI) * (50 * MILLI));
        }
        for (long granularity : GRANULARITIES) {
            if (baseline > granularity) {
                return baseline / granularity * granularity;
            }
        }
        return SECOND;
    }

    /// Last instant of the last interval.
    public long endEpochNanos() {
        return startEpochNanos + intervals * stepNanos;
    }

    /// End of an interval.
    public long timestampMillis(int interval) {
        return Math.floorDiv(startEpochNanos + (interval + 1) * stepNanos, MILLI);
    }

    /// The interval of an instant, -1 if it is in none.
    ///
    /// @param epochNanos unsigned; what lies past the signed numbers is in none
    public int indexOf(long epochNanos) {
        if (epochNanos < 0 || epochNanos <= startEpochNanos || epochNanos > endEpochNanos()) {
            return -1;
        }
        return (int) ((epochNanos - startEpochNanos - 1) / stepNanos);
    }

    public double stepSeconds() {
        return stepNanos / (double) SECOND;
    }
}
