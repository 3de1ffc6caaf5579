package dev.vivace.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One OTLP span with everything that was sent about it. Immutable.
///
/// @param parentSpanId null for a root; an all-zero parent id counts as none
/// @param traceState the W3C `tracestate` text, empty if none
/// @param flags W3C trace flags and OTLP's remote bits, as sent
/// @param kind OTLP's number: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer; others are kept
/// @param startEpochNanos nanoseconds since 1970, unsigned
/// @param endEpochNanos nanoseconds since 1970, unsigned; may lie before the start
/// @param statusCode OTLP's number: 0 unset, 1 ok, 2 error; others are kept
public record Span(
        TraceId traceId,
        SpanId spanId,
        @Nullable SpanId parentSpanId,
        String traceState,
        int flags,
        String name,
        int kind,
        long startEpochNanos,
        long endEpochNanos,
        List<Attribute> attributes,
        int droppedAttributesCount,
        List<Event> events,
        int droppedEventsCount,
        List<Link> links,
        int droppedLinksCount,
        int statusCode,
        String statusMessage,
        Resource resource,
        InstrumentationScope scope) {
    public Span {
        attributes = List.copyOf(attributes);
        events = List.copyOf(events);
        links = List.copyOf(links);
    }

    /// End minus start in nanoseconds; negative if the span ends before it starts.
    public long durationNanos() {
        return endEpochNanos - startEpochNanos;
    }
}
