package dev.vivace.live;

import dev.vivace.live.chunk.LongChunks;
import dev.vivace.model.Attribute;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Makes objects of rows. Resources and scopes that several rows share are decoded once per reader. Confined to
/// one thread.
final class SpanReader {

    private final LiveTable table;
    private final Prefix prefix;
    private final Map<Integer, Resource> resources = new HashMap<>();
    private final Map<Integer, InstrumentationScope> scopes = new HashMap<>();
    /// By store: the columns of rows whose shape was not kept, which may be very many.
    private final Map<AttributeStore, List<AttributeColumn>> allColumns = new IdentityHashMap<>();

    SpanReader(LiveTable table, Prefix prefix) {
        this.table = table;
        this.prefix = prefix;
    }

    Span span(int row) {
        LiveTable t = table;
        int trace = t.traces.ordinals.get(row);
        long parent = t.parentSpanIds.get(row);
        int traceState = entryOf(t.traceStates, row);
        return new Span(
                new TraceId(t.traces.highs.get(trace), t.traces.lows.get(trace)),
                new SpanId(t.spanIds.get(row)),
                parent == 0 ? null : new SpanId(parent),
                traceState < 0 ? "" : t.traceStates.dictionary.text(t.traceStates.codes.get(traceState)),
                t.flags.get(row),
                t.names.text(t.nameCodes.get(row)),
                t.kinds.get(row),
                t.starts.get(row),
                t.ends.get(row),
                attributes(t.attributes, row, t.shapes.get(row)),
                count(t.droppedAttributesCounts, row),
                events(row),
                count(t.droppedEventsCounts, row),
                links(row),
                count(t.droppedLinksCounts, row),
                t.statusCodes.get(row),
                t.statusMessages.text(t.statusMessageCodes.get(row)),
                resources.computeIfAbsent(t.resourceCodes.get(row), t.resources::resource),
                scopes.computeIfAbsent(t.scopeCodes.get(row), t.scopes::scope));
    }

    private List<Event> events(int spanRow) {
        EventStore store = table.events;
        List<Event> result = new ArrayList<>(0);
        int end = prefix.events();
        for (int row = store.firstOf(spanRow, end); row < end && store.spanRows.get(row) == spanRow; row++) {
            result.add(new Event(
                    store.epochNanos.get(row),
                    store.names.text(store.nameCodes.get(row)),
                    attributes(store.attributes, row, store.shapes.get(row)),
                    count(store.droppedAttributesCounts, row)));
        }
        return result;
    }

    private List<Link> links(int spanRow) {
        LinkStore store = table.links;
        List<Link> result = new ArrayList<>(0);
        int end = prefix.links();
        LongChunks spanIds = store.spanIds;
        for (int row = store.firstOf(spanRow, end); row < end && store.spanRows.get(row) == spanRow; row++) {
            result.add(new Link(
                    store.traceIdHighs.get(row),
                    store.traceIdLows.get(row),
                    spanIds.get(row),
                    store.traceStates.text(store.traceStateCodes.get(row)),
                    store.flags.get(row),
                    attributes(store.attributes, row, store.shapes.get(row)),
                    count(store.droppedAttributesCounts, row)));
        }
        return result;
    }

    /// The attributes of a row in the order of [Attribute#COLUMN_ORDER].
    private List<Attribute> attributes(AttributeStore store, int row, int shape) {
        List<Attribute> result = new ArrayList<>();
        List<AttributeColumn> columns = shape == AttributeStore.UNKNOWN_SHAPE
                ? allColumns.computeIfAbsent(store, _ -> Shape.sorted(store.published()))
                : store.shape(shape).columns();
        for (AttributeColumn column : columns) {
            int end = column.committedCount();
            for (int entry = column.firstAt(row, end); entry < end && column.rows.get(entry) == row; entry++) {
                result.add(new Attribute(column.keyText(), SparseColumns.value(column, entry)));
            }
        }
        return result;
    }

    private static int count(NumberColumn column, int row) {
        int entry = entryOf(column, row);
        return entry < 0 ? 0 : (int) column.numbers.get(entry);
    }

    private static int entryOf(AttributeColumn column, int row) {
        int end = column.committedCount();
        int entry = column.firstAt(row, end);
        return entry < end && column.rows.get(entry) == row ? entry : -1;
    }
}
