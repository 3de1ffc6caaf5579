package dev.vivace.wire.zipkin;

import dev.vivace.model.AttributeValue;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.JsonTree;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.otlp.OtlpRequestWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads arrays of spans, of both versions: a span of version 1 gives itself away by `binaryAnnotations`
/// or by annotations with an endpoint. A single span and arrays inside the array are taken, too.
/// Confined to one thread.
final class ZipkinJson {

    private static final int MAX_ARRAYS = 8;

    private final boolean first;
    private final boolean typedTags;
    private final OtlpRequestWriter out;
    private final Remarks remarks = new Remarks();
    private int number;

    private ZipkinJson(int length, boolean first, boolean typedTags) {
        this.first = first;
        this.typedTags = typedTags;
        this.out = new OtlpRequestWriter(length);
    }

    static Translation read(byte[] data, int offset, int length, boolean first, boolean typedTags)
            throws ForeignRequestException {
        ZipkinJson reader = new ZipkinJson(length, first, typedTags);
        JsonTree.parse(data, offset, length, "Zipkin JSON", reader::root);
        return reader.remarks.translation(reader.out.toByteArray(), reader.out.spans());
    }

    private void root(JsonParser parser) throws ForeignRequestException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
            spans(parser, 1);
        } else if (token == JsonToken.START_OBJECT) {
            Map<String, Object> object = JsonTree.asObject(JsonTree.read(parser));
            if (object == null || !(object.containsKey("traceId") && object.containsKey("id"))) {
                throw wrongFormat(object == null ? Map.of() : object);
            }
            span(object);
        } else {
            throw new ForeignRequestException(
                    ForeignRequestException.MALFORMED,
                    (token == null ? "the body is empty" : "the root is " + token)
                            + " (expected: a JSON array of Zipkin spans; [] is a request without spans)");
        }
        if (parser.nextToken() != null) {
            throw new ForeignRequestException(
                    ForeignRequestException.WRONG_FORMAT,
                    "a second JSON document follows the first (expected: one array); send one per request");
        }
    }

    private void spans(JsonParser parser, int depth) throws ForeignRequestException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_ARRAY && depth < MAX_ARRAYS) {
                spans(parser, depth + 1);
                continue;
            }
            Map<String, Object> object = JsonTree.asObject(JsonTree.read(parser));
            if (object == null) {
                remarks.skipped(ForeignRequestException.MALFORMED, "[" + number++ + "]", "no JSON object; left out");
            } else if (number == 0 && !object.containsKey("traceId") && !object.containsKey("id")) {
                throw wrongFormat(object);
            } else {
                span(object);
            }
        }
    }

    private static ForeignRequestException wrongFormat(Map<String, Object> object) {
        String instead;
        if (object.containsKey("resourceSpans") || object.containsKey("resource_spans")) {
            instead = "this is OTLP/JSON, send it to /v1/traces";
        } else if (object.containsKey("data") || object.containsKey("traceID") || object.containsKey("spanID")) {
            instead = "this looks like Jaeger's JSON, send it to /api/traces";
        } else if (object.containsKey("spanId")) {
            instead = "this looks like a bare OTLP span, wrap it and send it to /v1/traces";
        } else {
            instead = object.isEmpty() ? "it is empty" : "its members are " + Remarks.quote(object.keySet() + "");
        }
        return new ForeignRequestException(
                ForeignRequestException.WRONG_FORMAT,
                "no Zipkin span (expected: an array of objects with traceId and id): " + instead);
    }

    private void span(Map<String, Object> json) {
        String place = "[" + number++ + "]";
        if (isFirst(json)) {
            first(json, place);
        } else {
            second(json, place);
        }
    }

    private boolean isFirst(Map<String, Object> json) {
        if (json.containsKey("binaryAnnotations")) {
            return true;
        }
        if (json.containsKey("localEndpoint")
                || json.containsKey("remoteEndpoint")
                || json.containsKey("tags")
                || json.containsKey("kind")) {
            return false;
        }
        for (Object element : JsonTree.list(json, "annotations")) {
            Map<String, Object> annotation = JsonTree.asObject(element);
            if (annotation != null && annotation.containsKey("endpoint")) {
                return true;
            }
        }
        return first;
    }

    private void second(Map<String, Object> json, String place) {
        SpanV2 span = new SpanV2(place, remarks, typedTags);
        ids(json, span.ids);
        span.draft.name = JsonTree.text(json, "name");
        span.kind = JsonTree.text(json, "kind");
        span.timestampMicros = micros(json, "timestamp", place);
        span.durationMicros = micros(json, "duration", place);
        span.local = Endpoint.of(JsonTree.object(json, "localEndpoint"), place + ".localEndpoint", remarks);
        span.remote = Endpoint.of(JsonTree.object(json, "remoteEndpoint"), place + ".remoteEndpoint", remarks);
        span.shared = JsonTree.text(json, "shared").equals("true");
        span.debug = JsonTree.text(json, "debug").equals("true");
        for (Object element : JsonTree.list(json, "annotations")) {
            Map<String, Object> annotation = JsonTree.asObject(element);
            if (annotation != null) {
                span.annotate(micros(annotation, "timestamp", place), JsonTree.text(annotation, "value"));
            }
        }
        Map<String, Object> tags = JsonTree.object(json, "tags");
        if (tags != null) {
            tags.forEach((key, value) -> span.tag(key, value.toString()));
        }
        span.writeTo(out);
    }

    private void first(Map<String, Object> json, String place) {
        SpanV1 span = new SpanV1(place, remarks);
        ids(json, span.checked);
        span.name = JsonTree.text(json, "name");
        span.timestampMicros = micros(json, "timestamp", place);
        span.durationMicros = micros(json, "duration", place);
        span.debug = JsonTree.text(json, "debug").equals("true");
        for (Object element : JsonTree.list(json, "annotations")) {
            Map<String, Object> annotation = JsonTree.asObject(element);
            if (annotation != null) {
                span.annotate(
                        micros(annotation, "timestamp", place),
                        JsonTree.text(annotation, "value"),
                        endpoint(annotation, place + ".annotations"));
            }
        }
        for (Object element : JsonTree.list(json, "binaryAnnotations")) {
            Map<String, Object> tag = JsonTree.asObject(element);
            if (tag != null) {
                span.tag(
                        JsonTree.text(tag, "key"),
                        value(tag.get("value")),
                        endpoint(tag, place + ".binaryAnnotations"));
            }
        }
        span.writeTo(out);
    }

    private static AttributeValue value(@Nullable Object json) {
        return switch (json) {
            case Boolean flag -> new AttributeValue.Bool(flag);
            case Long number -> new AttributeValue.Int(number);
            case Double number -> new AttributeValue.Real(number);
            case List<?> list -> new AttributeValue.Text(list.toString());
            case null -> new AttributeValue.Text("");
            default -> new AttributeValue.Text(json.toString());
        };
    }

    private @Nullable Endpoint endpoint(Map<String, Object> json, String place) {
        Map<String, Object> endpoint = JsonTree.object(json, "endpoint");
        return endpoint == null ? null : Endpoint.of(endpoint, place + ".endpoint", remarks);
    }

    private static void ids(Map<String, Object> json, ZipkinIds ids) {
        ids.traceId(JsonTree.text(json, "traceId"));
        ids.spanId(JsonTree.text(json, "id"));
        ids.parentId(JsonTree.text(json, "parentId"));
    }

    private long micros(Map<String, Object> json, String name, String place) {
        Long micros = JsonTree.whole(json, name);
        if (micros == null && json.containsKey(name) || micros != null && micros < 0) {
            remarks.repaired(
                    place + "." + name,
                    Remarks.quote(JsonTree.text(json, name)) + " (expected: microseconds), taken as absent");
        }
        return micros == null ? 0 : Math.max(0, micros);
    }
}
