package dev.vivace.wire.otlp;

import dev.vivace.wire.otlp.MalformedOtlpException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
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
/// Ids: a span's trace id has 16 bytes and its span id 8, neither all zeros. A parent id, a link's trace id and a
/// link's
/// span id may also be absent or all zeros, which is the same.
///
/// @see <a href="https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto">the messages</a>
public final class OtlpDecoder {

    /// How many `AnyValue`s may be nested in each other; the value of an attribute is the first.
    public static final int MAX_DEPTH = 64;

    // Tags: field number << 3 | wire type.
    static final int REQUEST_RESOURCE_SPANS = 1 << 3 | 2;
    private static final int RESOURCE_SPANS_RESOURCE = 1 << 3 | 2;
    private static final int RESOURCE_SPANS_SCOPE_SPANS = 2 << 3 | 2;
    private static final int RESOURCE_SPANS_SCHEMA_URL = 3 << 3 | 2;
    /// `instrumentation_library_spans` of OTLP before 0.15: on the wire the same as scope spans.
    private static final int RESOURCE_SPANS_LIBRARY_SPANS = 1000 << 3 | 2;
    private static final int SCOPE_SPANS_SCOPE = 1 << 3 | 2;
    private static final int SCOPE_SPANS_SPANS = 2 << 3 | 2;
    private static final int SCOPE_SPANS_SCHEMA_URL = 3 << 3 | 2;
    private static final int RESOURCE_ATTRIBUTES = 1 << 3 | 2;
    private static final int RESOURCE_DROPPED_ATTRIBUTES_COUNT = 2 << 3;
    private static final int SCOPE_NAME = 1 << 3 | 2;
    private static final int SCOPE_VERSION = 2 << 3 | 2;
    private static final int SCOPE_ATTRIBUTES = 3 << 3 | 2;
    private static final int SCOPE_DROPPED_ATTRIBUTES_COUNT = 4 << 3;
    private static final int SPAN_TRACE_ID = 1 << 3 | 2;
    private static final int SPAN_SPAN_ID = 2 << 3 | 2;
    private static final int SPAN_TRACE_STATE = 3 << 3 | 2;
    private static final int SPAN_PARENT_SPAN_ID = 4 << 3 | 2;
    private static final int SPAN_NAME = 5 << 3 | 2;
    private static final int SPAN_KIND = 6 << 3;
    private static final int SPAN_START = 7 << 3 | 1;
    private static final int SPAN_END = 8 << 3 | 1;
    private static final int SPAN_ATTRIBUTES = 9 << 3 | 2;
    private static final int SPAN_DROPPED_ATTRIBUTES_COUNT = 10 << 3;
    private static final int SPAN_EVENTS = 11 << 3 | 2;
    private static final int SPAN_DROPPED_EVENTS_COUNT = 12 << 3;
    private static final int SPAN_LINKS = 13 << 3 | 2;
    private static final int SPAN_DROPPED_LINKS_COUNT = 14 << 3;
    private static final int SPAN_STATUS = 15 << 3 | 2;
    private static final int SPAN_FLAGS = 16 << 3 | 5;
    private static final int STATUS_MESSAGE = 2 << 3 | 2;
    private static final int STATUS_CODE = 3 << 3;
    private static final int EVENT_TIME = 1 << 3 | 1;
    private static final int EVENT_NAME = 2 << 3 | 2;
    private static final int EVENT_ATTRIBUTES = 3 << 3 | 2;
    private static final int EVENT_DROPPED_ATTRIBUTES_COUNT = 4 << 3;
    private static final int LINK_TRACE_ID = 1 << 3 | 2;
    private static final int LINK_SPAN_ID = 2 << 3 | 2;
    private static final int LINK_TRACE_STATE = 3 << 3 | 2;
    private static final int LINK_ATTRIBUTES = 4 << 3 | 2;
    private static final int LINK_DROPPED_ATTRIBUTES_COUNT = 5 << 3;
    private static final int LINK_FLAGS = 6 << 3 | 5;
    private static final int KEY_VALUE_KEY = 1 << 3 | 2;
    private static final int KEY_VALUE_VALUE = 2 << 3 | 2;
    private static final int VALUE_STRING = 1 << 3 | 2;
    private static final int VALUE_BOOL = 2 << 3;
    private static final int VALUE_INT = 3 << 3;
    private static final int VALUE_DOUBLE = 4 << 3 | 1;
    private static final int VALUE_ARRAY = 5 << 3 | 2;
    private static final int VALUE_KVLIST = 6 << 3 | 2;
    private static final int VALUE_BYTES = 7 << 3 | 2;
    /// An index into a string table that trace requests do not have: a member of the `oneof` that says nothing.
    private static final int VALUE_STRING_INDEX = 8 << 3;
    private static final int LIST_VALUES = 1 << 3 | 2;

    private static final int START_GROUP = 3;
    private static final int END_GROUP = 4;
    /// As deep as protobuf libraries go by default.
    private static final int MAX_GROUP_DEPTH = 100;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NO_DATA = {};

    private final SpanHeader header = new SpanHeader();
    private byte[] data = NO_DATA;
    private int requestOffset;
    private int requestLength;
    private int spans;
    private int repairedStrings;

    /// Where reading goes on after the varint or length the last helper read. A field, because Java returns one value.
    private int next;

    /// Decodes one request.
    ///
    /// @param data the array that holds it; strings that are no UTF-8 are mended in it
    /// @param offset where the request begins
    /// @param length its bytes
    /// @return the number of spans
    /// @throws MalformedOtlpException if the request has to be refused; the sink must forget it
    public int decode(byte[] data, int offset, int length, SpanSink sink) throws MalformedOtlpException {
        Objects.checkFromIndexSize(offset, length, data.length);
        this.data = data;
        requestOffset = offset;
        requestLength = length;
        spans = 0;
        repairedStrings = 0;
        try {
            sink.begin(data);
            request(offset, offset + length, sink);
            return spans;
        } finally {
            this.data = NO_DATA;
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
                throw wrongFormat(instead);
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
            throw invalidTraceId(traceIdOffset, traceIdLength, start, "traceId", true);
        }
        long spanId = spanIdLength == 8 ? (long) BIG_LONGS.get(d, spanIdOffset) : 0;
        if (spanId == 0) {
            throw invalidSpanId(spanIdOffset, spanIdLength, start, "spanId", true);
        }
        if (parentLength != 8 && parentLength != 0) {
            throw invalidSpanId(parentOffset, parentLength, start, "parentSpanId", false);
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
            throw invalidTraceId(traceIdOffset, traceIdLength, start, "traceId", false);
        }
        if (spanIdLength != 8 && spanIdLength != 0) {
            throw invalidSpanId(spanIdOffset, spanIdLength, start, "spanId", false);
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
            throw tooDeep(start);
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

    private void text(int start, int end) {
        if (!Utf8.isAscii(data, start, end) && Utf8.repair(data, start, end)) {
            repairedStrings++;
        }
    }

    private int tag(int p, int end) throws MalformedOtlpException {
        int tag = data[p];
        if (tag > 0) {
            next = p + 1;
            return tag;
        }
        return (int) longVarint(p, end, p, "a field's tag");
    }

    private long varint(int p, int end, int at) throws MalformedOtlpException {
        if (p < end) {
            byte b = data[p];
            if (b >= 0) {
                next = p + 1;
                return b;
            }
        }
        return longVarint(p, end, at, "a number");
    }

    /// Reads the length at `p` and leaves `next` where the content begins.
    ///
    /// @return where the content ends, at most `end`
    private int lengthEnd(int p, int end, int at) throws MalformedOtlpException {
        int length;
        if (p < end && data[p] >= 0) {
            length = data[p];
            next = p + 1;
        } else {
            length = (int) longVarint(p, end, at, "a length");
        }
        if (length < 0 || length > end - next) {
            throw malformed(
                    at,
                    "says it has " + Integer.toUnsignedString(length) + " bytes, but only " + (end - next)
                            + " are left in the message around it (expected: a length that fits)");
        }
        return next + length;
    }

    private long longVarint(int start, int end, int at, String what) throws MalformedOtlpException {
        byte[] d = data;
        long value = 0;
        int p = start;
        for (int shift = 0; shift < 70; shift += 7) {
            if (p >= end) {
                throw malformed(at, "ends in the middle of " + what + " (expected: at least one more byte)");
            }
            byte b = d[p++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                next = p;
                return value;
            }
        }
        throw malformed(at, what + " takes more than 10 bytes (expected: a varint of 1 to 10 bytes)");
    }

    private long fixed64(int p, int end, int at) throws MalformedOtlpException {
        if (end - p < 8) {
            throw malformed(at, "has " + (end - p) + " bytes left for a 64-bit number (expected: 8)");
        }
        return (long) LONGS.get(data, p);
    }

    private int fixed32(int p, int end, int at) throws MalformedOtlpException {
        if (end - p < 4) {
            throw malformed(at, "has " + (end - p) + " bytes left for a 32-bit number (expected: 4)");
        }
        return (int) INTS.get(data, p);
    }

    /// Skips the value of an unknown field (or of a known one with a wire type that is not its own, which protobuf
    /// treats the same).
    ///
    /// @return where the next field begins
    private int skip(int tag, int p, int end, int at) throws MalformedOtlpException {
        if (tag >>> 3 == 0) {
            throw malformed(at, "has field number 0 (expected: 1 to 536870911)");
        }
        switch (tag & 7) {
            case 0 -> {
                varint(p, end, at);
                return next;
            }
            case 1 -> {
                fixed64(p, end, at);
                return p + 8;
            }
            case 2 -> {
                return lengthEnd(p, end, at);
            }
            case START_GROUP -> {
                return skipGroup(tag >>> 3, p, end, at, 1);
            }
            case 5 -> {
                fixed32(p, end, at);
                return p + 4;
            }
            case END_GROUP ->
                throw malformed(at, "closes group " + (tag >>> 3) + ", which was never opened (expected: a field)");
            default -> throw malformed(at, "has wire type " + (tag & 7) + " (expected: 0 to 5)");
        }
    }

    private int skipGroup(int field, int start, int end, int groupAt, int depth) throws MalformedOtlpException {
        if (depth > MAX_GROUP_DEPTH) {
            throw failure(
                    Reason.TOO_DEEP,
                    groupAt,
                    "has unknown groups nested in each other (expected: at most " + MAX_GROUP_DEPTH + " levels)");
        }
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            if (tag == (field << 3 | END_GROUP)) {
                return p;
            }
            if ((tag & 7) == START_GROUP && tag >>> 3 != 0) {
                p = skipGroup(tag >>> 3, p, end, at, depth + 1);
            } else {
                p = skip(tag, p, end, at);
            }
        }
        throw malformed(groupAt, "opens group " + field + " and never closes it (expected: its end)");
    }

    private MalformedOtlpException malformed(int at, String what) {
        String instead = BodyFormat.insteadOfProtobuf(data, requestOffset, requestLength);
        if (instead != null) {
            return wrongFormat(instead);
        }
        return failure(Reason.MALFORMED, at, what);
    }

    private static MalformedOtlpException wrongFormat(String instead) {
        return new MalformedOtlpException(Reason.WRONG_FORMAT, "not an OTLP protobuf request: " + instead);
    }

    private MalformedOtlpException failure(Reason reason, int at, String what) {
        String path = FieldPath.of(data, requestOffset, requestLength, at);
        return new MalformedOtlpException(
                reason,
                "malformed OTLP protobuf: " + (path.isEmpty() ? "the request" : path) + " at byte "
                        + (at - requestOffset) + " of " + requestLength + " " + what
                        + "; the body must be an ExportTraceServiceRequest, complete and decompressed");
    }

    private MalformedOtlpException tooDeep(int at) {
        String path = FieldPath.of(data, requestOffset, requestLength, at);
        return new MalformedOtlpException(
                Reason.TOO_DEEP,
                "attribute value is nested deeper than " + MAX_DEPTH + " levels (expected: at most " + MAX_DEPTH
                        + "): at byte " + (at - requestOffset) + ", " + abbreviate(path)
                        + "; send it as a JSON string, or flatten it");
    }

    private MalformedOtlpException invalidTraceId(int idAt, int length, int messageAt, String leaf, boolean required) {
        boolean nothing = length == 0 || length == 16;
        String head = nothing
                ? "trace ids must be 128 bit, received 0 bits"
                : "trace id has " + length + " bytes (expected: 16 bytes" + (required ? ", not all zero" : "") + ")";
        return new MalformedOtlpException(
                Reason.INVALID_TRACE_ID, head + idPlace(idAt, length, messageAt, leaf, 16, required));
    }

    private MalformedOtlpException invalidSpanId(int idAt, int length, int messageAt, String leaf, boolean required) {
        boolean nothing = length == 0 || length == 8;
        String head = nothing
                ? "span ids must be 64 bit and not all zero, received 0 bits"
                : (leaf.equals("parentSpanId") ? "parent span id has " : "span id has ") + length
                        + " bytes (expected: 8 bytes" + (required ? ", not all zero" : "") + ")";
        return new MalformedOtlpException(
                Reason.INVALID_SPAN_ID, head + idPlace(idAt, length, messageAt, leaf, 8, required));
    }

    private String idPlace(int idAt, int length, int messageAt, String leaf, int expected, boolean required) {
        int at = length == 0 ? messageAt : idAt;
        // the byte before the message, its length, belongs to it but to none of its fields; likewise for the id
        String path = FieldPath.of(data, requestOffset, requestLength, at - 1);
        StringBuilder text = new StringBuilder(": ")
                .append(length == 0 ? path + "." + leaf : path)
                .append(" at byte ")
                .append(at - requestOffset);
        if (length == 0) {
            text.append(" is absent (expected: ").append(expected).append(" bytes, not all zero)");
        } else if (length == expected) {
            text.append(" is all zeros (expected: ").append(expected).append(" bytes, not all zero)");
        } else {
            text.append(" is ").append(HexFormat.of().formatHex(data, idAt, idAt + Math.min(length, 32)));
            text.append(length > 32 ? "…" : "");
        }
        text.append("; ids are ").append(expected).append(" raw bytes in protobuf, ");
        text.append(expected * 2).append(" hex digits in OTLP/JSON");
        if (length == expected * 2 && isHex(idAt, length)) {
            text.append(": these bytes are the hex digits as text, decode them first");
        } else if (!required) {
            text.append("; leave the field out if there is none");
        }
        return text.toString();
    }

    private boolean isHex(int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (!HexFormat.isHexDigit(data[i])) {
                return false;
            }
        }
        return true;
    }

    /// Deep paths repeat themselves: the first and the last steps tell enough.
    private static String abbreviate(String path) {
        return path.length() <= 160 ? path : path.substring(0, 110) + " … " + path.substring(path.length() - 40);
    }
}
