package dev.vivace.live;

import dev.vivace.model.TraceTree;

/// Gathers what a [TraceTree] is made of, trace after trace, into the same arrays. Confined to one thread.
final class TraceGatherer {

    private final LiveTable table;
    private long[] spanIds = new long[64];
    private long[] parentIds = new long[64];
    private int[] kinds = new int[64];
    private long[] starts = new long[64];

    TraceGatherer(LiveTable table) {
        this.table = table;
    }

    /// The tree of the spans at `rows[from]` to `rows[from + count - 1]`, which it names 0 to `count - 1`.
    TraceTree tree(int[] rows, int from, int count) {
        if (count > kinds.length) {
            int length = Math.max(count, kinds.length * 2);
            spanIds = new long[length];
            parentIds = new long[length];
            kinds = new int[length];
            starts = new long[length];
        }
        for (int i = 0; i < count; i++) {
            int row = rows[from + i];
            spanIds[i] = table.spanIds.get(row);
            parentIds[i] = table.parentSpanIds.get(row);
            kinds[i] = table.kinds.get(row);
            starts[i] = table.starts.get(row);
        }
        return TraceTree.of(count, spanIds, parentIds, kinds, starts);
    }
}
