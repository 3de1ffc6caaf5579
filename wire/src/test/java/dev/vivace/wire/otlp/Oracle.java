package dev.vivace.wire.otlp;

import com.google.protobuf.ByteString;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What the generated classes understand, in our words.
final class Oracle {

    private Oracle() {}

    static boolean hasValidIds(ExportTraceServiceRequest request) {
        for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
            for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
                for (io.opentelemetry.proto.trace.v1.Span span : scopeSpans.getSpansList()) {
                    if (!isId(span.getTraceId(), 16, false)
                            || !isId(span.getSpanId(), 8, false)
                            || !isId(span.getParentSpanId(), 8, true)) {
                        return false;
                    }
                    for (io.opentelemetry.proto.trace.v1.Span.Link link : span.getLinksList()) {
                        if (!isId(link.getTraceId(), 16, true) || !isId(link.getSpanId(), 8, true)) {
                            return false;
                        }
                    }
                }
            }
        }
        return true;
    }

    static List<Span> spans(ExportTraceServiceRequest request) {
        List<Span> spans = new ArrayList<>();
        for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
            Resource resource = new Resource(
                    attributes(resourceSpans.getResource().getAttributesList()),
                    resourceSpans.getResource().getDroppedAttributesCount(),
                    resourceSpans.getSchemaUrl());
            for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
                InstrumentationScope scope = new InstrumentationScope(
                        scopeSpans.getScope().getName(),
                        scopeSpans.getScope().getVersion(),
                        attributes(scopeSpans.getScope().getAttributesList()),
                        scopeSpans.getScope().getDroppedAttributesCount(),
                        scopeSpans.getSchemaUrl());
                for (io.opentelemetry.proto.trace.v1.Span span : scopeSpans.getSpansList()) {
                    spans.add(span(span, resource, scope));
                }
            }
        }
        return spans;
    }

    private static Span span(io.opentelemetry.proto.trace.v1.Span span, Resource resource, InstrumentationScope scope) {
        long parent = id(span.getParentSpanId(), 0);
        return new Span(
                new TraceId(id(span.getTraceId(), 0), id(span.getTraceId(), 8)),
                new SpanId(id(span.getSpanId(), 0)),
                parent == 0 ? null : new SpanId(parent),
                span.getTraceState(),
                span.getFlags(),
                span.getName(),
                span.getKindValue(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                attributes(span.getAttributesList()),
                span.getDroppedAttributesCount(),
                span.getEventsList().stream()
                        .map(event -> new Event(
                                event.getTimeUnixNano(),
                                event.getName(),
                                attributes(event.getAttributesList()),
                                event.getDroppedAttributesCount()))
                        .toList(),
                span.getDroppedEventsCount(),
                span.getLinksList().stream()
                        .map(link -> new Link(
                                id(link.getTraceId(), 0),
                                id(link.getTraceId(), 8),
                                id(link.getSpanId(), 0),
                                link.getTraceState(),
                                link.getFlags(),
                                attributes(link.getAttributesList()),
                                link.getDroppedAttributesCount()))
                        .toList(),
                span.getDroppedLinksCount(),
                span.getStatus().getCodeValue(),
                span.getStatus().getMessage(),
                resource,
                scope);
    }

    static List<Attribute> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .map(attribute -> new Attribute(attribute.getKey(), value(attribute.getValue())))
                .toList();
    }

    static AttributeValue value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> new AttributeValue.Text(value.getStringValue());
            case BOOL_VALUE -> new AttributeValue.Bool(value.getBoolValue());
            case INT_VALUE -> new AttributeValue.Int(value.getIntValue());
            case DOUBLE_VALUE -> new AttributeValue.Real(value.getDoubleValue());
            case ARRAY_VALUE ->
                new AttributeValue.Many(value.getArrayValue().getValuesList().stream()
                        .map(Oracle::value)
                        .toList());
            case KVLIST_VALUE ->
                new AttributeValue.Fields(attributes(value.getKvlistValue().getValuesList()));
            case BYTES_VALUE -> new AttributeValue.Bytes(value.getBytesValue().toByteArray());
            case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> new AttributeValue.Absent();
        };
    }

    private static boolean isId(ByteString id, int length, boolean optional) {
        boolean zero = id.toByteArray().length == 0 || (id(id, 0) == 0 && id(id, Math.max(0, length - 8)) == 0);
        return (id.size() == length && (optional || !zero)) || (optional && id.isEmpty());
    }

    private static long id(ByteString id, int offset) {
        return id.size() < offset + 8 ? 0 : ByteBuffer.wrap(id.toByteArray()).getLong(offset);
    }
}
