package dev.vivace.traceql.metrics;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.metrics.Exemplar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// One series while it is worked on. Immutable; the array belongs to it.
///
/// @param values one for each interval of the grid, NaN where there is no sample
record Series(List<Attribute> labels, double[] values, List<Point> exemplars) {

    static final String NAME = "__name__";

    /// As the reference orders series: fewer labels first, then pair by pair by key and printed value.
    static final Comparator<Series> ORDER = Comparator.comparing(Series::labels, Series::compare);

    Series {
        labels = List.copyOf(labels);
        exemplars = List.copyOf(exemplars);
    }

    /// An exemplar and the interval it is in.
    record Point(int interval, Exemplar exemplar) {
        Point valued(double value) {
            return new Point(interval, new Exemplar(exemplar.labels(), value, exemplar.timestampMillis()));
        }
    }

    Series with(double[] values) {
        return new Series(labels, values, exemplars);
    }

    boolean isEmpty() {
        for (double value : values) {
            if (!Double.isNaN(value)) {
                return false;
            }
        }
        return true;
    }

    /// Intervals with a sample.
    int samples() {
        int samples = 0;
        for (double value : values) {
            samples += Double.isNaN(value) ? 0 : 1;
        }
        return samples;
    }

    /// The labels but the name.
    List<Attribute> key() {
        List<Attribute> key = new ArrayList<>(labels);
        key.removeIf(label -> label.key().equals(NAME));
        return key;
    }

    /// The exemplars, their values those of the samples in their intervals; without sample, without
    /// exemplar.
    static List<Point> atSamples(List<Point> exemplars, double[] values) {
        List<Point> result = new ArrayList<>();
        for (Point point : exemplars) {
            if (!Double.isNaN(values[point.interval()])) {
                result.add(point.valued(values[point.interval()]));
            }
        }
        return result;
    }

    /// Orders the labels of two series.
    static int compare(List<Attribute> a, List<Attribute> b) {
        int order = Integer.compare(a.size(), b.size());
        for (int i = 0; order == 0 && i < a.size(); i++) {
            order = a.get(i).key().compareTo(b.get(i).key());
            if (order == 0) {
                order = printed(a.get(i).value()).compareTo(printed(b.get(i).value()));
            }
        }
        return order;
    }

    /// A label's value as text.
    static String printed(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(String text) -> text;
            case AttributeValue.Int(long number) -> Long.toString(number);
            case AttributeValue.Real(double number) -> Double.toString(number);
            case AttributeValue.Bool(boolean flag) -> Boolean.toString(flag);
            default -> value.toString();
        };
    }
}
