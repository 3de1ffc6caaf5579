package dev.vivace.wire.otlp;

import static dev.vivace.wire.protobuf.ProtobufWriter.FIXED64;
import static dev.vivace.wire.protobuf.ProtobufWriter.LENGTH_DELIMITED;
import static dev.vivace.wire.protobuf.ProtobufWriter.VARINT;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.wire.protobuf.ProtobufReader;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;

/// Reads OTLP messages into objects, for cold paths: a resource seen for the first time, a composite value that is
/// answered, tests and tools. The bytes are those an [OtlpDecoder] told a [SpanSink], already checked and mended; bytes
/// that are no such message are an [IllegalArgumentException].
public final class OtlpObjects {

    private OtlpObjects() {}

    /// Reads a `Resource` message.
    public static Resource resource(byte[] data, int offset, int length, String schemaUrl) {
        List<Attribute> attributes = new ArrayList<>();
        int dropped = 0;
        ProtobufReader reader = new ProtobufReader(data, offset, length);
        while (reader.next()) {
            switch (reader.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> attributes.add(attribute(data, reader, 1));
                case 2 << 3 | VARINT -> dropped = (int) reader.number();
                default -> {}
            }
        }
        return new Resource(attributes, dropped, schemaUrl);
    }

    /// Reads an `InstrumentationScope` message.
    public static InstrumentationScope scope(byte[] data, int offset, int length, String schemaUrl) {
        String name = "";
        String version = "";
        List<Attribute> attributes = new ArrayList<>();
        int dropped = 0;
        ProtobufReader reader = new ProtobufReader(data, offset, length);
        while (reader.next()) {
            switch (reader.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> name = reader.text();
                case 2 << 3 | LENGTH_DELIMITED -> version = reader.text();
                case 3 << 3 | LENGTH_DELIMITED -> attributes.add(attribute(data, reader, 1));
                case 4 << 3 | VARINT -> dropped = (int) reader.number();
                default -> {}
            }
        }
        return new InstrumentationScope(name, version, attributes, dropped, schemaUrl);
    }

    /// Reads an `AnyValue` message; length 0 is [AttributeValue.Absent].
    public static AttributeValue value(byte[] data, int offset, int length) {
        return value(data, offset, length, 1);
    }

    /// Decodes a whole request. `request` stays as it is: broken text is mended in a copy.
    ///
    /// @throws MalformedOtlpException as [OtlpDecoder#decode] does
    public static List<Span> spans(byte[] request) throws MalformedOtlpException {
        SpanCollector collector = new SpanCollector();
        new OtlpDecoder().decode(request.clone(), 0, request.length, collector);
        return collector.spans();
    }

    private static Attribute attribute(byte[] data, ProtobufReader outer, int depth) {
        String key = "";
        int valueOffset = 0;
        int valueLength = 0;
        byte[] valueData = data;
        int values = 0;
        ProtobufReader reader = outer.message();
        while (reader.next()) {
            switch (reader.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> key = reader.text();
                case 2 << 3 | LENGTH_DELIMITED -> {
                    if (values++ == 0) {
                        valueOffset = reader.valueOffset();
                        valueLength = reader.valueLength();
                    } else {
                        // sent twice: the bytes one after the other are protobuf's merge
                        ProtobufWriter merged = new ProtobufWriter(valueLength + reader.valueLength());
                        merged.raw(valueData, valueOffset, valueLength);
                        merged.raw(data, reader.valueOffset(), reader.valueLength());
                        valueData = merged.toByteArray();
                        valueOffset = 0;
                        valueLength = valueData.length;
                    }
                }
                default -> {}
            }
        }
        return new Attribute(key, value(valueData, valueOffset, valueLength, depth));
    }

    private static AttributeValue value(byte[] data, int offset, int length, int depth) {
        if (depth > OtlpDecoder.MAX_DEPTH) {
            throw new IllegalArgumentException("attribute value is nested deeper than " + OtlpDecoder.MAX_DEPTH
                    + " levels (expected: bytes an OtlpDecoder has checked)");
        }
        AttributeValue value = new AttributeValue.Absent();
        ProtobufReader reader = new ProtobufReader(data, offset, length);
        while (reader.next()) {
            switch (reader.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> value = new AttributeValue.Text(reader.text());
                case 2 << 3 | VARINT -> value = new AttributeValue.Bool(reader.number() != 0);
                case 3 << 3 | VARINT -> value = new AttributeValue.Int(reader.number());
                case 4 << 3 | FIXED64 -> value = new AttributeValue.Real(reader.real());
                case 5 << 3 | LENGTH_DELIMITED -> {
                    List<AttributeValue> elements = new ArrayList<>();
                    if (value instanceof AttributeValue.Many(List<AttributeValue> earlier)) {
                        elements.addAll(earlier); // the same member twice is merged
                    }
                    ProtobufReader array = reader.message();
                    while (array.next()) {
                        if (array.tag() == (1 << 3 | LENGTH_DELIMITED)) {
                            elements.add(value(data, array.valueOffset(), array.valueLength(), depth + 1));
                        }
                    }
                    value = new AttributeValue.Many(elements);
                }
                case 6 << 3 | LENGTH_DELIMITED -> {
                    List<Attribute> attributes = new ArrayList<>();
                    if (value instanceof AttributeValue.Fields(List<Attribute> earlier)) {
                        attributes.addAll(earlier);
                    }
                    ProtobufReader list = reader.message();
                    while (list.next()) {
                        if (list.tag() == (1 << 3 | LENGTH_DELIMITED)) {
                            attributes.add(attribute(data, list, depth + 1));
                        }
                    }
                    value = new AttributeValue.Fields(attributes);
                }
                case 7 << 3 | LENGTH_DELIMITED -> value = new AttributeValue.Bytes(reader.bytes());
                case 8 << 3 | VARINT -> value = new AttributeValue.Absent(); // an index into no table
                default -> {}
            }
        }
        return value;
    }
}
