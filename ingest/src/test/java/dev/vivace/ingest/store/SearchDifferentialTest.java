package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.ingest.search.NaiveAggregate;
import dev.vivace.ingest.search.NaivePipeline;
import dev.vivace.ingest.search.NaiveSearch;
import dev.vivace.ingest.search.RandomSearches;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.eval.SearchRun;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.SpanSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random queries over random spans: a list of spans, a live table, a block of one and one of several row
/// groups, and
/// a store in which traces are split over a live table and blocks all answer what an evaluator says that shares
/// nothing with the engine. What is printed of a query is read as the same query.
class SearchDifferentialTest {

    private static final int TRACES = 14;
    private static final int QUERIES = 500;

    /// Can be set to try many more.
    private static final int SEEDS = Integer.getInteger("vivace.seeds", 30);

    private static final long START = 1_700_000_000_000_000_000L;

    static LongStream seeds() {
        return LongStream.range(51, 51 + SEEDS);
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
                NaivePipeline query = searches.query();
                Query.Search compiled;
                try {
                    Query written = TraceQl.parse(query.text(), Dialect.VIVACE);
                    assertThat(TraceQl.parse(Canonical.text(written), Dialect.VIVACE))
                            .as("seed %s: %s", seed, query.text())
                            .isEqualTo(written);
                    compiled = (Query.Search) TraceQl.compile(query.text(), Dialect.VIVACE);
                } catch (TraceQlException e) {
                    if (e.kind() == TraceQlException.Kind.PARSE) {
                        failures.add(query.text() + "\n  " + e.getMessage());
                    }
                    refused++;
                    continue;
                }
                int limit = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1000;
                int perSpanset = 1 + random.nextInt(4);
                long from = START + random.nextInt(20) * 1_000_000_000L;
                TimeRange range = random.nextInt(4) == 0
                        ? new TimeRange(from, from + random.nextInt(8) * 1_000_000_000L)
                        : TimeRange.ALL;
                String what = query.text() + " limit " + limit + ", " + perSpanset + " spans each"
                        + (range == TimeRange.ALL ? "" : ", " + range);
                List<NaiveSearch.Answer> expected;
                try {
                    expected = naive.run(query, range, limit, perSpanset);
                } catch (NaiveAggregate.AmbiguousException e) {
                    ambiguous++;
                    continue;
                } catch (NaivePipeline.RefusedException e) {
                    refused++;
                    continue;
                }
                found += expected.size();
                AtomicReference<@Nullable List<NaiveSearch.Answer>> first = new AtomicReference<>();
                compared++;
                tables.sources().forEach((name, source) -> {
                    try {
                        List<NaiveSearch.Answer> answer = run(compiled, source.get(), range, limit, perSpanset).stream()
                                .map(NaiveSearch::answer)
                                .toList();
                        compare(name, NaiveSearch.inOrder(expected), NaiveSearch.inOrder(answer), what, failures);
                        first.compareAndSet(null, answer);
                        compare(name + ", order", Objects.requireNonNull(first.get()), answer, what, failures);
                    } catch (IOException | RuntimeException e) {
                        failures.add(name + ": " + what + "\n  " + e);
                    }
                });
            }
        }
        // the shortest query tells most
        failures.sort(Comparator.comparingInt(String::length));
        assertThat(failures.stream().limit(5).toList())
                .as("seed %s: the shortest of %s disagreements", seed, failures.size())
                .isEmpty();
        assertThat(refused).as("seed %s: refused queries", seed).isLessThan(QUERIES);
        assertThat(ambiguous).as("seed %s: ambiguous queries", seed).isLessThan(QUERIES / 10);
        assertThat(found).as("seed %s: traces found", seed).isGreaterThan(QUERIES);
    }

    private static <T> void compare(String source, List<T> expected, List<T> actual, String what, List<String> into) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            T wanted = i < expected.size() ? expected.get(i) : null;
            T got = i < actual.size() ? actual.get(i) : null;
            if (!Objects.equals(wanted, got)) {
                into.add(source + ": " + what + "\n  expected " + wanted + "\n  but was  " + got);
                return;
            }
        }
    }

    private static List<TraceSummary> run(
            Query.Search query, SpanSource source, TimeRange range, int limit, int spansPerSpanset) throws IOException {
        return new SearchRun(query, source, range, limit, spansPerSpanset).run().traces();
    }
}
