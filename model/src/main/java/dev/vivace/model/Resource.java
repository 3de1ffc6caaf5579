package dev.vivace.model;

import java.util.List;

/// What produced a span: OTLP's `Resource` with the schema URL of its `ResourceSpans`. Immutable.
///
/// @param droppedAttributesCount as an unsigned 32-bit number
/// @param schemaUrl empty if none was sent
public record Resource(List<Attribute> attributes, int droppedAttributesCount, String schemaUrl) {
    public Resource {
        attributes = List.copyOf(attributes);
    }
}
