package dev.vivace.ingest.store;

import dev.vivace.live.CutPolicy;

/// When live spans become blocks, and how much memory they may take. Immutable.
///
/// @param cut when a trace leaves the live table; also how old a table may get before it is cut
/// @param maxTableBytes a live table is cut when it has this size, whatever its age
/// @param maxLiveBytes requests are refused while the live tables of all tenants together are larger
public record StoreOptions(CutPolicy cut, long maxTableBytes, long maxLiveBytes) {
    public StoreOptions {
        if (maxTableBytes <= 0 || maxLiveBytes < maxTableBytes) {
            throw new IllegalArgumentException("maxTableBytes: " + maxTableBytes + ", maxLiveBytes: " + maxLiveBytes
                    + " (expected: 0 < maxTableBytes <= maxLiveBytes)");
        }
    }
}
