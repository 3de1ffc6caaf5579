package dev.vivace.model.metrics;

import dev.vivace.model.Attribute;
import java.util.List;

/// Numbers over time under one set of labels. Immutable; the arrays belong to the series, are as long as
/// each other and are not changed.
///
/// @param timestampsMillis ends of the intervals that have a sample, since 1970, ascending
/// @param values the samples; never NaN
/// @param exemplars in order of time
public record TimeSeries(List<Attribute> labels, long[] timestampsMillis, double[] values, List<Exemplar> exemplars) {
    public TimeSeries {
        labels = List.copyOf(labels);
        exemplars = List.copyOf(exemplars);
        if (timestampsMillis.length != values.length) {
            throw new IllegalArgumentException("series " + labels + " has " + timestampsMillis.length
                    + " timestamps and " + values.length + " values (expected: as many)");
        }
    }
}
