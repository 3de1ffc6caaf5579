package dev.vivace.wire.zipkin;

import static dev.vivace.wire.thrift.ThriftReader.BOOL;
import static dev.vivace.wire.thrift.ThriftReader.I16;
import static dev.vivace.wire.thrift.ThriftReader.I32;
import static dev.vivace.wire.thrift.ThriftReader.I64;
import static dev.vivace.wire.thrift.ThriftReader.LIST;
import static dev.vivace.wire.thrift.ThriftReader.STRING;
import static dev.vivace.wire.thrift.ThriftReader.STRUCT;

import dev.vivace.model.AttributeValue;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.otlp.OtlpRequestWriter;
import dev.vivace.wire.thrift.BinaryThrift;
import dev.vivace.wire.thrift.ThriftReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Reads a list of `Span` of zipkinCore.thrift. Confined to one thread.
///
/// ```text
/// Span              1 trace_id 3 name 4 id 5 parent_id 6 annotations* 8 binary_annotations* 9 debug
///                   10 timestamp 11 duration 12 trace_id_high
/// Annotation        1 timestamp 2 value 3 host
/// BinaryAnnotation  1 key 2 value 3 annotation_type 4 host
/// Endpoint          1 ipv4 i32 2 port i16 3 service_name 4 ipv6
/// ```
final class ZipkinThrift {

    private final ThriftReader in;
    private final Remarks remarks = new Remarks();

    private ZipkinThrift(ThriftReader in) {
        this.in = in;
    }

    static Translation read(byte[] data, int offset, int length) throws ForeignRequestException {
        ZipkinThrift reader = new ZipkinThrift(new BinaryThrift(data, offset, length));
        OtlpRequestWriter out = new OtlpRequestWriter(length);
        int count = reader.in.beginList(STRUCT);
        for (int i = 0; i < count; i++) {
            reader.span("[" + i + "]").writeTo(out);
        }
        reader.in.endList();
        return reader.remarks.translation(out.toByteArray(), out.spans());
    }

    private SpanV1 span(String place) {
        SpanV1 span = new SpanV1(place, remarks);
        long parent = 0;
        in.beginStruct();
        while (in.nextField()) {
            switch (in.fieldId() << 8 | in.type()) {
                case 1 << 8 | I64 -> span.ids.traceIdLow = in.int64();
                case 3 << 8 | STRING -> span.name = in.text();
                case 4 << 8 | I64 -> span.ids.spanId = in.int64();
                case 5 << 8 | I64 -> parent = in.int64();
                case 6 << 8 | LIST -> annotations(span);
                case 8 << 8 | LIST -> binaryAnnotations(span);
                case 9 << 8 | BOOL -> span.debug = in.bool();
                case 10 << 8 | I64 -> span.timestampMicros = Math.max(0, in.int64());
                case 11 << 8 | I64 -> span.durationMicros = Math.max(0, in.int64());
                case 12 << 8 | I64 -> span.ids.traceIdHigh = in.int64();
                default -> in.skip();
            }
        }
        in.endStruct();
        span.ids.parentSpanId = parent;
        return span;
    }

    private void annotations(SpanV1 span) {
        int count = in.beginList(STRUCT);
        for (int i = 0; i < count; i++) {
            long micros = 0;
            String value = "";
            Endpoint host = null;
            in.beginStruct();
            while (in.nextField()) {
                switch (in.fieldId() << 8 | in.type()) {
                    case 1 << 8 | I64 -> micros = in.int64();
                    case 2 << 8 | STRING -> value = in.text();
                    case 3 << 8 | STRUCT -> host = endpoint();
                    default -> in.skip();
                }
            }
            in.endStruct();
            span.annotate(micros, value, host);
        }
        in.endList();
    }

    private void binaryAnnotations(SpanV1 span) {
        int count = in.beginList(STRUCT);
        for (int i = 0; i < count; i++) {
            String key = "";
            byte[] value = {};
            int type = 6;
            Endpoint host = null;
            in.beginStruct();
            while (in.nextField()) {
                switch (in.fieldId() << 8 | in.type()) {
                    case 1 << 8 | STRING -> key = in.text();
                    case 2 << 8 | STRING -> value = in.bytes();
                    case 3 << 8 | I32 -> type = in.int32();
                    case 4 << 8 | STRUCT -> host = endpoint();
                    default -> in.skip();
                }
            }
            in.endStruct();
            AttributeValue typed = value(type, value);
            if (typed == null) {
                remarks.repaired(
                        span.place + ".binary_annotations." + Remarks.quote(key),
                        value.length + " bytes do not fit type " + type + ", kept in hex");
                typed = new AttributeValue.Text(HexFormat.of().formatHex(value));
            }
            span.tag(key, typed, host);
        }
        in.endList();
    }

    /// Types: 0 bool, 1 bytes, 2 i16, 3 i32, 4 i64, 5 double, 6 string; null if the bytes do not fit.
    private static @Nullable AttributeValue value(int type, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (type) {
            case 0 -> bytes.length == 1 ? new AttributeValue.Bool(bytes[0] != 0) : null;
            case 1 -> new AttributeValue.Text(Base64.getEncoder().encodeToString(bytes));
            case 2 -> bytes.length == 2 ? new AttributeValue.Int(buffer.getShort()) : null;
            case 3 -> bytes.length == 4 ? new AttributeValue.Int(buffer.getInt()) : null;
            case 4 -> bytes.length == 8 ? new AttributeValue.Int(buffer.getLong()) : null;
            case 5 -> bytes.length == 8 ? new AttributeValue.Real(buffer.getDouble()) : null;
            default -> new AttributeValue.Text(new String(bytes, StandardCharsets.UTF_8));
        };
    }

    private Endpoint endpoint() {
        int ipv4 = 0;
        int port = 0;
        String service = "";
        byte[] ipv6 = {};
        in.beginStruct();
        while (in.nextField()) {
            switch (in.fieldId() << 8 | in.type()) {
                case 1 << 8 | I32 -> ipv4 = in.int32();
                case 2 << 8 | I16 -> port = in.int16() & 0xffff;
                case 3 << 8 | STRING -> service = in.text();
                case 4 << 8 | STRING -> ipv6 = in.bytes();
                default -> in.skip();
            }
        }
        in.endStruct();
        return new Endpoint(service, IpText.ofV4(ipv4), IpText.of(ipv6), port);
    }
}
