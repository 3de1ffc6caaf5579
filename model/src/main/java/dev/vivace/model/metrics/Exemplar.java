package dev.vivace.model.metrics;

import dev.vivace.model.Attribute;
import java.util.List;

/// A span that stands for a series at one moment. Immutable.
///
/// @param labels what the query speaks of and the span has, and `trace:id`
/// @param timestampMillis start of the span, since 1970
public record Exemplar(List<Attribute> labels, double value, long timestampMillis) {
    public Exemplar {
        labels = List.copyOf(labels);
    }
}
