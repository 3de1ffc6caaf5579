package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Counting;
import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import java.util.ArrayList;
import java.util.Arrays;
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
        this.counts = new Cells(grid.intervals(), 1, 0, Cells.Answered.ONCE, budget);
        this.exemplars = exemplars;
    }

    @Override
    public void add(MatchedSpans spans) {
        Codes groups = grouping.groups(spans);
        count(spans, groups, counts);
        exemplars.sample(spans, groups, _ -> 0);
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
        for (int group : groups()) {
            result.add(series(group));
        }
        return result;
    }

    @Override
    public List<Series> ranked(SecondStage.Rank rank, int intervals) {
        return Ranking.of(new Counted(groups()), intervals, rank.largest(), rank.count());
    }

    /// Those that occur; without grouping, the one there is.
    private int[] groups() {
        int[] groups = new int[Math.max(1, counts.count())];
        if (grouping.isTrivial()) {
            return Arrays.copyOf(groups, 1);
        }
        int size = 0;
        for (int group = 0; group < counts.count(); group++) {
            if (counts.has(group)) {
                groups[size++] = group;
            }
        }
        return Arrays.copyOf(groups, size);
    }

    private double divisor() {
        return function.perSecond() ? grid.stepSeconds() : 1;
    }

    private Series series(int group) {
        double[] values = counts.row(group, 0, 0);
        double divisor = divisor();
        for (int i = 0; divisor != 1 && i < values.length; i++) {
            values[i] /= divisor;
        }
        String name = function.perSecond() ? "rate" : "count_over_time";
        return new Series(grouping.labelsOrName(group, name), values, Series.atSamples(exemplars.of(group), values));
    }

    /// The series as candidates: where nothing was counted the sample is 0.
    private final class Counted implements Candidates {
        private final int[] groups;

        Counted(int[] groups) {
            this.groups = groups;
        }

        @Override
        public int size() {
            return groups.length;
        }

        @Override
        public int firstInterval(int candidate) {
            return counts.has(groups[candidate]) ? counts.firstInterval(groups[candidate]) : 0;
        }

        @Override
        public int endInterval(int candidate) {
            return counts.has(groups[candidate]) ? counts.endInterval(groups[candidate]) : 0;
        }

        @Override
        public double sample(int candidate, int interval) {
            return counts.get(groups[candidate], interval, 0, 0) / divisor();
        }

        @Override
        public double otherwise() {
            return 0;
        }

        @Override
        public int compare(int candidate, int other) {
            return grouping.compare(groups[candidate], groups[other]);
        }

        @Override
        public Series series(int candidate) {
            return CountingRun.this.series(groups[candidate]);
        }
    }
}
