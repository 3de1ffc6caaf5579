package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.vivace.model.TimeRange;
import dev.vivace.traceql.MutatedQueries;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.eval.NotYetSupportedException;
import dev.vivace.traceql.eval.QueryExecutionException;
import dev.vivace.traceql.eval.SearchRun;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.SpanSource;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever becomes of a query, it is refused in words or answered; only what is declared to fail while it runs does.
class MutatedQueriesTest {

    private static final int QUERIES = 8_000;
    private static final long SECOND = 1_000_000_000L;
    private static final TimeGrid GRID = TimeGrid.range(FixtureTraces.T0, FixtureTraces.T0 + 30 * SECOND, 10 * SECOND);
    private static final SpanSource WHOLE = TestSource.of(FixtureTraces.all());
    private static final SpanSource SPLIT = new TestSource(
            List.of(FixtureTraces.all().subList(0, 2), FixtureTraces.all().subList(2, 9), FixtureTraces.all()));

    @Test
    void mutatedQueriesAreRefusedOrAnswered() {
        long seed = 16_180_339;
        int answered = 0;
        MutatedQueries queries = new MutatedQueries(seed);
        for (int i = 0; i < QUERIES; i++) {
            String text = queries.next();
            try {
                answered += isAnswered(text) ? 1 : 0;
            } catch (IOException | RuntimeException | AssertionError | StackOverflowError broken) {
                fail("seed " + seed + ", query " + i + ": " + text, broken);
            }
        }
        assertThat(answered).as("seed %s: queries that were answered", seed).isGreaterThan(QUERIES / 20);
    }

    private static boolean isAnswered(String text) throws IOException {
        Query query;
        try {
            query = TraceQl.compile(text, Dialect.VIVACE);
        } catch (TraceQlException refused) {
            assertThat(refused.offset()).isBetween(0, text.length());
            assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(500);
            return false;
        }
        assertThat(Canonical.text(query)).isNotEmpty();
        try {
            for (SpanSource source : List.of(WHOLE, SPLIT)) {
                switch (query) {
                    case Query.Search search -> new SearchRun(search, source, TimeRange.ALL, 20, 3).run();
                    case Query.Metrics metrics -> new MetricsRun(metrics, List.of(source), GRID, 10, 0).run();
                    case Query.ScalarComparison _ -> {
                        return false;
                    }
                }
            }
        } catch (QueryExecutionException | NotYetSupportedException declared) {
            assertThat(declared).hasMessageMatching(".+");
        }
        return true;
    }
}
