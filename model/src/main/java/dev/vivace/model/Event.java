package dev.vivace.model;

import java.util.List;

/// Something that happened during a span. Immutable.
///
/// @param epochNanos nanoseconds since 1970, unsigned
/// @param droppedAttributesCount as an unsigned 32-bit number
public record Event(long epochNanos, String name, List<Attribute> attributes, int droppedAttributesCount) {
    public Event {
        attributes = List.copyOf(attributes);
    }
}
