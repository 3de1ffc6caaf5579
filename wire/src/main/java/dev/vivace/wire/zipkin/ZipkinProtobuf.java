package dev.vivace.wire.zipkin;

import static dev.vivace.wire.protobuf.ProtobufWriter.FIXED64;
import static dev.vivace.wire.protobuf.ProtobufWriter.LENGTH_DELIMITED;
import static dev.vivace.wire.protobuf.ProtobufWriter.VARINT;

import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.otlp.OtlpRequestWriter;
import dev.vivace.wire.protobuf.ProtobufReader;
import java.util.HexFormat;

/// Reads `ListOfSpans` of zipkin.proto3. Confined to one thread.
///
/// ```text
/// Span        1 trace_id 2 parent_id 3 id 4 kind 5 name 6 timestamp fixed64 7 duration 8 local_endpoint
///             9 remote_endpoint 10 annotations* 11 tags* 12 debug 13 shared
/// Endpoint    1 service_name 2 ipv4 3 ipv6 4 port
/// Annotation  1 timestamp fixed64 2 value
/// ```
final class ZipkinProtobuf {

    private static final String[] KINDS = {"", "CLIENT", "SERVER", "PRODUCER", "CONSUMER"};

    private ZipkinProtobuf() {}

    static Translation read(byte[] data, int offset, int length, boolean typedTags) throws ForeignRequestException {
        OtlpRequestWriter out = new OtlpRequestWriter(length);
        Remarks remarks = new Remarks();
        ProtobufReader list = new ProtobufReader(data, offset, length);
        int number = 0;
        while (list.next()) {
            if (list.tag() == (1 << 3 | LENGTH_DELIMITED)) {
                SpanV2 span = new SpanV2("spans[" + number++ + "]", remarks, typedTags);
                span(list.message(), span);
                span.writeTo(out);
            }
        }
        return remarks.translation(out.toByteArray(), out.spans());
    }

    private static void span(ProtobufReader in, SpanV2 span) {
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> span.ids.traceId(hex(in));
                case 2 << 3 | LENGTH_DELIMITED -> span.ids.parentId(hex(in));
                case 3 << 3 | LENGTH_DELIMITED -> span.ids.spanId(hex(in));
                case 4 << 3 | VARINT ->
                    span.kind = in.number() >= 0 && in.number() < KINDS.length
                            ? KINDS[(int) in.number()]
                            : Long.toString(in.number());
                case 5 << 3 | LENGTH_DELIMITED -> span.draft.name = in.text();
                case 6 << 3 | FIXED64, 6 << 3 | VARINT -> span.timestampMicros = Math.max(0, in.number());
                case 7 << 3 | VARINT, 7 << 3 | FIXED64 -> span.durationMicros = Math.max(0, in.number());
                case 8 << 3 | LENGTH_DELIMITED -> span.local = endpoint(in.message());
                case 9 << 3 | LENGTH_DELIMITED -> span.remote = endpoint(in.message());
                case 10 << 3 | LENGTH_DELIMITED -> annotation(in.message(), span);
                case 11 << 3 | LENGTH_DELIMITED -> tag(in.message(), span);
                case 12 << 3 | VARINT -> span.debug = in.number() != 0;
                case 13 << 3 | VARINT -> span.shared = in.number() != 0;
                default -> {}
            }
        }
    }

    private static String hex(ProtobufReader in) {
        return HexFormat.of().formatHex(in.bytes());
    }

    private static Endpoint endpoint(ProtobufReader in) {
        String service = "";
        String ipv4 = "";
        String ipv6 = "";
        int port = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> service = in.text();
                case 2 << 3 | LENGTH_DELIMITED -> ipv4 = IpText.of(in.bytes());
                case 3 << 3 | LENGTH_DELIMITED -> ipv6 = IpText.of(in.bytes());
                case 4 << 3 | VARINT -> port = (int) in.number();
                default -> {}
            }
        }
        return new Endpoint(service, ipv4, ipv6, port);
    }

    private static void annotation(ProtobufReader in, SpanV2 span) {
        long micros = 0;
        String value = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | FIXED64, 1 << 3 | VARINT -> micros = in.number();
                case 2 << 3 | LENGTH_DELIMITED -> value = in.text();
                default -> {}
            }
        }
        span.annotate(micros, value);
    }

    private static void tag(ProtobufReader in, SpanV2 span) {
        String key = "";
        String value = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> key = in.text();
                case 2 << 3 | LENGTH_DELIMITED -> value = in.text();
                default -> {}
            }
        }
        span.tag(key, value);
    }
}
