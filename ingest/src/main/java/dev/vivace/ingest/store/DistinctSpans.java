package dev.vivace.ingest.store;

import dev.vivace.model.Attribute;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Puts the parts of a trace together that several stores hold, spans that are equal in everything once. Attributes
/// may come in another order from each store: that makes no difference. Confined to one thread.
final class DistinctSpans {

    private final List<Span> spans = new ArrayList<>();
    private final Set<Span> known = new HashSet<>();

    /// Adds what one store holds, in which no span is twice.
    void addAll(List<Span> part) {
        if (part.isEmpty()) {
            return;
        }
        if (spans.isEmpty()) {
            spans.addAll(part);
            return;
        }
        if (known.isEmpty()) {
            spans.forEach(span -> known.add(inOneOrder(span)));
        }
        for (Span span : part) {
            if (known.add(inOneOrder(span))) {
                spans.add(span);
            }
        }
    }

    /// All of them; the caller's to change.
    List<Span> spans() {
        return new ArrayList<>(spans);
    }

    private static Span inOneOrder(Span span) {
        Resource resource = span.resource();
        InstrumentationScope scope = span.scope();
        return new Span(
                span.traceId(),
                span.spanId(),
                span.parentSpanId(),
                span.traceState(),
                span.flags(),
                span.name(),
                span.kind(),
                span.startEpochNanos(),
                span.endEpochNanos(),
                sorted(span.attributes()),
                span.droppedAttributesCount(),
                span.events().stream()
                        .map(event -> new Event(
                                event.epochNanos(),
                                event.name(),
                                sorted(event.attributes()),
                                event.droppedAttributesCount()))
                        .toList(),
                span.droppedEventsCount(),
                span.links().stream()
                        .map(link -> new Link(
                                link.traceIdHigh(),
                                link.traceIdLow(),
                                link.spanId(),
                                link.traceState(),
                                link.flags(),
                                sorted(link.attributes()),
                                link.droppedAttributesCount()))
                        .toList(),
                span.droppedLinksCount(),
                span.statusCode(),
                span.statusMessage(),
                new Resource(sorted(resource.attributes()), resource.droppedAttributesCount(), resource.schemaUrl()),
                new InstrumentationScope(
                        scope.name(),
                        scope.version(),
                        sorted(scope.attributes()),
                        scope.droppedAttributesCount(),
                        scope.schemaUrl()));
    }

    private static List<Attribute> sorted(List<Attribute> attributes) {
        return attributes.stream().sorted(Attribute.COLUMN_ORDER).toList();
    }
}
