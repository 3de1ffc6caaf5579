package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Span;
import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.Verdicts;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.parse.Dialect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The answers of `metrics-fixture.txt`, over traces whole and in parts.
class FixtureTest {

    private static final int ANSWERS = 34;
    private static final long SECOND = 1_000_000_000L;
    private static final TimeGrid GRID = TimeGrid.range(FixtureTraces.T0, FixtureTraces.T0 + 30 * SECOND, 10 * SECOND);

    static Stream<Arguments> answers() {
        return Verdicts.lines("metrics-fixture.txt").stream()
                .filter(line -> !line.startsWith("# "))
                .map(line -> line.split(" => "))
                .map(parts -> Arguments.of(parts[0], parts[1]));
    }

    @Test
    void noAnswerIsLost() {
        assertThat(answers()).hasSize(ANSWERS);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void wholeTraces(String query, String answer) throws IOException {
        check(TestSource.of(FixtureTraces.all()), query, answer);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void tracesOverSeveralTables(String query, String answer) throws IOException {
        List<List<Span>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Span span : FixtureTraces.all()) {
            parts.get((int) (span.spanId().value() % 3)).add(span);
        }
        // Sent twice, stored twice: still one span.
        parts.get(0).add(FixtureTraces.all().getFirst());
        check(new TestSource(parts), query, answer);
    }

    private static void check(TestSource source, String query, String answer) throws IOException {
        Query.Metrics compiled = (Query.Metrics) TraceQl.compile(query, Dialect.STRICT);
        List<TimeSeries> series =
                new MetricsRun(compiled, List.of(source), GRID, 100, 0).run().series();
        List<String> expected = answer.equals("none") ? List.of() : List.of(answer.split(" ; "));
        assertThat(series)
                .map(FixtureTest::labels)
                .isEqualTo(expected.stream().map(FixtureTest::labels).toList());
        for (int i = 0; i < expected.size(); i++) {
            checkSamples(series.get(i), expected.get(i));
        }
    }

    private static String labels(String series) {
        return series.replaceFirst(" \\d+:.*", "");
    }

    private static void checkSamples(TimeSeries series, String expected) {
        List<String> samples = Stream.of(expected.split(" "))
                .filter(word -> word.matches("\\d+:.*"))
                .toList();
        assertThat(series.values()).as(expected).hasSameSizeAs(samples);
        for (int i = 0; i < samples.size(); i++) {
            String[] sample = samples.get(i).split(":");
            long millis = FixtureTraces.T0 / FixtureTraces.MILLI + Long.parseLong(sample[0]) * 1000;
            assertThat(series.timestampsMillis()[i]).as(expected).isEqualTo(millis);
            double value = Double.parseDouble(sample[1]);
            assertThat(series.values()[i]).as(expected).isCloseTo(value, within(1e-12 * Math.max(1, value)));
        }
    }

    private static String labels(TimeSeries series) {
        return series.labels().stream().map(FixtureTest::label).collect(Collectors.joining(","));
    }

    private static String label(Attribute label) {
        return label.key() + "="
                + (label.value() instanceof AttributeValue.Text(String text)
                                && !label.key().equals("__name__")
                        ? "\"" + text + "\""
                        : Series.printed(label.value()));
    }
}
