package dev.vivace.wire.tempo;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Link;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.ScopeSpans;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.wire.json.JsonText;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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

    private static final int INITIAL_SIZE_BYTES = 8192;

    private TraceLlmJson() {}

    /// The answer of `/api/v2/traces/{id}`; nothing found is `{}`. Parameters as those of
    /// [TraceByIdMessages#response].
    public static byte[] of(List<ResourceSpans> batches, long inspectedBytes, @Nullable String partialBecause) {
        JsonText out = new JsonText(INITIAL_SIZE_BYTES);
        out.beginObject();
        if (batches.isEmpty()) {
            return out.endObject().toByteArray();
        }
        out.name("trace").beginObject();
        List<Span> spans = batches.stream().flatMap(ResourceSpans::spans).toList();
        out.name("traceId").string(spans.getFirst().traceId().toHex());
        out.name("services").beginArray();
        // a model is told of a resource once, however often it was sent
        ResourceSpans.grouped(spans).forEach(service -> service(service, out));
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

    /// OTLP's word for the number of a status, `STATUS_CODE_UNSET` for what is none.
    static String status(int code) {
        return STATUSES.get(code > 0 && code < STATUSES.size() ? code : 0);
    }

    /// OTLP's word for the number of a kind, empty for unspecified and for what is none.
    static String kind(int number) {
        return KINDS.get(number > 0 && number < KINDS.size() ? number : 0);
    }

    private static void service(ResourceSpans service, JsonText out) {
        out.beginObject();
        List<Attribute> others = new ArrayList<>();
        String name = "";
        for (Attribute attribute : service.resource().attributes()) {
            if (attribute.key().equals(SERVICE_NAME) && attribute.value() instanceof AttributeValue.Text(String text)) {
                name = text;
            } else {
                others.add(attribute);
            }
        }
        optional("serviceName", name, out);
        optional("resource", others, out);
        out.name("scopes").beginArray();
        for (ScopeSpans members : service.scopes()) {
            out.beginObject();
            optional("name", members.scope().name(), out);
            optional("version", members.scope().version(), out);
            out.name("spans").beginArray();
            members.spans().forEach(span -> span(span, out));
            out.endArray().endObject();
        }
        out.endArray().endObject();
    }

    private static void span(Span span, JsonText out) {
        out.beginObject().name("spanId").string(span.spanId().toHex());
        out.name("name").string(span.name());
        SpanId parent = span.parentSpanId();
        if (parent != null) {
            out.name("parentSpanId").string(parent.toHex());
        }
        optional("kind", kind(span.kind()), out);
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
        out.name("status").beginObject();
        out.name("code").string(status(span.statusCode()));
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
            PlainJson.members(attributes, out);
        }
    }
}
