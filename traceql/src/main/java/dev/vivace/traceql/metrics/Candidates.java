package dev.vivace.traceql.metrics;

import java.util.List;

/// Series of which a few are to be picked: their samples are looked at, the series themselves made only where they
/// stay.
interface Candidates {

    int size();

    /// The first interval in which a series has a sample of its own.
    int firstInterval(int candidate);

    /// Behind the last of them.
    int endInterval(int candidate);

    /// A sample of its own, NaN if there is none after all.
    double sample(int candidate, int interval);

    /// The sample that every series has in the other intervals, NaN if there is none.
    double otherwise();

    /// Orders by labels.
    int compare(int candidate, int other);

    Series series(int candidate);

    /// The sample of any interval.
    default double value(int candidate, int interval) {
        return interval >= firstInterval(candidate) && interval < endInterval(candidate)
                ? sample(candidate, interval)
                : otherwise();
    }

    /// Series that are there already.
    static Candidates of(List<Series> series) {
        return new Candidates() {
            @Override
            public int size() {
                return series.size();
            }

            @Override
            public int firstInterval(int candidate) {
                return 0;
            }

            @Override
            public int endInterval(int candidate) {
                return series.get(candidate).values().length;
            }

            @Override
            public double sample(int candidate, int interval) {
                return series.get(candidate).values()[interval];
            }

            @Override
            public double otherwise() {
                return Double.NaN;
            }

            @Override
            public int compare(int candidate, int other) {
                return Series.ORDER.compare(series.get(candidate), series.get(other));
            }

            @Override
            public Series series(int candidate) {
                return series.get(candidate);
            }
        };
    }
}
