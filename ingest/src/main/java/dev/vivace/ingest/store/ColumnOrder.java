package dev.vivace.ingest.store;

import dev.vivace.model.Attribute;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.ScopeSpans;
import dev.vivace.model.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts the attributes of spans' resources and scopes into [Attribute#COLUMN_ORDER], in which blocks give
/// them back; those of spans, events and links are in it already. Confined to one thread.
final class ColumnOrder {

    private final Map<Resource, Resource> resources = new HashMap<>();
    private final Map<InstrumentationScope, InstrumentationScope> scopes = new HashMap<>();

    ResourceSpans of(ResourceSpans batch) {
        List<ScopeSpans> members = new ArrayList<>(batch.scopes().size());
        for (ScopeSpans member : batch.scopes()) {
            members.add(new ScopeSpans(
                    of(member.scope()), member.spans().stream().map(this::of).toList()));
        }
        return new ResourceSpans(of(batch.resource()), members);
    }

    private Resource of(Resource resource) {
        return resources.computeIfAbsent(
                resource, it -> new Resource(sorted(it.attributes()), it.droppedAttributesCount(), it.schemaUrl()));
    }

    private InstrumentationScope of(InstrumentationScope scope) {
        return scopes.computeIfAbsent(
                scope,
                it -> new InstrumentationScope(
                        it.name(), it.version(), sorted(it.attributes()), it.droppedAttributesCount(), it.schemaUrl()));
    }

    Span of(Span span) {
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
                span.attributes(),
                span.droppedAttributesCount(),
                span.events(),
                span.droppedEventsCount(),
                span.links(),
                span.droppedLinksCount(),
                span.statusCode(),
                span.statusMessage(),
                of(span.resource()),
                of(span.scope()));
    }

    private static List<Attribute> sorted(List<Attribute> attributes) {
        return attributes.stream().sorted(Attribute.COLUMN_ORDER).toList();
    }
}
