package dev.vivace.server.cli;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A span as the trace API tells it. Immutable.
///
/// @param traceId hex
/// @param spanId hex
/// @param parentId hex, empty for a root
/// @param kind in lower case, empty if unspecified
record ReceivedSpan(
        String traceId,
        String spanId,
        String parentId,
        String service,
        String name,
        String kind,
        long startNanos,
        long endNanos,
        boolean failed,
        String statusMessage,
        List<String> attributes,
        List<String> resource,
        List<String> events,
        List<String> links) {

    /// @param trace in the API's JSON: ids in base64, enums by name
    static List<ReceivedSpan> read(JsonNode trace) {
        List<ReceivedSpan> spans = new ArrayList<>();
        for (JsonNode batch : trace.path("resourceSpans")) {
            JsonNode resourceAttributes = batch.path("resource").path("attributes");
            List<String> resource = attributes(resourceAttributes);
            String service = "?";
            for (JsonNode attribute : resourceAttributes) {
                if (attribute.path("key").asString("").equals("service.name")) {
                    service = AttributeText.of(attribute.path("value"));
                }
            }
            for (JsonNode scope : batch.path("scopeSpans")) {
                for (JsonNode span : scope.path("spans")) {
                    spans.add(read(span, service, resource));
                }
            }
        }
        return spans;
    }

    private static ReceivedSpan read(JsonNode span, String service, List<String> resource) {
        long start = span.path("startTimeUnixNano").asLong(0);
        List<String> events = new ArrayList<>();
        for (JsonNode event : span.path("events")) {
            events.add("event " + event.path("name").asString("") + " +"
                    + Readable.duration(event.path("timeUnixNano").asLong(0) - start) + joined(event));
        }
        List<String> links = new ArrayList<>();
        for (JsonNode link : span.path("links")) {
            links.add("link to trace " + hex(link.path("traceId").asString("")) + " span "
                    + hex(link.path("spanId").asString("")) + joined(link));
        }
        JsonNode status = span.path("status");
        return new ReceivedSpan(
                hex(span.path("traceId").asString("")),
                hex(span.path("spanId").asString("")),
                hex(span.path("parentSpanId").asString("")),
                service,
                span.path("name").asString(""),
                kind(span.path("kind").asString("")),
                start,
                span.path("endTimeUnixNano").asLong(0),
                status.path("code").asString("").equals("STATUS_CODE_ERROR"),
                status.path("message").asString(""),
                attributes(span.path("attributes")),
                resource,
                events,
                links);
    }

    private static String kind(String name) {
        String kind = name.startsWith("SPAN_KIND_") ? name.substring("SPAN_KIND_".length()) : name;
        return kind.equals("UNSPECIFIED") ? "" : kind.toLowerCase(Locale.ROOT);
    }

    private static String joined(JsonNode holder) {
        List<String> attributes = attributes(holder.path("attributes"));
        return attributes.isEmpty() ? "" : " " + String.join(" ", attributes);
    }

    private static List<String> attributes(JsonNode attributes) {
        List<String> texts = new ArrayList<>();
        for (JsonNode attribute : attributes) {
            texts.add(attribute.path("key").asString("") + "=" + AttributeText.of(attribute.path("value")));
        }
        return texts;
    }

    private static String hex(String base64) {
        try {
            return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }

    long durationNanos() {
        return endNanos - startNanos;
    }
}
