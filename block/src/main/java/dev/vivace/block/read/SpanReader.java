package dev.vivace.block.read;

import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.SentPlaces;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.SpanSize;
import dev.vivace.parquet.ColumnValues;
import dev.vivace.parquet.TextSlice;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.wire.value.ValueJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts the spans of some neighbouring rows together again, from all columns. Columns do not tell in which
/// order the attributes of a span were sent: all lists of attributes are in [Attribute#COLUMN_ORDER].
/// Confined to one thread.
///
/// What it puts together is held by the question at hand, column by column, before a large trace can fill the
/// memory.
final class SpanReader {

    private static final long HELD_AT_ONCE = 1 << 16;

    private final BlockTable table;
    private final Catalogue catalogue;
    private final Map<Resource, Resource> resources = new HashMap<>();
    private final Map<InstrumentationScope, InstrumentationScope> scopes = new HashMap<>();
    private long held;
    private long toHold;

    SpanReader(BlockTable table, Catalogue catalogue) {
        this.table = table;
        this.catalogue = catalogue;
    }

    private void hold(long bytes) {
        toHold += bytes;
        if (toHold >= HELD_AT_ONCE) {
            QueryWork.holding(toHold);
            held += toHold;
            toHold = 0;
        }
    }

    /// The spans of rows `from` (inclusive) to `to` (exclusive), all of one trace.
    List<Span> spans(TraceId traceId, int from, int to) throws IOException {
        List<Span> spans = readAll(traceId, from, to);
        QueryWork.holding(SpanSize.of(spans));
        QueryWork.releasing(held);
        held = 0;
        toHold = 0;
        return spans;
    }

    private List<Span> readAll(TraceId traceId, int from, int to) throws IOException {
        hold((to - from) * SpanSize.ROW);
        List<List<Attribute>> spanAttributes = attributes(AttributeScope.SPAN, from, to);
        List<List<Attribute>> resourceAttributes = attributes(AttributeScope.RESOURCE, from, to);
        List<List<Attribute>> scopeAttributes = attributes(AttributeScope.INSTRUMENTATION, from, to);
        List<List<Event>> events = events(from, to);
        List<List<Link>> links = links(from, to);
        Texts names = new Texts(table.intrinsic(Intrinsic.NAME));
        Texts messages = new Texts(table.intrinsic(Intrinsic.STATUS_MESSAGE));
        Texts states = new Texts(table.optional(BlockColumns.TRACE_STATE));
        Texts scopeNames = new Texts(table.intrinsic(Intrinsic.INSTRUMENTATION_NAME));
        Texts scopeVersions = new Texts(table.intrinsic(Intrinsic.INSTRUMENTATION_VERSION));
        Texts scopeUrls = new Texts(table.optional(BlockColumns.SCOPE_SCHEMA_URL));
        Texts resourceUrls = new Texts(table.optional(BlockColumns.RESOURCE_SCHEMA_URL));
        Column.OfLong ids = longs(Intrinsic.SPAN_ID);
        Column.OfLong parents = longs(Intrinsic.PARENT_ID);
        Column.OfLong starts = table.startEpochNanos();
        Column.OfLong durations = longs(Intrinsic.DURATION);
        Column.OfLong kinds = longs(Intrinsic.KIND);
        Column.OfLong statuses = longs(Intrinsic.STATUS);
        Column.OfLong flags = count(BlockColumns.FLAGS);
        Column.OfLong droppedAttributes = count(BlockColumns.DROPPED_ATTRIBUTES);
        Column.OfLong droppedEvents = count(BlockColumns.DROPPED_EVENTS);
        Column.OfLong droppedLinks = count(BlockColumns.DROPPED_LINKS);
        Column.OfLong scopeDropped = count(BlockColumns.SCOPE_DROPPED);
        Column.OfLong resourceDropped = count(BlockColumns.RESOURCE_DROPPED);
        List<Span> spans = new ArrayList<>(to - from);
        for (int row = from; row < to; row++) {
            Resource resource = new Resource(
                    resourceAttributes.get(row - from), (int) resourceDropped.longAt(row), resourceUrls.at(row));
            InstrumentationScope scope = new InstrumentationScope(
                    scopeNames.at(row),
                    scopeVersions.at(row),
                    scopeAttributes.get(row - from),
                    (int) scopeDropped.longAt(row),
                    scopeUrls.at(row));
            long parent = parents.longAt(row);
            long start = starts.longAt(row);
            spans.add(new Span(
                    traceId,
                    new SpanId(ids.longAt(row)),
                    parent == 0 ? null : new SpanId(parent),
                    states.at(row),
                    (int) flags.longAt(row),
                    names.at(row),
                    (int) kinds.longAt(row),
                    start,
                    start + durations.longAt(row),
                    spanAttributes.get(row - from),
                    (int) droppedAttributes.longAt(row),
                    events.get(row - from),
                    (int) droppedEvents.longAt(row),
                    links.get(row - from),
                    (int) droppedLinks.longAt(row),
                    (int) statuses.longAt(row),
                    messages.at(row),
                    resources.computeIfAbsent(resource, it -> it),
                    scopes.computeIfAbsent(scope, it -> it)));
        }
        return spans;
    }

    /// As [#spans], in the batches in which they were sent.
    List<ResourceSpans> batches(TraceId traceId, int from, int to) throws IOException {
        List<Span> spans = spans(traceId, from, to);
        if (!table.has(BlockColumns.SENT_PLACE)) {
            return ResourceSpans.grouped(spans);
        }
        Column.OfLong column = count(BlockColumns.SENT_PLACE);
        int[] places = new int[to - from];
        for (int row = from; row < to; row++) {
            places[row - from] = (int) column.longAt(row);
        }
        return SentPlaces.group(spans, places);
    }

    private Column.OfLong longs(Intrinsic intrinsic) {
        return (Column.OfLong) table.intrinsic(intrinsic);
    }

    private Column.OfLong count(String name) {
        return table.column(name).asLong();
    }

    private record Texts(Column column) {
        String at(int row) {
            return column.value(row) instanceof AttributeValue.Text(String text) ? text : "";
        }
    }

    private List<List<Attribute>> attributes(AttributeScope scope, int from, int to) throws IOException {
        List<List<Attribute>> byRow = emptyLists(to - from);
        for (String key : catalogue.keys(scope)) {
            for (Catalogue.Place place : catalogue.places(scope, key)) {
                if (place.column() != null) {
                    Column column = StoredAttributes.typed(table.column(place.column()), place.type());
                    for (int row = from; row < to; row++) {
                        AttributeValue value = column.value(row);
                        if (value != null) {
                            hold(SpanSize.of(value));
                            byRow.get(row - from).add(new Attribute(key, value));
                        }
                    }
                }
            }
        }
        addSpilled(table.spill(scope).attributes(), from, to, byRow);
        byRow.forEach(attributes -> attributes.sort(Attribute.COLUMN_ORDER));
        return byRow;
    }

    private void addSpilled(ColumnValues spill, int from, int to, List<List<Attribute>> byRow) throws IOException {
        TextSlice json = new TextSlice();
        for (int row = from; row < to; row++) {
            if (spill.textAt(row, json)) {
                List<Attribute> spilled = ValueJson.parseAttributes(json.bytes(), json.offset(), json.length());
                hold(SpanSize.of(spilled, 0));
                byRow.get(row - from).addAll(spilled);
            }
        }
    }

    private static <T> List<List<T>> emptyLists(int count) {
        List<List<T>> lists = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    private List<List<Attribute>> nestedAttributes(AttributeScope scope, NestedStored nested) throws IOException {
        hold(nested.rowCount() * SpanSize.ROW);
        List<List<Attribute>> byElement = emptyLists(nested.rowCount());
        for (String key : catalogue.keys(scope)) {
            for (Catalogue.Place place : catalogue.places(scope, key)) {
                if (place.column() != null) {
                    Column column = StoredAttributes.typed(StoredColumn.of(nested.list(place.column())), place.type());
                    for (int element = 0; element < nested.rowCount(); element++) {
                        AttributeValue value = column.value(element);
                        if (value != null) {
                            hold(SpanSize.of(value));
                            byElement.get(element).add(new Attribute(key, value));
                        }
                    }
                }
            }
        }
        addSpilled(nested.list(BlockColumns.spill(scope)), 0, nested.rowCount(), byElement);
        byElement.forEach(attributes -> attributes.sort(Attribute.COLUMN_ORDER));
        return byElement;
    }

    private List<List<Event>> events(int from, int to) throws IOException {
        List<List<Event>> byRow = emptyLists(to - from);
        NestedStored nested = table.nestedStored(AttributeScope.EVENT, from, to);
        if (nested.rowCount() == 0) {
            return byRow;
        }
        List<List<Attribute>> attributes = nestedAttributes(AttributeScope.EVENT, nested);
        Texts names = new Texts(nested.name());
        Column.OfLong times = nested.epochNanos();
        Column.OfLong dropped =
                StoredColumn.of(nested.list(BlockColumns.DROPPED_ATTRIBUTES)).asLong();
        for (int element = 0; element < nested.rowCount(); element++) {
            byRow.get(nested.spanRow(element) - from)
                    .add(new Event(times.longAt(element), names.at(element), attributes.get(element), (int)
                            dropped.longAt(element)));
        }
        return byRow;
    }

    private List<List<Link>> links(int from, int to) throws IOException {
        List<List<Link>> byRow = emptyLists(to - from);
        NestedStored nested = table.nestedStored(AttributeScope.LINK, from, to);
        if (nested.rowCount() == 0) {
            return byRow;
        }
        List<List<Attribute>> attributes = nestedAttributes(AttributeScope.LINK, nested);
        Texts states = new Texts(new OptionalTexts(
                StoredColumn.of(nested.list(BlockColumns.LINK_TRACE_STATE)).asText(), nested.rowCount()));
        Column.OfLong flags =
                StoredColumn.of(nested.list(BlockColumns.LINK_FLAGS)).asLong();
        Column.OfLong dropped =
                StoredColumn.of(nested.list(BlockColumns.DROPPED_ATTRIBUTES)).asLong();
        Column.OfLong highs = nested.traceIdHigh();
        Column.OfLong lows = nested.traceIdLow();
        Column.OfLong ids = nested.spanId();
        for (int element = 0; element < nested.rowCount(); element++) {
            byRow.get(nested.spanRow(element) - from)
                    .add(new Link(
                            highs.longAt(element),
                            lows.longAt(element),
                            ids.longAt(element),
                            states.at(element),
                            (int) flags.longAt(element),
                            attributes.get(element),
                            (int) dropped.longAt(element)));
        }
        return byRow;
    }
}
