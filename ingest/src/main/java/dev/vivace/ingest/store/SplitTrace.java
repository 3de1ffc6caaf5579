package dev.vivace.ingest.store;

import dev.vivace.block.read.Block;
import dev.vivace.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trace of which several tables may hold spans, and where the blocks hold it. Kept by [SplitTraces], whose lock
/// guards it.
final class SplitTrace {

    final TraceId id;

    /// In the order of the blocks.
    final List<Part> parts = new ArrayList<>();

    SplitTrace(TraceId id) {
        this.id = id;
    }

    /// Its spans in one block.
    static final class Part {
        final StoredBlock block;
        final int blockNumber;
        final Block.Place place;

        /// Rows whose spans parts before this one hold too, ascending; null while nobody has looked.
        int @Nullable [] repeatedRows;

        Part(StoredBlock block, int blockNumber, Block.Place place) {
            this.block = block;
            this.blockNumber = blockNumber;
            this.place = place;
        }
    }

    /// Those of its parts that are in the first few blocks.
    List<Part> parts(int blocks) {
        int count = parts.size();
        while (count > 0 && parts.get(count - 1).blockNumber >= blocks) {
            count--;
        }
        return parts.subList(0, count);
    }
}
