package dev.vivace.traceql.source;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Link;
import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceTree;
import dev.vivace.traceql.ast.Intrinsic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table made of span objects: traces put together from several places, and the plain measure for other
/// tables.
/// Immutable.
///
/// Rows are ordered by trace (in order of first mention) and within it by start, then span id.
public final class ListSpanTable implements SpanTable {

    private final List<Span> spans;
    private final Traces traces;
    private final Map<String, List<Column>> attributeColumns = new HashMap<>();
    private @Nullable SpanTree tree;

    private ListSpanTable(List<Span> spans, Traces traces) {
        this.spans = spans;
        this.traces = traces;
    }

    public static ListSpanTable of(List<Span> spans) {
        Map<TraceId, List<Span>> byTrace = new LinkedHashMap<>();
        spans.forEach(span ->
                byTrace.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(span));
        List<Span> ordered = new ArrayList<>(spans.size());
        List<Integer> firstRows = new ArrayList<>();
        for (List<Span> ofTrace : byTrace.values()) {
            firstRows.add(ordered.size());
            ofTrace.sort(Comparator.comparingLong((Span span) -> span.startEpochNanos() + Long.MIN_VALUE)
                    .thenComparing((a, b) ->
                            Long.compareUnsigned(a.spanId().value(), b.spanId().value())));
            ordered.addAll(ofTrace);
        }
        firstRows.add(ordered.size());
        return new ListSpanTable(
                List.copyOf(ordered),
                new Traces(
                        List.copyOf(ordered),
                        firstRows.stream().mapToInt(Integer::intValue).toArray()));
    }

    /// The spans in order of rows.
    public List<Span> spans() {
        return spans;
    }

    @Override
    public int rowCount() {
        return spans.size();
    }

    @Override
    public TraceIndex traces() {
        return traces;
    }

    @Override
    public Column intrinsic(Intrinsic intrinsic) {
        int rows = spans.size();
        return switch (intrinsic) {
            case NAME -> ListColumns.texts(rows, row -> spans.get(row).name());
            case STATUS_MESSAGE -> ListColumns.texts(rows, row -> spans.get(row).statusMessage());
            case INSTRUMENTATION_NAME ->
                ListColumns.texts(rows, row -> spans.get(row).scope().name());
            case INSTRUMENTATION_VERSION ->
                ListColumns.texts(rows, row -> spans.get(row).scope().version());
            case STATUS -> ListColumns.longs(rows, row -> spans.get(row).statusCode());
            case KIND -> ListColumns.longs(rows, row -> spans.get(row).kind());
            case DURATION -> ListColumns.longs(rows, row -> spans.get(row).durationNanos());
            case SPAN_ID ->
                ListColumns.longs(rows, row -> spans.get(row).spanId().value());
            case PARENT_ID -> ListColumns.longs(rows, row -> parentId(spans.get(row)));
            default -> throw new IllegalArgumentException("no column of the span's row: " + intrinsic);
        };
    }

    private static long parentId(Span span) {
        SpanId parent = span.parentSpanId();
        return parent == null ? 0 : parent.value();
    }

    @Override
    public Column.OfLong startEpochNanos() {
        return ListColumns.longs(spans.size(), row -> spans.get(row).startEpochNanos());
    }

    @Override
    public List<Column> attribute(AttributeScope scope, String key) {
        return attributeColumns.computeIfAbsent(
                scope + " " + key, _ -> ListColumns.of(spans.size(), key, row -> attributes(spans.get(row), scope)));
    }

    private static List<Attribute> attributes(Span span, AttributeScope scope) {
        return switch (scope) {
            case RESOURCE -> span.resource().attributes();
            case INSTRUMENTATION -> span.scope().attributes();
            case SPAN -> span.attributes();
            case EVENT, LINK -> throw new IllegalArgumentException("attributes of " + scope + " are in nested tables");
        };
    }

    @Override
    public Iterable<String> attributeKeys(AttributeScope scope) {
        Set<String> keys = new LinkedHashSet<>();
        for (Span span : spans) {
            switch (scope) {
                case EVENT -> span.events().forEach(event -> addKeys(event.attributes(), keys));
                case LINK -> span.links().forEach(link -> addKeys(link.attributes(), keys));
                default -> addKeys(attributes(span, scope), keys);
            }
        }
        return keys;
    }

    private static void addKeys(List<Attribute> attributes, Set<String> into) {
        attributes.forEach(attribute -> into.add(attribute.key()));
    }

    @Override
    public NestedTable nested(AttributeScope scope) {
        List<Integer> spanRows = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        for (int row = 0; row < spans.size(); row++) {
            int count;
            if (scope == AttributeScope.EVENT) {
                events.addAll(spans.get(row).events());
                count = spans.get(row).events().size();
            } else {
                links.addAll(spans.get(row).links());
                count = spans.get(row).links().size();
            }
            for (int i = 0; i < count; i++) {
                spanRows.add(row);
            }
        }
        return scope == AttributeScope.EVENT ? new Events(spanRows, events) : new Links(spanRows, links);
    }

    @Override
    public SpanTree tree() {
        if (tree == null) {
            tree = makeTree();
        }
        return tree;
    }

    private SpanTree makeTree() {
        int rows = spans.size();
        SpanTree made = new SpanTree(new int[rows], new int[rows], new int[rows], new int[rows]);
        for (int trace = 0; trace < traces.count(); trace++) {
            int first = traces.firstRows[trace];
            int count = traces.firstRows[trace + 1] - first;
            long[] ids = new long[count];
            long[] parentIds = new long[count];
            int[] kinds = new int[count];
            long[] starts = new long[count];
            for (int i = 0; i < count; i++) {
                Span span = spans.get(first + i);
                ids[i] = span.spanId().value();
                parentIds[i] = parentId(span);
                kinds[i] = span.kind();
                starts[i] = span.startEpochNanos();
            }
            TraceTree structure = TraceTree.of(count, ids, parentIds, kinds, starts);
            plant(structure, first, made);
        }
        return made;
    }

    /// Writes the structure of one trace into that of its table.
    ///
    /// @param first the trace's first row; its others follow
    static void plant(TraceTree structure, int first, SpanTree into) {
        int[] order = structure.order();
        for (int position = 0; position < order.length; position++) {
            int span = order[position];
            int parent = structure.parents()[span];
            int row = first + span;
            into.parentRows()[row] = parent < 0 ? -1 : first + parent;
            if (parent >= 0) {
                into.childCounts()[first + parent]++;
            }
            if (position < structure.connectedCount()) {
                int left = 2 * position - structure.depths()[span] + 1;
                into.nestedSetLefts()[row] = left;
                into.nestedSetRights()[row] = left + 2 * structure.subtreeSizes()[span] + 1;
            }
        }
    }

    private record Traces(List<Span> spans, int[] firstRows) implements TraceIndex {
        @Override
        public int count() {
            return firstRows.length - 1;
        }

        @Override
        public TraceId id(int trace) {
            return spans.get(firstRows[trace]).traceId();
        }

        @Override
        public long startEpochNanos(int trace) {
            return spans.get(firstRows[trace]).startEpochNanos();
        }

        @Override
        public long endEpochNanos(int trace) {
            long end = startEpochNanos(trace);
            for (Span span : of(trace)) {
                if (Long.compareUnsigned(span.endEpochNanos(), end) > 0) {
                    end = span.endEpochNanos();
                }
            }
            return end;
        }

        private List<Span> of(int trace) {
            return spans.subList(firstRows[trace], firstRows[trace + 1]);
        }

        /// Spans are in order of start: the last one without a parent.
        private @Nullable Span root(int trace) {
            List<Span> own = of(trace);
            for (int i = own.size() - 1; i >= 0; i--) {
                if (own.get(i).parentSpanId() == null) {
                    return own.get(i);
                }
            }
            return null;
        }

        @Override
        public String rootName(int trace) {
            Span root = root(trace);
            return root == null ? "" : root.name();
        }

        @Override
        public String rootServiceName(int trace) {
            Span root = root(trace);
            if (root != null) {
                for (Attribute attribute : root.resource().attributes()) {
                    if (attribute.key().equals("service.name")
                            && attribute.value() instanceof AttributeValue.Text(String text)) {
                        return text;
                    }
                }
            }
            return "";
        }

        @Override
        public boolean hasRoot(int trace) {
            return root(trace) != null;
        }

        @Override
        public boolean isSplit(int trace) {
            return false;
        }

        @Override
        public int traceOf(int row) {
            int found = Arrays.binarySearch(firstRows, row);
            return found >= 0 ? found : -found - 2;
        }

        @Override
        public int[] rowsOf(int trace) {
            int[] rows = new int[firstRows[trace + 1] - firstRows[trace]];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = firstRows[trace] + i;
            }
            return rows;
        }

        @Override
        public void order(int[] rows) {
            // They stand in this order.
        }

        @Override
        public void addRows(int trace, RowSet into) {
            into.addRange(firstRows[trace], firstRows[trace + 1]);
        }
    }

    private record Events(List<Integer> spanRows, List<Event> events) implements NestedTable {
        @Override
        public int rowCount() {
            return events.size();
        }

        @Override
        public int spanRow(int nestedRow) {
            return spanRows.get(nestedRow);
        }

        @Override
        public List<Column> attribute(String key) {
            return ListColumns.of(events.size(), key, row -> events.get(row).attributes());
        }

        @Override
        public Column.OfText name() {
            return ListColumns.texts(events.size(), row -> events.get(row).name());
        }

        @Override
        public Column.OfLong epochNanos() {
            return ListColumns.longs(events.size(), row -> events.get(row).epochNanos());
        }

        @Override
        public Column.OfLong spanId() {
            throw new IllegalStateException("events have no span id");
        }

        @Override
        public Column.OfLong traceIdHigh() {
            throw new IllegalStateException("events have no trace id");
        }

        @Override
        public Column.OfLong traceIdLow() {
            throw new IllegalStateException("events have no trace id");
        }
    }

    private record Links(List<Integer> spanRows, List<Link> links) implements NestedTable {
        @Override
        public int rowCount() {
            return links.size();
        }

        @Override
        public int spanRow(int nestedRow) {
            return spanRows.get(nestedRow);
        }

        @Override
        public List<Column> attribute(String key) {
            return ListColumns.of(links.size(), key, row -> links.get(row).attributes());
        }

        @Override
        public Column.OfText name() {
            throw new IllegalStateException("links have no name");
        }

        @Override
        public Column.OfLong epochNanos() {
            throw new IllegalStateException("links have no time");
        }

        @Override
        public Column.OfLong spanId() {
            return ListColumns.longs(links.size(), row -> links.get(row).spanId());
        }

        @Override
        public Column.OfLong traceIdHigh() {
            return ListColumns.longs(links.size(), row -> links.get(row).traceIdHigh());
        }

        @Override
        public Column.OfLong traceIdLow() {
            return ListColumns.longs(links.size(), row -> links.get(row).traceIdLow());
        }
    }
}
