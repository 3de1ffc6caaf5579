package dev.vivace.model.diff;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import org.jspecify.annotations.Nullable;

/// One difference between two spans that match. Immutable.
///
/// @param before null if the first has none
/// @param after null if the second has none
public record SpanChange(
        Target target,
        @Nullable AttributeValue before,
        @Nullable AttributeValue after) {

    /// What differs.
    public sealed interface Target {}

    /// Something every span has.
    public record Field(String name) implements Target {}

    /// @param scope resource, instrumentation or span
    public record OfAttribute(AttributeScope scope, String key) implements Target {}

    /// @param name of an event; its value is the list of its attributes
    public record OfEvent(String name) implements Target {}
}
