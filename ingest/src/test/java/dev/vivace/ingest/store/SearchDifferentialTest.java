package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.block.read.Block;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.ingest.search.NaivePipeline;
import dev.vivace.ingest.search.NaiveSearch;
import dev.vivace.ingest.search.RandomSearches;
import dev.vivace.live.LiveTable;
import dev.vivace.log.ControlledSpanLog;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceIdSet;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.objectstore.InMemoryObjectStore;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.eval.SearchRun;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.source.ListSpanTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random queries over random spans: a list of spans, a live table, the row groups of a block, and a store in
/// which traces are split over a live table and blocks all answer what an evaluator says that shares nothing
/// with the engine.
class SearchDifferentialTest {

    private static final int QUERIES = 500;
    private static final long START = 1_700_000_000_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54, 55, 56, 57})
    void everySourceAnswersAsTheRuleSays(long seed) throws IOException {
        RandomSearches searches = new RandomSearches(seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Span> spans = searches.spans(50);
        NaiveSearch naive = new NaiveSearch(spans);
        LiveTable live = TestTables.live(spans);
        Block block = TestTables.block(live, new BlockWriter.Options(60, 1, 6));
        List<SpanTable> groups = new ArrayList<>();
        for (int group = 0; group < block.rowGroupCount(); group++) {
            groups.add(block.table(group, TraceIdSet.EMPTY));
        }
        assertThat(groups).hasSizeGreaterThan(2);
        ControlledSpanLog log = new ControlledSpanLog();
        List<String> failures = new ArrayList<>();
        int refused = 0;
        int found = 0;
        try (StoreUnderTest store = StoreUnderTest.open(log, new InMemoryObjectStore(64 << 20, Clock.systemUTC()))) {
            int third = spans.size() / 3;
            store.put(StoreUnderTest.SHOP, spans.subList(0, third).toArray(Span[]::new));
            store.store.flushAll();
            store.put(StoreUnderTest.SHOP, spans.subList(third, 2 * third).toArray(Span[]::new));
            store.store.flushAll();
            store.put(
                    StoreUnderTest.SHOP, spans.subList(2 * third, spans.size()).toArray(Span[]::new));
            for (int i = 0; i < QUERIES; i++) {
                NaivePipeline query = searches.query();
                Query.Search compiled;
                try {
                    compiled = (Query.Search) TraceQl.compile(query.text(), Dialect.STRICT);
                } catch (TraceQlException e) {
                    refused++;
                    continue;
                }
                int limit = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1000;
                int perSpanset = 1 + random.nextInt(4);
                long from = START + random.nextInt(20) * 1_000_000_000L;
                TimeRange range = random.nextInt(4) == 0
                        ? new TimeRange(from, from + random.nextInt(8) * 1_000_000_000L)
                        : TimeRange.ALL;
                List<NaiveSearch.Answer> expected = naive.run(query, range, limit, perSpanset);
                found += expected.size();
                String what = query.text() + " limit " + limit + (range == TimeRange.ALL ? "" : ", " + range);
                List<TraceSummary> ofList =
                        run(compiled, new Tables(List.of(ListSpanTable.of(spans)), spans), range, limit, perSpanset);
                compare(
                        "list",
                        expected,
                        ofList.stream().map(NaiveSearch::answer).toList(),
                        what,
                        failures);
                compare(
                        "live",
                        ofList,
                        run(compiled, new Tables(List.of(live.snapshot()), spans), range, limit, perSpanset),
                        what,
                        failures);
                compare(
                        "block",
                        ofList,
                        run(compiled, new Tables(groups, spans), range, limit, perSpanset),
                        what,
                        failures);
                SpanSource split = store.store.source(StoreUnderTest.SHOP);
                compare("split", ofList, run(compiled, split, range, limit, perSpanset), what, failures);
            }
        }
        // the shortest query tells most
        failures.sort(Comparator.comparingInt(String::length));
        assertThat(failures.stream().limit(5).toList())
                .as("seed %s: the shortest of %s disagreements", seed, failures.size())
                .isEmpty();
        assertThat(refused).as("seed %s: refused queries", seed).isLessThan(QUERIES / 2);
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

    private record Tables(List<SpanTable> tables, List<Span> spans) implements SpanSource {
        @Override
        public List<TableRef> tables(TimeRange range) {
            return tables.stream().<TableRef>map(Ref::new).toList();
        }

        @Override
        public List<Span> spansOf(TraceId trace) {
            return spans.stream().filter(span -> span.traceId().equals(trace)).toList();
        }

        @Override
        public BlockTotals blocks(TimeRange range) {
            return new BlockTotals(0, 0);
        }
    }

    private record Ref(SpanTable open) implements SpanSource.TableRef {
        @Override
        public long latestTraceStartEpochNanos() {
            long latest = 0;
            for (int trace = 0; trace < open.traces().count(); trace++) {
                latest = Math.max(latest, open.traces().startEpochNanos(trace));
            }
            return latest;
        }

        @Override
        public long earliestTraceStartEpochNanos() {
            return 0;
        }
    }
}
