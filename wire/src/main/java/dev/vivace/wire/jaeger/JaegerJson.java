package dev.vivace.wire.jaeger;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Resource;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.HexId;
import dev.vivace.wire.foreign.JsonTree;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.SpanDraft;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.otlp.OtlpRequestWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads what Jaeger's UI saves and its query API answers. Confined to one thread.
///
/// A trace's processes stand after its spans, which need them: the document is walked twice, for the
/// processes and for the spans, and no more than one span is in memory.
final class JaegerJson {

    private static final int MAX_NAMES = 16;

    private final OtlpRequestWriter out;
    private final Remarks remarks = new Remarks();
    private final List<Map<String, Resource>> processes = new ArrayList<>();
    private final Set<String> rootNames = new LinkedHashSet<>();
    private boolean forSpans;
    private int trace;
    private boolean familiar;

    private JaegerJson(int length) {
        this.out = new OtlpRequestWriter(length);
    }

    static Translation read(byte[] data, int offset, int length) throws ForeignRequestException {
        JaegerJson reader = new JaegerJson(length);
        JsonTree.parse(data, offset, length, "Jaeger JSON", reader::root);
        reader.forSpans = true;
        reader.trace = 0;
        JsonTree.parse(data, offset, length, "Jaeger JSON", reader::root);
        return reader.remarks.translation(reader.out.toByteArray(), reader.out.spans());
    }

    private void root(JsonParser parser) throws ForeignRequestException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            begin();
            traces(parser);
        } else if (first == JsonToken.START_OBJECT) {
            trace(parser, true);
        }
        if (!familiar && (first != JsonToken.START_ARRAY || trace > 1)) {
            throw new ForeignRequestException(
                    ForeignRequestException.WRONG_FORMAT,
                    "no JSON of Jaeger's UI or query API (expected: {\"data\":[{\"traceID\":…,\"spans\":[…],"
                            + "\"processes\":{…}}]}): " + Other.of(rootNames));
        }
        if (parser.nextToken() != null) {
            throw new ForeignRequestException(
                    ForeignRequestException.WRONG_FORMAT,
                    "a second JSON document follows the first (expected: one); send one per request");
        }
    }

    /// What a document is instead, by the names of its members.
    private static final class Other {
        static String of(Set<String> names) {
            if (names.contains("resourceSpans") || names.contains("resource_spans")) {
                return "this is OTLP/JSON, send it to /v1/traces";
            }
            if (names.contains("traceId") && names.contains("id")) {
                return "this looks like Zipkin's spans, send them to /api/v2/spans";
            }
            if (names.contains("batches")) {
                return "this looks like an answer of Tempo's /api/traces";
            }
            return names.isEmpty() ? "it has no members" : "its members are " + String.join(", ", names);
        }
    }

    private void traces(JsonParser parser) throws ForeignRequestException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                trace(parser, false);
            } else {
                parser.skipChildren();
            }
        }
    }

    /// A trace, or the document around traces.
    private void trace(JsonParser parser, boolean isRoot) throws ForeignRequestException {
        int number = begin();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (rootNames.size() < MAX_NAMES) {
                rootNames.add(Remarks.quote(name).replace("'", ""));
            }
            familiar |= name.equals("data") || name.equals("spans") || name.equals("traceID");
            if (isRoot && name.equals("data") && token == JsonToken.START_ARRAY) {
                traces(parser);
            } else if (isRoot && name.equals("data") && token == JsonToken.START_OBJECT) {
                trace(parser, false);
            } else if (name.equals("spans") && token == JsonToken.START_ARRAY && forSpans) {
                spans(parser, number);
            } else if (name.equals("processes") && token == JsonToken.START_OBJECT && !forSpans) {
                processes(parser, processes.get(number));
            } else {
                parser.skipChildren();
            }
        }
    }

    /// Number 0 is the document itself.
    private int begin() {
        if (!forSpans) {
            processes.add(new HashMap<>());
        }
        return trace++;
    }

    private void processes(JsonParser parser, Map<String, Resource> into) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String id = parser.currentName();
            parser.nextToken();
            Map<String, Object> process = JsonTree.asObject(JsonTree.read(parser));
            if (process != null) {
                into.put(id, process(process, "processes." + Remarks.quote(id)));
            }
        }
    }

    private Resource process(Map<String, Object> process, String place) {
        return JaegerProcess.resource(JsonTree.text(process, "serviceName"), tags(process, "tags", place + ".tags"));
    }

    private void spans(JsonParser parser, int trace) {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            Map<String, Object> span = JsonTree.asObject(JsonTree.read(parser));
            String place = (trace == 0 ? "" : "data[" + (trace - 1) + "].") + "spans[" + i + "]";
            if (span == null) {
                remarks.skipped(ForeignRequestException.MALFORMED, place, "no JSON object; left out");
            } else {
                span(span, processes.get(trace), place);
            }
        }
    }

    private void span(Map<String, Object> json, Map<String, Resource> known, String place) {
        JaegerSpan span = new JaegerSpan();
        SpanDraft draft = span.draft;
        String traceId = id(json, "traceID", 32, place);
        draft.traceIdHigh = HexId.high(traceId);
        draft.traceIdLow = HexId.low(traceId);
        draft.spanId = HexId.low(id(json, "spanID", 16, place));
        draft.parentSpanId = HexId.low(id(json, "parentSpanID", 16, place));
        draft.name = JsonTree.text(json, "operationName");
        draft.startEpochNanos = SpanDraft.nanos(whole(json, "startTime", place));
        span.durationNanos = SpanDraft.nanos(whole(json, "duration", place));
        span.flags = (int) whole(json, "flags", place);
        for (Object element : JsonTree.list(json, "references")) {
            Map<String, Object> reference = JsonTree.asObject(element);
            if (reference != null) {
                reference(span, reference, place + ".references");
            }
        }
        for (Attribute tag : tags(json, "tags", place + ".tags")) {
            draft.put(tag.key(), tag.value());
        }
        for (Object element : JsonTree.list(json, "logs")) {
            Map<String, Object> log = JsonTree.asObject(element);
            if (log != null) {
                span.log(
                        SpanDraft.nanos(whole(log, "timestamp", place + ".logs")),
                        tags(log, "fields", place + ".logs"));
            }
        }
        for (Object warning : JsonTree.list(json, "warnings")) {
            span.warnings.add(new AttributeValue.Text(warning.toString()));
        }
        Map<String, Object> own = JsonTree.object(json, "process");
        Resource resource = own != null ? process(own, place) : known.get(JsonTree.text(json, "processID"));
        span.writeTo(out, resource == null ? JaegerProcess.NONE : resource, true, place, remarks);
    }

    private void reference(JaegerSpan span, Map<String, Object> reference, String place) {
        String traceId = id(reference, "traceID", 32, place);
        String spanId = id(reference, "spanID", 16, place);
        if (!spanId.isEmpty()) {
            boolean follows = JsonTree.text(reference, "refType").equals("FOLLOWS_FROM");
            span.references.add(new JaegerSpan.Reference(
                    follows ? JaegerSpan.FOLLOWS_FROM : JaegerSpan.CHILD_OF,
                    HexId.high(traceId),
                    HexId.low(traceId),
                    HexId.low(spanId)));
        }
    }

    /// An id in hex; empty if it is absent or no id.
    private String id(Map<String, Object> json, String name, int maxDigits, String place) {
        String id = JsonTree.text(json, name);
        if (id.isEmpty() || HexId.isHex(id, maxDigits)) {
            return id;
        }
        remarks.repaired(
                place + "." + name,
                Remarks.quote(id) + " (expected: 1 to " + maxDigits + " hex digits), taken as none");
        return "";
    }

    private long whole(Map<String, Object> json, String name, String place) {
        Long number = JsonTree.whole(json, name);
        if (number == null && json.containsKey(name)) {
            remarks.repaired(
                    place + "." + name,
                    Remarks.quote(JsonTree.text(json, name)) + " (expected: a whole number), taken as 0");
        }
        return number == null ? 0 : number;
    }

    private List<Attribute> tags(Map<String, Object> json, String name, String place) {
        List<Attribute> tags = new ArrayList<>();
        for (Object element : JsonTree.list(json, name)) {
            Map<String, Object> tag = JsonTree.asObject(element);
            if (tag != null) {
                String key = JsonTree.text(tag, "key");
                tags.add(new Attribute(key, value(tag, key, place)));
            }
        }
        return tags;
    }

    private AttributeValue value(Map<String, Object> tag, String key, String place) {
        Object value = tag.get("value");
        if (value == null) {
            return new AttributeValue.Absent();
        }
        AttributeValue typed = switch (JsonTree.text(tag, "type")) {
            case "bool" ->
                value instanceof Boolean || value.equals("true") || value.equals("false")
                        ? new AttributeValue.Bool(Boolean.parseBoolean(value.toString()))
                        : null;
            case "int64", "long" -> {
                Long number = JsonTree.whole(tag, "value");
                yield number == null ? null : new AttributeValue.Int(number);
            }
            case "float64", "double" -> real(value);
            case "binary" -> bytes(value);
            case "string" -> new AttributeValue.Text(value.toString());
            default ->
                switch (value) {
                    case Boolean flag -> new AttributeValue.Bool(flag);
                    case Long number -> new AttributeValue.Int(number);
                    case Double number -> new AttributeValue.Real(number);
                    default -> new AttributeValue.Text(value.toString());
                };
        };
        if (typed != null) {
            return typed;
        }
        remarks.repaired(
                place + "." + Remarks.quote(key),
                Remarks.quote(value.toString()) + " is no " + JsonTree.text(tag, "type") + ", kept as text");
        return new AttributeValue.Text(value.toString());
    }

    private static @Nullable AttributeValue real(Object value) {
        try {
            return new AttributeValue.Real(Double.parseDouble(value.toString()));
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    private static @Nullable AttributeValue bytes(Object value) {
        try {
            return new AttributeValue.Bytes(Base64.getDecoder().decode(value.toString()));
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }
}
