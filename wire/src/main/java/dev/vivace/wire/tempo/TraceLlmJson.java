package dev.vivace.wire.tempo;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.wire.json.JsonText;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A trace by id for language models: spans below their service and scope, ids in hex, attributes as plain
/// members
/// with JSON's own types. Of scopes the attributes, of spans and links the trace state are not shown.
public final class TraceLlmJson {

    private static final String SERVICE_NAME = "service.name";
    private static final double NANOS_PER_MILLI = 1e6;
    private static final List<String> KINDS = List.of(
            "",
            "SPAN_KIND_INTERNAL",
            "SPAN_KIND_SERVER",
            "SPAN_KIND_CLIENT",
            "SPAN_KIND_PRODUCER",
            "SPAN_KIND_CONSUMER");
    private static final List<String> STATUSES = List.of("STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR");

    private TraceLlmJson() {}

    /// The answer of `/api/v2/traces/{id}`; nothing found is `{}`. Parameters as those of
    /// [TraceByIdMessages#response].
    public static byte[] of(List<Span> spans, long inspectedBytes, @Nullable String partialBecause) {
        JsonText out = new JsonText(64 + spans.size() * 512);
        out.beginObject();
        if (spans.isEmpty()) {
            return out.endObject().toByteArray();
        }
        out.name("trace").beginObject();
        out.name("traceId").string(spans.getFirst().traceId().toHex());
        out.name("services").beginArray();
        grouped(spans).forEach((resource, scopes) -> service(resource, scopes, out));
        out.endArray().endObject();
        if (inspectedBytes != 0) {
            out.name("metrics").beginObject();
            out.name("inspectedBytes").number(inspectedBytes).endObject();
        }
        out.name("status").string(partialBecause == null ? "COMPLETE" : "PARTIAL");
        if (partialBecause != null && !partialBecause.isEmpty()) {
            out.name("message").string(partialBecause);
        }
        return out.endObject().toByteArray();
    }

    private static Map<Resource, Map<InstrumentationScope, List<Span>>> grouped(List<Span> spans) {
        Map<Resource, Map<InstrumentationScope, List<Span>>> groups = new LinkedHashMap<>();
        for (Span span : spans) {
            groups.computeIfAbsent(span.resource(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(span.scope(), _ -> new ArrayList<>())
                    .add(span);
        }
        return groups;
    }

    private static void service(Resource resource, Map<InstrumentationScope, List<Span>> scopes, JsonText out) {
        out.beginObject();
        List<Attribute> others = new ArrayList<>();
        String name = "";
        for (Attribute attribute : resource.attributes()) {
            if (attribute.key().equals(SERVICE_NAME) && attribute.value() instanceof AttributeValue.Text(String text)) {
                name = text;
            } else {
                others.add(attribute);
            }
        }
        optional("serviceName", name, out);
        optional("resource", others, out);
        out.name("scopes").beginArray();
        scopes.forEach((scope, members) -> {
            out.beginObject();
            optional("name", scope.name(), out);
            optional("version", scope.version(), out);
            out.name("spans").beginArray();
            members.forEach(span -> span(span, out));
            out.endArray().endObject();
        });
        out.endArray().endObject();
    }

    private static void span(Span span, JsonText out) {
        out.beginObject().name("spanId").string(span.spanId().toHex());
        out.name("name").string(span.name());
        SpanId parent = span.parentSpanId();
        if (parent != null) {
            out.name("parentSpanId").string(parent.toHex());
        }
        if (span.kind() > 0 && span.kind() < KINDS.size()) {
            out.name("kind").string(KINDS.get(span.kind()));
        }
        out.name("startTimeUnixNano").uint64(span.startEpochNanos());
        out.name("endTimeUnixNano").uint64(span.endEpochNanos());
        out.name("durationMs").real(span.durationNanos() / NANOS_PER_MILLI);
        optional("attributes", span.attributes(), out);
        if (!span.events().isEmpty()) {
            out.name("events").beginArray();
            for (Event event : span.events()) {
                out.beginObject().name("name").string(event.name());
                out.name("timeUnixNano").uint64(event.epochNanos());
                optional("attributes", event.attributes(), out);
                out.endObject();
            }
            out.endArray();
        }
        if (!span.links().isEmpty()) {
            out.name("links").beginArray();
            for (Link link : span.links()) {
                HexFormat hex = HexFormat.of();
                out.beginObject()
                        .name("traceId")
                        .string(hex.toHexDigits(link.traceIdHigh()) + hex.toHexDigits(link.traceIdLow()));
                out.name("spanId").string(hex.toHexDigits(link.spanId()));
                optional("attributes", link.attributes(), out);
                out.endObject();
            }
            out.endArray();
        }
        int status = span.statusCode();
        out.name("status").beginObject();
        out.name("code").string(STATUSES.get(status > 0 && status < STATUSES.size() ? status : 0));
        out.name("message").string(span.statusMessage()).endObject();
        out.endObject();
    }

    private static void optional(String name, String text, JsonText out) {
        if (!text.isEmpty()) {
            out.name(name).string(text);
        }
    }

    private static void optional(String name, List<Attribute> attributes, JsonText out) {
        if (!attributes.isEmpty()) {
            out.name(name);
            members(attributes, out);
        }
    }

    /// Attributes as an object; of a key that repeats the last value stands.
    private static void members(List<Attribute> attributes, JsonText out) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        attributes.forEach(attribute -> values.put(attribute.key(), attribute.value()));
        out.beginObject();
        values.forEach((key, value) -> {
            out.name(key);
            value(value, out);
        });
        out.endObject();
    }

    private static void value(AttributeValue value, JsonText out) {
        switch (value) {
            case AttributeValue.Text(String text) -> out.string(text);
            case AttributeValue.Int(long number) -> out.number(number);
            case AttributeValue.Real(double number) -> out.real(number);
            case AttributeValue.Bool(boolean flag) -> out.bool(flag);
            case AttributeValue.Bytes(byte[] bytes) -> out.string(HexFormat.of().formatHex(bytes));
            case AttributeValue.Many(List<AttributeValue> elements) -> {
                out.beginArray();
                elements.forEach(element -> value(element, out));
                out.endArray();
            }
            case AttributeValue.Fields(List<Attribute> attributes) -> members(attributes, out);
            case AttributeValue.Absent() -> out.nothing();
        }
    }
}
