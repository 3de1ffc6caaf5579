package dev.vivace.model.work;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Link;
import dev.vivace.model.Span;
import java.util.List;

/// About what spans take while a question is answered: as objects, on HotSpot with compressed pointers, and
/// in the bytes of an answer, of which there may be two while their array grows.
public final class SpanSize {

    /// A span, event or link without its attributes and texts.
    public static final long ROW = 600;

    private static final long NESTED = 250;
    private static final long ATTRIBUTE = 250;

    /// One in the object, and two in each of two arrays.
    private static final long CHARACTER = 5;

    private SpanSize() {}

    public static long of(List<Span> spans) {
        long bytes = 0;
        for (Span span : spans) {
            bytes += of(span);
        }
        return bytes;
    }

    /// Resource and scope are shared by many spans and not counted.
    public static long of(Span span) {
        long bytes = ROW
                + text(span.name())
                + text(span.statusMessage())
                + text(span.traceState())
                + of(span.attributes(), 0);
        for (Event event : span.events()) {
            bytes += NESTED + text(event.name()) + of(event.attributes(), 0);
        }
        for (Link link : span.links()) {
            bytes += NESTED + text(link.traceState()) + of(link.attributes(), 0);
        }
        return bytes;
    }

    /// @param more added to what the attributes take
    public static long of(List<Attribute> attributes, long more) {
        long bytes = more;
        for (Attribute attribute : attributes) {
            bytes += of(attribute.value());
        }
        return bytes;
    }

    /// An attribute with this value.
    public static long of(AttributeValue value) {
        return ATTRIBUTE
                + switch (value) {
                    case AttributeValue.Text(String text) -> text(text);
                    case AttributeValue.Many(List<AttributeValue> values) -> {
                        long bytes = 0;
                        for (AttributeValue one : values) {
                            bytes += of(one);
                        }
                        yield bytes;
                    }
                    case AttributeValue.Fields(List<Attribute> fields) -> of(fields, 0);
                    case AttributeValue.Bytes(byte[] bytes) -> CHARACTER * bytes.length;
                    case AttributeValue.Int _, AttributeValue.Real _, AttributeValue.Bool _, AttributeValue.Absent _ ->
                        0;
                };
    }

    public static long text(String text) {
        return CHARACTER * text.length();
    }
}
