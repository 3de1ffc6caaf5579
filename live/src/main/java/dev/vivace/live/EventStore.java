package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;
import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.live.chunk.Stage;

/// The events of a table's spans.
final class EventStore extends NestedStore {

    final LongChunks epochNanos;
    final IntChunks nameCodes;
    final Dictionary names;

    EventStore(Stage stage, Footprint footprint) {
        super(stage, footprint);
        this.epochNanos = new LongChunks(footprint);
        this.nameCodes = new IntChunks(footprint);
        this.names = new Dictionary(stage, footprint);
    }

    void append(int spanRow, int shape, int droppedAttributesCount, long eventEpochNanos, int nameCode) {
        append(spanRow, shape, droppedAttributesCount);
        epochNanos.append(eventEpochNanos);
        nameCodes.append(nameCode);
    }

    @Override
    void truncateOwn(int size) {
        epochNanos.truncate(size);
        nameCodes.truncate(size);
    }
}
