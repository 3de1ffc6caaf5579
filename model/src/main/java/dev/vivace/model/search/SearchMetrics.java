package dev.vivace.model.search;

/// What a query cost. Immutable.
///
/// @param inspectedTraces traces whose rows were looked at
/// @param inspectedBytes bytes read from blocks
/// @param totalBlocks blocks the time range selects
/// @param completedJobs tables (row groups and live tables) evaluated
/// @param totalJobs tables the time range selects
public record SearchMetrics(
        int inspectedTraces,
        long inspectedBytes,
        int totalBlocks,
        int completedJobs,
        int totalJobs,
        long totalBlockBytes) {
    /// Nothing was looked at.
    public static final SearchMetrics NONE = new SearchMetrics(0, 0, 0, 0, 0, 0);
}
