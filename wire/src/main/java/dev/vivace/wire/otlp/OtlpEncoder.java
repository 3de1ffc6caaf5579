package dev.vivace.wire.otlp;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.ScopeSpans;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.List;

/// Writes spans as protobuf: an `ExportTraceServiceRequest`, which is also Tempo's `Trace`.
///
/// Batches, scopes and spans stand in the order given, fields in the order of their numbers. `resource`,
/// `scope` and `status` are always there, empty or not; clients compare traces deeply and tell an absent
/// message from an empty one. The members of an `AnyValue` are written even when zero, all other
/// defaults are left out, a root's `parent_span_id` among them.
public final class OtlpEncoder {

    private OtlpEncoder() {}

    /// Encodes spans in the batches of [ResourceSpans#grouped]; none give an empty array.
    public static byte[] encode(List<Span> spans) {
        ProtobufWriter out = new ProtobufWriter(Math.max(64, spans.size() * 512));
        write(ResourceSpans.grouped(spans), out);
        return out.toByteArray();
    }

    /// Writes the fields of the message, to be framed by the caller.
    public static void write(List<ResourceSpans> batches, ProtobufWriter out) {
        for (ResourceSpans batch : batches) {
            int resourceSpans = out.open(1);
            resource(1, batch.resource(), out);
            for (ScopeSpans members : batch.scopes()) {
                int scopeSpans = out.open(2);
                scope(1, members.scope(), out);
                for (Span span : members.spans()) {
                    span(2, span, out);
                }
                out.optionalString(3, members.scope().schemaUrl());
                out.close(scopeSpans);
            }
            out.optionalString(3, batch.resource().schemaUrl());
            out.close(resourceSpans);
        }
    }

    /// Writes a list of `KeyValue`s, each as one occurrence of `field`.
    public static void attributes(int field, List<Attribute> attributes, ProtobufWriter out) {
        for (Attribute attribute : attributes) {
            int keyValue = out.open(field);
            out.optionalString(1, attribute.key());
            value(2, attribute.value(), out);
            out.close(keyValue);
        }
    }

    /// Writes an `AnyValue` as field `field`; an absent value gives an empty message.
    public static void value(int field, AttributeValue value, ProtobufWriter out) {
        int anyValue = out.open(field);
        switch (value) {
            case AttributeValue.Text(String text) -> out.string(1, text);
            case AttributeValue.Bool(boolean flag) -> out.bool(2, flag);
            case AttributeValue.Int(long number) -> out.int64(3, number);
            case AttributeValue.Real(double number) -> out.real(4, number);
            case AttributeValue.Many(List<AttributeValue> values) -> {
                int array = out.open(5);
                for (AttributeValue element : values) {
                    value(1, element, out);
                }
                out.close(array);
            }
            case AttributeValue.Fields(List<Attribute> attributes) -> {
                int list = out.open(6);
                attributes(1, attributes, out);
                out.close(list);
            }
            case AttributeValue.Bytes(byte[] bytes) -> out.bytes(7, bytes);
            case AttributeValue.Absent() -> {}
        }
        out.close(anyValue);
    }

    /// Opens a `ResourceSpans` of a request, its spans still to come; schema URLs stand before them,
    /// which is as good.
    ///
    /// @return the mark to close it with, never 0
    static int openResource(Resource resource, ProtobufWriter out) {
        int resourceSpans = out.open(1);
        resource(1, resource, out);
        out.optionalString(3, resource.schemaUrl());
        return resourceSpans;
    }

    /// Opens a `ScopeSpans`; see [#openResource].
    static int openScope(InstrumentationScope scope, ProtobufWriter out) {
        int scopeSpans = out.open(2);
        scope(1, scope, out);
        out.optionalString(3, scope.schemaUrl());
        return scopeSpans;
    }

    /// Writes one span into an open `ScopeSpans`.
    static void span(Span span, ProtobufWriter out) {
        span(2, span, out);
    }

    private static void resource(int field, Resource resource, ProtobufWriter out) {
        int message = out.open(field);
        attributes(1, resource.attributes(), out);
        out.optionalUint32(2, resource.droppedAttributesCount());
        out.close(message);
    }

    private static void scope(int field, InstrumentationScope scope, ProtobufWriter out) {
        int message = out.open(field);
        out.optionalString(1, scope.name());
        out.optionalString(2, scope.version());
        attributes(3, scope.attributes(), out);
        out.optionalUint32(4, scope.droppedAttributesCount());
        out.close(message);
    }

    private static void span(int field, Span span, ProtobufWriter out) {
        int message = out.open(field);
        out.bytes16(1, span.traceId().high(), span.traceId().low());
        out.bytes8(2, span.spanId().value());
        out.optionalString(3, span.traceState());
        SpanId parent = span.parentSpanId();
        if (parent != null) {
            out.bytes8(4, parent.value());
        }
        out.optionalString(5, span.name());
        out.optionalInt32(6, span.kind());
        out.optionalFixed64(7, span.startEpochNanos());
        out.optionalFixed64(8, span.endEpochNanos());
        attributes(9, span.attributes(), out);
        out.optionalUint32(10, span.droppedAttributesCount());
        for (Event event : span.events()) {
            event(11, event, out);
        }
        out.optionalUint32(12, span.droppedEventsCount());
        for (Link link : span.links()) {
            link(13, link, out);
        }
        out.optionalUint32(14, span.droppedLinksCount());
        int status = out.open(15);
        out.optionalString(2, span.statusMessage());
        out.optionalInt32(3, span.statusCode());
        out.close(status);
        out.optionalFixed32(16, span.flags());
        out.close(message);
    }

    private static void event(int field, Event event, ProtobufWriter out) {
        int message = out.open(field);
        out.optionalFixed64(1, event.epochNanos());
        out.optionalString(2, event.name());
        attributes(3, event.attributes(), out);
        out.optionalUint32(4, event.droppedAttributesCount());
        out.close(message);
    }

    private static void link(int field, Link link, ProtobufWriter out) {
        int message = out.open(field);
        if ((link.traceIdHigh() | link.traceIdLow()) != 0) {
            out.bytes16(1, link.traceIdHigh(), link.traceIdLow());
        }
        if (link.spanId() != 0) {
            out.bytes8(2, link.spanId());
        }
        out.optionalString(3, link.traceState());
        attributes(4, link.attributes(), out);
        out.optionalUint32(5, link.droppedAttributesCount());
        out.optionalFixed32(6, link.flags());
        out.close(message);
    }
}
