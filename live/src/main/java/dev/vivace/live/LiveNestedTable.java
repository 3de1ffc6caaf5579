package dev.vivace.live;

import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a reader sees of the events or links of a table.
///
/// @param rowCount rows from this one on are not seen
record LiveNestedTable(NestedStore store, int rowCount) implements NestedTable {

    @Override
    public int spanRow(int nestedRow) {
        return store.spanRows.get(nestedRow);
    }

    @Override
    public List<Column> attribute(String key) {
        return SparseColumns.of(store.attributes.published(key.getBytes(StandardCharsets.UTF_8)), rowCount);
    }

    @Override
    public Column.OfText name() {
        EventStore events = events("names");
        return new DenseText(events.nameCodes, events.names, rowCount);
    }

    @Override
    public Column.OfLong epochNanos() {
        return DenseLongs.of(events("times").epochNanos, rowCount);
    }

    @Override
    public Column.OfLong spanId() {
        return DenseLongs.of(links("span ids").spanIds, rowCount);
    }

    @Override
    public Column.OfLong traceIdHigh() {
        return DenseLongs.of(links("trace ids").traceIdHighs, rowCount);
    }

    @Override
    public Column.OfLong traceIdLow() {
        return DenseLongs.of(links("trace ids").traceIdLows, rowCount);
    }

    private EventStore events(String what) {
        if (store instanceof EventStore events) {
            return events;
        }
        throw new IllegalStateException("links have no " + what + " (expected: asked of events)");
    }

    private LinkStore links(String what) {
        if (store instanceof LinkStore links) {
            return links;
        }
        throw new IllegalStateException("events have no " + what + " (expected: asked of links)");
    }
}
