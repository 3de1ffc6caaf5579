package dev.vivace.ingest.store;

import dev.vivace.log.Append;
import dev.vivace.log.LogPosition;
import org.jspecify.annotations.Nullable;

/// A record of the span log whose spans are in a live table.
///
/// @param arrivalNanos when it was taken, on the live table's clock; not after its spans' own arrival
/// @param append its outcome; null if it came from a replay
/// @param replayedFrom where it starts, if it came from a replay
record LoggedRecord(
        long arrivalNanos,
        @Nullable Append append,
        @Nullable LogPosition replayedFrom) {

    /// Where the record starts, or null while that is not known: then it is younger than every record for which it is.
    @Nullable
    LogPosition start() {
        if (replayedFrom != null) {
            return replayedFrom;
        }
        return append != null && append.isDurable() ? append.start() : null;
    }
}
