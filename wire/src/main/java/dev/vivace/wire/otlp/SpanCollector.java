package dev.vivace.wire.otlp;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The sink that makes objects. Confined to one thread.
final class SpanCollector implements SpanSink {

    private final List<Span> spans = new ArrayList<>();
    private byte[] data = {};
    private Resource resource = new Resource(List.of(), 0, "");
    private InstrumentationScope scope = new InstrumentationScope("", "", List.of(), 0, "");
    private List<Attribute> spanAttributes = new ArrayList<>();
    private List<Event> events = new ArrayList<>();
    private List<Link> links = new ArrayList<>();
    /// Attributes of whatever is open: the span, or an event or link of it.
    private List<Attribute> attributes = spanAttributes;

    /// What was decoded since the collector was made.
    List<Span> spans() {
        return spans;
    }

    @Override
    public void begin(byte[] data) {
        this.data = data;
    }

    @Override
    public void resource(int offset, int length, int schemaUrlOffset, int schemaUrlLength) {
        resource = OtlpObjects.resource(data, offset, length, string(schemaUrlOffset, schemaUrlLength));
    }

    @Override
    public void scope(int offset, int length, int schemaUrlOffset, int schemaUrlLength) {
        scope = OtlpObjects.scope(data, offset, length, string(schemaUrlOffset, schemaUrlLength));
    }

    @Override
    public void beginSpan(int offset, int length) {
        spanAttributes = new ArrayList<>();
        events = new ArrayList<>();
        links = new ArrayList<>();
        attributes = spanAttributes;
    }

    @Override
    public void text(int keyOffset, int keyLength, int offset, int length) {
        add(keyOffset, keyLength, new AttributeValue.Text(string(offset, length)));
    }

    @Override
    public void integer(int keyOffset, int keyLength, long value) {
        add(keyOffset, keyLength, new AttributeValue.Int(value));
    }

    @Override
    public void real(int keyOffset, int keyLength, double value) {
        add(keyOffset, keyLength, new AttributeValue.Real(value));
    }

    @Override
    public void bool(int keyOffset, int keyLength, boolean value) {
        add(keyOffset, keyLength, new AttributeValue.Bool(value));
    }

    @Override
    public void composite(int keyOffset, int keyLength, int anyValueOffset, int anyValueLength) {
        add(keyOffset, keyLength, OtlpObjects.value(data, anyValueOffset, anyValueLength));
    }

    @Override
    public void beginEvent() {
        attributes = new ArrayList<>();
    }

    @Override
    public void endEvent(long epochNanos, int nameOffset, int nameLength, int droppedAttributesCount) {
        events.add(new Event(epochNanos, string(nameOffset, nameLength), attributes, droppedAttributesCount));
        attributes = spanAttributes;
    }

    @Override
    public void beginLink() {
        attributes = new ArrayList<>();
    }

    @Override
    public void endLink(
            long traceIdHigh,
            long traceIdLow,
            long spanId,
            int traceStateOffset,
            int traceStateLength,
            int flags,
            int droppedAttributesCount) {
        links.add(new Link(
                traceIdHigh,
                traceIdLow,
                spanId,
                string(traceStateOffset, traceStateLength),
                flags,
                attributes,
                droppedAttributesCount));
        attributes = spanAttributes;
    }

    @Override
    public void endSpan(SpanHeader header) {
        spans.add(new Span(
                new TraceId(header.traceIdHigh, header.traceIdLow),
                new SpanId(header.spanId),
                header.parentSpanId == 0 ? null : new SpanId(header.parentSpanId),
                string(header.traceStateOffset, header.traceStateLength),
                header.flags,
                string(header.nameOffset, header.nameLength),
                header.kind,
                header.startEpochNanos,
                header.endEpochNanos,
                spanAttributes,
                header.droppedAttributesCount,
                events,
                header.droppedEventsCount,
                links,
                header.droppedLinksCount,
                header.statusCode,
                string(header.statusMessageOffset, header.statusMessageLength),
                resource,
                scope));
    }

    private void add(int keyOffset, int keyLength, AttributeValue value) {
        attributes.add(new Attribute(string(keyOffset, keyLength), value));
    }

    private String string(int offset, int length) {
        return length == 0 ? "" : new String(data, offset, length, StandardCharsets.UTF_8);
    }
}
