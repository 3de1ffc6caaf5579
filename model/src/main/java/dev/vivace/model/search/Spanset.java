package dev.vivace.model.search;

import dev.vivace.model.Attribute;
import java.util.List;

/// The matching spans of one trace, or of one group of it. Immutable.
///
/// @param matched how many spans match, before `spans` was cut to the requested number
/// @param attributes values of `by(...)` and of aggregates, in pipeline order
public record Spanset(int matched, List<SpanSummary> spans, List<Attribute> attributes) {
    public Spanset {
        spans = List.copyOf(spans);
        attributes = List.copyOf(attributes);
    }
}
