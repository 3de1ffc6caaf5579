package dev.vivace.query;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.work.QueryWork;
import dev.vivace.query.TagValuesAnswer.TagValue;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.eval.SpanFilter;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Collects the values of a field that occur. What has words has them all (status, kind); durations and ids, of which
/// nobody can choose one from a list, have none. Of a trace of which several tables hold spans, those parts count that
/// overlap the time range themselves.
final class TagValues {

    private static final String SERVICE_NAME = "service.name";

    /// More text than this is not collected: nobody picks from such a list, and memory is bounded.
    private static final long MAX_CHARACTERS = 8L << 20;

    /// Of a value in the set, without its characters.
    private static final long BYTES_PER_VALUE = 200;

    /// In the set, and in the answer while that is written, which doubles its array as it grows and copies
    /// it at last.
    private static final long BYTES_PER_CHARACTER = 5;

    private static final List<TagValue> STATUSES = keywords("error", "ok", "unset");
    private static final List<TagValue> KINDS =
            keywords("client", "consumer", "internal", "producer", "server", "unspecified");

    private final SortedSet<TagValue> values =
            new TreeSet<>(Comparator.comparing(TagValue::type).thenComparing(TagValue::text));
    private final SpanFilter filter;
    private long characters;

    private TagValues(SpanFilter filter) {
        this.filter = filter;
    }

    static List<TagValue> collect(SpanSource source, TagValuesRequest request) throws IOException {
        switch (request.field()) {
            case IntrinsicField(Intrinsic intrinsic)
            when intrinsic == Intrinsic.STATUS -> {
                return STATUSES;
            }
            case IntrinsicField(Intrinsic intrinsic)
            when intrinsic == Intrinsic.KIND -> {
                return KINDS;
            }
            default -> {}
        }
        SpanFilter filter =
                TraceQl.lenientFilter(request.filter()).map(SpanFilter::of).orElseGet(SpanFilter::all);
        TagValues collector = new TagValues(filter);
        boolean wholeTraces = Fields.areOfWholeTrace(List.of(request.field()));
        int blocks = request.maxBlocks() == 0 ? Integer.MAX_VALUE : request.maxBlocks();
        MatchedSpans.forEach(source, request.range(), blocks, filter, wholeTraces, (table, matched) -> {
            collector.collect(table, request.field(), matched);
            return collector.characters <= MAX_CHARACTERS;
        });
        int limit = request.limit() > 0 ? request.limit() : Integer.MAX_VALUE;
        return collector.values.stream().limit(limit).toList();
    }

    private static List<TagValue> keywords(String... words) {
        return List.of(words).stream()
                .map(word -> new TagValue("keyword", word))
                .toList();
    }

    private void collect(SpanTable table, Expression.Field field, @Nullable RowSet matched) {
        if (matched != null && matched.isEmpty()) {
            return;
        }
        switch (field) {
            case AttributeField(FieldScope scope, String name) -> collectAttribute(table, scope, name, matched);
            case IntrinsicField(Intrinsic intrinsic) -> collectIntrinsic(table, intrinsic, matched);
        }
    }

    private void collectAttribute(SpanTable table, FieldScope scope, String name, @Nullable RowSet matched) {
        switch (scope) {
            case SPAN -> addAll(table.attribute(AttributeScope.SPAN, name), matched);
            case INSTRUMENTATION -> addAll(table.attribute(AttributeScope.INSTRUMENTATION, name), matched);
            case RESOURCE -> {
                List<Column> columns = table.attribute(AttributeScope.RESOURCE, name);
                addAll(columns, matched);
                addMissingServiceName(table, columns, name, matched);
            }
            case UNSCOPED -> {
                List<Column> columns = table.attribute(AttributeScope.RESOURCE, name);
                addAll(table.attribute(AttributeScope.SPAN, name), matched);
                addAll(columns, matched);
                addMissingServiceName(table, columns, name, matched);
            }
            case EVENT -> addNested(table, AttributeScope.EVENT, name, matched);
            case LINK -> addNested(table, AttributeScope.LINK, name, matched);
            case PARENT, PARENT_SPAN, PARENT_RESOURCE -> {}
        }
    }

    /// A resource without a service name counts as having the empty one.
    private void addMissingServiceName(SpanTable table, List<Column> columns, String name, @Nullable RowSet matched) {
        if (name.equals(SERVICE_NAME) && someAbsent(table, columns, matched)) {
            add(new AttributeValue.Text(""));
        }
    }

    private static boolean someAbsent(SpanTable table, List<Column> columns, @Nullable RowSet matched) {
        RowSet absent = matched == null ? RowSet.all(table.rowCount()) : matched.copy();
        for (Column column : columns) {
            RowSet present = new RowSet(table.rowCount());
            column.present(present);
            absent.andNot(present);
        }
        return !absent.isEmpty();
    }

    private void addNested(SpanTable table, AttributeScope scope, String name, @Nullable RowSet matched) {
        addAll(table.nested(scope).attribute(name), filter.matchNested(table, scope, matched));
    }

    private void collectIntrinsic(SpanTable table, Intrinsic intrinsic, @Nullable RowSet matched) {
        switch (intrinsic) {
            case NAME, STATUS_MESSAGE, INSTRUMENTATION_NAME, INSTRUMENTATION_VERSION ->
                addAll(List.of(table.intrinsic(intrinsic)), matched);
            case ROOT_NAME, ROOT_SERVICE_NAME -> addRoots(table, intrinsic == Intrinsic.ROOT_NAME, matched);
            case EVENT_NAME ->
                addAll(
                        List.of(table.nested(AttributeScope.EVENT).name()),
                        filter.matchNested(table, AttributeScope.EVENT, matched));
            case STATUS,
                    KIND,
                    DURATION,
                    TRACE_DURATION,
                    EVENT_TIME_SINCE_START,
                    SPAN_ID,
                    PARENT_ID,
                    TRACE_ID,
                    LINK_SPAN_ID,
                    LINK_TRACE_ID,
                    CHILD_COUNT,
                    NESTED_SET_LEFT,
                    NESTED_SET_RIGHT,
                    NESTED_SET_PARENT,
                    PARENT -> {}
        }
    }

    private void addRoots(SpanTable table, boolean names, @Nullable RowSet matched) {
        TraceIndex traces = table.traces();
        for (int trace = 0; trace < traces.count(); trace++) {
            boolean wanted = matched == null;
            if (matched != null) {
                for (int row : traces.rowsOf(trace)) {
                    wanted |= matched.contains(row);
                }
            }
            if (wanted && traces.hasRoot(trace)) {
                add(new AttributeValue.Text(names ? traces.rootName(trace) : traces.rootServiceName(trace)));
            }
        }
    }

    private void addAll(List<Column> columns, @Nullable RowSet among) {
        for (Column column : columns) {
            column.distinct(among, this::add);
        }
    }

    private void add(AttributeValue value) {
        switch (value) {
            case AttributeValue.Text(String text) -> add("string", text);
            case AttributeValue.Int(long number) -> add("int", Long.toString(number));
            case AttributeValue.Real(double number) -> add("float", text(number));
            case AttributeValue.Bool(boolean flag) -> add("bool", Boolean.toString(flag));
            case AttributeValue.Many(List<AttributeValue> elements) -> elements.forEach(this::add);
            case AttributeValue.Bytes _, AttributeValue.Fields _, AttributeValue.Absent _ -> {}
        }
    }

    private void add(String type, String text) {
        if (values.add(new TagValue(type, text))) {
            characters += text.length();
            QueryWork.holding(BYTES_PER_VALUE + BYTES_PER_CHARACTER * text.length());
        }
    }

    /// Doubles as TraceQL writes them: whole ones end in `.0`.
    private static String text(double number) {
        return Double.toString(number);
    }
}
