package dev.vivace.traceql.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// `topk` and `bottomk`: interval by interval the largest or smallest samples, of equal ones those that
/// come first in
/// the order of labels. Of the many series only those are touched that stay.
final class Ranking {

    /// Up to so many best samples are kept in order as they come; for more, all are sorted.
    private static final int MOST_BY_INSERTION = 64;

    private final Candidates candidates;
    private final int intervals;
    private final boolean largest;
    private final int count;
    /// The samples that stay, by candidate.
    private final Map<Integer, double[]> kept = new TreeMap<>();
    /// More than enough of those that come first by their labels; empty until somebody asks.
    private int[] first = {};

    private Ranking(Candidates candidates, int intervals, boolean largest, int count) {
        this.candidates = candidates;
        this.intervals = intervals;
        this.largest = largest;
        this.count = count;
    }

    /// @param count samples to keep in each interval, at least 1
    static List<Series> of(List<Series> series, boolean largest, int count) {
        return series.isEmpty()
                ? series
                : of(Candidates.of(series), series.getFirst().values().length, largest, count);
    }

    /// @param intervals of the grid
    /// @param count samples to keep in each interval, at least 1
    static List<Series> of(Candidates candidates, int intervals, boolean largest, int count) {
        if (candidates.size() <= count) {
            return IntStream.range(0, candidates.size())
                    .mapToObj(candidates::series)
                    .toList();
        }
        Ranking ranking = new Ranking(candidates, intervals, largest, count);
        ranking.rank();
        return ranking.result();
    }

    /// Goes through the series one after the other, all intervals of each at once, as they lie in memory.
    private void rank() {
        double[] worst = worstThatStay();
        int[] better = new int[intervals];
        int[] equal = new int[intervals];
        int[] others = new int[intervals];
        Arrays.fill(others, candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            int end = candidates.endInterval(i);
            for (int interval = candidates.firstInterval(i); interval < end; interval++) {
                double value = candidates.sample(i, interval) + 0.0;
                others[interval]--;
                if (isBetter(value, worst[interval])) {
                    keep(i, interval);
                    better[interval]++;
                } else if (value == worst[interval]) {
                    equal[interval]++;
                }
            }
        }
        double otherwise = candidates.otherwise() + 0.0;
        for (int interval = 0; interval < intervals; interval++) {
            if (others[interval] > 0 && isBetter(otherwise, worst[interval])) {
                better[interval] += keepOthers(interval);
            } else if (otherwise == worst[interval]) {
                equal[interval] += others[interval];
            }
            if (equal[interval] > 0) {
                int left = Math.min(equal[interval], count - better[interval]);
                for (int i : firstByLabels(left, interval, worst[interval])) {
                    keep(i, interval);
                }
            }
        }
    }

    /// Keeps all that have no sample of their own in an interval.
    private int keepOthers(int interval) {
        int others = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (interval < candidates.firstInterval(i) || interval >= candidates.endInterval(i)) {
                keep(i, interval);
                others++;
            }
        }
        return others;
    }

    private void keep(int candidate, int interval) {
        kept.computeIfAbsent(candidate, _ -> nothing())[interval] = candidates.value(candidate, interval);
    }

    /// A negative zero is as large as a positive one.
    private double value(int candidate, int interval) {
        return candidates.value(candidate, interval) + 0.0;
    }

    private boolean isBetter(double value, double than) {
        return largest ? value > than : value < than;
    }

    /// By interval: the last of the best `count` samples; NaN if there is none.
    private double[] worstThatStay() {
        if (count > MOST_BY_INSERTION) {
            return IntStream.range(0, intervals)
                    .mapToDouble(this::worstBySorting)
                    .toArray();
        }
        double[][] best = new double[intervals][Math.min(count, candidates.size())];
        int[] sizes = new int[intervals];
        int[] others = new int[intervals];
        Arrays.fill(others, candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            int end = candidates.endInterval(i);
            for (int interval = candidates.firstInterval(i); interval < end; interval++) {
                others[interval]--;
                insert(candidates.sample(i, interval) + 0.0, best[interval], sizes, interval);
            }
        }
        double[] worst = new double[intervals];
        for (int interval = 0; interval < intervals; interval++) {
            for (int i = Math.min(count, others[interval]); i > 0; i--) {
                insert(candidates.otherwise() + 0.0, best[interval], sizes, interval);
            }
            worst[interval] = sizes[interval] == 0 ? Double.NaN : best[interval][sizes[interval] - 1];
        }
        return worst;
    }

    private void insert(double value, double[] best, int[] sizes, int interval) {
        int size = sizes[interval];
        if (Double.isNaN(value) || size == best.length && !isBetter(value, best[size - 1])) {
            return;
        }
        int at = size < best.length ? sizes[interval]++ : size - 1;
        for (; at > 0 && isBetter(value, best[at - 1]); at--) {
            best[at] = best[at - 1];
        }
        best[at] = value;
    }

    private double worstBySorting(int interval) {
        double[] values = IntStream.range(0, candidates.size())
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
    private int[] firstByLabels(int wanted, int interval, double value) {
        if (first.length == 0) {
            first = smallest(_ -> true, 2 * count);
        }
        int[] found = Arrays.stream(first)
                .filter(i -> value(i, interval) == value)
                .limit(wanted)
                .toArray();
        return found.length == wanted ? found : smallest(i -> value(i, interval) == value, wanted);
    }

    /// The first `wanted` of some in the order of labels, in this order.
    private int[] smallest(IntPredicate some, int wanted) {
        PriorityQueue<Integer> lastFirst = new PriorityQueue<>((a, b) -> candidates.compare(b, a));
        for (int i = 0; i < candidates.size(); i++) {
            if (!some.test(i)) {
                continue;
            }
            if (lastFirst.size() < wanted) {
                lastFirst.add(i);
            } else if (candidates.compare(i, lastFirst.element()) < 0) {
                lastFirst.remove();
                lastFirst.add(i);
            }
        }
        return lastFirst.stream()
                .sorted(candidates::compare)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double[] nothing() {
        double[] values = new double[intervals];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private List<Series> result() {
        List<Series> result = new ArrayList<>();
        kept.forEach((candidate, values) -> {
            Series whole = candidates.series(candidate);
            List<Series.Point> exemplars = new ArrayList<>(whole.exemplars());
            exemplars.removeIf(point -> Double.isNaN(values[point.interval()]));
            result.add(new Series(whole.labels(), values, exemplars));
        });
        result.sort(Series.ORDER);
        return result;
    }
}
