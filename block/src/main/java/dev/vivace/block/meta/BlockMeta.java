package dev.vivace.block.meta;

import dev.vivace.block.schema.RowGroupMeta;
import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
import java.util.List;

/// The description of a block. Immutable.
///
/// @param blockId unique; later blocks have greater ids
/// @param createdEpochMillis when it was written
/// @param splitTraces traces that had spans in other blocks or live tables when it was written
public record BlockMeta(
        int formatVersion,
        String blockId,
        TenantId tenant,
        long createdEpochMillis,
        long spans,
        long traces,
        long sizeBytes,
        List<RowGroupMeta> rowGroups,
        List<TraceId> splitTraces) {
    public BlockMeta {
        rowGroups = List.copyOf(rowGroups);
        splitTraces = List.copyOf(splitTraces);
    }

    /// Of all traces; unsigned.
    public long earliestStartEpochNanos() {
        long earliest = -1;
        for (RowGroupMeta group : rowGroups) {
            if (Long.compareUnsigned(group.earliestStartEpochNanos(), earliest) < 0) {
                earliest = group.earliestStartEpochNanos();
            }
        }
        return earliest;
    }

    /// Of all traces; unsigned.
    public long latestEndEpochNanos() {
        long latest = 0;
        for (RowGroupMeta group : rowGroups) {
            if (Long.compareUnsigned(group.latestEndEpochNanos(), latest) > 0) {
                latest = group.latestEndEpochNanos();
            }
        }
        return latest;
    }
}
