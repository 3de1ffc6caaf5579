package dev.vivace.traceql.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// `topk` and `bottomk`: interval by interval the largest or smallest samples, of equal ones those that
/// come first in
/// the order of labels. Of the many series only those are touched that stay.
final class Ranking {

    /// Up to so many best samples are kept in order as they come; for more, all are sorted.
    private static final int MOST_BY_INSERTION = 64;

    private final List<Series> series;
    private final boolean largest;
    private final int count;
    /// The samples that stay, by series.
    private final Map<Integer, double[]> kept = new TreeMap<>();
    /// More than enough of those that come first by their labels; empty until somebody asks.
    private List<Integer> first = List.of();

    private Ranking(List<Series> series, boolean largest, int count) {
        this.series = series;
        this.largest = largest;
        this.count = count;
    }

    /// @param count samples to keep in each interval, at least 1
    static List<Series> of(List<Series> series, boolean largest, int count) {
        if (series.size() <= count) {
            return series;
        }
        Ranking ranking = new Ranking(series, largest, count);
        ranking.rank(series.getFirst().values().length);
        return ranking.result();
    }

    /// Goes through the series one after the other, all intervals of each at once, as they lie in memory.
    private void rank(int intervals) {
        double[] worst = worstThatStay(intervals);
        int[] better = new int[intervals];
        int[] equal = new int[intervals];
        for (int i = 0; i < series.size(); i++) {
            double[] values = series.get(i).values();
            for (int interval = 0; interval < intervals; interval++) {
                double value = values[interval] + 0.0;
                if (isBetter(value, worst[interval])) {
                    keep(i, interval, intervals);
                    better[interval]++;
                } else if (value == worst[interval]) {
                    equal[interval]++;
                }
            }
        }
        for (int interval = 0; interval < intervals; interval++) {
            if (equal[interval] > 0) {
                int left = Math.min(equal[interval], count - better[interval]);
                for (int i : firstByLabels(left, interval, worst[interval])) {
                    keep(i, interval, intervals);
                }
            }
        }
    }

    private void keep(int index, int interval, int intervals) {
        kept.computeIfAbsent(index, _ -> nothing(intervals))[interval] =
                series.get(index).values()[interval];
    }

    /// A negative zero is as large as a positive one.
    private double value(int index, int interval) {
        return series.get(index).values()[interval] + 0.0;
    }

    private boolean isBetter(double value, double than) {
        return largest ? value > than : value < than;
    }

    /// By interval: the last of the best `count` samples; NaN if there is none.
    private double[] worstThatStay(int intervals) {
        if (count > MOST_BY_INSERTION) {
            return IntStream.range(0, intervals)
                    .mapToDouble(this::worstBySorting)
                    .toArray();
        }
        double[][] best = new double[intervals][Math.min(count, series.size())];
        int[] sizes = new int[intervals];
        for (Series one : series) {
            for (int interval = 0; interval < intervals; interval++) {
                double value = one.values()[interval] + 0.0;
                double[] kept = best[interval];
                int size = sizes[interval];
                if (Double.isNaN(value) || size == kept.length && !isBetter(value, kept[size - 1])) {
                    continue;
                }
                int at = size < kept.length ? sizes[interval]++ : size - 1;
                for (; at > 0 && isBetter(value, kept[at - 1]); at--) {
                    kept[at] = kept[at - 1];
                }
                kept[at] = value;
            }
        }
        double[] worst = new double[intervals];
        for (int interval = 0; interval < intervals; interval++) {
            worst[interval] = sizes[interval] == 0 ? Double.NaN : best[interval][sizes[interval] - 1];
        }
        return worst;
    }

    private double worstBySorting(int interval) {
        double[] values = IntStream.range(0, series.size())
                .mapToDouble(i -> value(i, interval))
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int kept = Math.min(count, values.length);
        return kept == 0 ? Double.NaN : values[largest ? values.length - kept : kept - 1];
    }

    /// The first of the series that have this sample in an interval. Where most are equal, all of nothing,
    /// they are
    /// among the first of all series, which are looked for once.
    private List<Integer> firstByLabels(int wanted, int interval, double value) {
        if (first.isEmpty()) {
            first = smallest(IntStream.range(0, series.size()).boxed().toList(), 2 * count);
        }
        List<Integer> found = first.stream()
                .filter(i -> value(i, interval) == value)
                .limit(wanted)
                .toList();
        return found.size() == wanted
                ? found
                : smallest(
                        IntStream.range(0, series.size())
                                .filter(i -> value(i, interval) == value)
                                .boxed()
                                .toList(),
                        wanted);
    }

    /// The first `wanted` in the order of labels, in this order.
    private List<Integer> smallest(List<Integer> indexes, int wanted) {
        Comparator<Integer> byLabels = Comparator.comparing(series::get, Series.ORDER);
        PriorityQueue<Integer> lastFirst = new PriorityQueue<>(byLabels.reversed());
        for (Integer index : indexes) {
            if (lastFirst.size() < wanted) {
                lastFirst.add(index);
            } else if (byLabels.compare(index, lastFirst.element()) < 0) {
                lastFirst.remove();
                lastFirst.add(index);
            }
        }
        List<Integer> result = new ArrayList<>(lastFirst);
        result.sort(byLabels);
        return result;
    }

    private static double[] nothing(int intervals) {
        double[] values = new double[intervals];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private List<Series> result() {
        List<Series> result = new ArrayList<>();
        kept.forEach((index, values) -> {
            Series whole = series.get(index);
            List<Series.Point> exemplars = new ArrayList<>(whole.exemplars());
            exemplars.removeIf(point -> Double.isNaN(values[point.interval()]));
            result.add(new Series(whole.labels(), values, exemplars));
        });
        result.sort(Series.ORDER);
        return result;
    }
}
