package dev.vivace.block.write;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.ScopeSpans;
import dev.vivace.model.SentPlaces;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceTree;
import dev.vivace.wire.value.ValueJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/// Input for a block from plain spans: the slow and obvious way.
public final class SpanBlockInput {

    private static final Comparator<Span> BY_START = Comparator.<Span, Long>comparing(
                    Span::startEpochNanos, Long::compareUnsigned)
            .thenComparing(span -> span.spanId().value(), Long::compareUnsigned);

    private final List<Span> rows = new ArrayList<>();
    private final List<Integer> firstRows = new ArrayList<>();
    private final List<Integer> depths = new ArrayList<>();
    private final List<Integer> subtreeSizes = new ArrayList<>();

    private final IdentityHashMap<Span, Integer> placeOf = new IdentityHashMap<>();

    private SpanBlockInput(List<ResourceSpans> batches) {
        List<Span> spans = batches.stream().flatMap(ResourceSpans::spans).toList();
        Map<TraceId, Sent> last = new HashMap<>();
        for (ResourceSpans batch : batches) {
            for (ScopeSpans scope : batch.scopes()) {
                for (Span span : scope.spans()) {
                    Sent sent = last.merge(span.traceId(), new Sent(batch, scope, 0), Sent::then);
                    placeOf.put(span, sent.place);
                }
            }
        }
        Map<TraceId, List<Span>> byTrace = new LinkedHashMap<>();
        spans.forEach(span ->
                byTrace.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(span));
        List<List<Span>> traces = new ArrayList<>(byTrace.values());
        traces.forEach(trace -> trace.sort(BY_START));
        traces.sort(Comparator.<List<Span>, Long>comparing(
                        trace -> trace.getFirst().startEpochNanos(), Long::compareUnsigned)
                .thenComparing(trace -> trace.getFirst().traceId()));
        traces.forEach(this::add);
        firstRows.add(rows.size());
    }

    /// How a span was sent.
    private record Sent(ResourceSpans batch, ScopeSpans scope, int place) {
        @SuppressWarnings("ReferenceEquality") // equal batches are two batches
        Sent then(Sent next) {
            int distance = next.scope == scope
                    ? SentPlaces.SAME_SCOPE
                    : next.batch == batch ? SentPlaces.NEXT_SCOPE : SentPlaces.NEXT_RESOURCE;
            return new Sent(next.batch, next.scope, place + distance);
        }
    }

    /// The spans in order of rows: traces by start and id, each in pre-order.
    public static List<Span> inRowOrder(List<Span> spans) {
        return new SpanBlockInput(ResourceSpans.grouped(spans)).rows;
    }

    public static BlockInput of(List<Span> spans) {
        return ofBatches(ResourceSpans.grouped(spans));
    }

    /// @param batches in order of arrival, of any number of traces
    public static BlockInput ofBatches(List<ResourceSpans> batches) {
        return new SpanBlockInput(batches).input();
    }

    private void add(List<Span> trace) {
        firstRows.add(rows.size());
        TraceTree tree = TraceTree.of(
                trace.size(),
                trace.stream().mapToLong(span -> span.spanId().value()).toArray(),
                trace.stream().mapToLong(SpanBlockInput::parentId).toArray(),
                trace.stream().mapToInt(Span::kind).toArray(),
                trace.stream().mapToLong(Span::startEpochNanos).toArray());
        for (int span : tree.order()) {
            rows.add(trace.get(span));
            depths.add(tree.depths()[span]);
            subtreeSizes.add(tree.subtreeSizes()[span]);
        }
    }

    private static long parentId(Span span) {
        SpanId parent = span.parentSpanId();
        return parent == null ? 0 : parent.value();
    }

    private BlockInput input() {
        List<Resource> resources = rows.stream().map(Span::resource).distinct().toList();
        List<InstrumentationScope> scopes =
                rows.stream().map(Span::scope).distinct().toList();
        return new BlockInput(
                firstRows.stream().mapToInt(it -> it).toArray(),
                perTrace(span -> span.traceId().high()),
                perTrace(span -> span.traceId().low()),
                longs(rows, span -> span.spanId().value()),
                longs(rows, SpanBlockInput::parentId),
                depths.stream().mapToInt(it -> it).toArray(),
                subtreeSizes.stream().mapToInt(it -> it).toArray(),
                rows.stream().mapToInt(placeOf::get).toArray(),
                longs(rows, Span::startEpochNanos),
                longs(rows, Span::endEpochNanos),
                texts(rows, Span::name, true),
                ints(rows, Span::kind),
                ints(rows, Span::statusCode),
                texts(rows, Span::statusMessage, false),
                texts(rows, Span::traceState, false),
                ints(rows, Span::flags),
                ints(rows, Span::droppedAttributesCount),
                ints(rows, Span::droppedEventsCount),
                ints(rows, Span::droppedLinksCount),
                ints(rows, span -> resources.indexOf(span.resource())),
                resources,
                ints(rows, span -> scopes.indexOf(span.scope())),
                scopes,
                attributes(rows, Span::attributes),
                events(),
                links());
    }

    private long[] perTrace(ToLongFunction<Span> value) {
        long[] result = new long[firstRows.size() - 1];
        for (int trace = 0; trace < result.length; trace++) {
            result[trace] = value.applyAsLong(rows.get(firstRows.get(trace)));
        }
        return result;
    }

    private NestedInput events() {
        List<Event> events =
                rows.stream().flatMap(span -> span.events().stream()).toList();
        return new NestedInput(
                firstElements(span -> span.events().size()),
                longs(events, Event::epochNanos),
                texts(events, Event::name, false),
                null,
                null,
                null,
                null,
                null,
                ints(events, Event::droppedAttributesCount),
                attributes(events, Event::attributes));
    }

    private NestedInput links() {
        List<Link> links = rows.stream().flatMap(span -> span.links().stream()).toList();
        return new NestedInput(
                firstElements(span -> span.links().size()),
                null,
                null,
                longs(links, Link::traceIdHigh),
                longs(links, Link::traceIdLow),
                longs(links, Link::spanId),
                texts(links, Link::traceState, false),
                ints(links, Link::flags),
                ints(links, Link::droppedAttributesCount),
                attributes(links, Link::attributes));
    }

    private int[] firstElements(ToIntFunction<Span> count) {
        int[] first = new int[rows.size() + 1];
        for (int row = 0; row < rows.size(); row++) {
            first[row + 1] = first[row] + count.applyAsInt(rows.get(row));
        }
        return first;
    }

    private static <T> long[] longs(List<T> items, ToLongFunction<T> value) {
        return items.stream().mapToLong(value).toArray();
    }

    private static <T> int[] ints(List<T> items, ToIntFunction<T> value) {
        return items.stream().mapToInt(value).toArray();
    }

    private static <T> CodedTexts texts(List<T> items, Function<T, String> text, boolean withEmpty) {
        ListDictionary dictionary = new ListDictionary();
        int[] codes = items.stream()
                .map(text)
                .mapToInt(it -> it.isEmpty() && !withEmpty ? -1 : dictionary.code(it))
                .toArray();
        return new CodedTexts(codes, dictionary);
    }

    private record Values(
            String key, AttributeType type, List<Integer> rows, List<Long> values, ListDictionary dictionary) {}

    private static <T> List<AttributeEntries> attributes(List<T> items, Function<T, List<Attribute>> attributes) {
        Map<String, Values> columns = new LinkedHashMap<>();
        for (int row = 0; row < items.size(); row++) {
            for (Attribute attribute : attributes.apply(items.get(row))) {
                AttributeType type = SharedAttributes.typeOf(attribute.value());
                Values column = columns.computeIfAbsent(
                        type + " " + attribute.key(),
                        _ -> new Values(
                                attribute.key(), type, new ArrayList<>(), new ArrayList<>(), new ListDictionary()));
                column.rows().add(row);
                column.values().add(encoded(attribute.value(), column.dictionary()));
            }
        }
        return columns.values().stream()
                .map(it -> new AttributeEntries(
                        it.key(),
                        it.type(),
                        it.rows().size(),
                        it.rows().stream().mapToInt(row -> row).toArray(),
                        it.values().stream().mapToLong(value -> value).toArray(),
                        it.type() == AttributeType.TEXT || it.type() == AttributeType.JSON ? it.dictionary() : null))
                .toList();
    }

    private static long encoded(AttributeValue value, ListDictionary dictionary) {
        return switch (value) {
            case AttributeValue.Text(String text) -> dictionary.code(text);
            case AttributeValue.Int(long number) -> number;
            case AttributeValue.Real(double number) -> Double.doubleToRawLongBits(number);
            case AttributeValue.Bool(boolean flag) -> flag ? 1 : 0;
            default -> dictionary.code(ValueJson.write(value));
        };
    }
}
