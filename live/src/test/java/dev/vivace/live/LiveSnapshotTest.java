package dev.vivace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Link;
import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTree;
import dev.vivace.traceql.source.TextTest;
import dev.vivace.traceql.source.TraceIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveSnapshotTest {

    private SplittableRandom random = new SplittableRandom();
    private String context = "";
    private List<Span> spans = List.of();
    private LiveSnapshot snapshot = TestTables.empty().snapshot();

    /// A snapshot of some spans in a table that has more by now; `spans` are its rows.
    private void prepare(long seed, int traceCount) {
        SpanGenerator generator = new SpanGenerator(seed);
        LiveTable table = TestTables.of(generator.spans(traceCount));
        snapshot = table.snapshot();
        TestTables.append(table, generator.spans(traceCount));
        spans = TestTables.spans(snapshot);
        random = new SplittableRandom(seed);
        context = generator.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void spanAttributesMatchWhatTheSpansSay(long seed) {
        prepare(seed, 150);
        Set<String> keys = keys(spans, Span::attributes);

        assertThat(snapshot.attributeKeys(AttributeScope.SPAN)).containsExactlyInAnyOrderElementsOf(keys);
        for (String key : keys) {
            checkColumns(snapshot.attribute(AttributeScope.SPAN, key), spans, span -> values(span.attributes(), key));
        }
        assertThat(snapshot.attribute(AttributeScope.SPAN, "no such key")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void resourceAndScopeAttributesMatchWhatTheSpansSay(long seed) {
        prepare(seed, 150);
        Set<String> resourceKeys = keys(spans, span -> span.resource().attributes());
        Set<String> scopeKeys = keys(spans, span -> span.scope().attributes());

        assertThat(snapshot.attributeKeys(AttributeScope.RESOURCE)).containsExactlyInAnyOrderElementsOf(resourceKeys);
        assertThat(snapshot.attributeKeys(AttributeScope.INSTRUMENTATION))
                .containsExactlyInAnyOrderElementsOf(scopeKeys);
        for (String key : resourceKeys) {
            checkColumns(
                    snapshot.attribute(AttributeScope.RESOURCE, key),
                    spans,
                    span -> values(span.resource().attributes(), key));
        }
        for (String key : scopeKeys) {
            checkColumns(
                    snapshot.attribute(AttributeScope.INSTRUMENTATION, key),
                    spans,
                    span -> values(span.scope().attributes(), key));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void intrinsicsMatchWhatTheSpansSay(long seed) {
        prepare(seed, 150);

        checkText(Intrinsic.NAME, Span::name);
        checkText(Intrinsic.STATUS_MESSAGE, Span::statusMessage);
        checkText(Intrinsic.INSTRUMENTATION_NAME, span -> span.scope().name());
        checkText(Intrinsic.INSTRUMENTATION_VERSION, span -> span.scope().version());
        checkNumber(snapshot.intrinsic(Intrinsic.STATUS), span -> (long) span.statusCode());
        checkNumber(snapshot.intrinsic(Intrinsic.KIND), span -> (long) span.kind());
        checkNumber(snapshot.intrinsic(Intrinsic.DURATION), Span::durationNanos);
        checkNumber(snapshot.intrinsic(Intrinsic.SPAN_ID), span -> span.spanId().value());
        checkNumber(snapshot.intrinsic(Intrinsic.PARENT_ID), LiveSnapshotTest::parentId);
        checkNumber(snapshot.startEpochNanos(), Span::startEpochNanos);
        assertThatThrownBy(() -> snapshot.intrinsic(Intrinsic.EVENT_NAME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event:name");
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void eventsAndLinksMatchWhatTheSpansSay(long seed) {
        prepare(seed, 150);
        List<Event> events = new ArrayList<>();
        List<Integer> eventSpans = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        List<Integer> linkSpans = new ArrayList<>();
        for (int row = 0; row < spans.size(); row++) {
            for (Event event : spans.get(row).events()) {
                events.add(event);
                eventSpans.add(row);
            }
            for (Link link : spans.get(row).links()) {
                links.add(link);
                linkSpans.add(row);
            }
        }

        NestedTable eventTable = snapshot.nested(AttributeScope.EVENT);
        assertThat(eventTable.rowCount()).isEqualTo(events.size()).isPositive();
        checkColumns(List.of(eventTable.name()), events, event -> List.of(new AttributeValue.Text(event.name())));
        checkColumns(
                List.of(eventTable.epochNanos()), events, event -> List.of(new AttributeValue.Int(event.epochNanos())));
        assertThat(snapshot.attributeKeys(AttributeScope.EVENT))
                .containsExactlyInAnyOrderElementsOf(keys(events, Event::attributes));
        for (String key : keys(events, Event::attributes)) {
            checkColumns(eventTable.attribute(key), events, event -> values(event.attributes(), key));
        }

        NestedTable linkTable = snapshot.nested(AttributeScope.LINK);
        assertThat(linkTable.rowCount()).isEqualTo(links.size()).isPositive();
        checkColumns(List.of(linkTable.spanId()), links, link -> List.of(new AttributeValue.Int(link.spanId())));
        checkColumns(
                List.of(linkTable.traceIdHigh()), links, link -> List.of(new AttributeValue.Int(link.traceIdHigh())));
        checkColumns(
                List.of(linkTable.traceIdLow()), links, link -> List.of(new AttributeValue.Int(link.traceIdLow())));
        for (String key : keys(links, Link::attributes)) {
            checkColumns(linkTable.attribute(key), links, link -> values(link.attributes(), key));
        }
        for (int row = 0; row < events.size(); row++) {
            assertThat(eventTable.spanRow(row)).isEqualTo(eventSpans.get(row));
        }
        for (int row = 0; row < links.size(); row++) {
            assertThat(linkTable.spanRow(row)).isEqualTo(linkSpans.get(row));
        }
        assertThatThrownBy(linkTable::name).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(eventTable::spanId).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11})
    void traceIndexMatchesWhatTheSpansSay(long seed) {
        prepare(seed, 200);
        TraceIndex traces = snapshot.traces();
        Set<TraceId> seen = new HashSet<>();
        for (int trace = 0; trace < traces.count(); trace++) {
            int[] rows = traces.rowsOf(trace);
            List<Span> members = new ArrayList<>();
            RowSet added = new RowSet(spans.size());
            traces.addRows(trace, added);
            for (int row : rows) {
                members.add(spans.get(row));
                assertThat(traces.traceOf(row)).isEqualTo(trace);
                assertThat(added.contains(row)).isTrue();
            }
            TraceId id = traces.id(trace);
            assertThat(seen.add(id)).isTrue();
            assertThat(added.count()).isEqualTo(rows.length);
            assertThat(members).as(context).isSortedAccordingTo(TestTables.RESULT_ORDER);
            assertThat(members)
                    .containsExactlyInAnyOrderElementsOf(spans.stream()
                            .filter(span -> span.traceId().equals(id))
                            .toList());
            assertThat(traces.startEpochNanos(trace))
                    .isEqualTo(members.getFirst().startEpochNanos());
            long end = members.stream()
                    .map(Span::endEpochNanos)
                    .max(Long::compareUnsigned)
                    .orElseThrow();
            long start = members.getFirst().startEpochNanos();
            assertThat(traces.endEpochNanos(trace)).isEqualTo(Long.compareUnsigned(end, start) < 0 ? start : end);
            List<Span> roots =
                    members.stream().filter(span -> span.parentSpanId() == null).toList();
            assertThat(traces.hasRoot(trace)).isEqualTo(!roots.isEmpty());
            String name = roots.isEmpty() ? "" : roots.getLast().name();
            String service = roots.isEmpty()
                    ? ""
                    : values(roots.getLast().resource().attributes(), "service.name").stream()
                            .map(value -> ((AttributeValue.Text) value).text())
                            .findFirst()
                            .orElse("");
            assertThat(traces.rootName(trace)).as(context).isEqualTo(name);
            assertThat(traces.rootServiceName(trace)).as(context).isEqualTo(service);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {12, 13})
    void treeNumbersSpansDepthFirst(long seed) {
        prepare(seed, 150);
        SpanTree tree = snapshot.tree();
        for (int trace = 0; trace < snapshot.traces().count(); trace++) {
            int[] rows = snapshot.traces().rowsOf(trace);
            Set<Integer> numbers = new TreeSet<>();
            int connected = 0;
            for (int row : rows) {
                int parent = tree.parentRows()[row];
                int children = 0;
                for (int other : rows) {
                    children += tree.parentRows()[other] == row ? 1 : 0;
                }
                assertThat(tree.childCounts()[row]).isEqualTo(children);
                if (parent >= 0) {
                    assertThat(spans.get(parent).spanId().value()).isEqualTo(parentId(spans.get(row)));
                }
                int left = tree.nestedSetLefts()[row];
                int right = tree.nestedSetRights()[row];
                if (left == 0) {
                    assertThat(right).isZero();
                    assertThat(spans.get(row).parentSpanId()).isNotNull();
                    continue;
                }
                connected++;
                assertThat(right).isGreaterThan(left);
                numbers.add(left);
                numbers.add(right);
                if (parent >= 0) {
                    assertThat(left).isGreaterThan(tree.nestedSetLefts()[parent]);
                    assertThat(right).isLessThan(tree.nestedSetRights()[parent]);
                }
            }
            assertThat(numbers).as(context).hasSize(connected * 2);
            if (connected > 0) {
                assertThat(((TreeSet<Integer>) numbers).last()).isEqualTo(connected * 2);
            }
        }
    }

    private void checkText(Intrinsic intrinsic, Function<Span, String> text) {
        checkColumns(
                List.of(snapshot.intrinsic(intrinsic)),
                spans,
                span -> List.of(new AttributeValue.Text(text.apply(span))));
    }

    private void checkNumber(Column column, Function<Span, Long> number) {
        checkColumns(List.of(column), spans, span -> List.of(new AttributeValue.Int(number.apply(span))));
        for (int row = 0; row < spans.size(); row++) {
            assertThat(((Column.OfLong) column).longAt(row)).isEqualTo(number.apply(spans.get(row)));
        }
    }

    /// Compares the columns of one key with what `rows` say they hold.
    private <R> void checkColumns(List<Column> columns, List<R> rows, Function<R, List<AttributeValue>> values) {
        Set<Integer> ranks = new HashSet<>();
        for (Column column : columns) {
            int rank = rank(column);
            assertThat(ranks.add(rank)).as("one column per type").isTrue();
            List<List<AttributeValue>> own = rows.stream()
                    .map(row -> values.apply(row).stream()
                            .filter(value -> rank(value) == rank)
                            .toList())
                    .toList();
            RowSet present = new RowSet(rows.size());
            column.present(present);
            Set<AttributeValue> all = new HashSet<>();
            for (int row = 0; row < rows.size(); row++) {
                all.addAll(own.get(row));
                assertThat(present.contains(row)).isEqualTo(!own.get(row).isEmpty());
                assertThat(column.value(row))
                        .isEqualTo(own.get(row).isEmpty() ? null : own.get(row).getFirst());
            }
            assertThat(all).as("%s: a column has values", context).isNotEmpty();
            assertThat(distinct(column, null)).isEqualTo(all);
            for (int density : new int[] {0, 1, 40, 1000}) {
                RowSet among = among(rows.size(), density);
                Set<AttributeValue> wanted = new HashSet<>();
                for (int row = among.next(0); row < rows.size(); row = among.next(row + 1)) {
                    wanted.addAll(own.get(row));
                }
                assertThat(distinct(column, among)).isEqualTo(wanted);
                for (AttributeValue value : some(all)) {
                    checkMatches(column, own, among, value);
                }
            }
        }
        long types = rows.stream()
                .flatMap(row -> values.apply(row).stream())
                .map(LiveSnapshotTest::rank)
                .distinct()
                .count();
        assertThat(columns).hasSize((int) types);
    }

    private void checkMatches(Column column, List<List<AttributeValue>> own, RowSet among, AttributeValue pivot) {
        switch (column) {
            case Column.OfText text -> {
                String wanted = ((AttributeValue.Text) pivot).text();
                byte[] bytes = wanted.getBytes(StandardCharsets.UTF_8);
                check(own, among, pivot::equals, into -> text.match(new Equal(bytes, true), among, into));
                check(own, among, pivot::equals, into -> text.match(new Equal(bytes, false), among, into));
                check(own, among, _ -> false, into -> text.match(new Equal(new byte[] {1, 2}, true), among, into));
            }
            case Column.OfLong longs -> {
                long from = ((AttributeValue.Int) pivot).number();
                long to = from + Math.min(Long.MAX_VALUE - Math.max(0, from), random.nextLong(1 << 30));
                Predicate<AttributeValue> within = value -> {
                    long number = ((AttributeValue.Int) value).number();
                    return number >= from && number <= to;
                };
                check(own, among, within, into -> longs.match(from, to, false, among, into));
                check(own, among, within.negate(), into -> longs.match(from, to, true, among, into));
            }
            case Column.OfDouble doubles -> {
                double bound = ((AttributeValue.Real) pivot).number();
                check(
                        own,
                        among,
                        value -> ((AttributeValue.Real) value).number() >= bound,
                        into -> doubles.match(number -> number >= bound, among, into));
            }
            case Column.OfBoolean booleans -> {
                boolean wanted = ((AttributeValue.Bool) pivot).flag();
                check(own, among, pivot::equals, into -> booleans.match(wanted, among, into));
            }
            case Column.OfComposite composites ->
                check(own, among, pivot::equals, into -> composites.match(pivot::equals, among, into));
        }
    }

    private void check(
            List<List<AttributeValue>> own, RowSet among, Predicate<AttributeValue> test, Consumer<RowSet> match) {
        RowSet expected = new RowSet(own.size());
        for (int row = among.next(0); row < own.size(); row = among.next(row + 1)) {
            if (own.get(row).stream().anyMatch(test)) {
                expected.add(row);
            }
        }
        RowSet found = new RowSet(own.size());
        match.accept(found);
        found.and(among);
        assertThat(found).as(context).isEqualTo(expected);
    }

    private record Equal(byte[] wanted, boolean tells) implements TextTest {
        @Override
        public boolean passes(byte[] bytes, int offset, int length) {
            return java.util.Arrays.equals(bytes, offset, offset + length, wanted, 0, wanted.length);
        }

        @Override
        public byte @Nullable [] onlyValue() {
            return tells ? wanted : null;
        }
    }

    private static Set<AttributeValue> distinct(Column column, @Nullable RowSet among) {
        Set<AttributeValue> result = new HashSet<>();
        column.distinct(among, result::add);
        return result;
    }

    private RowSet among(int rows, int perThousand) {
        RowSet result = new RowSet(rows);
        for (int row = 0; row < rows; row++) {
            if (random.nextInt(1000) < perThousand || perThousand == 1 && row == rows / 2) {
                result.add(row);
            }
        }
        return result;
    }

    private List<AttributeValue> some(Set<AttributeValue> values) {
        return values.stream()
                .sorted(Comparator.comparing(AttributeValue::toString))
                .limit(6)
                .toList();
    }

    private static <R> Set<String> keys(Collection<R> rows, Function<R, List<Attribute>> attributes) {
        Set<String> result = new HashSet<>();
        rows.forEach(row -> attributes.apply(row).forEach(attribute -> result.add(attribute.key())));
        return result;
    }

    private static List<AttributeValue> values(List<Attribute> attributes, String key) {
        return attributes.stream()
                .filter(attribute -> attribute.key().equals(key))
                .map(Attribute::value)
                .toList();
    }

    private static long parentId(Span span) {
        SpanId parent = span.parentSpanId();
        return parent == null ? 0 : parent.value();
    }

    private static int rank(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text _ -> 0;
            case AttributeValue.Int _ -> 1;
            case AttributeValue.Real _ -> 2;
            case AttributeValue.Bool _ -> 3;
            default -> 4;
        };
    }

    private static int rank(Column column) {
        return switch (column) {
            case Column.OfText _ -> 0;
            case Column.OfLong _ -> 1;
            case Column.OfDouble _ -> 2;
            case Column.OfBoolean _ -> 3;
            case Column.OfComposite _ -> 4;
        };
    }

    @Test
    void attributesOfEventsAreNoColumnsOfSpans() {
        assertThatThrownBy(() -> snapshot.attribute(AttributeScope.EVENT, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> snapshot.nested(AttributeScope.SPAN)).isInstanceOf(IllegalArgumentException.class);
    }
}
