package dev.vivace.model.search;

import dev.vivace.model.Attribute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One span of a search result. Immutable.
///
/// @param name null unless the query refers to the span's name
/// @param attributes the fields the query mentions that have a value on this span, keys as the wire prints them
public record SpanSummary(
        long spanId, @Nullable String name, long startEpochNanos, long durationNanos, List<Attribute> attributes) {
    public SpanSummary {
        attributes = List.copyOf(attributes);
    }
}
