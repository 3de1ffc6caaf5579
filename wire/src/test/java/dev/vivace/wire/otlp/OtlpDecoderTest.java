package dev.vivace.wire.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Span;
import dev.vivace.wire.otlp.MalformedOtlpException.Reason;
import dev.vivace.wire.protobuf.ProtobufWriter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpDecoderTest {

    private static final ByteString TRACE_ID =
            ByteString.copyFrom(HexFormat.of().parseHex("0af7651916cd43dd8448eb211c80319c"));
    private static final ByteString SPAN_ID = ByteString.copyFrom(HexFormat.of().parseHex("b7ad6b7169203331"));

    @Test
    void emptyRequestHasNoSpans() throws Exception {
        assertThat(OtlpObjects.spans(new byte[0])).isEmpty();
    }

    @Test
    void requestInTheMiddleOfAnArrayIsRead() throws Exception {
        byte[] request = request(span()).toByteArray();
        byte[] array = new byte[request.length + 20];
        Arrays.fill(array, (byte) 0xFF);
        System.arraycopy(request, 0, array, 7, request.length);
        SpanCollector collector = new SpanCollector();

        assertThat(new OtlpDecoder().decode(array, 7, request.length, collector))
                .isEqualTo(1);
        assertThat(collector.spans()).isEqualTo(OtlpObjects.spans(request));
    }

    @Test
    void resourceScopeAndSchemaUrlsMayStandBehindTheirSpans() throws Exception {
        ProtobufWriter out = new ProtobufWriter();
        int resourceSpans = out.open(1);
        int scopeSpans = out.open(2);
        out.bytes(2, span().build().toByteArray());
        out.string(3, "scope-url");
        int scope = out.open(1);
        out.string(1, "late");
        out.close(scope);
        out.close(scopeSpans);
        out.string(3, "resource-url");
        out.bytes(
                1,
                Resource.newBuilder()
                        .addAttributes(attribute("service.name", "cart"))
                        .build()
                        .toByteArray());
        out.close(resourceSpans);

        Span span = OtlpObjects.spans(out.toByteArray()).getFirst();

        assertThat(span.resource().attributes())
                .containsExactly(new Attribute("service.name", new AttributeValue.Text("cart")));
        assertThat(span.resource().schemaUrl()).isEqualTo("resource-url");
        assertThat(span.scope().name()).isEqualTo("late");
        assertThat(span.scope().schemaUrl()).isEqualTo("scope-url");
    }

    @Test
    void allZeroParentAndLinkIdsAreNone() throws Exception {
        Span span = OtlpObjects.spans(request(span().setParentSpanId(zeros(8))
                                .addLinks(io.opentelemetry.proto.trace.v1.Span.Link.newBuilder()
                                        .setTraceId(zeros(16))
                                        .setSpanId(zeros(8))))
                        .toByteArray())
                .getFirst();

        assertThat(span.parentSpanId()).isNull();
        assertThat(span.links().getFirst().traceIdHigh()).isZero();
        assertThat(span.links().getFirst().spanId()).isZero();
    }

    @Test
    void stringCutInsideACharacterIsMendedAndCounted() throws Exception {
        byte[] cut = "größe".getBytes(StandardCharsets.UTF_8);
        ProtobufWriter out = new ProtobufWriter();
        int resourceSpans = out.open(1);
        int scopeSpans = out.open(2);
        int span = out.open(2);
        out.raw(
                span().setName("日本").build().toByteArray(),
                0,
                span().setName("日本").build().getSerializedSize());
        int keyValue = out.open(9);
        out.string(1, "size");
        int value = out.open(2);
        out.bytes(1, cut, 0, 3); // g, r and half an ö
        out.close(value);
        out.close(keyValue);
        out.close(span);
        out.close(scopeSpans);
        out.close(resourceSpans);
        byte[] request = out.toByteArray();
        SpanCollector collector = new SpanCollector();
        OtlpDecoder decoder = new OtlpDecoder();

        decoder.decode(request, 0, request.length, collector);

        assertThat(decoder.repairedStrings()).isEqualTo(1);
        assertThat(collector.spans().getFirst().name()).isEqualTo("日本");
        assertThat(collector.spans().getFirst().attributes())
                .containsExactly(new Attribute("size", new AttributeValue.Text("gr?")));
        assertThat(ExportTraceServiceRequest.parseFrom(request).getResourceSpansCount())
                .as("strict readers take what was mended")
                .isEqualTo(1);
    }

    @Test
    void everyByteThatBelongsToNoCharacterBecomesAQuestionMark() {
        assertThat(repaired("41 E2 82 41")).isEqualTo("A??A");
        assertThat(repaired("E2 82 AC")).isEqualTo("€");
        assertThat(repaired("F0 9F 9A 80")).isEqualTo("🚀");
        assertThat(repaired("F0 9F 9A")).isEqualTo("???");
        assertThat(repaired("C0 80")).as("overlong").isEqualTo("??");
        assertThat(repaired("E0 80 80")).as("overlong").isEqualTo("???");
        assertThat(repaired("ED A0 80")).as("surrogate").isEqualTo("???");
        assertThat(repaired("F4 90 80 80")).as("past U+10FFFF").isEqualTo("????");
        assertThat(repaired("FF FE 7F")).isEqualTo("??\u007f");
        assertThat(repaired("C3 A9 C3")).isEqualTo("é?");
    }

    @Test
    void repairAgreesWithTheStrictDecoderOfTheLibrary() {
        java.util.Random random = new java.util.Random(7);
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0x80 + random.nextInt(0x78));
            }
            boolean valid = Utf8.isAscii(bytes, 0, bytes.length) || !Utf8.repair(bytes.clone(), 0, bytes.length);
            assertThat(valid)
                    .as("%s", HexFormat.of().formatHex(bytes))
                    .isEqualTo(ByteString.copyFrom(bytes).isValidUtf8());
            Utf8.repair(bytes, 0, bytes.length);
            assertThat(ByteString.copyFrom(bytes).isValidUtf8()).isTrue();
        }
    }

    @Test
    void absentTraceIdIsRefusedInTheWordsClientsKnow() {
        MalformedOtlpException refusal =
                refusal(request(span(), span().clearTraceId()).toByteArray());

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_TRACE_ID);
        assertThat(refusal)
                .hasMessageStartingWith("trace ids must be 128 bit, received 0 bits: "
                        + "resourceSpans[0].scopeSpans[0].spans[1].traceId at byte ")
                .hasMessageContaining("is absent (expected: 16 bytes, not all zero)");
    }

    @Test
    void allZeroSpanIdIsRefusedInTheWordsClientsKnow() {
        MalformedOtlpException refusal =
                refusal(request(span().setSpanId(zeros(8))).toByteArray());

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_SPAN_ID);
        assertThat(refusal)
                .hasMessageStartingWith("span ids must be 64 bit and not all zero, received 0 bits: "
                        + "resourceSpans[0].scopeSpans[0].spans[0].spanId at byte ")
                .hasMessageContaining("is all zeros");
    }

    @Test
    void traceIdSentAsHexTextIsRecognised() {
        MalformedOtlpException refusal =
                refusal(request(span().setTraceId(ByteString.copyFromUtf8("0af7651916cd43dd8448eb211c80319c")))
                        .toByteArray());

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_TRACE_ID);
        assertThat(refusal)
                .hasMessageStartingWith("trace id has 32 bytes (expected: 16 bytes, not all zero): "
                        + "resourceSpans[0].scopeSpans[0].spans[0].traceId at byte ")
                .hasMessageContaining("ids are 16 raw bytes in protobuf, 32 hex digits in OTLP/JSON")
                .hasMessageEndingWith("these bytes are the hex digits as text, decode them first");
    }

    @Test
    void wrongParentAndLinkIdsAreRefused() {
        assertThat(refusal(request(span().setParentSpanId(TRACE_ID)).toByteArray()))
                .hasMessageStartingWith("parent span id has 16 bytes (expected: 8 bytes): "
                        + "resourceSpans[0].scopeSpans[0].spans[0].parentSpanId")
                .hasMessageEndingWith("leave the field out if there is none");
        assertThat(refusal(request(span().addLinks(io.opentelemetry.proto.trace.v1.Span.Link.newBuilder()
                                .setTraceId(SPAN_ID)))
                        .toByteArray()))
                .hasMessageStartingWith("trace id has 8 bytes (expected: 16 bytes): "
                        + "resourceSpans[0].scopeSpans[0].spans[0].links[0].traceId");
    }

    @Test
    void refusalNamesTheFieldDeepInside() {
        ProtobufWriter out = new ProtobufWriter();
        int resourceSpans = out.open(1);
        int resource = out.open(1);
        for (int i = 0; i < 2; i++) {
            int keyValue = out.open(1);
            out.string(1, "k");
            int value = out.open(2);
            out.tag(1, 2);
            out.varint(i == 0 ? 0 : 99);
            out.close(value);
            out.close(keyValue);
        }
        out.close(resource);
        out.close(resourceSpans);

        MalformedOtlpException refusal = refusal(out.toByteArray());

        assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(refusal)
                .hasMessageStartingWith("malformed OTLP protobuf: "
                        + "resourceSpans[0].resource.attributes[1].value.stringValue at byte 20 of 22 "
                        + "says it has 99 bytes, but only 0 are left");
    }

    @Test
    void nestingIsBounded() throws Exception {
        assertThat(OtlpObjects.spans(nested(OtlpDecoder.MAX_DEPTH))).hasSize(1);

        MalformedOtlpException refusal = refusal(nested(OtlpDecoder.MAX_DEPTH + 1));

        assertThat(refusal.reason()).isEqualTo(Reason.TOO_DEEP);
        assertThat(refusal).hasMessageContaining("resourceSpans[0].scopeSpans[0].spans[0].attributes[0].value");
        assertThat(refusal.getMessage()).hasSizeLessThan(500);
    }

    @Test
    void groupsNestedWithoutEndAreRefusedBeforeTheStackEnds() {
        byte[] groups = new byte[100_000];
        Arrays.fill(groups, (byte) (9 << 3 | 3));

        assertThat(refusal(groups).reason()).isEqualTo(Reason.TOO_DEEP);
    }

    @Test
    void foreignBodiesAreRecognised() {
        assertThat(refusal("  {\"resourceSpans\":[]}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage(
                        "not an OTLP protobuf request: the body looks like JSON (it starts with '{') but was sent as"
                                + " protobuf; send it with Content-Type: application/json");
        assertThat(refusal(HexFormat.of().parseHex("1f8b0800000000000003")))
                .hasMessageContaining("Content-Encoding: gzip");
        assertThat(refusal(HexFormat.of().parseHex("28b52ffd0458410000"))).hasMessageContaining("zstd");
        assertThat(refusal(HexFormat.of().parseHex("00000000030a0500"))).hasMessageContaining("gRPC");
    }

    @Test
    void nothingIsAllocatedPerSpan() throws Exception {
        byte[] request =
                request(span().addAttributes(attribute("http.method", "GET"))).toByteArray();
        OtlpDecoder decoder = new OtlpDecoder();
        CountingSink sink = new CountingSink();
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            decoder.decode(request, 0, request.length, sink);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            decoder.decode(request, 0, request.length, sink);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    private static String repaired(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        Utf8.repair(bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] nested(int depth) {
        AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
        for (int i = 1; i < depth; i++) {
            value = AnyValue.newBuilder()
                    .setArrayValue(ArrayValue.newBuilder().addValues(value))
                    .build();
        }
        return request(span().addAttributes(KeyValue.newBuilder().setKey("deep").setValue(value)))
                .toByteArray();
    }

    private static MalformedOtlpException refusal(byte[] request) {
        return catchThrowableOfType(MalformedOtlpException.class, () -> OtlpObjects.spans(request));
    }

    private static KeyValue attribute(String key, String text) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(text))
                .build();
    }

    private static ByteString zeros(int length) {
        return ByteString.copyFrom(new byte[length]);
    }

    private static io.opentelemetry.proto.trace.v1.Span.Builder span() {
        return io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(TRACE_ID)
                .setSpanId(SPAN_ID);
    }

    private static ExportTraceServiceRequest request(io.opentelemetry.proto.trace.v1.Span.Builder... spans) {
        ScopeSpans.Builder scopeSpans = ScopeSpans.newBuilder();
        List.of(spans).forEach(scopeSpans::addSpans);
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scopeSpans))
                .build();
    }
}
