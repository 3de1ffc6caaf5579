package dev.vivace.model;

import java.util.List;

/// A pointer from a span to another span, possibly of another trace. Immutable.
///
/// @param traceIdHigh the left half of the target's trace id; both halves zero if it was sent empty or as zeros
/// @param spanId the target's span id, zero if it was sent empty or as zeros
/// @param flags W3C trace flags and OTLP's remote bits, as sent
/// @param droppedAttributesCount as an unsigned 32-bit number
public record Link(
        long traceIdHigh,
        long traceIdLow,
        long spanId,
        String traceState,
        int flags,
        List<Attribute> attributes,
        int droppedAttributesCount) {
    public Link {
        attributes = List.copyOf(attributes);
    }
}
