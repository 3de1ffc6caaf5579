package dev.vivace.live;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.RowSet;
import dev.vivace.model.SentPlaces;
import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceTree;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.SpanSize;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.SpanTree;
import dev.vivace.traceql.source.TraceIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A [LiveTable] as it was at one moment: the spans committed by then, unchanging, while the table grows
/// on. Free
/// to make; what a query needs is worked out when it asks. Confined to one thread.
public final class LiveSnapshot implements SpanTable {

    private final LiveTable table;
    private final Prefix prefix;
    private final LiveTraceIndex traces;
    private @Nullable SpanTree tree;

    LiveSnapshot(LiveTable table, Prefix prefix) {
        this.table = table;
        this.prefix = prefix;
        this.traces = new LiveTraceIndex(table, this, prefix.rows(), prefix.traces());
    }

    @Override
    public int rowCount() {
        return prefix.rows();
    }

    @Override
    public TraceIndex traces() {
        return traces;
    }

    /// No span starts before this time; nanoseconds since 1970, unsigned; all ones if there is none.
    public long earliestStartEpochNanos() {
        return prefix.earliestStart();
    }

    /// No span starts after this time; 0 if there is none.
    public long latestStartEpochNanos() {
        return prefix.latestStart();
    }

    /// The spans of a trace, in order of start, then span id; none if it is not here. Attributes of spans,
    /// events
    /// and
    /// links stand in the order of [dev.vivace.model.Attribute#COLUMN_ORDER], all other lists as they were
    /// sent.
    public List<Span> spans(TraceId id) {
        List<Span> result = new ArrayList<>();
        int trace = table.traces.find(id.high(), id.low(), prefix.traces());
        if (trace >= 0) {
            SpanReader reader = new SpanReader(table, prefix);
            for (int row : traces.rowsOf(trace)) {
                Span span = reader.span(row);
                QueryWork.holding(SpanSize.of(span));
                result.add(span);
            }
        }
        return result;
    }

    /// The spans of a trace in the batches in which they were sent; none if it is not here. Lists as in
    /// [#spans].
    public List<ResourceSpans> batches(TraceId id) {
        int trace = table.traces.find(id.high(), id.low(), prefix.traces());
        if (trace < 0) {
            return List.of();
        }
        int[] rows = table.traces.rowsOf(trace, prefix.rows());
        int[] places = new int[rows.length];
        table.places.gather(rows, places);
        SpanReader reader = new SpanReader(table, prefix);
        List<Span> spans = new ArrayList<>(rows.length);
        for (int row : rows) {
            spans.add(reader.span(row));
        }
        return SentPlaces.group(spans, places);
    }

    /// One span; attributes as in [#spans].
    public Span span(int row) {
        return new SpanReader(table, prefix).span(row);
    }

    @Override
    public Column intrinsic(Intrinsic intrinsic) {
        int rows = prefix.rows();
        return switch (intrinsic) {
            case NAME -> new DenseText(table.nameCodes, table.names, rows);
            case STATUS_MESSAGE -> new DenseText(table.statusMessageCodes, table.statusMessages, rows);
            case STATUS -> DenseLongs.of(table.statusCodes, rows);
            case KIND -> DenseLongs.of(table.kinds, rows);
            case DURATION -> DenseLongs.difference(table.ends, table.starts, rows);
            case SPAN_ID -> DenseLongs.of(table.spanIds, rows);
            case PARENT_ID -> DenseLongs.of(table.parentSpanIds, rows);
            case INSTRUMENTATION_NAME ->
                scopes().spread(new DenseText(table.scopes.nameCodes, table.scopes.texts, prefix.scopes()));
            case INSTRUMENTATION_VERSION ->
                scopes().spread(new DenseText(table.scopes.versionCodes, table.scopes.texts, prefix.scopes()));
            case CHILD_COUNT,
                    TRACE_ID,
                    TRACE_DURATION,
                    ROOT_NAME,
                    ROOT_SERVICE_NAME,
                    EVENT_NAME,
                    EVENT_TIME_SINCE_START,
                    LINK_SPAN_ID,
                    LINK_TRACE_ID,
                    NESTED_SET_LEFT,
                    NESTED_SET_RIGHT,
                    NESTED_SET_PARENT,
                    PARENT ->
                throw new IllegalArgumentException("intrinsic " + intrinsic.canonicalText()
                        + " is no column of a span table (expected: one every span has by itself; the others come from"
                        + " traces(), tree() and nested())");
        };
    }

    @Override
    public Column.OfLong startEpochNanos() {
        return DenseLongs.of(table.starts, prefix.rows());
    }

    @Override
    public List<Column> attribute(AttributeScope scope, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return switch (scope) {
            case SPAN -> SparseColumns.of(table.attributes.published(bytes), prefix.rows());
            case RESOURCE -> resources().spread(resourceColumns(key));
            case INSTRUMENTATION ->
                scopes().spread(SparseColumns.of(table.scopes.attributes.published(bytes), prefix.scopes()));
            case EVENT, LINK ->
                throw new IllegalArgumentException("attributes of " + scope.word()
                        + "s are no columns of spans (expected: asked of nested(" + scope + "))");
        };
    }

    /// The columns of a resource attribute over resource codes.
    List<Column> resourceColumns(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return SparseColumns.of(table.resources.attributes.published(bytes), prefix.resources());
    }

    @Override
    public Iterable<String> attributeKeys(AttributeScope scope) {
        AttributeStore store;
        int rows;
        switch (scope) {
            case RESOURCE -> {
                store = table.resources.attributes;
                rows = prefix.resources();
            }
            case INSTRUMENTATION -> {
                store = table.scopes.attributes;
                rows = prefix.scopes();
            }
            case SPAN -> {
                store = table.attributes;
                rows = prefix.rows();
            }
            case EVENT -> {
                store = table.events.attributes;
                rows = prefix.events();
            }
            case LINK -> {
                store = table.links.attributes;
                rows = prefix.links();
            }
            default -> throw new IllegalArgumentException("no attributes at " + scope);
        }
        Set<String> keys = new LinkedHashSet<>();
        for (AttributeColumn column : store.published()) {
            if (new Entries(column, rows).count > 0) {
                keys.add(column.keyText());
            }
        }
        return keys;
    }

    @Override
    public NestedTable nested(AttributeScope scope) {
        return switch (scope) {
            case EVENT -> new LiveNestedTable(table.events, prefix.events());
            case LINK -> new LiveNestedTable(table.links, prefix.links());
            case RESOURCE, INSTRUMENTATION, SPAN ->
                throw new IllegalArgumentException("no nested table of " + scope.word() + " (expected: event or link)");
        };
    }

    @Override
    public SpanTree tree() {
        SpanTree result = tree;
        if (result == null) {
            result = makeTree();
            tree = result;
        }
        return result;
    }

    @Override
    public int[] parentRows(RowSet ofTraces) {
        if (tree != null) {
            return tree.parentRows();
        }
        RowSet wanted = new RowSet(prefix.traces());
        for (int row = ofTraces.next(0); row < ofTraces.rows(); row = ofTraces.next(row + 1)) {
            wanted.add(traces.traceOf(row));
        }
        int[] parentRows = new int[prefix.rows()];
        TraceGatherer gatherer = new TraceGatherer(table);
        for (int trace = wanted.next(0); trace < wanted.rows(); trace = wanted.next(trace + 1)) {
            int[] rows = traces.arrivedRows(trace);
            int[] parents = gatherer.tree(rows, 0, rows.length).parents();
            for (int i = 0; i < rows.length; i++) {
                parentRows[rows[i]] = parents[i] < 0 ? -1 : rows[parents[i]];
            }
        }
        return parentRows;
    }

    private SpanTree makeTree() {
        int rows = prefix.rows();
        int[] parentRows = new int[rows];
        int[] lefts = new int[rows];
        int[] rights = new int[rows];
        int[] childCounts = new int[rows];
        Arrays.fill(parentRows, -1);
        TraceRows grouped = traces.grouped();
        TraceGatherer gatherer = new TraceGatherer(table);
        for (int trace = 0; trace < prefix.traces(); trace++) {
            int from = grouped.offsets()[trace];
            int count = grouped.offsets()[trace + 1] - from;
            TraceTree shape = gatherer.tree(grouped.rows(), from, count);
            int[] order = shape.order();
            for (int position = 0; position < count; position++) {
                int span = order[position];
                int row = grouped.rows()[from + span];
                int parent = shape.parents()[span];
                if (parent >= 0) {
                    int parentRow = grouped.rows()[from + parent];
                    parentRows[row] = parentRow;
                    childCounts[parentRow]++;
                }
                if (position < shape.connectedCount()) {
                    // entered: all spans before it, and left: those before it that are not above it
                    lefts[row] = 2 * position - shape.depths()[span] + 1;
                    rights[row] = lefts[row] + 2 * shape.subtreeSizes()[span] + 1;
                }
            }
        }
        return new SpanTree(parentRows, lefts, rights, childCounts);
    }

    private OriginColumns resources() {
        return new OriginColumns(table.resourceCodes, prefix.rows(), prefix.resources());
    }

    private OriginColumns scopes() {
        return new OriginColumns(table.scopeCodes, prefix.rows(), prefix.scopes());
    }
}
