package dev.vivace.live;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.wire.otlp.OtlpObjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Makes spans of leaving rows by nothing but the columns a block writer sees.
public final class LiveRowsReader {

    private LiveRowsReader() {}

    /// By position.
    public static List<Span> spans(LiveRows rows) {
        int count = rows.count();
        List<List<Attribute>> attributes = attributes(rows.spanColumns(), count);
        List<List<Event>> events = lists(count);
        LiveNestedRows eventRows = rows.events();
        List<List<Attribute>> eventAttributes = attributes(eventRows.columns(), eventRows.count());
        for (int i = 0; i < eventRows.count(); i++) {
            events.get(eventRows.spanPositions()[i])
                    .add(new Event(
                            eventRows.epochNanos()[i],
                            text(eventRows.names(), eventRows.nameCodes()[i]),
                            eventAttributes.get(i),
                            eventRows.droppedAttributesCounts()[i]));
        }
        List<List<Link>> links = lists(count);
        LiveNestedRows linkRows = rows.links();
        List<List<Attribute>> linkAttributes = attributes(linkRows.columns(), linkRows.count());
        for (int i = 0; i < linkRows.count(); i++) {
            links.get(linkRows.spanPositions()[i])
                    .add(new Link(
                            linkRows.traceIdHighs()[i],
                            linkRows.traceIdLows()[i],
                            linkRows.spanIds()[i],
                            text(linkRows.traceStates(), linkRows.traceStateCodes()[i]),
                            linkRows.flags()[i],
                            linkAttributes.get(i),
                            linkRows.droppedAttributesCounts()[i]));
        }
        String[] traceStates = new String[count];
        java.util.Arrays.fill(traceStates, "");
        LiveColumn traceStateColumn = rows.traceStates();
        int[] positions = new int[traceStateColumn.entryCount()];
        int[] codes = new int[positions.length];
        traceStateColumn.readCodes(positions, codes);
        for (int i = 0; i < positions.length; i++) {
            traceStates[positions[i]] = text(traceStateColumn.dictionary(), codes[i]);
        }
        List<Resource> resources = new ArrayList<>();
        for (int i = 0; i < rows.resourceCount(); i++) {
            resources.add(rows.resource(i));
        }
        checkColumns(
                rows.resourceColumns(),
                resources.stream().map(Resource::attributes).toList());
        List<InstrumentationScope> scopes = new ArrayList<>();
        for (int i = 0; i < rows.scopeCount(); i++) {
            scopes.add(rows.scope(i));
        }
        checkColumns(
                rows.scopeColumns(),
                scopes.stream().map(InstrumentationScope::attributes).toList());

        long[] spanIds = rows.spanIds();
        long[] parents = rows.parentSpanIds();
        long[] starts = rows.starts();
        long[] ends = rows.ends();
        int[] flags = rows.flags();
        int[] kinds = rows.kinds();
        int[] statusCodes = rows.statusCodes();
        int[] nameCodes = rows.nameCodes();
        int[] statusMessageCodes = rows.statusMessageCodes();
        int[] droppedAttributes = rows.droppedAttributesCounts();
        int[] droppedEvents = rows.droppedEventsCounts();
        int[] droppedLinks = rows.droppedLinksCounts();
        List<Span> result = new ArrayList<>();
        for (int trace = 0; trace < rows.traceCount(); trace++) {
            for (int i = rows.traceOffsets()[trace]; i < rows.traceOffsets()[trace + 1]; i++) {
                result.add(new Span(
                        rows.traceId(trace),
                        new SpanId(spanIds[i]),
                        parents[i] == 0 ? null : new SpanId(parents[i]),
                        traceStates[i],
                        flags[i],
                        text(rows.names(), nameCodes[i]),
                        kinds[i],
                        starts[i],
                        ends[i],
                        attributes.get(i),
                        droppedAttributes[i],
                        events.get(i),
                        droppedEvents[i],
                        links.get(i),
                        droppedLinks[i],
                        statusCodes[i],
                        text(rows.statusMessages(), statusMessageCodes[i]),
                        resources.get(rows.resourceCodes()[i]),
                        scopes.get(rows.scopeCodes()[i])));
            }
        }
        return result;
    }

    private static void checkColumns(List<LiveColumn> columns, List<List<Attribute>> sent) {
        List<List<Attribute>> sorted = sent.stream()
                .map(list -> list.stream().sorted(Attribute.COLUMN_ORDER).toList())
                .toList();
        if (!attributes(columns, sent.size()).equals(sorted)) {
            throw new AssertionError("columns say " + attributes(columns, sent.size()) + ", messages say " + sorted);
        }
    }

    private static List<List<Attribute>> attributes(List<LiveColumn> columns, int count) {
        List<List<Attribute>> result = lists(count);
        for (LiveColumn column : columns) {
            int[] positions = new int[column.entryCount()];
            int[] codes = new int[positions.length];
            long[] numbers = new long[positions.length];
            boolean coded = column.type() == ValueType.TEXT || column.type() == ValueType.COMPOSITE;
            if (coded) {
                column.readCodes(positions, codes);
            } else {
                column.readNumbers(positions, numbers);
            }
            for (int i = 0; i < positions.length; i++) {
                if (i > 0 && positions[i] < positions[i - 1]) {
                    throw new AssertionError("positions of " + column.key() + " decrease at " + i);
                }
                result.get(positions[i]).add(new Attribute(column.key(), value(column, codes[i], numbers[i])));
            }
        }
        result.forEach(list -> list.sort(Attribute.COLUMN_ORDER));
        return result;
    }

    private static AttributeValue value(LiveColumn column, int code, long number) {
        return switch (column.type()) {
            case TEXT -> new AttributeValue.Text(text(column.dictionary(), code));
            case INT -> new AttributeValue.Int(number);
            case REAL -> new AttributeValue.Real(Double.longBitsToDouble(number));
            case BOOL -> new AttributeValue.Bool(number != 0);
            case COMPOSITE -> {
                LiveDictionary values = column.dictionary();
                yield OtlpObjects.value(values.array(code), values.offset(code), values.length(code));
            }
        };
    }

    private static String text(LiveDictionary dictionary, int code) {
        return new String(
                dictionary.array(code), dictionary.offset(code), dictionary.length(code), StandardCharsets.UTF_8);
    }

    private static <T> List<List<T>> lists(int count) {
        List<List<T>> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            result.add(new ArrayList<>());
        }
        return result;
    }
}
