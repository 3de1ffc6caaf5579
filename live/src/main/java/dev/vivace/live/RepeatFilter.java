package dev.vivace.live;

import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.HashSlots;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.live.chunk.Stage;
import dev.vivace.live.chunk.Staged;

/// Finds spans that are here already: rows by a hash of everything that was sent about them. Writer only.
final class RepeatFilter extends Staged {

    private final HashSlots slots;
    /// By row.
    private final LongChunks hashes;

    private int markRows;
    private int markGrowths;

    RepeatFilter(Stage stage, Footprint footprint) {
        super(stage);
        this.slots = new HashSlots(footprint);
        this.hashes = new LongChunks(footprint);
    }

    /// A row with this hash, of this trace and span id, or -1.
    int find(long hash, int trace, long spanId, TraceStore traces, LongChunks spanIds) {
        int shortHash = (int) (hash >>> 32);
        long[] table = slots.slots();
        int mask = table.length - 1;
        for (int at = shortHash & mask; table[at] != 0; at = at + 1 & mask) {
            if ((int) (table[at] >>> 32) == shortHash) {
                int row = (int) table[at] - 1;
                if (hashes.get(row) == hash && spanIds.get(row) == spanId && traces.ordinals.get(row) == trace) {
                    return row;
                }
            }
        }
        return -1;
    }

    /// The next row of the table has this hash.
    void append(long hash) {
        touch();
        slots.add((int) (hash >>> 32), hashes.size());
        hashes.append(hash);
    }

    long hash(int row) {
        return hashes.get(row);
    }

    @Override
    protected void mark() {
        markRows = hashes.size();
        markGrowths = slots.growths();
    }

    @Override
    protected void commit() {
        // no reader looks here
    }

    @Override
    protected void rollback() {
        if (slots.growths() == markGrowths) {
            for (int row = hashes.size() - 1; row >= markRows; row--) {
                slots.removeLast((int) (hashes.get(row) >>> 32), row);
            }
        } else {
            slots.removeFrom(markRows);
        }
        hashes.truncate(markRows);
    }
}
