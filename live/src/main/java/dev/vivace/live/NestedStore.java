package dev.vivace.live;

import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.Stage;
import dev.vivace.live.chunk.Staged;

/// Rows that belong to spans: events, or links. In the order of their spans, and within a span as it lists them.
abstract sealed class NestedStore extends Staged permits EventStore, LinkStore {

    final AttributeStore attributes;
    final IntChunks spanRows;
    final IntChunks shapes;
    /// Only those that are not zero.
    final NumberColumn droppedAttributesCounts;

    private int markSize;

    NestedStore(Stage stage, Footprint footprint) {
        super(stage);
        this.attributes = new AttributeStore(stage, footprint);
        this.spanRows = new IntChunks(footprint);
        this.shapes = new IntChunks(footprint);
        this.droppedAttributesCounts = new NumberColumn(new byte[0], ValueType.INT, stage, footprint);
    }

    /// Writer only.
    final int size() {
        return spanRows.size();
    }

    /// The first of the first `bound` rows whose span is `spanRow` or a later one; `bound` if there is none.
    final int firstOf(int spanRow, int bound) {
        int[][] chunks = spanRows.chunks();
        int low = 0;
        int high = bound;
        while (low < high) {
            int middle = low + high >>> 1;
            if (chunks[middle >> IntChunks.SHIFT][middle & IntChunks.MASK] < spanRow) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Writer only: the row is complete but for the columns that only events or only links have.
    final void append(int spanRow, int shape, int droppedAttributesCount) {
        touch();
        if (droppedAttributesCount != 0) {
            droppedAttributesCounts.append(size(), Integer.toUnsignedLong(droppedAttributesCount));
        }
        spanRows.append(spanRow);
        shapes.append(shape);
    }

    /// Writer only: takes back the rows from `size` on, with their attributes.
    final void dropFrom(int size) {
        for (int row = size() - 1; row >= size; row--) {
            attributes.dropRow(row, shapes.get(row));
            droppedAttributesCounts.dropRow(row);
        }
        truncate(size);
    }

    abstract void truncateOwn(int size);

    private void truncate(int size) {
        spanRows.truncate(size);
        shapes.truncate(size);
        truncateOwn(size);
    }

    @Override
    protected final void mark() {
        markSize = size();
    }

    @Override
    protected final void commit() {
        // the table publishes how many there are
    }

    @Override
    protected final void rollback() {
        truncate(markSize);
    }
}
