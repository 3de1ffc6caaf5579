package dev.vivace.live;

import java.time.Duration;

/// When a trace leaves its live table for a block. Immutable.
///
/// @param traceIdle leaves if no span of it arrived for this long
/// @param maxBlockDuration leaves if its first span arrived this long ago, whether it is complete or not; so
/// nothing
///     stays longer, and the span log behind the table can be let go of
public record CutPolicy(Duration traceIdle, Duration maxBlockDuration) {

    /// For shutdown: every trace leaves.
    public static final CutPolicy EVERYTHING = new CutPolicy(Duration.ZERO, Duration.ZERO);

    public CutPolicy {
        if (traceIdle.isNegative()) {
            throw new IllegalArgumentException("traceIdle: " + traceIdle + " (expected: >= PT0S)");
        }
        if (maxBlockDuration.compareTo(traceIdle) < 0) {
            throw new IllegalArgumentException(
                    "maxBlockDuration: " + maxBlockDuration + " (expected: >= traceIdle, " + traceIdle + ")");
        }
    }
}
