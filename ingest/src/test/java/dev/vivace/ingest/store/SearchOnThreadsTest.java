package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.ingest.search.RandomSearches;
import dev.vivace.log.ControlledSpanLog;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.work.QueryBudget;
import dev.vivace.model.work.QueryStoppedException;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.model.work.Step;
import dev.vivace.objectstore.InMemoryObjectStore;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.eval.Progress;
import dev.vivace.traceql.eval.QueryExecutionException;
import dev.vivace.traceql.eval.SearchOutcome;
import dev.vivace.traceql.eval.SearchRun;
import dev.vivace.traceql.eval.StepMeter;
import dev.vivace.traceql.metrics.MetricsOutcome;
import dev.vivace.traceql.metrics.MetricsRun;
import dev.vivace.traceql.metrics.TimeGrid;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpareThreads;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// However many threads help, and whether the plan is measured or not: the answer is the same.
class SearchOnThreadsTest {

    private static final SpareThreads MANY = new SpareThreads() {
        @Override
        public int count() {
            return 3;
        }

        @Override
        public boolean offer(Runnable task) {
            Thread.startVirtualThread(task);
            return true;
        }
    };

    /// A store with the spans in several blocks and live, so that some traces are split.
    private static StoreUnderTest store(List<Span> spans) throws IOException {
        StoreUnderTest store =
                StoreUnderTest.open(new ControlledSpanLog(), new InMemoryObjectStore(64 << 20, Clock.systemUTC()));
        int fifth = spans.size() / 5;
        for (int i = 0; i < 5; i++) {
            List<Span> part = spans.subList(i * fifth, i == 4 ? spans.size() : (i + 1) * fifth);
            store.put(StoreUnderTest.SHOP, part.toArray(Span[]::new));
            if (i < 4) {
                store.store.flushAll();
            }
        }
        return store;
    }

    @ParameterizedTest
    @ValueSource(longs = {91, 92})
    void sameAnswerAsOnOneThread(long seed) throws IOException {
        RandomSearches searches = new RandomSearches(seed);
        int answered = 0;
        try (StoreUnderTest store = store(searches.spans(60))) {
            for (int i = 0; i < 150; i++) {
                String text = searches.query().text();
                Query.Search query;
                try {
                    query = (Query.Search) TraceQl.compile(text, Dialect.STRICT);
                } catch (TraceQlException e) {
                    continue;
                }
                int limit = i % 3 == 0 ? 3 : 1000;
                SpanSource source = store.store.source(StoreUnderTest.SHOP);
                StepMeter meter = new StepMeter(text, "spans to traces");
                SearchRun helped = new SearchRun(query, source, TimeRange.ALL, limit, 3, MANY, meter, null);
                SearchOutcome alone;
                try {
                    alone = new SearchRun(query, source, TimeRange.ALL, limit, 3).run();
                } catch (QueryExecutionException e) {
                    assertThatThrownBy(helped::run)
                            .as("seed %s: %s", seed, text)
                            .hasMessage(e.getMessage());
                    continue;
                }

                assertThat(helped.run()).as("seed %s: %s", seed, text).isEqualTo(alone);
                assertThat(meter.step().countOut()).isEqualTo(alone.traces().size());
                answered++;
            }
        }
        assertThat(answered).as("seed %s", seed).isGreaterThan(50);
    }

    @Test
    void whatIsToldAsCertainIsHowTheAnswerBegins() throws IOException {
        long seed = 95;
        RandomSearches searches = new RandomSearches(seed);
        int told = 0;
        try (StoreUnderTest store = store(searches.spans(60))) {
            for (int i = 0; i < 100; i++) {
                String text = searches.query().text();
                Query.Search query;
                try {
                    query = (Query.Search) TraceQl.compile(text, Dialect.STRICT);
                } catch (TraceQlException e) {
                    continue;
                }
                SpanSource source = store.store.source(StoreUnderTest.SHOP);
                List<SearchOutcome> soFar = new ArrayList<>();
                SearchOutcome answer = new SearchRun(
                                query,
                                source,
                                TimeRange.ALL,
                                i % 3 == 0 ? 3 : 1000,
                                3,
                                i % 2 == 0 ? MANY : SpareThreads.NONE,
                                null,
                                always(soFar::add))
                        .run();

                for (SearchOutcome some : soFar) {
                    assertThat(answer.traces().subList(0, some.traces().size()))
                            .as("seed %s: %s", seed, text)
                            .isEqualTo(some.traces());
                    assertThat(some.evaluatedTables()).isLessThan(some.totalTables());
                    told += some.traces().size();
                }
            }
        }
        assertThat(told).as("traces told before the answer").isPositive();
    }

    private static <T> Progress<T> always(Consumer<T> listener) {
        return new Progress<>() {
            @Override
            public boolean isDue() {
                return true;
            }

            @Override
            public void advanced(T soFar) {
                listener.accept(soFar);
            }
        };
    }

    @Test
    void metricsTellHowFarTheyAre() throws IOException {
        TimeGrid grid = TimeGrid.range(1_699_999_990_000_000_000L, 1_700_000_100_000_000_000L, 5_000_000_000L);
        try (StoreUnderTest store = store(new RandomSearches(96).spans(60))) {
            Query.Metrics query = (Query.Metrics) TraceQl.compile("{ } | rate()", Dialect.STRICT);
            SpanSource source = store.store.source(StoreUnderTest.SHOP);
            List<MetricsOutcome> soFar = new ArrayList<>();

            MetricsOutcome answer = new MetricsRun(
                            query, List.of(source), grid, 100, 0, SpareThreads.NONE, null, always(soFar::add))
                    .run();

            assertThat(soFar).extracting(MetricsOutcome::evaluatedTables).containsExactly(1, 2, 3, 4, 5);
            assertThat(soFar).allSatisfy(some -> assertThat(some.series()).isEmpty());
            assertThat(answer.series()).hasSize(1);
        }
    }

    @Test
    void sameSeriesAsOnOneThread() throws IOException {
        RandomSearches searches = new RandomSearches(93);
        TimeGrid grid = TimeGrid.range(1_699_999_990_000_000_000L, 1_700_000_100_000_000_000L, 5_000_000_000L);
        try (StoreUnderTest store = store(searches.spans(60))) {
            for (String text : List.of(
                    "{ } | rate() by (name)",
                    "{ status = error } | avg_over_time(duration) by (resource.service.name)",
                    "{ } >> { } | quantile_over_time(duration, .5, .9)")) {
                Query.Metrics query = (Query.Metrics) TraceQl.compile(text, Dialect.STRICT);
                SpanSource source = store.store.source(StoreUnderTest.SHOP);
                StepMeter meter = new StepMeter(text, "spans to series");

                assertThat(new MetricsRun(query, List.of(source), grid, 100, 0, MANY, meter, null).run())
                        .as(text)
                        .usingRecursiveComparison()
                        .isEqualTo(new MetricsRun(query, List.of(source), grid, 100, 0).run());
                assertThat(meter.step().steps())
                        .extracting(Step::text)
                        .startsWith("tables that overlap the time range")
                        .endsWith("group and count what matched");
            }
        }
    }

    @Test
    void planNamesEachConditionAndWhatSparedReading() throws IOException {
        try (StoreUnderTest store = store(new RandomSearches(94).spans(60))) {
            Step plan = explained(store, "{ span.nobody.has.this = 1 || name = `nobody is called so` }");

            assertThat(plan.countOut()).isZero();
            Step tables = plan.steps().getFirst();
            assertThat(tables.unit()).isEqualTo("tables");
            Step either = plan.steps().get(2).steps().getFirst();
            assertThat(either.text()).isEqualTo("any of");
            assertThat(either.countIn()).isEqualTo(plan.countIn());
            assertThat(either.steps())
                    .extracting(Step::text)
                    .containsExactly("span.nobody.has.this = 1", "name = `nobody is called so`");
            assertThat(either.steps().getFirst().reads().count(Reads.Kind.ABSENT_KEYS))
                    .isEqualTo(tables.countOut() - 1);
            Reads byName = either.steps().getLast().reads();
            assertThat(byName.count(Reads.Kind.NOT_IN_DICTIONARY) + byName.count(Reads.Kind.NOT_IN_BLOOM))
                    .isEqualTo(tables.countOut() - 1);
            assertThat(byName.count(Reads.Kind.PAGES)).isZero();
        }
    }

    private static Step explained(StoreUnderTest store, String text) throws IOException {
        StepMeter meter = new StepMeter(text, "spans to traces");
        new SearchRun(
                        (Query.Search) TraceQl.compile(text, Dialect.STRICT),
                        store.store.source(StoreUnderTest.SHOP),
                        TimeRange.ALL,
                        10,
                        3,
                        SpareThreads.NONE,
                        meter,
                        null)
                .run();
        return meter.step();
    }

    @Test
    void stopsWhenItsBudgetSaysSo() throws IOException {
        try (StoreUnderTest store = store(new RandomSearches(95).spans(60))) {
            AtomicInteger asked = new AtomicInteger();
            QueryBudget third = new QueryBudget() {
                @Override
                public void check() {
                    if (asked.incrementAndGet() == 3) {
                        throw new QueryStoppedException(QueryStoppedException.Reason.CANCELLED, "gone");
                    }
                }

                @Override
                public void read(long bytes) {}

                @Override
                public void hold(long bytes) {}

                @Override
                public boolean tryHold(long bytes) {
                    return true;
                }
            };
            assertThatThrownBy(() -> new QueryWork(third).on(() -> explained(store, "{ name = `nobody` }")))
                    .isInstanceOf(QueryStoppedException.class);
            assertThat(asked).hasValue(3);
        }
    }
}
