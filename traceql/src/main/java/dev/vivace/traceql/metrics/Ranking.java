package dev.vivace.traceql.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// `topk` and `bottomk`: interval by interval the largest or smallest samples, of equal ones those that come first in
/// the order of labels. Of the many series only those are touched that stay.
final class Ranking {

    private final List<Series> series;
    private final boolean largest;
    private final int count;
    /// The samples that stay, by series.
    private final Map<Integer, double[]> kept = new TreeMap<>();

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
        int intervals = series.getFirst().values().length;
        for (int interval = 0; interval < intervals; interval++) {
            ranking.rank(interval, intervals);
        }
        return ranking.result();
    }

    private void rank(int interval, int intervals) {
        PriorityQueue<Integer> worstFirst = new PriorityQueue<>((a, b) -> compare(b, a, interval));
        for (int i = 0; i < series.size(); i++) {
            if (Double.isNaN(series.get(i).values()[interval])) {
                continue;
            }
            if (worstFirst.size() < count) {
                worstFirst.add(i);
            } else if (compare(i, worstFirst.element(), interval) < 0) {
                worstFirst.remove();
                worstFirst.add(i);
            }
        }
        for (int i : worstFirst) {
            kept.computeIfAbsent(i, _ -> nothing(intervals))[interval] =
                    series.get(i).values()[interval];
        }
    }

    /// The better first.
    private int compare(int a, int b, int interval) {
        // A negative zero is as large as a positive one.
        double left = series.get(a).values()[interval] + 0.0;
        double right = series.get(b).values()[interval] + 0.0;
        int byValue = largest ? Double.compare(right, left) : Double.compare(left, right);
        return byValue != 0 ? byValue : Series.ORDER.compare(series.get(a), series.get(b));
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
