package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vivace.block.read.Block;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.live.LiveSnapshot;
import dev.vivace.live.LiveTable;
import dev.vivace.live.SpanGenerator;
import dev.vivace.model.Attribute;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.metrics.MetricsRun;
import dev.vivace.traceql.metrics.TimeGrid;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.source.ListSpanTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Metrics of random spans, over a list, a live table and the row groups of a block, are what a plain
/// computation says.
class MetricsOverTablesTest {

    private static final int QUERIES = 120;
    private static final TimeGrid GRID =
            TimeGrid.range(1_700_000_000_000_000_000L, 1_700_001_000_000_000_000L, 100_000_000_000L);

    private static final List<String> FUNCTIONS = List.of(
            "rate",
            "count_over_time",
            "min_over_time",
            "max_over_time",
            "sum_over_time",
            "avg_over_time",
            "quantile_over_time");
    private static final List<String> VALUES =
            List.of("duration", "span.size", "span.k", "span.http.status_code", ".ratio", "event.size", "span.ключ");
    private static final List<String> GROUPS = List.of(
            "name",
            "kind",
            "status",
            "statusMessage",
            "resource.service.name",
            "span.http.method",
            ".customer.id",
            "span.flag",
            "span.size",
            "resource.k",
            "event:name",
            "event.k",
            "span.nobody");

    private record Filter(String text, Predicate<Span> passes) {}

    private static final List<Filter> FILTERS = List.of(
            new Filter("{ }", _ -> true),
            new Filter("{ kind = server }", span -> span.kind() == 2),
            new Filter("{ duration > 500us }", span -> span.durationNanos() > 500_000),
            new Filter("{ name = \"GET /cart\" }", span -> span.name().equals("GET /cart")),
            new Filter("{ name = \"nothing is called so\" }", _ -> false));

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void sameSeriesEverywhere(long seed) throws IOException {
        LiveTable table = TestTables.live(new SpanGenerator(seed).spans(60));
        LiveSnapshot live = table.snapshot();
        List<Span> spans = new ArrayList<>();
        for (int row = 0; row < live.rowCount(); row++) {
            spans.add(live.span(row));
        }
        Block block = TestTables.block(table, new BlockWriter.Options(120, 3, 40));
        List<SpanTable> groups = new ArrayList<>();
        for (int group = 0; group < block.rowGroupCount(); group++) {
            groups.add(block.table(group));
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < QUERIES; i++) {
            Filter filter = FILTERS.get(random.nextInt(FILTERS.size()));
            NaiveMetrics naive = metrics(random);
            String query = naive.query(filter.text());
            Map<String, Map<Integer, Double>> expected =
                    naive.series(spans.stream().filter(filter.passes()).toList());
            check(query, expected, List.of(ListSpanTable.of(spans)), "list, seed " + seed);
            check(query, expected, List.of(live), "live, seed " + seed);
            check(query, expected, groups, "block, seed " + seed);
        }
    }

    private static NaiveMetrics metrics(SplittableRandom random) {
        String function = FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
        boolean counts = FUNCTIONS.indexOf(function) < 2;
        List<String> by = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String field = GROUPS.get(random.nextInt(GROUPS.size()));
            if (!by.contains(field)) {
                by.add(field);
            }
        }
        return new NaiveMetrics(
                GRID, function, random.nextInt(11) / 10.0, counts ? "" : VALUES.get(random.nextInt(VALUES.size())), by);
    }

    private static void check(
            String query, Map<String, Map<Integer, Double>> expected, List<SpanTable> tables, String where)
            throws IOException {
        Query.Metrics compiled = (Query.Metrics) TraceQl.compile(query, Dialect.STRICT);
        List<TimeSeries> series = new MetricsRun(compiled, List.of(new Tables(tables)), GRID, 100, 0)
                .run()
                .series();
        Map<String, TimeSeries> byLabels = new TreeMap<>();
        for (TimeSeries one : series) {
            byLabels.put(one.labels().stream().map(MetricsOverTablesTest::text).collect(Collectors.joining()), one);
        }
        String what = query + " over " + where;
        assertThat(byLabels.keySet()).as(what).isEqualTo(expected.keySet());
        assertThat(series).as(what).hasSameSizeAs(byLabels.keySet());
        byLabels.forEach((labels, one) -> {
            Map<Integer, Double> samples = Objects.requireNonNull(expected.get(labels));
            assertThat(one.timestampsMillis())
                    .as(what + " " + labels)
                    .containsExactly(samples.keySet().stream()
                            .mapToLong(GRID::timestampMillis)
                            .toArray());
            List<Double> values = new ArrayList<>(samples.values());
            for (int i = 0; i < values.size(); i++) {
                double value = values.get(i);
                if (Double.isInfinite(value)) {
                    assertThat(one.values()[i]).as(what + " " + labels).isEqualTo(value);
                } else {
                    double margin = 1e-9 * Math.max(1e-300, Math.abs(value));
                    assertThat(one.values()[i]).as(what + " " + labels).isCloseTo(value, within(margin));
                }
            }
        });
    }

    private static String text(Attribute label) {
        return label.key() + "=" + label.value() + ";";
    }

    /// Tables that hold whole traces.
    private record Tables(List<SpanTable> tables) implements SpanSource {
        @Override
        public List<TableRef> tables(TimeRange range) {
            return tables.stream().map(table -> (TableRef) new Ref(table)).toList();
        }

        @Override
        public List<Span> spansOf(TraceId trace) {
            throw new AssertionError("no trace is split: " + trace);
        }

        @Override
        public BlockTotals blocks(TimeRange range) {
            return new BlockTotals(0, 0);
        }
    }

    private record Ref(SpanTable open) implements SpanSource.TableRef {
        @Override
        public long latestTraceStartEpochNanos() {
            return -1;
        }

        @Override
        public long earliestTraceStartEpochNanos() {
            return 0;
        }
    }
}
