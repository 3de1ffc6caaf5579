package dev.vivace.wire.jaeger;

import static dev.vivace.wire.protobuf.ProtobufWriter.FIXED64;
import static dev.vivace.wire.protobuf.ProtobufWriter.LENGTH_DELIMITED;
import static dev.vivace.wire.protobuf.ProtobufWriter.VARINT;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Resource;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.HexId;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.SpanDraft;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.otlp.OtlpRequestWriter;
import dev.vivace.wire.protobuf.ProtobufReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `PostSpansRequest` of `jaeger.api_v2`. Confined to one thread.
///
/// ```text
/// PostSpansRequest  1 batch
/// Batch             1 spans* 2 process
/// Process           1 service_name 2 tags*
/// Span              1 trace_id 2 span_id 3 operation_name 4 references* 5 flags 6 start_time 7 duration
///                   8 tags* 9 logs* 10 process 11 process_id 12 warnings*
/// SpanRef           1 trace_id 2 span_id 3 ref_type
/// Log               1 timestamp 2 fields*
/// KeyValue          1 key 2 v_type 3 v_str 4 v_bool 5 v_int64 6 v_float64 7 v_binary
/// Timestamp         1 seconds 2 nanos; Duration likewise
/// ```
final class JaegerProtobuf {

    private static final long NANOS = 1_000_000_000;
    private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS - 1;

    private final OtlpRequestWriter out;
    private final Remarks remarks = new Remarks();
    private int spans;

    private JaegerProtobuf(int length) {
        this.out = new OtlpRequestWriter(length);
    }

    static Translation request(byte[] data, int offset, int length) throws ForeignRequestException {
        JaegerProtobuf reader = new JaegerProtobuf(length);
        ProtobufReader request = new ProtobufReader(data, offset, length);
        while (request.next()) {
            if (request.tag() == (1 << 3 | LENGTH_DELIMITED)) {
                reader.batch(request);
            }
        }
        return reader.remarks.translation(reader.out.toByteArray(), reader.out.spans());
    }

    /// The process comes last on the wire, and the spans need it: two passes.
    private void batch(ProtobufReader request) {
        Resource resource = JaegerProcess.NONE;
        ProtobufReader batch = request.message();
        while (batch.next()) {
            if (batch.tag() == (2 << 3 | LENGTH_DELIMITED)) {
                resource = process(batch.message());
            }
        }
        batch = request.message();
        while (batch.next()) {
            if (batch.tag() == (1 << 3 | LENGTH_DELIMITED)) {
                span(batch.message(), resource, "spans[" + spans++ + "]");
            }
        }
    }

    private static Resource process(ProtobufReader in) {
        String serviceName = "";
        List<Attribute> tags = new ArrayList<>();
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> serviceName = in.text();
                case 2 << 3 | LENGTH_DELIMITED -> tags.add(tag(in.message()));
                default -> {}
            }
        }
        return JaegerProcess.resource(serviceName, tags);
    }

    private void span(ProtobufReader in, Resource batchResource, String place) {
        JaegerSpan span = new JaegerSpan();
        SpanDraft draft = span.draft;
        Resource resource = batchResource;
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> {
                    byte[] id = id(in.bytes(), 16, place + ".trace_id");
                    int low = Math.max(0, id.length - 8);
                    draft.traceIdHigh = HexId.of(id, 0, low);
                    draft.traceIdLow = HexId.of(id, low, id.length);
                }
                case 2 << 3 | LENGTH_DELIMITED -> {
                    byte[] id = id(in.bytes(), 8, place + ".span_id");
                    draft.spanId = HexId.of(id, 0, id.length);
                }
                case 3 << 3 | LENGTH_DELIMITED -> draft.name = in.text();
                case 4 << 3 | LENGTH_DELIMITED -> {
                    JaegerSpan.Reference reference = reference(in.message(), place + ".references");
                    if (reference != null) {
                        span.references.add(reference);
                    }
                }
                case 5 << 3 | VARINT -> span.flags = (int) in.number();
                case 6 << 3 | LENGTH_DELIMITED -> draft.startEpochNanos = nanos(in.message());
                case 7 << 3 | LENGTH_DELIMITED -> span.durationNanos = nanos(in.message());
                case 8 << 3 | LENGTH_DELIMITED -> {
                    Attribute tag = tag(in.message());
                    draft.put(tag.key(), tag.value());
                }
                case 9 << 3 | LENGTH_DELIMITED -> log(in.message(), span);
                case 10 << 3 | LENGTH_DELIMITED -> resource = process(in.message());
                case 12 << 3 | LENGTH_DELIMITED -> span.warnings.add(new AttributeValue.Text(in.text()));
                default -> {}
            }
        }
        span.writeTo(out, resource, true, place, remarks);
    }

    /// An id of at most `size` bytes; one that is longer counts as none.
    private byte[] id(byte[] bytes, int size, String place) {
        if (bytes.length <= size) {
            return bytes;
        }
        remarks.repaired(place, "an id of " + bytes.length + " bytes (expected: at most " + size + "), taken as none");
        return new byte[0];
    }

    private JaegerSpan.@Nullable Reference reference(ProtobufReader in, String place) {
        byte[] traceId = {};
        byte[] spanId = {};
        int type = JaegerSpan.CHILD_OF;
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> traceId = id(in.bytes(), 16, place);
                case 2 << 3 | LENGTH_DELIMITED -> spanId = id(in.bytes(), 8, place);
                case 3 << 3 | VARINT -> type = (int) in.number();
                default -> {}
            }
        }
        int low = Math.max(0, traceId.length - 8);
        long id = HexId.of(spanId, 0, spanId.length);
        return id == 0
                ? null
                : new JaegerSpan.Reference(type, HexId.of(traceId, 0, low), HexId.of(traceId, low, traceId.length), id);
    }

    private static void log(ProtobufReader in, JaegerSpan span) {
        long nanos = 0;
        List<Attribute> fields = new ArrayList<>(4);
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> nanos = nanos(in.message());
                case 2 << 3 | LENGTH_DELIMITED -> fields.add(tag(in.message()));
                default -> {}
            }
        }
        span.log(nanos, fields);
    }

    /// A `Timestamp` or `Duration`; Go's zero time, in the year 1, counts as none.
    private static long nanos(ProtobufReader in) {
        long seconds = 0;
        long nanos = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | VARINT -> seconds = in.number();
                case 2 << 3 | VARINT -> nanos = in.number();
                default -> {}
            }
        }
        return seconds < -MAX_SECONDS ? 0 : Math.min(seconds, MAX_SECONDS) * NANOS + (int) nanos;
    }

    private static Attribute tag(ProtobufReader in) {
        String key = "";
        int type = 0;
        String text = "";
        boolean flag = false;
        long number = 0;
        double real = 0;
        byte[] bytes = {};
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> key = in.text();
                case 2 << 3 | VARINT -> type = (int) in.number();
                case 3 << 3 | LENGTH_DELIMITED -> text = in.text();
                case 4 << 3 | VARINT -> flag = in.number() != 0;
                case 5 << 3 | VARINT -> number = in.number();
                case 6 << 3 | FIXED64 -> real = in.real();
                case 7 << 3 | LENGTH_DELIMITED -> bytes = in.bytes();
                default -> {}
            }
        }
        AttributeValue value = switch (type) {
            case 1 -> new AttributeValue.Bool(flag);
            case 2 -> new AttributeValue.Int(number);
            case 3 -> new AttributeValue.Real(real);
            case 4 -> new AttributeValue.Bytes(bytes);
            default -> new AttributeValue.Text(text);
        };
        return new Attribute(key, value);
    }
}
