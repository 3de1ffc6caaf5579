package dev.vivace.wire.otlp;

import dev.vivace.wire.protobuf.ProtobufReader;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Changes an `ExportTraceServiceRequest` on its bytes: leaves out spans, and cuts the keys and texts of attributes
/// that are too long. Everything else, unknown fields included, stays byte for byte and in its order. Mutable,
/// confined to one thread.
///
/// Cut are the attributes of resources, scopes, spans, events and links, at the last character that fits whole; not
/// names, messages, bytes, nor what is inside lists. Bytes that are no protobuf message make every method throw
/// [IllegalArgumentException]; what the decoder would say of them, it can still say.
public final class OtlpRewriter {

    private static final int MESSAGE = ProtobufWriter.LENGTH_DELIMITED;

    private final int maxAttributeBytes;
    private final BitSet leftOut;
    private final int[] cut = new int[AttributeOwner.values().length];
    private int span;
    private AttributeOwner owner = AttributeOwner.RESOURCE;

    /// What an attribute belongs to.
    public enum AttributeOwner {
        RESOURCE,
        SCOPE,
        SPAN,
        EVENT,
        LINK
    }

    private enum Kind {
        REQUEST,
        RESOURCE_SPANS,
        RESOURCE,
        SCOPE_SPANS,
        SCOPE,
        SPAN,
        EVENT,
        LINK,
        KEY_VALUE,
        VALUE
    }

    /// @param maxAttributeBytes 0 to cut nothing
    /// @param leftOut numbers of the spans that go, counted from 0 over the whole request
    public OtlpRewriter(int maxAttributeBytes, BitSet leftOut) {
        this.maxAttributeBytes = maxAttributeBytes;
        this.leftOut = leftOut;
    }

    /// Hears of every span of a request.
    @FunctionalInterface
    public interface SpanVisitor {

        /// @param span its number, from 0
        /// @param high the left half of its trace id, 0 if that has not 16 bytes
        /// @param low the right half
        /// @param sizeBytes of the span's message
        void span(int span, long high, long low, int sizeBytes);
    }

    /// Walks over the spans of a request and reads no more of them than their trace ids.
    public static void forEachSpan(byte[] data, int offset, int length, SpanVisitor visitor) {
        int span = 0;
        ProtobufReader request = new ProtobufReader(data, offset, length);
        while (request.next()) {
            if (request.tag() != OtlpTags.REQUEST_RESOURCE_SPANS) {
                continue;
            }
            ProtobufReader resourceSpans = request.message();
            while (resourceSpans.next()) {
                if (child(Kind.RESOURCE_SPANS, resourceSpans.tag()) != Kind.SCOPE_SPANS) {
                    continue;
                }
                ProtobufReader scopeSpans = resourceSpans.message();
                while (scopeSpans.next()) {
                    if (scopeSpans.tag() == OtlpTags.SCOPE_SPANS_SPANS) {
                        visit(scopeSpans, data, span++, visitor);
                    }
                }
            }
        }
    }

    private static void visit(ProtobufReader scopeSpans, byte[] data, int number, SpanVisitor visitor) {
        ProtobufReader span = scopeSpans.message();
        long high = 0;
        long low = 0;
        while (span.next()) {
            if (span.tag() == OtlpTags.SPAN_TRACE_ID) {
                if (span.valueLength() == 16) {
                    high = bigEndian(data, span.valueOffset());
                    low = bigEndian(data, span.valueOffset() + 8);
                }
                break; // the first field of every encoder known
            }
        }
        visitor.span(number, high, low, scopeSpans.valueLength());
    }

    /// Whether any attribute has to be cut.
    public boolean cutsAnything(byte[] data, int offset, int length) {
        return maxAttributeBytes > 0 && anyTooLong(Kind.REQUEST, new ProtobufReader(data, offset, length));
    }

    /// The request as it is to be.
    public byte[] rewrite(byte[] data, int offset, int length) {
        span = 0;
        ProtobufWriter out = new ProtobufWriter(length);
        copy(Kind.REQUEST, new ProtobufReader(data, offset, length), data, out);
        return out.toByteArray();
    }

    /// Keys and values that were cut in all, by what they belong to.
    public int cut(AttributeOwner owner) {
        return cut[owner.ordinal()];
    }

    private boolean anyTooLong(Kind kind, ProtobufReader message) {
        while (message.next()) {
            if (isText(kind, message.tag())) {
                if (message.valueLength() > maxAttributeBytes) {
                    return true;
                }
                continue;
            }
            Kind child = child(kind, message.tag());
            if (child != null && anyTooLong(child, message.message())) {
                return true;
            }
        }
        return false;
    }

    private void copy(Kind kind, ProtobufReader message, byte[] data, ProtobufWriter out) {
        owner = ownerOf(kind, owner);
        AttributeOwner own = owner;
        while (message.next()) {
            Kind child = child(kind, message.tag());
            if (child == Kind.SPAN && leftOut.get(span++)) {
                continue;
            }
            if (child != null) {
                int mark = out.open(message.field());
                copy(child, message.message(), data, out);
                out.close(mark);
                owner = own;
            } else if (maxAttributeBytes > 0
                    && isText(kind, message.tag())
                    && message.valueLength() > maxAttributeBytes) {
                int fitting = fitting(data, message.valueOffset());
                out.bytes(message.field(), data, message.valueOffset(), fitting);
                cut[own.ordinal()]++;
            } else {
                out.raw(data, message.tagOffset(), message.position() - message.tagOffset());
            }
        }
    }

    /// Bytes of the text that hold whole characters only.
    private int fitting(byte[] data, int offset) {
        int fitting = maxAttributeBytes;
        while (fitting > 0 && maxAttributeBytes - fitting < 4 && (data[offset + fitting] & 0xC0) == 0x80) {
            fitting--;
        }
        return fitting;
    }

    private static boolean isText(Kind kind, int tag) {
        return kind == Kind.KEY_VALUE && tag == OtlpTags.KEY_VALUE_KEY
                || kind == Kind.VALUE && tag == OtlpTags.VALUE_STRING;
    }

    private static AttributeOwner ownerOf(Kind kind, AttributeOwner otherwise) {
        return switch (kind) {
            case RESOURCE -> AttributeOwner.RESOURCE;
            case SCOPE -> AttributeOwner.SCOPE;
            case SPAN -> AttributeOwner.SPAN;
            case EVENT -> AttributeOwner.EVENT;
            case LINK -> AttributeOwner.LINK;
            case REQUEST, RESOURCE_SPANS, SCOPE_SPANS, KEY_VALUE, VALUE -> otherwise;
        };
    }

    /// The kind of message a field holds; null if it is to be taken as it is.
    private static @Nullable Kind child(Kind kind, int tag) {
        if ((tag & 7) != MESSAGE) {
            return null;
        }
        return switch (kind) {
            case REQUEST -> tag == OtlpTags.REQUEST_RESOURCE_SPANS ? Kind.RESOURCE_SPANS : null;
            case RESOURCE_SPANS ->
                switch (tag) {
                    case OtlpTags.RESOURCE_SPANS_RESOURCE -> Kind.RESOURCE;
                    case OtlpTags.RESOURCE_SPANS_SCOPE_SPANS, OtlpTags.RESOURCE_SPANS_LIBRARY_SPANS -> Kind.SCOPE_SPANS;
                    default -> null;
                };
            case RESOURCE -> tag == OtlpTags.RESOURCE_ATTRIBUTES ? Kind.KEY_VALUE : null;
            case SCOPE_SPANS ->
                switch (tag) {
                    case OtlpTags.SCOPE_SPANS_SCOPE -> Kind.SCOPE;
                    case OtlpTags.SCOPE_SPANS_SPANS -> Kind.SPAN;
                    default -> null;
                };
            case SCOPE -> tag == OtlpTags.SCOPE_ATTRIBUTES ? Kind.KEY_VALUE : null;
            case SPAN ->
                switch (tag) {
                    case OtlpTags.SPAN_ATTRIBUTES -> Kind.KEY_VALUE;
                    case OtlpTags.SPAN_EVENTS -> Kind.EVENT;
                    case OtlpTags.SPAN_LINKS -> Kind.LINK;
                    default -> null;
                };
            case EVENT -> tag == OtlpTags.EVENT_ATTRIBUTES ? Kind.KEY_VALUE : null;
            case LINK -> tag == OtlpTags.LINK_ATTRIBUTES ? Kind.KEY_VALUE : null;
            case KEY_VALUE -> tag == OtlpTags.KEY_VALUE_VALUE ? Kind.VALUE : null;
            case VALUE -> null;
        };
    }

    private static long bigEndian(byte[] data, int offset) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | data[offset + i] & 0xff;
        }
        return value;
    }
}
