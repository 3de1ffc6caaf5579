package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.ingest.search.NaiveAggregate;
import dev.vivace.ingest.search.NaiveGrid;
import dev.vivace.ingest.search.NaiveMetrics;
import dev.vivace.ingest.search.NaivePipeline;
import dev.vivace.ingest.search.NaiveSearch;
import dev.vivace.ingest.search.RandomSearches;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Span;
import dev.vivace.model.metrics.Exemplar;
import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.metrics.MetricsRun;
import dev.vivace.traceql.metrics.TimeGrid;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.SpanSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// As [SearchDifferentialTest], for metrics: series, their order, and their samples.
class MetricsDifferentialTest {

    private static final int TRACES = 14;
    private static final int QUERIES = 500;
    private static final int EXEMPLARS = 20;
    private static final int SEEDS = Integer.getInteger("vivace.seeds", 14);
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_700_000_000L * SECOND;

    static LongStream seeds() {
        return LongStream.range(151, 151 + SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySourceAnswersAsTheRuleSays(long seed) throws IOException {
        RandomSearches searches = new RandomSearches(seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Span> spans = searches.spans(TRACES);
        NaiveSearch naive = new NaiveSearch(spans);
        int found = 0;
        int refused = 0;
        int ambiguous = 0;
        List<String> failures = new ArrayList<>();
        try (ManyTables tables = ManyTables.of(spans, random)) {
            for (int compared = 0; compared < QUERIES && refused < 2 * QUERIES; ) {
                NaiveMetrics query = searches.metrics();
                Query.Metrics compiled;
                try {
                    Query written = TraceQl.parse(query.text(), Dialect.STRICT);
                    assertThat(TraceQl.parse(Canonical.text(written), Dialect.STRICT))
                            .as("seed %s: %s", seed, query.text())
                            .isEqualTo(written);
                    compiled = (Query.Metrics) TraceQl.compile(query.text(), Dialect.STRICT);
                } catch (TraceQlException e) {
                    if (e.kind() == TraceQlException.Kind.PARSE) {
                        failures.add(query.text() + "\n  " + e.getMessage());
                    }
                    refused++;
                    continue;
                }
                TimeGrid grid = grid(random);
                Map<String, double[]> expected;
                NaiveGrid plain = new NaiveGrid(grid.startEpochNanos(), grid.stepNanos(), grid.intervals());
                try {
                    expected = NaiveMetrics.shown(query.of(naive, plain));
                } catch (NaiveAggregate.AmbiguousException e) {
                    ambiguous++;
                    continue;
                } catch (NaivePipeline.RefusedException e) {
                    refused++;
                    continue;
                }
                found += expected.size();
                compared++;
                tables.sources().forEach((name, source) -> {
                    String what = name + ": " + query.text() + " over " + grid;
                    try {
                        List<TimeSeries> series = run(compiled, source.get(), grid);
                        compare(expected, series, plain, what, failures);
                        checkExemplars(series, spans, what, failures);
                    } catch (IOException | RuntimeException e) {
                        failures.add(what + "\n  " + e);
                    }
                });
            }
        }
        failures.sort(Comparator.comparingInt(String::length));
        assertThat(failures.stream().limit(5).toList())
                .as("seed %s: the shortest of %s disagreements", seed, failures.size())
                .isEmpty();
        assertThat(refused).as("seed %s: refused queries", seed).isLessThan(QUERIES);
        assertThat(ambiguous).as("seed %s: ambiguous queries", seed).isLessThan(QUERIES / 10);
        assertThat(found).as("seed %s: series found", seed).isGreaterThan(QUERIES);
    }

    private static TimeGrid grid(SplittableRandom random) {
        long from = START + (random.nextInt(12) - 2) * SECOND;
        long to = from + (1 + random.nextInt(24)) * SECOND;
        return random.nextInt(4) == 0
                ? TimeGrid.instant(from, to)
                : TimeGrid.range(from, to, (1 + random.nextInt(6)) * SECOND);
    }

    private static List<TimeSeries> run(Query.Metrics query, SpanSource source, TimeGrid grid) throws IOException {
        return new MetricsRun(query, List.of(source), grid, EXEMPLARS, 0).run().series();
    }

    /// Each stands for a span of its trace, where its series has a sample; there are no more than asked for. Which
    /// spans
    /// they are depends on the source.
    private static void checkExemplars(List<TimeSeries> series, List<Span> spans, String what, List<String> into) {
        int count = 0;
        for (TimeSeries one : series) {
            for (Exemplar exemplar : one.exemplars()) {
                count++;
                String id = exemplar.labels().getLast().value() instanceof AttributeValue.Text(String text) ? text : "";
                boolean isSpan = spans.stream()
                        .anyMatch(span -> span.traceId().toShortHex().equals(id)
                                && span.startEpochNanos() / 1_000_000 == exemplar.timestampMillis());
                long[] ends = one.timestampsMillis();
                boolean hasSample = Arrays.stream(ends).anyMatch(end -> exemplar.timestampMillis() <= end);
                if (!isSpan || !hasSample || Double.isNaN(exemplar.value())) {
                    into.add(what + "\n  exemplar " + exemplar);
                    return;
                }
            }
        }
        if (count > EXEMPLARS) {
            into.add(what + "\n  " + count + " exemplars");
        }
    }

    private static void compare(
            Map<String, double[]> expected, List<TimeSeries> series, NaiveGrid grid, String what, List<String> into) {
        List<String> labels = series.stream()
                .map(it -> NaiveMetrics.text(NaiveMetrics.labels(it.labels())))
                .toList();
        if (!labels.stream().sorted().toList().equals(List.copyOf(expected.keySet()))) {
            into.add(what + "\n  expected " + expected.keySet() + "\n  but was  " + labels);
            return;
        }
        for (int i = 0; i < series.size(); i++) {
            TimeSeries one = series.get(i);
            List<String> wanted = NaiveMetrics.samples(expected.getOrDefault(labels.get(i), new double[0]), grid);
            List<String> got = NaiveMetrics.samples(one.timestampsMillis(), one.values());
            if (!wanted.equals(got)) {
                into.add(what + ", " + labels.get(i) + "\n  expected " + wanted + "\n  but was  " + got);
                return;
            }
            if (i > 0
                    && NaiveMetrics.ORDER.compare(
                                    NaiveMetrics.labels(series.get(i - 1).labels()), NaiveMetrics.labels(one.labels()))
                            > 0) {
                into.add(what + "\n  not in order: " + labels);
                return;
            }
        }
    }
}
