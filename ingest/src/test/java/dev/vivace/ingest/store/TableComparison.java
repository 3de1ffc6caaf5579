package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.SpanTree;
import dev.vivace.traceql.source.TextTest;
import dev.vivace.traceql.source.TraceIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks two tables of the same spans everything the engine may ask, and compares the answers. Rows may stand
/// in another order: they go by the row their span has in the first.
final class TableComparison {

    private static final List<String> TEXTS = List.of("", "GET", "a", "späße", "exception", "SELECT 1", "no such");
    private static final long[] NUMBERS = {Long.MIN_VALUE, -1, 0, 1, 2, 200, 404, 1 << 20, Long.MAX_VALUE};
    private static final List<Intrinsic> INTRINSICS = List.of(
            Intrinsic.NAME,
            Intrinsic.STATUS_MESSAGE,
            Intrinsic.INSTRUMENTATION_NAME,
            Intrinsic.INSTRUMENTATION_VERSION,
            Intrinsic.STATUS,
            Intrinsic.KIND,
            Intrinsic.DURATION,
            Intrinsic.SPAN_ID,
            Intrinsic.PARENT_ID);

    private final Side one;
    private final Side other;
    private final String what;

    /// @param what told when the tables disagree
    TableComparison(SpanTable one, List<Span> ofOne, SpanTable other, List<Span> ofOther, String what) {
        Map<Span, Integer> rows = new HashMap<>();
        ofOne.forEach(span -> rows.put(span, rows.size()));
        this.one = new Side(one, ofOne, ofOne.stream().map(rows::get).toList());
        this.other = new Side(other, ofOther, ofOther.stream().map(rows::get).toList());
        this.what = what;
    }

    /// A table and its spans by row, each different from all others; and by row the row it has in the first
    /// table.
    private record Side(SpanTable table, List<Span> spans, List<Integer> rows) {}

    void run() {
        assertThat(one.table().rowCount()).as(what).isEqualTo(other.table().rowCount());
        assertThat(new HashSet<>(one.rows()))
                .as(what)
                .isEqualTo(new HashSet<>(other.rows()))
                .hasSize(one.table().rowCount());
        compareTraces();
        compareTrees();
        for (Intrinsic intrinsic : INTRINSICS) {
            compareColumns(
                    intrinsic.toString(),
                    () -> List.of(one.table().intrinsic(intrinsic)),
                    () -> List.of(other.table().intrinsic(intrinsic)),
                    one.rows(),
                    other.rows());
        }
        compareColumns(
                "start",
                () -> List.of(one.table().startEpochNanos()),
                () -> List.of(other.table().startEpochNanos()),
                one.rows(),
                other.rows());
        for (AttributeScope scope : AttributeScope.values()) {
            Set<String> keys = keys(one.table(), scope);
            // a row group knows the keys of its whole block
            assertThat(keys(other.table(), scope))
                    .as("%s: keys of %s", what, scope)
                    .containsAll(keys);
            keys.addAll(keys(other.table(), scope));
            boolean nested = scope == AttributeScope.EVENT || scope == AttributeScope.LINK;
            keys.add("no such key");
            for (String key : keys) {
                if (!nested) {
                    compareColumns(
                            scope + " " + key,
                            () -> one.table().attribute(scope, key),
                            () -> other.table().attribute(scope, key),
                            one.rows(),
                            other.rows());
                }
            }
            if (nested) {
                compareNested(scope, keys);
            }
        }
    }

    private static Set<String> keys(SpanTable table, AttributeScope scope) {
        Set<String> keys = new TreeSet<>();
        table.attributeKeys(scope).forEach(keys::add);
        return keys;
    }

    private void compareTraces() {
        Map<TraceId, TraceFacts> ofOther = traces(other);
        traces(one)
                .forEach((id, facts) -> assertThat(ofOther.remove(id))
                        .as("%s: trace %s", what, id)
                        .isEqualTo(facts));
        assertThat(ofOther).as(what).isEmpty();
    }

    private record TraceFacts(
            long start,
            long end,
            String rootName,
            String rootService,
            boolean hasRoot,
            List<List<Long>> order,
            Set<Integer> rows) {}

    private static Map<TraceId, TraceFacts> traces(Side side) {
        TraceIndex traces = side.table().traces();
        Map<TraceId, TraceFacts> facts = new HashMap<>();
        for (int trace = 0; trace < traces.count(); trace++) {
            int[] rows = traces.rowsOf(trace);
            RowSet set = new RowSet(side.table().rowCount());
            traces.addRows(trace, set);
            assertThat(set.count()).isEqualTo(rows.length);
            List<List<Long>> order = new ArrayList<>();
            Set<Integer> own = new HashSet<>();
            for (int row : rows) {
                assertThat(set.contains(row)).isTrue();
                assertThat(traces.traceOf(row)).isEqualTo(trace);
                Span span = side.spans().get(row);
                order.add(List.of(span.startEpochNanos(), span.spanId().value()));
                own.add(side.rows().get(row));
            }
            facts.put(
                    traces.id(trace),
                    new TraceFacts(
                            traces.startEpochNanos(trace),
                            traces.endEpochNanos(trace),
                            traces.rootName(trace),
                            traces.rootServiceName(trace),
                            traces.hasRoot(trace),
                            order,
                            own));
        }
        return facts;
    }

    private record Place(int parent, int left, int right, int children) {}

    private void compareTrees() {
        assertThat(tree(one)).as("%s: tree", what).isEqualTo(tree(other));
    }

    private static Map<Integer, Place> tree(Side side) {
        BulkReads.parentsOfSomeTracesAreThoseOfTheTree(side.table());
        SpanTree tree = side.table().tree();
        Map<Integer, Place> places = new HashMap<>();
        for (int row = 0; row < side.table().rowCount(); row++) {
            int parent = tree.parentRows()[row];
            places.put(
                    side.rows().get(row),
                    new Place(
                            parent < 0 ? -1 : side.rows().get(parent),
                            tree.nestedSetLefts()[row],
                            tree.nestedSetRights()[row],
                            tree.childCounts()[row]));
        }
        return places;
    }

    /// An event or link by its span and its place there.
    private record Element(int span, int index) {}

    private void compareNested(AttributeScope scope, Set<String> keys) {
        NestedTable a = one.table().nested(scope);
        NestedTable b = other.table().nested(scope);
        List<Element> ofA = elements(a, one.rows());
        List<Element> ofB = elements(b, other.rows());
        for (String key : keys) {
            compareColumns(scope + " " + key, () -> a.attribute(key), () -> b.attribute(key), ofA, ofB);
        }
        if (scope == AttributeScope.EVENT) {
            compareColumns("event names", () -> List.of(a.name()), () -> List.of(b.name()), ofA, ofB);
            compareColumns("event times", () -> List.of(a.epochNanos()), () -> List.of(b.epochNanos()), ofA, ofB);
        } else {
            compareColumns("link span ids", () -> List.of(a.spanId()), () -> List.of(b.spanId()), ofA, ofB);
            compareColumns("link highs", () -> List.of(a.traceIdHigh()), () -> List.of(b.traceIdHigh()), ofA, ofB);
            compareColumns("link lows", () -> List.of(a.traceIdLow()), () -> List.of(b.traceIdLow()), ofA, ofB);
        }
    }

    private static List<Element> elements(NestedTable nested, List<Integer> rows) {
        List<Element> result = new ArrayList<>();
        int index = 0;
        for (int row = 0; row < nested.rowCount(); row++) {
            index = row > 0 && nested.spanRow(row) == nested.spanRow(row - 1) ? index + 1 : 0;
            result.add(new Element(rows.get(nested.spanRow(row)), index));
        }
        return result;
    }

    private <R> void compareColumns(
            String name, Supplier<List<Column>> a, Supplier<List<Column>> b, List<R> rowsOfA, List<R> rowsOfB) {
        Map<String, Object> ofA = new LinkedHashMap<>();
        Map<String, Object> ofB = new LinkedHashMap<>();
        describe(a, rowsOfA, ofA);
        describe(b, rowsOfB, ofB);
        for (Map.Entry<String, Object> answer : ofA.entrySet()) {
            assertThat(answer.getValue())
                    .as("%s: column %s, %s", what, name, answer.getKey())
                    .isEqualTo(ofB.get(answer.getKey()));
        }
    }

    private static <R> void describe(Supplier<List<Column>> supplier, List<R> rows, Map<String, Object> into) {
        List<Column> columns = supplier.get();
        RowSet all = RowSet.all(rows.size());
        RowSet some = new RowSet(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            if ((rows.get(row).hashCode() & 3) == 0) {
                some.add(row);
            }
        }
        into.put("present", merged(rows, all, columns, (column, set) -> column.present(set)));
        into.put("distinct", distinct(columns, null));
        into.put("distinct of all", distinct(columns, all));
        into.put("distinct of some", distinct(columns, some));
        Map<R, AttributeValue> values = new HashMap<>();
        Map<R, List<Long>> longs = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            for (Column column : columns) {
                AttributeValue value = column.value(row);
                if (value != null) {
                    values.putIfAbsent(rows.get(row), value);
                }
                if (column instanceof Column.OfLong numbers && numbers.longAt(row) != 0) {
                    longs.computeIfAbsent(rows.get(row), _ -> new ArrayList<>()).add(numbers.longAt(row));
                }
            }
        }
        into.put("values", values);
        columns.forEach(column -> {
            BulkReads.areLikeSingleReads(column, all.toArray());
            BulkReads.areLikeSingleReads(column, some.toArray());
        });
        for (RowSet among : List.of(all, some)) {
            String rest = among == all ? "" : " among some";
            for (String text : TEXTS) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                TextTest equal = new Equal(bytes, bytes);
                TextTest longer = new Longer(bytes.length);
                into.put("= " + text + rest, merged(rows, among, columns, (column, set) -> {
                    if (column instanceof Column.OfText texts) {
                        texts.match(equal, among, set);
                    }
                }));
                into.put("longer than " + text + rest, merged(rows, among, columns, (column, set) -> {
                    if (column instanceof Column.OfText texts) {
                        texts.match(longer, among, set);
                    }
                }));
            }
            for (long min : NUMBERS) {
                for (long max : NUMBERS) {
                    for (boolean negated : new boolean[] {false, true}) {
                        into.put(
                                "from " + min + " to " + max + " " + negated + rest,
                                merged(rows, among, columns, (column, set) -> {
                                    if (column instanceof Column.OfLong numbers) {
                                        numbers.match(min, max, negated, among, set);
                                    }
                                }));
                    }
                }
            }
            for (double bound : new double[] {-2.25, 0, 1.5, 200, Double.POSITIVE_INFINITY, Double.NaN}) {
                into.put(">= " + bound + rest, merged(rows, among, columns, (column, set) -> {
                    if (column instanceof Column.OfDouble reals) {
                        reals.match(value -> value >= bound, among, set);
                        reals.match(value -> Double.isNaN(bound) && Double.isNaN(value), among, set);
                    }
                }));
            }
            for (boolean flag : new boolean[] {false, true}) {
                into.put("is " + flag + rest, merged(rows, among, columns, (column, set) -> {
                    if (column instanceof Column.OfBoolean flags) {
                        flags.match(flag, among, set);
                    }
                }));
            }
            into.put("empty list" + rest, merged(rows, among, columns, (column, set) -> {
                if (column instanceof Column.OfComposite composites) {
                    composites.match(value -> value.equals(new AttributeValue.Many(List.of())), among, set);
                }
            }));
            into.put("odd hash" + rest, merged(rows, among, columns, (column, set) -> {
                if (column instanceof Column.OfComposite composites) {
                    composites.match(value -> (value.hashCode() & 1) == 1, among, set);
                }
            }));
        }
    }

    private interface Question {
        void ask(Column column, RowSet into);
    }

    private static <R> Set<R> merged(List<R> rows, RowSet among, List<Column> columns, Question question) {
        RowSet set = new RowSet(rows.size());
        columns.forEach(column -> question.ask(column, set));
        set.and(among);
        Set<R> result = new HashSet<>();
        for (int row = set.next(0); row < rows.size(); row = set.next(row + 1)) {
            result.add(rows.get(row));
        }
        return result;
    }

    private static Set<AttributeValue> distinct(List<Column> columns, @Nullable RowSet among) {
        Set<AttributeValue> result = new HashSet<>();
        Consumer<AttributeValue> into = result::add;
        columns.forEach(column -> column.distinct(among, into));
        return result;
    }

    private record Equal(byte[] wanted, byte[] onlyValue) implements TextTest {
        @Override
        public boolean passes(byte[] bytes, int offset, int length) {
            return Arrays.equals(bytes, offset, offset + length, wanted, 0, wanted.length);
        }
    }

    private record Longer(int than) implements TextTest {
        @Override
        public boolean passes(byte[] bytes, int offset, int length) {
            return length > than;
        }

        @Override
        public byte @Nullable [] onlyValue() {
            return null;
        }
    }
}
