package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.metrics.Exemplar;
import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.parse.Dialect;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsRunTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long T0 = FixtureTraces.T0;
    private static final TimeGrid GRID = TimeGrid.range(T0, T0 + 60 * SECOND, 10 * SECOND);
    private static final TestSource SOURCE = TestSource.of(FixtureTraces.all());

    private static MetricsOutcome run(String query, TimeGrid grid, int exemplars, int maxSeries) throws IOException {
        Query.Metrics compiled = (Query.Metrics) TraceQl.compile(query, Dialect.STRICT);
        return new MetricsRun(compiled, List.of(SOURCE), grid, exemplars, maxSeries).run();
    }

    private static List<Exemplar> exemplars(String query, int limit) throws IOException {
        return run(query, GRID, limit, 0).series().stream()
                .flatMap(series -> series.exemplars().stream())
                .toList();
    }

    private static String label(List<Attribute> labels, String key) {
        return labels.stream()
                .filter(label -> label.key().equals(key))
                .map(label -> Series.printed(label.value()))
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource({
        "{} | rate(),100,4",
        "{} | rate(),2,2",
        "{} | rate(),0,0",
        "{} | rate() with(exemplars=1),100,1",
        "{} | rate() with(exemplars=false),100,0",
        "{} | rate() with(exemplars=true),100,4",
        "{} | rate() with(exemplars=3),0,0",
        // Each side chooses one, both the same: it is told once.
        "({} | rate()) / ({ } | count_over_time()),2,1",
        "({} | rate() by (name)) / ({} | count_over_time()),100,4"
    })
    void exemplarsAreFewAndOnePerTrace(String query, int limit, int expected) throws IOException {
        List<Exemplar> exemplars = exemplars(query, limit);
        assertThat(exemplars).hasSize(expected);
        if (!query.startsWith("(")) {
            assertThat(exemplars).map(one -> label(one.labels(), "trace:id")).doesNotHaveDuplicates();
        }
    }

    @Test
    void exemplarsOfMeasuresHaveTheSpansOwnValue() throws IOException {
        List<Exemplar> exemplars = exemplars("{ .n > 0 } | max_over_time(duration)", 100);
        Exemplar first = exemplars.getFirst();
        assertThat(first.value()).isEqualTo(2.0);
        assertThat(first.timestampMillis()).isEqualTo(T0 / FixtureTraces.MILLI);
        assertThat(first.labels())
                .containsExactly(
                        new Attribute("span.n", new AttributeValue.Int(5)),
                        new Attribute("duration", new AttributeValue.Text("2s")),
                        new Attribute("trace:id", new AttributeValue.Text("a01")));
    }

    @Test
    void exemplarsOfCountsHaveTheirSamplesValue() throws IOException {
        TimeSeries rate =
                run("{ trace:id = \"a03\" } | rate()", GRID, 100, 0).series().getFirst();
        assertThat(rate.exemplars()).map(Exemplar::value).containsExactly(0.1);
    }

    @Test
    void comparisonsFilterExemplars() throws IOException {
        assertThat(exemplars("{} | max_over_time(duration) > 1500ms", 100))
                .map(Exemplar::value)
                .containsExactly(2.0);
    }

    @Test
    void seriesBehindTheLimitAreCutAndSaidSo() throws IOException {
        MetricsOutcome outcome = run("{} | rate() by (resource.service.name)", GRID, 0, 2);
        assertThat(outcome.seriesLimit()).isEqualTo(2);
        assertThat(outcome.series())
                .map(series -> label(series.labels(), "resource.service.name"))
                .containsExactly("", "api");
        assertThat(run("{} | rate() by (resource.service.name)", GRID, 0, 4).seriesLimit())
                .isZero();
    }

    @Test
    void instantCountsTheRangeOpenOnTheLeft() throws IOException {
        TimeGrid grid = TimeGrid.instant(T0, T0 + 30 * SECOND);
        List<TimeSeries> series = run("{} | count_over_time() by (resource.service.name)", grid, 0, 0)
                .series();
        assertThat(series)
                .map(one -> label(one.labels(), "resource.service.name") + one.values()[0])
                .containsExactly("1.0", "api5.0", "db2.0");
        assertThat(run("{} | rate()", grid, 0, 0).series().getFirst().values()).containsExactly(8 / 30.0);
    }

    @Test
    void compareCountsValuesInsideAndOutsideTheSelection() throws IOException {
        List<TimeSeries> series =
                run("{} | compare({ status = error }, 1)", GRID, 100, 0).series();
        assertThat(total(series, "selection", "resource.service.name", "api")).isEqualTo(2);
        assertThat(total(series, "selection_total", "resource.service.name", "nil"))
                .isEqualTo(2);
        // One of them has no service name, which is the empty one.
        assertThat(total(series, "baseline_total", "resource.service.name", "nil"))
                .isEqualTo(12);
        assertThat(total(series, "baseline", "status", "unset")).isEqualTo(11);
        // At most one value each, the most frequent; of equals the first by text.
        assertThat(total(series, "selection", "name", "c1")).isEqualTo(1);
        assertThat(total(series, "selection", "name", "orph")).isZero();
        assertThat(total(series, "baseline", "span.sarr", "nil")).isEqualTo(1);
        assertThat(series).noneMatch(one -> one.labels().get(1).key().equals("duration"));
    }

    @Test
    void compareSelectsWithinItsOwnTimes() throws IOException {
        String query = "{} | compare({ }, 10, " + T0 + ", " + (T0 + 10 * SECOND) + ")";
        List<TimeSeries> series = run(query, GRID, 100, 0).series();
        assertThat(total(series, "selection_total", "name", "nil")).isEqualTo(6);
        assertThat(total(series, "baseline_total", "name", "nil")).isEqualTo(8);
    }

    private static double total(List<TimeSeries> series, String type, String key, String value) {
        return series.stream()
                .filter(one -> label(one.labels(), "__meta_type").equals(type))
                .filter(one -> label(one.labels(), key).equals(value)
                        && one.labels().get(1).key().equals(key))
                .mapToDouble(one -> Arrays.stream(one.values()).sum())
                .sum();
    }
}
