package dev.vivace.live;

/// What readers may see of a table at one moment. Immutable.
///
/// @param earliestStart no span starts before it; nanoseconds since 1970, unsigned
/// @param latestStart no span starts after it
/// @param oldestArrival when the first of the spans arrived, on the table's monotonic clock
/// @param newestArrival when the last one did
record Prefix(
        int rows,
        int traces,
        int resources,
        int scopes,
        int events,
        int links,
        long earliestStart,
        long latestStart,
        long oldestArrival,
        long newestArrival) {

    static final Prefix EMPTY = new Prefix(0, 0, 0, 0, 0, 0, -1, 0, 0, 0);
}
