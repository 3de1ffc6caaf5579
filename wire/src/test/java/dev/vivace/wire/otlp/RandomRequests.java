package dev.vivace.wire.otlp;

import com.google.protobuf.ByteString;
import dev.vivace.wire.otlp.OtlpSchema.Field;
import dev.vivace.wire.otlp.OtlpSchema.FieldType;
import dev.vivace.wire.otlp.OtlpSchema.Message;
import dev.vivace.wire.protobuf.ProtobufReader;
import dev.vivace.wire.protobuf.ProtobufWriter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Makes requests out of a seed with the generated classes, and rewrites their bytes into unusual but legal ones.
final class RandomRequests {

    private static final long[] NUMBERS = {
        0, 1, -1, 127, 128, 300, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 35, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final double[] REALS = {
        0,
        -0.0,
        1,
        -1.5,
        1e300,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.1,
        100,
        1e21
    };
    private static final String[] TEXTS = {
        "",
        "a",
        "GET /cart",
        "service.name",
        "größe",
        "日本語のテキスト",
        "🚀 up",
        "seven77",
        "eight888",
        "nine99999",
        "x\u0000y",
        "tab\tquote\"back\\slash",
        "\u007f\u0080\u07ff\u0800\uffff",
        "$double",
        "</script>"
    };

    private final Random random;

    RandomRequests(long seed) {
        random = new Random(seed);
    }

    ExportTraceServiceRequest request() {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            ResourceSpans.Builder resourceSpans = ResourceSpans.newBuilder();
            if (random.nextInt(8) > 0) {
                Resource.Builder resource = Resource.newBuilder();
                for (int j = random.nextInt(4); j > 0; j--) {
                    resource.addAttributes(keyValue(3));
                }
                if (random.nextInt(3) == 0) {
                    resource.setDroppedAttributesCount((int) number());
                }
                resourceSpans.setResource(resource);
            }
            if (random.nextInt(3) == 0) {
                resourceSpans.setSchemaUrl(text());
            }
            for (int j = random.nextInt(4); j > 0; j--) {
                resourceSpans.addScopeSpans(scopeSpans());
            }
            request.addResourceSpans(resourceSpans);
        }
        return request.build();
    }

    private ScopeSpans scopeSpans() {
        ScopeSpans.Builder scopeSpans = ScopeSpans.newBuilder();
        if (random.nextInt(8) > 0) {
            InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
            if (random.nextBoolean()) {
                scope.setName(text()).setVersion(text());
            }
            for (int i = random.nextInt(3) - 1; i > 0; i--) {
                scope.addAttributes(keyValue(2));
            }
            if (random.nextInt(4) == 0) {
                scope.setDroppedAttributesCount((int) number());
            }
            scopeSpans.setScope(scope);
        }
        if (random.nextInt(3) == 0) {
            scopeSpans.setSchemaUrl(text());
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            scopeSpans.addSpans(span());
        }
        return scopeSpans.build();
    }

    private Span span() {
        Span.Builder span = Span.newBuilder()
                .setTraceId(id(16, false))
                .setSpanId(id(8, false))
                .setName(text())
                .setKindValue(random.nextInt(10) == 0 ? (int) number() : random.nextInt(6))
                .setStartTimeUnixNano(number())
                .setEndTimeUnixNano(random.nextLong());
        if (random.nextInt(3) > 0) {
            span.setParentSpanId(id(8, true));
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            span.addAttributes(keyValue(4));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            Span.Event.Builder event = Span.Event.newBuilder().setName(text()).setTimeUnixNano(number());
            for (int j = random.nextInt(3); j > 0; j--) {
                event.addAttributes(keyValue(2));
            }
            if (random.nextInt(3) == 0) {
                event.setDroppedAttributesCount((int) number());
            }
            span.addEvents(event);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            Span.Link.Builder link = Span.Link.newBuilder()
                    .setTraceId(id(16, true))
                    .setSpanId(id(8, true))
                    .setTraceState(text())
                    .setFlags((int) number());
            for (int j = random.nextInt(3); j > 0; j--) {
                link.addAttributes(keyValue(2));
            }
            if (random.nextInt(3) == 0) {
                link.setDroppedAttributesCount((int) number());
            }
            span.addLinks(link);
        }
        if (random.nextInt(3) > 0) {
            span.setStatus(Status.newBuilder()
                    .setMessage(text())
                    .setCodeValue(random.nextInt(10) == 0 ? (int) number() : random.nextInt(3)));
        }
        if (random.nextInt(3) == 0) {
            span.setTraceState(text())
                    .setFlags((int) number())
                    .setDroppedAttributesCount((int) number())
                    .setDroppedEventsCount((int) number())
                    .setDroppedLinksCount((int) number());
        }
        return span.build();
    }

    KeyValue keyValue(int depth) {
        KeyValue.Builder keyValue = KeyValue.newBuilder().setKey(text());
        if (random.nextInt(12) > 0) {
            keyValue.setValue(anyValue(depth));
        }
        return keyValue.build();
    }

    AnyValue anyValue(int depth) {
        AnyValue.Builder value = AnyValue.newBuilder();
        switch (random.nextInt(depth > 0 ? 10 : 7)) {
            case 0, 1 -> value.setStringValue(text());
            case 2 -> value.setBoolValue(random.nextBoolean());
            case 3 -> value.setIntValue(number());
            case 4 -> value.setDoubleValue(REALS[random.nextInt(REALS.length)]);
            case 5 -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                value.setBytesValue(ByteString.copyFrom(bytes));
            }
            case 6 -> {}
            case 7, 8 -> {
                ArrayValue.Builder array = ArrayValue.newBuilder();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.addValues(anyValue(depth - 1));
                }
                value.setArrayValue(array);
            }
            default -> {
                KeyValueList.Builder list = KeyValueList.newBuilder();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.addValues(keyValue(depth - 1));
                }
                value.setKvlistValue(list);
            }
        }
        return value.build();
    }

    private long number() {
        return random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong();
    }

    private String text() {
        String text = TEXTS[random.nextInt(TEXTS.length)];
        return random.nextInt(30) == 0 ? text.repeat(40) : text;
    }

    private ByteString id(int length, boolean optional) {
        byte[] id = new byte[length];
        if (optional && random.nextInt(4) == 0) {
            return random.nextBoolean() ? ByteString.EMPTY : ByteString.copyFrom(id);
        }
        random.nextBytes(id);
        id[random.nextInt(length)] |= 1;
        return ByteString.copyFrom(id);
    }

    /// Says the same in other bytes: fields in another order, unknown fields between them, scalars sent twice,
    /// sub-messages sent in two parts, lengths in more bytes than they need.
    byte[] unusual(byte[] request) {
        return unusual(request, 0, request.length, OtlpSchema.REQUEST);
    }

    private byte[] unusual(byte[] data, int offset, int length, Message message) {
        Map<Integer, Deque<byte[]>> byField = new HashMap<>();
        List<Deque<byte[]>> order = new ArrayList<>();
        ProtobufReader reader = new ProtobufReader(data, offset, length);
        while (reader.next()) {
            Field field = message.field(reader.field());
            for (byte[] occurrence : occurrences(data, reader, field)) {
                Deque<byte[]> queue = byField.computeIfAbsent(reader.field(), _ -> new ArrayDeque<>());
                queue.add(occurrence);
                order.add(queue);
            }
        }
        Collections.shuffle(order, random);
        ProtobufWriter out = new ProtobufWriter();
        for (Deque<byte[]> queue : order) {
            if (random.nextInt(6) == 0) {
                unknown(out, random.nextBoolean() ? 17 : 1001 + random.nextInt(100_000), 3);
            }
            byte[] occurrence = queue.removeFirst();
            out.raw(occurrence, 0, occurrence.length);
        }
        if (random.nextInt(8) == 0) {
            unknown(out, 17, 3);
        }
        return out.toByteArray();
    }

    /// One or more occurrences of the field that together mean what the one of `reader` means.
    private List<byte[]> occurrences(byte[] data, ProtobufReader reader, @Nullable Field field) {
        ProtobufWriter out = new ProtobufWriter();
        if (field == null) {
            out.raw(data, reader.tagOffset(), reader.position() - reader.tagOffset());
            return List.of(out.toByteArray());
        }
        boolean message = field.type() == FieldType.MESSAGE;
        if (!field.repeated() && random.nextInt(8) == 0) {
            if (message) {
                return parts(data, reader, field);
            }
            ProtobufWriter earlier = new ProtobufWriter();
            scalar(field, earlier);
            out.raw(data, reader.tagOffset(), reader.position() - reader.tagOffset());
            return List.of(earlier.toByteArray(), out.toByteArray());
        }
        if (message) {
            byte[] content = unusual(data, reader.valueOffset(), reader.valueLength(), field.nested());
            field(out, reader.field(), content);
        } else {
            out.raw(data, reader.tagOffset(), reader.position() - reader.tagOffset());
        }
        return List.of(out.toByteArray());
    }

    private List<byte[]> parts(byte[] data, ProtobufReader reader, Field field) {
        List<byte[]> parts = new ArrayList<>();
        ProtobufReader inner = reader.message();
        int from = reader.valueOffset();
        while (inner.next()) {
            if (random.nextBoolean()) {
                ProtobufWriter out = new ProtobufWriter();
                field(out, field.number(), unusual(data, from, inner.position() - from, field.nested()));
                parts.add(out.toByteArray());
                from = inner.position();
            }
        }
        ProtobufWriter out = new ProtobufWriter();
        int rest = reader.valueOffset() + reader.valueLength() - from;
        field(out, field.number(), unusual(data, from, rest, field.nested()));
        parts.add(out.toByteArray());
        return parts;
    }

    private void field(ProtobufWriter out, int number, byte[] content) {
        out.tag(number, ProtobufWriter.LENGTH_DELIMITED);
        if (random.nextInt(10) == 0) {
            long length = content.length;
            for (int i = 0; i < 4; i++) {
                out.raw(new byte[] {(byte) (length | 0x80)}, 0, 1);
                length >>>= 7;
            }
        } else {
            out.varint(content.length);
            out.raw(content, 0, content.length);
            return;
        }
        out.raw(new byte[] {0}, 0, 1);
        out.raw(content, 0, content.length);
    }

    private void scalar(Field field, ProtobufWriter out) {
        switch (field.type().wireType) {
            case ProtobufWriter.VARINT -> out.int64(field.number(), number());
            case ProtobufWriter.FIXED64 -> out.fixed64(field.number(), number());
            case ProtobufWriter.FIXED32 -> out.fixed32(field.number(), (int) number());
            default -> out.string(field.number(), text());
        }
    }

    private void unknown(ProtobufWriter out, int number, int depth) {
        switch (random.nextInt(5)) {
            case 0 -> out.int64(number, number());
            case 1 -> out.fixed64(number, number());
            case 2 -> out.fixed32(number, (int) number());
            case 3 -> out.string(number, text());
            default -> {
                out.tag(number, 3);
                for (int i = random.nextInt(3); i > 0 && depth > 0; i--) {
                    unknown(out, 1 + random.nextInt(100), depth - 1);
                }
                out.tag(number, 4);
            }
        }
    }
}
