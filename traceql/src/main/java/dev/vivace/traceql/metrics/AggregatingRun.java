package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Aggregating;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.OverTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `min_over_time`, `max_over_time`, `sum_over_time`, `avg_over_time`. Spans without a number count for
/// nothing.
///
/// The span's own duration is measured in seconds, other durations in nanoseconds, as the reference does.
final class AggregatingRun implements FunctionRun {

    private static final double SECOND = 1e9;
    /// Sum, what it lost to rounding (Neumaier), number of values.
    private static final int WIDTH = 3;

    private final Aggregating function;
    private final TimeGrid grid;
    private final Grouping grouping;
    private final Cells cells;
    private final ExemplarSampler exemplars;

    /// @param function any but the histogram
    AggregatingRun(Aggregating function, TimeGrid grid, ExemplarSampler exemplars, Cells.Budget budget) {
        this.function = function;
        this.grid = grid;
        this.grouping = new Grouping(function.by());
        this.cells = new Cells(grid.intervals(), isSummed() ? WIDTH : 1, Double.NaN, Cells.Answered.ONCE, budget);
        this.exemplars = exemplars;
    }

    private boolean isSummed() {
        return function.function() == OverTime.SUM || function.function() == OverTime.AVG;
    }

    @Override
    public void add(MatchedSpans spans) {
        FieldNumbers numbers = FieldNumbers.of(spans, function.field(), Long.MIN_VALUE);
        if (function.field().equals(new IntrinsicField(Intrinsic.DURATION))) {
            double[] values = numbers.values();
            for (int i = 0; i < values.length; i++) {
                values[i] /= SECOND;
            }
        }
        Codes groups = grouping.groups(spans);
        int[] intervals = spans.intervals();
        int[] codes = groups.codes();
        double[] firsts = new double[intervals.length];
        for (int i = 0; i < intervals.length; i++) {
            firsts[i] = numbers.first(i);
            if (Double.isNaN(firsts[i])) {
                continue;
            }
            for (int group = groups.from(i); group < groups.to(i); group++) {
                double[] array = cells.array(codes[group], intervals[i]);
                if (array == null) {
                    continue;
                }
                int at = cells.at(codes[group], intervals[i]);
                for (int value = numbers.from(i); value < numbers.to(i); value++) {
                    if (!Double.isNaN(numbers.values()[value])) {
                        take(array, at, numbers.values()[value]);
                    }
                }
            }
        }
        exemplars.sample(spans, groups, i -> firsts[i]);
    }

    private void take(double[] array, int at, double value) {
        double before = array[at];
        switch (function.function()) {
            case MIN -> array[at] = before <= value ? before : value;
            case MAX -> array[at] = before >= value ? before : value;
            case SUM, AVG -> {
                if (array[at + 2]++ == 0) {
                    array[at] = value;
                    return;
                }
                double sum = before + value;
                array[at + 1] += Math.abs(before) >= Math.abs(value) ? (before - sum) + value : (value - sum) + before;
                array[at] = sum;
            }
            case HISTOGRAM -> throw new IllegalStateException("a histogram is counted, not aggregated");
        }
    }

    @Override
    public List<Series> series() {
        List<Series> result = new ArrayList<>();
        String name = function.function().name().toLowerCase(Locale.ROOT) + "_over_time";
        for (int group = 0; group < cells.count(); group++) {
            if (!cells.has(group)) {
                continue;
            }
            double[] values = new double[grid.intervals()];
            for (int i = 0; i < values.length; i++) {
                values[i] = sample(group, i);
            }
            List<Series.Point> points = new ArrayList<>(exemplars.of(group));
            points.removeIf(point -> Double.isNaN(values[point.interval()]));
            result.add(new Series(grouping.labelsOrName(group, name), values, points));
        }
        return result;
    }

    private double sample(int group, int interval) {
        double first = cells.get(group, interval, 0, Double.NaN);
        if (!isSummed() || Double.isNaN(first)) {
            return first;
        }
        double lost = cells.get(group, interval, 1, 0);
        // Past the range of doubles the correction is NaN and the sum says it all.
        double sum = Double.isFinite(first) ? first + lost : first;
        return function.function() == OverTime.SUM ? sum : sum / cells.get(group, interval, 2, 1);
    }
}
