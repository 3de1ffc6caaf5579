package dev.vivace.wire.otlp;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.wire.json.JsonName;
import dev.vivace.wire.json.JsonText;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/// Writes spans as JSON, in the order given, in one of two dialects.
///
/// Both are proto3's JSON: lowerCamelCase, 64-bit integers as strings, bytes as base64, defaults left out but for the
/// members of a value, `resource`, `scope` and `status` always there. Immutable; thread-safe.
public final class OtlpJsonWriter {

    /// What differs between the two.
    public enum Dialect {
        /// What OTLP/HTTP takes: ids in hex, enums as numbers.
        OTLP,
        /// What Tempo's trace answers hold: ids in base64, enums by name.
        TEMPO
    }

    private static final JsonName FIRST_KEY = JsonName.inElement("key");
    private static final JsonName VALUE = new JsonName("value");
    private static final JsonName STRING_VALUE = new JsonName("stringValue");
    private static final JsonName BOOL_VALUE = new JsonName("boolValue");
    private static final JsonName INT_VALUE = new JsonName("intValue");
    private static final JsonName DOUBLE_VALUE = new JsonName("doubleValue");

    private final Dialect dialect;

    public OtlpJsonWriter(Dialect dialect) {
        this.dialect = dialect;
    }

    /// Writes the elements of `resourceSpans`, an array, where the text stands.
    public void resourceSpans(List<ResourceSpans> batches, JsonText out) {
        out.beginArray();
        for (ResourceSpans batch : batches) {
            out.beginObject().name("resource");
            resource(batch.resource(), out);
            out.name("scopeSpans").beginArray();
            batch.scopes().forEach(scope -> scopeSpans(scope.scope(), scope.spans(), out));
            out.endArray();
            optional("schemaUrl", batch.resource().schemaUrl(), out);
            out.endObject();
        }
        out.endArray();
    }

    /// Writes a list of attributes, an array of `KeyValue`s, where the text stands.
    public static void attributes(List<Attribute> attributes, JsonText out) {
        out.beginArray();
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = attributes.get(i);
            if (attribute.key().isEmpty()) {
                out.beginObject().name(VALUE);
            } else {
                out.name(FIRST_KEY).string(attribute.key()).name(VALUE);
            }
            value(attribute.value(), out);
            out.endObject();
        }
        out.endArray();
    }

    /// Writes an `AnyValue` where the text stands.
    public static void value(AttributeValue value, JsonText out) {
        out.beginObject();
        switch (value) {
            case AttributeValue.Text(String text) -> out.name(STRING_VALUE).string(text);
            case AttributeValue.Bool(boolean flag) -> out.name(BOOL_VALUE).bool(flag);
            case AttributeValue.Int(long number) -> out.name(INT_VALUE).int64(number);
            case AttributeValue.Real(double number) -> out.name(DOUBLE_VALUE).real(number);
            case AttributeValue.Many(List<AttributeValue> values) -> {
                out.name("arrayValue").beginObject();
                if (!values.isEmpty()) {
                    out.name("values").beginArray();
                    for (AttributeValue element : values) {
                        value(element, out);
                    }
                    out.endArray();
                }
                out.endObject();
            }
            case AttributeValue.Fields(List<Attribute> attributes) -> {
                out.name("kvlistValue").beginObject();
                optionalAttributes("values", attributes, out);
                out.endObject();
            }
            case AttributeValue.Bytes(byte[] bytes) -> out.name("bytesValue").base64(bytes);
            case AttributeValue.Absent() -> {}
        }
        out.endObject();
    }

    private static void resource(Resource resource, JsonText out) {
        out.beginObject();
        optionalAttributes("attributes", resource.attributes(), out);
        optionalCount("droppedAttributesCount", resource.droppedAttributesCount(), out);
        out.endObject();
    }

    private void scopeSpans(InstrumentationScope scope, List<Span> spans, JsonText out) {
        out.beginObject().name("scope").beginObject();
        optional("name", scope.name(), out);
        optional("version", scope.version(), out);
        optionalAttributes("attributes", scope.attributes(), out);
        optionalCount("droppedAttributesCount", scope.droppedAttributesCount(), out);
        out.endObject().name("spans").beginArray();
        for (Span span : spans) {
            span(span, out);
        }
        out.endArray();
        optional("schemaUrl", scope.schemaUrl(), out);
        out.endObject();
    }

    private void span(Span span, JsonText out) {
        out.beginObject();
        traceId(span.traceId().high(), span.traceId().low(), out);
        spanId("spanId", span.spanId().value(), out);
        optional("traceState", span.traceState(), out);
        SpanId parent = span.parentSpanId();
        if (parent != null) {
            spanId("parentSpanId", parent.value(), out);
        }
        optional("name", span.name(), out);
        enumeration("kind", span.kind(), OtlpSchema.SPAN_KINDS, out);
        optionalNanos("startTimeUnixNano", span.startEpochNanos(), out);
        optionalNanos("endTimeUnixNano", span.endEpochNanos(), out);
        optionalAttributes("attributes", span.attributes(), out);
        optionalCount("droppedAttributesCount", span.droppedAttributesCount(), out);
        if (!span.events().isEmpty()) {
            out.name("events").beginArray();
            for (Event event : span.events()) {
                out.beginObject();
                optionalNanos("timeUnixNano", event.epochNanos(), out);
                optional("name", event.name(), out);
                optionalAttributes("attributes", event.attributes(), out);
                optionalCount("droppedAttributesCount", event.droppedAttributesCount(), out);
                out.endObject();
            }
            out.endArray();
        }
        optionalCount("droppedEventsCount", span.droppedEventsCount(), out);
        if (!span.links().isEmpty()) {
            out.name("links").beginArray();
            for (Link link : span.links()) {
                link(link, out);
            }
            out.endArray();
        }
        optionalCount("droppedLinksCount", span.droppedLinksCount(), out);
        out.name("status").beginObject();
        optional("message", span.statusMessage(), out);
        enumeration("code", span.statusCode(), OtlpSchema.STATUS_CODES, out);
        out.endObject();
        optionalCount("flags", span.flags(), out);
        out.endObject();
    }

    private void link(Link link, JsonText out) {
        out.beginObject();
        if ((link.traceIdHigh() | link.traceIdLow()) != 0) {
            traceId(link.traceIdHigh(), link.traceIdLow(), out);
        }
        if (link.spanId() != 0) {
            spanId("spanId", link.spanId(), out);
        }
        optional("traceState", link.traceState(), out);
        optionalAttributes("attributes", link.attributes(), out);
        optionalCount("droppedAttributesCount", link.droppedAttributesCount(), out);
        optionalCount("flags", link.flags(), out);
        out.endObject();
    }

    private void traceId(long high, long low, JsonText out) {
        out.name("traceId");
        if (dialect == Dialect.TEMPO) {
            out.base64(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
        } else {
            out.string(HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low));
        }
    }

    private void spanId(String name, long id, JsonText out) {
        out.name(name);
        if (dialect == Dialect.TEMPO) {
            out.base64(ByteBuffer.allocate(8).putLong(id).array());
        } else {
            out.string(HexFormat.of().toHexDigits(id));
        }
    }

    private void enumeration(String name, int number, List<String> names, JsonText out) {
        if (number == 0) {
            return;
        }
        out.name(name);
        if (dialect == Dialect.TEMPO && number > 0 && number < names.size()) {
            out.string(names.get(number));
        } else {
            out.number(number);
        }
    }

    private static void optional(String name, String text, JsonText out) {
        if (!text.isEmpty()) {
            out.name(name).string(text);
        }
    }

    private static void optionalCount(String name, int count, JsonText out) {
        if (count != 0) {
            out.name(name).number(Integer.toUnsignedLong(count));
        }
    }

    private static void optionalNanos(String name, long epochNanos, JsonText out) {
        if (epochNanos != 0) {
            out.name(name).uint64(epochNanos);
        }
    }

    private static void optionalAttributes(String name, List<Attribute> attributes, JsonText out) {
        if (!attributes.isEmpty()) {
            out.name(name);
            attributes(attributes, out);
        }
    }
}
