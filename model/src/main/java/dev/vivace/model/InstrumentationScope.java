package dev.vivace.model;

import java.util.List;

/// The library that recorded a span: OTLP's `InstrumentationScope` with the schema URL of its `ScopeSpans`. Immutable.
///
/// @param droppedAttributesCount as an unsigned 32-bit number
/// @param schemaUrl empty if none was sent
public record InstrumentationScope(
        String name, String version, List<Attribute> attributes, int droppedAttributesCount, String schemaUrl) {
    public InstrumentationScope {
        attributes = List.copyOf(attributes);
    }
}
