package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Counting;
import java.util.ArrayList;
import java.util.List;

/// `rate()` and `count_over_time()`.
final class CountingRun implements FunctionRun {

    private final Counting function;
    private final TimeGrid grid;
    private final Grouping grouping;
    private final Cells counts;
    private final ExemplarSampler exemplars;

    CountingRun(Counting function, TimeGrid grid, ExemplarSampler exemplars, Cells.Budget budget) {
        this.function = function;
        this.grid = grid;
        this.grouping = new Grouping(function.by());
        this.counts = new Cells(grid.intervals(), 1, 0, true, budget);
        this.exemplars = exemplars;
    }

    @Override
    public void add(MatchedSpans spans) {
        Codes groups = grouping.groups(spans);
        count(spans, groups, counts);
        exemplars.sample(spans, groups, new double[0]);
    }

    /// Adds one to the cell of each of the spans' series.
    static void count(MatchedSpans spans, Codes series, Cells counts) {
        Tally tally = new Tally();
        for (int from = 0, to; from < spans.count(); from = to) {
            to = spans.endOfInterval(from);
            int interval = spans.intervals()[from];
            if (to - from >= Tally.WORTH_IT) {
                tally.count(series.codes(), series.from(from), series.to(to - 1));
                tally.pourInto(counts, interval);
                continue;
            }
            for (int at = series.from(from), end = series.to(to - 1); at < end; at++) {
                counts.add(series.codes()[at], interval, 1);
            }
        }
    }

    @Override
    public List<Series> series() {
        List<Series> result = new ArrayList<>();
        int groups = grouping.isTrivial() ? 1 : counts.count();
        double divisor = function.perSecond() ? grid.stepSeconds() : 1;
        for (int group = 0; group < groups; group++) {
            if (!grouping.isTrivial() && !counts.has(group)) {
                continue;
            }
            double[] values = counts.row(group, 0, 0);
            for (int i = 0; divisor != 1 && i < values.length; i++) {
                values[i] /= divisor;
            }
            String name = function.perSecond() ? "rate" : "count_over_time";
            result.add(new Series(
                    grouping.labelsOrName(group, name), values, Series.atSamples(exemplars.of(group), values)));
        }
        return result;
    }
}
