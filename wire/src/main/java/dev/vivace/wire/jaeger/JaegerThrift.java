package dev.vivace.wire.jaeger;

import static dev.vivace.wire.thrift.ThriftReader.BOOL;
import static dev.vivace.wire.thrift.ThriftReader.DOUBLE;
import static dev.vivace.wire.thrift.ThriftReader.I32;
import static dev.vivace.wire.thrift.ThriftReader.I64;
import static dev.vivace.wire.thrift.ThriftReader.LIST;
import static dev.vivace.wire.thrift.ThriftReader.STRING;
import static dev.vivace.wire.thrift.ThriftReader.STRUCT;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Resource;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.SpanDraft;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.otlp.OtlpRequestWriter;
import dev.vivace.wire.thrift.ThriftReader;
import java.util.ArrayList;
import java.util.List;

/// Reads `Batch` of jaeger.thrift and the agent's `emitBatch` around it. Confined to one thread.
final class JaegerThrift {

    private final ThriftReader in;
    private final OtlpRequestWriter out;
    private final Remarks remarks = new Remarks();
    private Resource resource = JaegerProcess.NONE;

    private JaegerThrift(ThriftReader in, int length) {
        this.in = in;
        this.out = new OtlpRequestWriter(length);
    }

    /// An `emitBatch(1: Batch batch)`, whatever its message type.
    static Translation message(ThriftReader in, int length) throws ForeignRequestException {
        String method = in.message();
        if (!method.equals("emitBatch")) {
            throw new ForeignRequestException(
                    ForeignRequestException.WRONG_FORMAT,
                    "method " + Remarks.quote(method) + " of Jaeger's agent is not taken (expected: emitBatch)"
                            + (method.equals("emitZipkinBatch") ? "; send Zipkin spans to /api/v1/spans" : ""));
        }
        JaegerThrift reader = new JaegerThrift(in, length);
        in.beginStruct();
        while (in.nextField()) {
            if (in.field(STRUCT) == 1) {
                reader.batch();
            } else {
                in.skip();
            }
        }
        in.endStruct();
        return reader.remarks.translation(reader.out.toByteArray(), reader.out.spans());
    }

    static Translation batch(ThriftReader in, int length) throws ForeignRequestException {
        JaegerThrift reader = new JaegerThrift(in, length);
        reader.batch();
        if (in.remaining() > 0) {
            throw in.malformed("the batch's end, and " + in.remaining() + " bytes follow");
        }
        return reader.remarks.translation(reader.out.toByteArray(), reader.out.spans());
    }

    /// The process comes first from every known sender; if not, the spans are read once it is known.
    private void batch() {
        boolean process = false;
        boolean spans = false;
        int spansAt = -1;
        in.beginStruct();
        while (in.nextField()) {
            if (in.field(STRUCT) == 1) {
                resource = process();
                process = true;
            } else if (in.field(LIST) == 2) {
                spans = true;
                if (process) {
                    spans();
                } else {
                    spansAt = in.position();
                    in.skip();
                }
            } else {
                in.skip();
            }
        }
        if (!process && !spans) {
            // Almost any bytes can be read as a struct with fields nobody knows.
            throw in.malformed("the end of a struct with neither process nor spans");
        }
        if (spansAt >= 0) {
            int end = in.position();
            in.seek(spansAt);
            spans();
            in.seek(end);
        }
        in.endStruct();
    }

    private Resource process() {
        String serviceName = "";
        List<Attribute> tags = List.of();
        in.beginStruct();
        while (in.nextField()) {
            if (in.field(STRING) == 1) {
                serviceName = in.text();
            } else if (in.field(LIST) == 2) {
                tags = tags();
            } else {
                in.skip();
            }
        }
        in.endStruct();
        return JaegerProcess.resource(serviceName, tags);
    }

    private void spans() {
        int count = in.beginList(STRUCT);
        for (int i = 0; i < count; i++) {
            span().writeTo(out, resource, false, "spans[" + i + "]", remarks);
        }
        in.endList();
    }

    private JaegerSpan span() {
        JaegerSpan span = new JaegerSpan();
        SpanDraft draft = span.draft;
        in.beginStruct();
        while (in.nextField()) {
            switch (in.fieldId() << 8 | in.type()) {
                case 1 << 8 | I64 -> draft.traceIdLow = in.int64();
                case 2 << 8 | I64 -> draft.traceIdHigh = in.int64();
                case 3 << 8 | I64 -> draft.spanId = in.int64();
                case 4 << 8 | I64 -> draft.parentSpanId = in.int64();
                case 5 << 8 | STRING -> draft.name = in.text();
                case 6 << 8 | LIST -> references(span);
                case 7 << 8 | I32 -> span.flags = in.int32();
                case 8 << 8 | I64 -> draft.startEpochNanos = SpanDraft.nanos(in.int64());
                case 9 << 8 | I64 -> span.durationNanos = SpanDraft.nanos(in.int64());
                case 10 << 8 | LIST -> tags().forEach(tag -> draft.put(tag.key(), tag.value()));
                case 11 << 8 | LIST -> logs(span);
                default -> in.skip();
            }
        }
        in.endStruct();
        return span;
    }

    private void references(JaegerSpan span) {
        int count = in.beginList(STRUCT);
        for (int i = 0; i < count; i++) {
            int type = JaegerSpan.CHILD_OF;
            long high = 0;
            long low = 0;
            long spanId = 0;
            in.beginStruct();
            while (in.nextField()) {
                switch (in.fieldId() << 8 | in.type()) {
                    case 1 << 8 | I32 -> type = in.int32();
                    case 2 << 8 | I64 -> low = in.int64();
                    case 3 << 8 | I64 -> high = in.int64();
                    case 4 << 8 | I64 -> spanId = in.int64();
                    default -> in.skip();
                }
            }
            in.endStruct();
            span.references.add(new JaegerSpan.Reference(type, high, low, spanId));
        }
        in.endList();
    }

    private void logs(JaegerSpan span) {
        int count = in.beginList(STRUCT);
        for (int i = 0; i < count; i++) {
            long nanos = 0;
            List<Attribute> fields = List.of();
            in.beginStruct();
            while (in.nextField()) {
                if (in.field(I64) == 1) {
                    nanos = SpanDraft.nanos(in.int64());
                } else if (in.field(LIST) == 2) {
                    fields = tags();
                } else {
                    in.skip();
                }
            }
            in.endStruct();
            span.log(nanos, fields);
        }
        in.endList();
    }

    private List<Attribute> tags() {
        int count = in.beginList(STRUCT);
        List<Attribute> tags = new ArrayList<>(Math.min(count, 32));
        for (int i = 0; i < count; i++) {
            tags.add(tag());
        }
        in.endList();
        return tags;
    }

    private Attribute tag() {
        String key = "";
        int type = 0;
        String text = "";
        double real = 0;
        boolean flag = false;
        long number = 0;
        byte[] bytes = {};
        in.beginStruct();
        while (in.nextField()) {
            switch (in.fieldId() << 8 | in.type()) {
                case 1 << 8 | STRING -> key = in.text();
                case 2 << 8 | I32 -> type = in.int32();
                case 3 << 8 | STRING -> text = in.text();
                case 4 << 8 | DOUBLE -> real = in.real();
                case 5 << 8 | BOOL -> flag = in.bool();
                case 6 << 8 | I64 -> number = in.int64();
                case 7 << 8 | STRING -> bytes = in.bytes();
                default -> in.skip();
            }
        }
        in.endStruct();
        AttributeValue value = switch (type) {
            case 1 -> new AttributeValue.Real(real);
            case 2 -> new AttributeValue.Bool(flag);
            case 3 -> new AttributeValue.Int(number);
            case 4 -> new AttributeValue.Bytes(bytes);
            default -> new AttributeValue.Text(text);
        };
        return new Attribute(key, value);
    }
}
