package dev.vivace.log;

/// Counts of a [LocalSpanLog] since it was opened, and sizes as they are now. Immutable; fields of one snapshot may
/// be a group apart.
///
/// @param durableRecords records that became durable
/// @param durableBytes bytes of their frames
/// @param groups group commits: writes that ended well
/// @param fsyncs calls of fsync on segments that ended well
/// @param fsyncNanos time spent in them
/// @param largestGroupRecords records in the largest group
/// @param refusedRecords records refused because the buffer was full
/// @param failedRecords records taken whose durability could not be promised
/// @param failedGroups group commits that failed
/// @param bufferedBytes bytes taken and not yet durable, now
/// @param segments segment files, now
/// @param segmentBytes their sizes together, now
/// @param damages unreadable parts met by replays
/// @param damagedBytes their sizes together
public record LogStats(
        long durableRecords,
        long durableBytes,
        long groups,
        long fsyncs,
        long fsyncNanos,
        long largestGroupRecords,
        long refusedRecords,
        long failedRecords,
        long failedGroups,
        long bufferedBytes,
        long segments,
        long segmentBytes,
        long damages,
        long damagedBytes) {}
