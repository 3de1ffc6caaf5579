package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;
import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.live.chunk.Stage;

/// The links of a table's spans.
final class LinkStore extends NestedStore {

    final LongChunks traceIdHighs;
    final LongChunks traceIdLows;
    final LongChunks spanIds;
    final IntChunks flags;
    final IntChunks traceStateCodes;
    final Dictionary traceStates;

    LinkStore(Stage stage, Footprint footprint) {
        super(stage, footprint);
        this.traceIdHighs = new LongChunks(footprint);
        this.traceIdLows = new LongChunks(footprint);
        this.spanIds = new LongChunks(footprint);
        this.flags = new IntChunks(footprint);
        this.traceStateCodes = new IntChunks(footprint);
        this.traceStates = new Dictionary(stage, footprint);
    }

    void append(
            int spanRow,
            int shape,
            int droppedAttributesCount,
            long traceIdHigh,
            long traceIdLow,
            long spanId,
            int linkFlags,
            int traceStateCode) {
        append(spanRow, shape, droppedAttributesCount);
        traceIdHighs.append(traceIdHigh);
        traceIdLows.append(traceIdLow);
        spanIds.append(spanId);
        flags.append(linkFlags);
        traceStateCodes.append(traceStateCode);
    }

    @Override
    void truncateOwn(int size) {
        traceIdHighs.truncate(size);
        traceIdLows.truncate(size);
        spanIds.truncate(size);
        flags.truncate(size);
        traceStateCodes.truncate(size);
    }
}
