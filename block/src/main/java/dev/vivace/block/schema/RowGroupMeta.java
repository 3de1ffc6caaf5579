package dev.vivace.block.schema;

/// What is known of a row group without opening the block. Times are unsigned. Immutable.
///
/// @param earliestStartEpochNanos earliest trace start
/// @param latestStartEpochNanos latest trace start
/// @param latestEndEpochNanos latest trace end
public record RowGroupMeta(
        int rows, long earliestStartEpochNanos, long latestStartEpochNanos, long latestEndEpochNanos) {}
