package dev.vivace.traceql.metrics;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.traceql.ast.Expression.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `histogram_over_time` and `quantile_over_time`: spans counted in buckets of powers of two, durations
/// in seconds.
final class BucketRun implements FunctionRun {

    private static final double SECOND = 1e9;
    /// Makes all exponents of doubles positive.
    private static final int BIAS = 2048;

    private final Field field;
    private final double[] quantiles;
    private final TimeGrid grid;
    private final double unit;
    private final Grouping grouping;
    /// Pairs of group and exponent: the series of the histogram.
    private final PairNumbers buckets = new PairNumbers();
    private final BitSet answeredGroups = new BitSet();
    private final Cells counts;
    private final ExemplarSampler exemplars;

    /// @param quantiles none for a histogram
    BucketRun(
            Field field,
            List<Double> quantiles,
            List<Field> by,
            TimeGrid grid,
            ExemplarSampler exemplars,
            Cells.Budget budget) {
        this.field = field;
        this.quantiles = quantiles.stream().mapToDouble(Double::doubleValue).toArray();
        this.grid = grid;
        this.unit = FieldNumbers.isDuration(field) ? SECOND : 1;
        this.grouping = new Grouping(by);
        this.counts = new Cells(grid.intervals(), 1, 0, this::answeredRows, budget);
        this.exemplars = exemplars;
    }

    /// A histogram answers every bucket, quantiles every group.
    private int answeredRows(int series) {
        if (quantiles.length == 0) {
            return 1;
        }
        int group = buckets.left(series);
        boolean isNew = !answeredGroups.get(group);
        answeredGroups.set(group);
        return isNew ? quantiles.length : 0;
    }

    @Override
    public void add(MatchedSpans spans) {
        FieldNumbers numbers = FieldNumbers.of(spans, field, Buckets.LEAST_INTEGER);
        int count = spans.count();
        Codes exponents = numbers.offsets() == null ? oneEach(numbers.values()) : null;
        double[] firsts = exponents == null ? new double[count] : numbers.values();
        if (exponents == null) {
            exponents = severalEach(numbers, firsts);
        }
        Codes series = grouping.groups(spans).with(exponents, count, buckets);
        CountingRun.count(spans, series, counts);
        exemplars.sample(spans, series, i -> firsts[i] / unit);
    }

    /// The exponents of spans that have one number each, all of which are counted; null if some is not.
    private static @Nullable Codes oneEach(double[] numbers) {
        int[] exponents = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            int exponent = Buckets.exponentOf(numbers[i]);
            if (exponent == Buckets.NONE) {
                return null;
            }
            exponents[i] = exponent + BIAS;
        }
        return new Codes(null, exponents);
    }

    /// The exponents of spans with any number of numbers.
    ///
    /// @param firsts takes the first number of each span that is counted, NaN where there is none
    private Codes severalEach(FieldNumbers numbers, double[] firsts) {
        int count = firsts.length;
        int[] offsets = new int[count + 1];
        int[] exponents = new int[numbers.values().length];
        int size = 0;
        for (int i = 0; i < count; i++) {
            firsts[i] = Double.NaN;
            for (int at = numbers.from(i); at < numbers.to(i); at++) {
                int exponent = Buckets.exponentOf(numbers.values()[at]);
                if (exponent != Buckets.NONE) {
                    exponents[size++] = exponent + BIAS;
                    firsts[i] = Double.isNaN(firsts[i]) ? numbers.values()[at] : firsts[i];
                }
            }
            offsets[i + 1] = size;
        }
        return new Codes(offsets, exponents);
    }

    @Override
    public List<Series> series() {
        return quantiles.length == 0 ? histogram() : ofQuantiles();
    }

    private List<Series> histogram() {
        List<Series> result = new ArrayList<>();
        for (int series = 0; series < counts.count(); series++) {
            if (!counts.has(series)) {
                continue;
            }
            double[] values = values(series);
            List<Attribute> labels = new ArrayList<>(grouping.labels(buckets.left(series)));
            double bound = Math.pow(2, buckets.right(series) - BIAS) / unit;
            labels.add(new Attribute("__bucket", new AttributeValue.Real(bound)));
            result.add(new Series(labels, values, Series.atSamples(exemplars.of(series), values)));
        }
        return result;
    }

    private double[] values(int series) {
        return counts.row(series, 0, 0);
    }

    private List<Series> ofQuantiles() {
        Map<Integer, Map<Integer, Integer>> seriesByGroup = new TreeMap<>();
        Map<Integer, Double> totals = new TreeMap<>();
        for (int series = 0; series < counts.count(); series++) {
            if (counts.has(series)) {
                int exponent = buckets.right(series) - BIAS;
                seriesByGroup
                        .computeIfAbsent(buckets.left(series), _ -> new TreeMap<>())
                        .put(exponent, series);
                totals.merge(exponent, Arrays.stream(values(series)).sum(), Double::sum);
            }
        }
        double[] overall = new double[quantiles.length];
        for (int q = 0; q < quantiles.length; q++) {
            overall[q] = Buckets.quantile(quantiles[q], ints(totals), doubles(totals)) / unit;
        }
        List<Series> result = new ArrayList<>();
        seriesByGroup.forEach((group, byExponent) -> ofGroup(group, byExponent, overall, result));
        return result;
    }

    private static int[] ints(Map<Integer, Double> totals) {
        return totals.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    private static double[] doubles(Map<Integer, Double> totals) {
        return totals.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// @param byExponent the group's buckets, ascending
    private void ofGroup(int group, Map<Integer, Integer> byExponent, double[] overall, List<Series> into) {
        int[] exponents =
                byExponent.keySet().stream().mapToInt(Integer::intValue).toArray();
        int[] series = byExponent.values().stream().mapToInt(Integer::intValue).toArray();
        double[][] values = new double[quantiles.length][grid.intervals()];
        double[] ofInterval = new double[series.length];
        for (int interval = 0; interval < grid.intervals(); interval++) {
            for (int i = 0; i < series.length; i++) {
                ofInterval[i] = counts.get(series[i], interval, 0, 0);
            }
            for (int q = 0; q < quantiles.length; q++) {
                values[q][interval] = Buckets.quantile(quantiles[q], exponents, ofInterval) / unit;
            }
        }
        List<List<Series.Point>> points = new ArrayList<>();
        for (int q = 0; q < quantiles.length; q++) {
            points.add(new ArrayList<>());
        }
        for (int one : series) {
            for (Series.Point point : exemplars.of(one)) {
                points.get(nearest(overall, point.exemplar().value())).add(point);
            }
        }
        for (int q = 0; q < quantiles.length; q++) {
            List<Attribute> labels = new ArrayList<>(grouping.labels(group));
            labels.add(new Attribute("p", new AttributeValue.Real(quantiles[q])));
            into.add(new Series(labels, values[q], points.get(q)));
        }
    }

    private static int nearest(double[] values, double value) {
        int nearest = 0;
        for (int i = 1; i < values.length; i++) {
            if (Math.abs(values[i] - value) < Math.abs(values[nearest] - value)) {
                nearest = i;
            }
        }
        return nearest;
    }
}
