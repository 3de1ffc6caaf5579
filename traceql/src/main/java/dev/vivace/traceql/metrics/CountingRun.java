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
        int[] intervals = spans.intervals();
        int[] codes = series.codes();
        if (series.offsets() == null) {
            for (int i = 0; i < intervals.length; i++) {
                double[] cells = counts.array(codes[i], intervals[i]);
                if (cells != null) {
                    cells[counts.at(codes[i], intervals[i])]++;
                }
            }
            return;
        }
        for (int i = 0; i < intervals.length; i++) {
            int to = series.to(i);
            for (int at = series.from(i); at < to; at++) {
                double[] cells = counts.array(codes[at], intervals[i]);
                if (cells != null) {
                    cells[counts.at(codes[at], intervals[i])]++;
                }
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
            double[] values = new double[grid.intervals()];
            for (int i = 0; i < values.length; i++) {
                values[i] = counts.get(group, i, 0, 0) / divisor;
            }
            String name = function.perSecond() ? "rate" : "count_over_time";
            result.add(new Series(
                    grouping.labelsOrName(group, name), values, Series.atSamples(exemplars.of(group), values)));
        }
        return result;
    }
}
