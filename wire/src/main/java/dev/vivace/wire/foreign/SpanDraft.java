package dev.vivace.wire.foreign;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A span being put together, in OTLP's terms. Of a repeated attribute the last value stays. Mutable,
/// confined to one thread.
public final class SpanDraft {

    public static final int KIND_INTERNAL = 1;
    public static final int KIND_SERVER = 2;
    public static final int KIND_CLIENT = 3;
    public static final int KIND_PRODUCER = 4;
    public static final int KIND_CONSUMER = 5;
    public static final int STATUS_OK = 1;
    public static final int STATUS_ERROR = 2;

    /// A scope nobody named.
    public static final InstrumentationScope NO_SCOPE = new InstrumentationScope("", "", List.of(), 0, "");

    private static final long NANOS_PER_MICRO = 1000;
    private static final long MAX_MICROS = Long.MAX_VALUE / NANOS_PER_MICRO;

    public long traceIdHigh;
    public long traceIdLow;
    public long spanId;
    /// Zero if there is none.
    public long parentSpanId;

    public String traceState = "";
    public int flags;
    public String name = "";
    public int kind;
    public long startEpochNanos;
    public long endEpochNanos;
    public int statusCode;
    public String statusMessage = "";
    public final List<Event> events = new ArrayList<>();
    public final List<Link> links = new ArrayList<>();

    private final Map<String, AttributeValue> attributes = new LinkedHashMap<>();

    public void put(String key, AttributeValue value) {
        attributes.put(key, value);
    }

    public void put(String key, String text) {
        attributes.put(key, new AttributeValue.Text(text));
    }

    public @Nullable AttributeValue get(String key) {
        return attributes.get(key);
    }

    /// The attribute's text; null if it is absent or no text.
    public @Nullable String text(String key) {
        return attributes.get(key) instanceof AttributeValue.Text(String text) ? text : null;
    }

    public @Nullable AttributeValue remove(String key) {
        return attributes.remove(key);
    }

    /// The attributes as they are now; may be changed while walking the list.
    public List<Attribute> attributes() {
        return list(attributes);
    }

    public Span build(Resource resource, InstrumentationScope scope) {
        return new Span(
                new TraceId(traceIdHigh, traceIdLow),
                new SpanId(spanId),
                parentSpanId == 0 ? null : new SpanId(parentSpanId),
                traceState,
                flags,
                name,
                kind,
                startEpochNanos,
                endEpochNanos,
                list(attributes),
                0,
                events,
                0,
                links,
                0,
                statusCode,
                statusMessage,
                resource,
                scope);
    }

    /// Attributes as a list, in order of first occurrence.
    public static List<Attribute> list(Map<String, AttributeValue> attributes) {
        List<Attribute> list = new ArrayList<>(attributes.size());
        attributes.forEach((key, value) -> list.add(new Attribute(key, value)));
        return list;
    }

    /// Microseconds as nanoseconds; what does not fit becomes the largest or smallest that does.
    public static long nanos(long micros) {
        return Math.clamp(micros, -MAX_MICROS, MAX_MICROS) * NANOS_PER_MICRO;
    }

    /// The kind a `span.kind` tag names; 0 for any other word.
    public static int kindOf(String word) {
        return switch (word) {
            case "internal" -> KIND_INTERNAL;
            case "server" -> KIND_SERVER;
            case "client" -> KIND_CLIENT;
            case "producer" -> KIND_PRODUCER;
            case "consumer" -> KIND_CONSUMER;
            default -> 0;
        };
    }
}
