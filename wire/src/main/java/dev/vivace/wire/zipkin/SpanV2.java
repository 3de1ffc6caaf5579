package dev.vivace.wire.zipkin;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.wire.foreign.HexId;
import dev.vivace.wire.foreign.JsonTree;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.SpanDraft;
import dev.vivace.wire.otlp.OtlpRequestWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A span of Zipkin's version 2 being read, and what its parts mean in OTLP. Confined to one thread.
///
/// Kept beyond the usual mapping: `shared` and `debug` as attributes `zipkin.shared` and `zipkin.debug`,
/// both addresses of an endpoint that has two, resource attributes of every span and not of one per
/// request, the kind a `span.kind` tag names, annotations that only look like OpenTelemetry's.
final class SpanV2 {

    private static final int PARTS_OF_AN_EVENT = 3;
    private static final int PARTS_OF_A_LINK = 5;

    final SpanDraft draft = new SpanDraft();
    final ZipkinIds ids;
    final String place;
    /// In any case, empty if absent.
    String kind = "";

    Endpoint local = Endpoint.NONE;
    Endpoint remote = Endpoint.NONE;
    long timestampMicros;
    long durationMicros;
    boolean shared;
    boolean debug;

    private final Remarks remarks;
    private final boolean typedTags;
    private final Map<String, AttributeValue> resource = new LinkedHashMap<>();
    private final List<Annotation> annotations = new ArrayList<>();

    private record Annotation(long micros, String value) {}

    /// @param place of the span in the request, for remarks
    SpanV2(String place, Remarks remarks, boolean typedTags) {
        this.place = place;
        this.remarks = remarks;
        this.typedTags = typedTags;
        this.ids = new ZipkinIds(draft, place, remarks);
    }

    /// @param micros 0 if absent
    void annotate(long micros, String value) {
        annotations.add(new Annotation(micros, value));
    }

    void tag(String key, String value) {
        draft.put(key, new AttributeValue.Text(value));
    }

    void writeTo(OtlpRequestWriter out) {
        if (!ids.areGood()) {
            return;
        }
        times();
        String library = take("otel.library.name");
        String version = take("otel.library.version");
        InstrumentationScope scope = library == null && version == null
                ? SpanDraft.NO_SCOPE
                : new InstrumentationScope(
                        library == null ? "" : library, version == null ? "" : version, List.of(), 0, "");
        String traceState = take("w3c.tracestate");
        draft.traceState = traceState == null ? "" : traceState;
        kind();
        ZipkinStatus.take(draft);
        links();
        SpanDraft span = tagsToResource();
        local.local(span);
        remote.remote(span);
        if (shared) {
            span.put("zipkin.shared", new AttributeValue.Bool(true));
        }
        if (debug) {
            span.put("zipkin.debug", new AttributeValue.Bool(true));
        }
        for (int i = 0; i < annotations.size(); i++) {
            span.events.add(event(annotations.get(i), i));
        }
        out.add(span.build(new Resource(SpanDraft.list(resource), 0, ""), scope));
    }

    private void times() {
        if (timestampMicros == 0) {
            draft.put("otel.zipkin.absentField.startTime", new AttributeValue.Bool(true));
        }
        draft.startEpochNanos = SpanDraft.nanos(timestampMicros);
        draft.endEpochNanos = draft.startEpochNanos + SpanDraft.nanos(durationMicros);
    }

    private @Nullable String take(String key) {
        String text = draft.text(key);
        draft.remove(key);
        return text;
    }

    private void kind() {
        int known = SpanDraft.kindOf(kind.toLowerCase(Locale.ROOT));
        if (known == 0 && !kind.isEmpty()) {
            remarks.repaired(
                    place + ".kind",
                    Remarks.quote(kind) + " (expected: CLIENT, SERVER, PRODUCER or CONSUMER), taken as none");
        }
        draft.kind = known;
        String tag = draft.text("span.kind");
        if (kind.isEmpty() && tag != null) {
            draft.kind = SpanDraft.kindOf(tag.toLowerCase(Locale.ROOT));
            if (draft.kind != 0) {
                draft.remove("span.kind");
            }
        }
    }

    /// Moves what describes the process; the rest is typed if it is to be.
    private SpanDraft tagsToResource() {
        if (!local.serviceName().isEmpty()) {
            resource.put("service.name", new AttributeValue.Text(local.serviceName()));
        }
        for (Attribute attribute : draft.attributes()) {
            if (ResourceTags.contains(attribute.key())) {
                resource.put(attribute.key(), attribute.value());
                draft.remove(attribute.key());
            } else if (typedTags && attribute.value() instanceof AttributeValue.Text(String text)) {
                draft.put(attribute.key(), typed(text));
            }
        }
        return draft;
    }

    private static AttributeValue typed(String text) {
        if (text.matches("[+-]?[0-9]{1,18}")) {
            return new AttributeValue.Int(Long.parseLong(text));
        }
        if (text.matches("[+-]?([0-9]+\\.[0-9]*|\\.?[0-9]+)([eE][+-]?[0-9]{1,3})?")) {
            return new AttributeValue.Real(Double.parseDouble(text));
        }
        return text.equals("true") || text.equals("false")
                ? new AttributeValue.Bool(Boolean.parseBoolean(text))
                : new AttributeValue.Text(text);
    }

    /// `name|{json}|dropped` is how OpenTelemetry's exporters write an event with attributes.
    private Event event(Annotation annotation, int number) {
        long nanos = SpanDraft.nanos(annotation.micros());
        if (annotation.micros() <= 0) {
            nanos = draft.startEpochNanos;
            remarks.repaired(
                    place + ".annotations[" + number + "].timestamp",
                    "absent (expected: microseconds since 1970), taken as the span's start");
        }
        String value = annotation.value();
        int first = value.indexOf('|');
        int last = value.lastIndexOf('|');
        if (first >= 0 && last > first && value.length() >= PARTS_OF_AN_EVENT) {
            Map<String, Object> json = JsonTree.object(value.substring(first + 1, last));
            if (json != null) {
                return new Event(nanos, value.substring(0, first), attributes(json), count(value.substring(last + 1)));
            }
        }
        return new Event(nanos, value, List.of(), 0);
    }

    /// `otlp.link.N` = `traceid|spanid|state|{json}|dropped`.
    private void links() {
        for (Attribute attribute : draft.attributes()) {
            if (attribute.key().startsWith("otlp.link.")
                    && attribute.value() instanceof AttributeValue.Text(String text)) {
                Link link = link(text);
                if (link != null) {
                    draft.links.add(link);
                    draft.remove(attribute.key());
                } else {
                    remarks.repaired(
                            place + ".tags." + Remarks.quote(attribute.key()),
                            "no link (expected: traceid|spanid|state|{json}|dropped), kept as tag");
                }
            }
        }
    }

    private static @Nullable Link link(String text) {
        String[] parts = text.split("\\|", PARTS_OF_A_LINK - 1);
        int last = text.lastIndexOf('|');
        if (parts.length < PARTS_OF_A_LINK - 1 || !HexId.isHex(parts[0], 32) || !HexId.isHex(parts[1], 16)) {
            return null;
        }
        int jsonAt = parts[0].length() + parts[1].length() + parts[2].length() + 3;
        Map<String, Object> json = last < jsonAt ? null : JsonTree.object(text.substring(jsonAt, last));
        if (last >= jsonAt && json == null && last > jsonAt) {
            return null;
        }
        return new Link(
                HexId.high(parts[0]),
                HexId.low(parts[0]),
                HexId.low(parts[1]),
                parts[2],
                0,
                json == null ? List.of() : attributes(json),
                count(text.substring(last + 1)));
    }

    private static int count(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static List<Attribute> attributes(Map<String, Object> json) {
        List<Attribute> attributes = new ArrayList<>(json.size());
        json.forEach((key, value) -> attributes.add(new Attribute(key, value(value))));
        return attributes;
    }

    private static AttributeValue value(Object json) {
        return switch (json) {
            case String text -> new AttributeValue.Text(text);
            case Long number -> new AttributeValue.Int(number);
            case Double number -> new AttributeValue.Real(number);
            case Boolean flag -> new AttributeValue.Bool(flag);
            case List<?> list ->
                new AttributeValue.Many(list.stream().map(SpanV2::value).toList());
            case Map<?, ?> map -> {
                List<Attribute> fields = new ArrayList<>();
                map.forEach((key, value) -> fields.add(new Attribute(key.toString(), value(value))));
                yield new AttributeValue.Fields(fields);
            }
            default -> new AttributeValue.Text(json.toString());
        };
    }
}
