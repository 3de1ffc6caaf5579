package dev.vivace.wire.otlp;

import static dev.vivace.wire.otlp.OtlpTags.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/// Reads an `ExportTraceServiceRequest` (Tempo's `Trace` is the same on the wire) straight from its bytes and tells a
/// [SpanSink] what it finds. No message objects, no allocation. Reusable; confined to one thread.
///
/// What it takes for granted is what protobuf guarantees, no less: fields in any order, unknown fields of every wire
/// type, repeated scalars (the last counts), repeated sub-messages (merged), the members of a `oneof` one after the
/// other (the last counts), over-long numbers. Resource, scope and schema URL are told before the spans they belong to
/// even if they stand behind them.
///
/// **A request is taken whole or not at all.** The sink may have been told of spans before the mistake is met; its
/// owner undoes them.
///
/// **Broken text is mended, not refused**, and `data` changes: a byte that belongs to no UTF-8 character becomes `?`.
/// See [Utf8]. [#repairedStrings()] counts the strings. Repeated sub-messages are rewritten in place as well, so the
/// bytes told to the sink are plain ones. Lengths never change.
///
/// Ids: a span's trace id has 16 bytes and its span id 8, neither all zeros. The parent id and the two ids of a
/// link may also be absent or all zeros, which is the same.
///
/// @see <a href="https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto">the messages</a>
public final class OtlpDecoder extends RequestBytes {

    /// How many `AnyValue`s may be nested in each other; the value of an attribute is the first.
    public static final int MAX_DEPTH = 64;

    private static final VarHandle BIG_LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final SpanHeader header = new SpanHeader();
    private int spans;

    /// Decodes one request.
    ///
    /// @param data the array that holds it; strings that are no UTF-8 are mended in it
    /// @param offset where the request begins
    /// @param length its bytes
    /// @return the number of spans
    /// @throws MalformedOtlpException if the request has to be refused; the sink must forget it
    public int decode(byte[] data, int offset, int length, SpanSink sink) throws MalformedOtlpException {
        Objects.checkFromIndexSize(offset, length, data.length);
        open(data, offset, length);
        spans = 0;
        try {
            sink.begin(data);
            request(offset, offset + length, sink);
            return spans;
        } finally {
            close();
        }
    }

    /// How many strings of the last request were no UTF-8 and have been mended.
    public int repairedStrings() {
        return repairedStrings;
    }

    private void request(int start, int end, SpanSink sink) throws MalformedOtlpException {
        boolean familiar = start == end;
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            if (tag == REQUEST_RESOURCE_SPANS) {
                familiar = true;
                int valueEnd = lengthEnd(p, end, at);
                resourceSpans(next, valueEnd, sink);
                p = valueEnd;
            } else {
                p = skip(tag, p, end, at);
            }
        }
        if (!familiar) {
            // legal as unknown fields alone; but if the bytes look like something else, they are something else
            String instead = BodyFormat.insteadOfProtobuf(data, start, end - start);
            if (instead != null) {
                throw Refusals.wrongFormat(instead);
            }
        }
    }

    /// Looks for the resource first, wherever it stands: its spans cannot be told before it.
    private void resourceSpans(int start, int end, SpanSink sink) throws MalformedOtlpException {
        int resourceOffset = 0;
        int resourceLength = 0;
        int resources = 0;
        int schemaUrlOffset = 0;
        int schemaUrlLength = 0;
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            switch (tag) {
                case RESOURCE_SPANS_RESOURCE -> {
                    int valueEnd = lengthEnd(p, end, at);
                    resourceOffset = next;
                    resourceLength = valueEnd - resourceOffset;
                    resources++;
                    p = valueEnd;
                }
                case RESOURCE_SPANS_SCHEMA_URL -> {
                    int valueEnd = lengthEnd(p, end, at);
                    schemaUrlOffset = next;
                    schemaUrlLength = valueEnd - schemaUrlOffset;
                    text(schemaUrlOffset, valueEnd);
                    p = valueEnd;
                }
                default -> p = skip(tag, p, end, at);
            }
        }
        if (resources > 1) {
            MergeInPlace.merge(data, start, end, RESOURCE_SPANS_RESOURCE >>> 3);
            resourceSpans(start, end, sink);
            return;
        }
        resource(resourceOffset, resourceOffset + resourceLength);
        sink.resource(resourceOffset, resourceLength, schemaUrlOffset, schemaUrlLength);
        p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            if (tag == RESOURCE_SPANS_SCOPE_SPANS || tag == RESOURCE_SPANS_LIBRARY_SPANS) {
                int valueEnd = lengthEnd(p, end, at);
                scopeSpans(next, valueEnd, sink);
                p = valueEnd;
            } else {
                p = skip(tag, p, end, at);
            }
        }
    }

    private void scopeSpans(int start, int end, SpanSink sink) throws MalformedOtlpException {
        int scopeOffset = 0;
        int scopeLength = 0;
        int scopes = 0;
        int schemaUrlOffset = 0;
        int schemaUrlLength = 0;
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            switch (tag) {
                case SCOPE_SPANS_SPANS -> p = lengthEnd(p, end, at);
                case SCOPE_SPANS_SCOPE -> {
                    int valueEnd = lengthEnd(p, end, at);
                    scopeOffset = next;
                    scopeLength = valueEnd - scopeOffset;
                    scopes++;
                    p = valueEnd;
                }
                case SCOPE_SPANS_SCHEMA_URL -> {
                    int valueEnd = lengthEnd(p, end, at);
                    schemaUrlOffset = next;
                    schemaUrlLength = valueEnd - schemaUrlOffset;
                    text(schemaUrlOffset, valueEnd);
                    p = valueEnd;
                }
                default -> p = skip(tag, p, end, at);
            }
        }
        if (scopes > 1) {
            MergeInPlace.merge(data, start, end, SCOPE_SPANS_SCOPE >>> 3);
            scopeSpans(start, end, sink);
            return;
        }
        scope(scopeOffset, scopeOffset + scopeLength);
        sink.scope(scopeOffset, scopeLength, schemaUrlOffset, schemaUrlLength);
        p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            if (tag == SCOPE_SPANS_SPANS) {
                int valueEnd = lengthEnd(p, end, at);
                span(next, valueEnd, sink);
                spans++;
                p = valueEnd;
            } else {
                p = skip(tag, p, end, at);
            }
        }
    }

    /// Checks a `Resource` message; the sink gets it as bytes.
    private void resource(int start, int end) throws MalformedOtlpException {
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            switch (tag) {
                case RESOURCE_ATTRIBUTES -> {
                    int valueEnd = lengthEnd(p, end, at);
                    checkKeyValue(next, valueEnd, 1);
                    p = valueEnd;
                }
                case RESOURCE_DROPPED_ATTRIBUTES_COUNT -> {
                    varint(p, end, at);
                    p = next;
                }
                default -> p = skip(tag, p, end, at);
            }
        }
    }

    /// Checks an `InstrumentationScope` message; the sink gets it as bytes.
    private void scope(int start, int end) throws MalformedOtlpException {
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            switch (tag) {
                case SCOPE_NAME, SCOPE_VERSION -> {
                    int valueEnd = lengthEnd(p, end, at);
                    text(next, valueEnd);
                    p = valueEnd;
                }
                case SCOPE_ATTRIBUTES -> {
                    int valueEnd = lengthEnd(p, end, at);
                    checkKeyValue(next, valueEnd, 1);
                    p = valueEnd;
                }
                case SCOPE_DROPPED_ATTRIBUTES_COUNT -> {
                    varint(p, end, at);
                    p = next;
                }
                default -> p = skip(tag, p, end, at);
            }
        }
    }

    private void span(int start, int end, SpanSink sink) throws MalformedOtlpException {
        SpanHeader h = header;
        h.startEpochNanos = 0;
        h.endEpochNanos = 0;
        h.kind = 0;
        h.flags = 0;
        h.statusCode = 0;
        h.nameLength = 0;
        h.traceStateLength = 0;
        h.statusMessageLength = 0;
        h.droppedAttributesCount = 0;
        h.droppedEventsCount = 0;
        h.droppedLinksCount = 0;
        int traceIdOffset = 0;
        int traceIdLength = 0;
        int spanIdOffset = 0;
        int spanIdLength = 0;
        int parentOffset = 0;
        int parentLength = 0;
        sink.beginSpan(start, end - start);
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            switch (tag) {
                case SPAN_ATTRIBUTES -> {
                    int valueEnd = lengthEnd(p, end, at);
                    attribute(next, valueEnd, sink);
                    p = valueEnd;
                }
                case SPAN_TRACE_ID -> {
                    int valueEnd = lengthEnd(p, end, at);
                    traceIdOffset = next;
                    traceIdLength = valueEnd - next;
                    p = valueEnd;
                }
                case SPAN_SPAN_ID -> {
                    int valueEnd = lengthEnd(p, end, at);
                    spanIdOffset = next;
                    spanIdLength = valueEnd - next;
                    p = valueEnd;
                }
                case SPAN_PARENT_SPAN_ID -> {
                    int valueEnd = lengthEnd(p, end, at);
                    parentOffset = next;
                    parentLength = valueEnd - next;
                    p = valueEnd;
                }
                case SPAN_NAME -> {
                    int valueEnd = lengthEnd(p, end, at);
                    h.nameOffset = next;
                    h.nameLength = valueEnd - next;
                    text(next, valueEnd);
                    p = valueEnd;
                }
                case SPAN_KIND -> {
                    h.kind = (int) varint(p, end, at);
                    p = next;
                }
                case SPAN_START -> {
                    h.startEpochNanos = fixed64(p, end, at);
                    p += 8;
                }
                case SPAN_END -> {
                    h.endEpochNanos = fixed64(p, end, at);
                    p += 8;
                }
                case SPAN_STATUS -> {
                    int valueEnd = lengthEnd(p, end, at);
                    status(next, valueEnd, h);
                    p = valueEnd;
                }
                case SPAN_EVENTS -> {
                    int valueEnd = lengthEnd(p, end, at);
                    event(next, valueEnd, sink);
                    p = valueEnd;
                }
                case SPAN_LINKS -> {
                    int valueEnd = lengthEnd(p, end, at);
                    link(next, valueEnd, sink);
                    p = valueEnd;
                }
                case SPAN_FLAGS -> {
                    h.flags = fixed32(p, end, at);
                    p += 4;
                }
                case SPAN_TRACE_STATE -> {
                    int valueEnd = lengthEnd(p, end, at);
                    h.traceStateOffset = next;
                    h.traceStateLength = valueEnd - next;
                    text(next, valueEnd);
                    p = valueEnd;
                }
                case SPAN_DROPPED_ATTRIBUTES_COUNT -> {
                    h.droppedAttributesCount = (int) varint(p, end, at);
                    p = next;
                }
                case SPAN_DROPPED_EVENTS_COUNT -> {
                    h.droppedEventsCount = (int) varint(p, end, at);
                    p = next;
                }
                case SPAN_DROPPED_LINKS_COUNT -> {
                    h.droppedLinksCount = (int) varint(p, end, at);
                    p = next;
                }
                default -> p = skip(tag, p, end, at);
            }
        }
        byte[] d = data;
        long high = 0;
        long low = 0;
        if (traceIdLength == 16) {
            high = (long) BIG_LONGS.get(d, traceIdOffset);
            low = (long) BIG_LONGS.get(d, traceIdOffset + 8);
        }
        if ((high | low) == 0) {
            throw refusals().invalidTraceId(traceIdOffset, traceIdLength, start, "traceId", true);
        }
        long spanId = spanIdLength == 8 ? (long) BIG_LONGS.get(d, spanIdOffset) : 0;
        if (spanId == 0) {
            throw refusals().invalidSpanId(spanIdOffset, spanIdLength, start, "spanId", true);
        }
        if (parentLength != 8 && parentLength != 0) {
            throw refusals().invalidSpanId(parentOffset, parentLength, start, "parentSpanId", false);
        }
        h.traceIdHigh = high;
        h.traceIdLow = low;
        h.spanId = spanId;
        h.parentSpanId = parentLength == 8 ? (long) BIG_LONGS.get(d, parentOffset) : 0;
        sink.endSpan(h);
    }

    /// Sent twice, the second goes over the first field by field: exactly protobuf's merge.
    private void status(int start, int end, SpanHeader h) throws MalformedOtlpException {
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            switch (tag) {
                case STATUS_CODE -> {
                    h.statusCode = (int) varint(p, end, at);
                    p = next;
                }
                case STATUS_MESSAGE -> {
                    int valueEnd = lengthEnd(p, end, at);
                    h.statusMessageOffset = next;
                    h.statusMessageLength = valueEnd - next;
                    text(next, valueEnd);
                    p = valueEnd;
                }
                default -> p = skip(tag, p, end, at);
            }
        }
    }

    private void event(int start, int end, SpanSink sink) throws MalformedOtlpException {
        long epochNanos = 0;
        int nameOffset = 0;
        int nameLength = 0;
        int dropped = 0;
        sink.beginEvent();
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            switch (tag) {
                case EVENT_TIME -> {
                    epochNanos = fixed64(p, end, at);
                    p += 8;
                }
                case EVENT_NAME -> {
                    int valueEnd = lengthEnd(p, end, at);
                    nameOffset = next;
                    nameLength = valueEnd - nameOffset;
                    text(nameOffset, valueEnd);
                    p = valueEnd;
                }
                case EVENT_ATTRIBUTES -> {
                    int valueEnd = lengthEnd(p, end, at);
                    attribute(next, valueEnd, sink);
                    p = valueEnd;
                }
                case EVENT_DROPPED_ATTRIBUTES_COUNT -> {
                    dropped = (int) varint(p, end, at);
                    p = next;
                }
                default -> p = skip(tag, p, end, at);
            }
        }
        sink.endEvent(epochNanos, nameOffset, nameLength, dropped);
    }

    private void link(int start, int end, SpanSink sink) throws MalformedOtlpException {
        int traceIdOffset = 0;
        int traceIdLength = 0;
        int spanIdOffset = 0;
        int spanIdLength = 0;
        int traceStateOffset = 0;
        int traceStateLength = 0;
        int flags = 0;
        int dropped = 0;
        sink.beginLink();
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            switch (tag) {
                case LINK_TRACE_ID -> {
                    int valueEnd = lengthEnd(p, end, at);
                    traceIdOffset = next;
                    traceIdLength = valueEnd - next;
                    p = valueEnd;
                }
                case LINK_SPAN_ID -> {
                    int valueEnd = lengthEnd(p, end, at);
                    spanIdOffset = next;
                    spanIdLength = valueEnd - next;
                    p = valueEnd;
                }
                case LINK_TRACE_STATE -> {
                    int valueEnd = lengthEnd(p, end, at);
                    traceStateOffset = next;
                    traceStateLength = valueEnd - traceStateOffset;
                    text(traceStateOffset, valueEnd);
                    p = valueEnd;
                }
                case LINK_ATTRIBUTES -> {
                    int valueEnd = lengthEnd(p, end, at);
                    attribute(next, valueEnd, sink);
                    p = valueEnd;
                }
                case LINK_DROPPED_ATTRIBUTES_COUNT -> {
                    dropped = (int) varint(p, end, at);
                    p = next;
                }
                case LINK_FLAGS -> {
                    flags = fixed32(p, end, at);
                    p += 4;
                }
                default -> p = skip(tag, p, end, at);
            }
        }
        if (traceIdLength != 16 && traceIdLength != 0) {
            throw refusals().invalidTraceId(traceIdOffset, traceIdLength, start, "traceId", false);
        }
        if (spanIdLength != 8 && spanIdLength != 0) {
            throw refusals().invalidSpanId(spanIdOffset, spanIdLength, start, "spanId", false);
        }
        boolean traceId = traceIdLength == 16;
        sink.endLink(
                traceId ? (long) BIG_LONGS.get(data, traceIdOffset) : 0,
                traceId ? (long) BIG_LONGS.get(data, traceIdOffset + 8) : 0,
                spanIdLength == 8 ? (long) BIG_LONGS.get(data, spanIdOffset) : 0,
                traceStateOffset,
                traceStateLength,
                flags,
                dropped);
    }

    /// An attribute of a span, event or link, told to the sink.
    private void attribute(int start, int end, SpanSink sink) throws MalformedOtlpException {
        int keyOffset = 0;
        int keyLength = 0;
        int valueOffset = 0;
        int valueEnd = 0;
        int values = 0;
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            if (tag == KEY_VALUE_KEY) {
                int keyEnd = lengthEnd(p, end, at);
                keyOffset = next;
                keyLength = keyEnd - keyOffset;
                text(keyOffset, keyEnd);
                p = keyEnd;
            } else if (tag == KEY_VALUE_VALUE) {
                valueEnd = lengthEnd(p, end, at);
                valueOffset = next;
                values++;
                p = valueEnd;
            } else {
                p = skip(tag, p, end, at);
            }
        }
        if (values > 1) {
            MergeInPlace.merge(data, start, end, KEY_VALUE_VALUE >>> 3);
            attribute(start, end, sink);
            return;
        }
        int member = 0;
        long number = 0;
        int textOffset = 0;
        int textLength = 0;
        p = valueOffset;
        while (p < valueEnd) {
            int at = p;
            int tag = tag(p, valueEnd);
            p = next;
            switch (tag) {
                case VALUE_STRING -> {
                    int textEnd = lengthEnd(p, valueEnd, at);
                    textOffset = next;
                    textLength = textEnd - textOffset;
                    text(textOffset, textEnd);
                    member = tag;
                    p = textEnd;
                }
                case VALUE_INT, VALUE_BOOL -> {
                    number = varint(p, valueEnd, at);
                    member = tag;
                    p = next;
                }
                case VALUE_DOUBLE -> {
                    number = fixed64(p, valueEnd, at);
                    member = tag;
                    p += 8;
                }
                case VALUE_ARRAY, VALUE_KVLIST, VALUE_BYTES -> {
                    p = checkComposite(tag, p, valueEnd, at, 1);
                    member = tag;
                }
                case VALUE_STRING_INDEX -> {
                    varint(p, valueEnd, at);
                    member = 0;
                    p = next;
                }
                default -> p = skip(tag, p, valueEnd, at);
            }
        }
        switch (member) {
            case VALUE_STRING -> sink.text(keyOffset, keyLength, textOffset, textLength);
            case VALUE_INT -> sink.integer(keyOffset, keyLength, number);
            case VALUE_BOOL -> sink.bool(keyOffset, keyLength, number != 0);
            case VALUE_DOUBLE -> sink.real(keyOffset, keyLength, Double.longBitsToDouble(number));
            case 0 -> sink.composite(keyOffset, keyLength, 0, 0);
            default -> sink.composite(keyOffset, keyLength, valueOffset, valueEnd - valueOffset);
        }
    }

    /// Checks an array, key-value list or bytes member of an `AnyValue` at `depth`, whose length stands at `p`.
    ///
    /// @return where it ends
    private int checkComposite(int tag, int p, int end, int at, int depth) throws MalformedOtlpException {
        int valueEnd = lengthEnd(p, end, at);
        if (tag == VALUE_BYTES) {
            return valueEnd;
        }
        p = next;
        while (p < valueEnd) {
            int innerAt = p;
            int inner = tag(p, valueEnd);
            p = next;
            if (inner == LIST_VALUES) {
                int innerEnd = lengthEnd(p, valueEnd, innerAt);
                if (tag == VALUE_ARRAY) {
                    checkValue(next, innerEnd, depth + 1);
                } else {
                    checkKeyValue(next, innerEnd, depth + 1);
                }
                p = innerEnd;
            } else {
                p = skip(inner, p, valueEnd, innerAt);
            }
        }
        return valueEnd;
    }

    /// Checks a `KeyValue` whose value is an `AnyValue` at `depth`.
    private void checkKeyValue(int start, int end, int depth) throws MalformedOtlpException {
        int values = 0;
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            if (tag == KEY_VALUE_KEY) {
                int keyEnd = lengthEnd(p, end, at);
                text(next, keyEnd);
                p = keyEnd;
            } else if (tag == KEY_VALUE_VALUE) {
                int valueEnd = lengthEnd(p, end, at);
                checkValue(next, valueEnd, depth);
                values++;
                p = valueEnd;
            } else {
                p = skip(tag, p, end, at);
            }
        }
        if (values > 1) {
            MergeInPlace.merge(data, start, end, KEY_VALUE_VALUE >>> 3);
        }
    }

    private void checkValue(int start, int end, int depth) throws MalformedOtlpException {
        if (depth > MAX_DEPTH) {
            throw refusals().tooDeep(start);
        }
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            switch (tag) {
                case VALUE_STRING -> {
                    int textEnd = lengthEnd(p, end, at);
                    text(next, textEnd);
                    p = textEnd;
                }
                case VALUE_ARRAY, VALUE_KVLIST, VALUE_BYTES -> p = checkComposite(tag, p, end, at, depth);
                default -> p = skip(tag, p, end, at);
            }
        }
    }
}
