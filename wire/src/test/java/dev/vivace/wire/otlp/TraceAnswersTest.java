package dev.vivace.wire.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.wire.json.JsonText;
import dev.vivace.wire.tempo.TraceByIdMessages;
import dev.vivace.wire.tempo.TraceJson;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Traces as Tempo's API answers them, and as OTLP/JSON has them.
class TraceAnswersTest {

    private static final Span CART = new Span(
            TraceId.parse("0af7651916cd43dd8448eb211c80319c"),
            new SpanId(0xb7ad6b7169203331L),
            null,
            "",
            0,
            "GET /cart",
            2,
            1_755_850_000_000_000_000L,
            1_755_850_000_120_000_000L,
            List.of(new Attribute("http.status_code", new AttributeValue.Int(500))),
            0,
            List.of(),
            0,
            List.of(),
            0,
            2,
            "",
            new Resource(List.of(new Attribute("service.name", new AttributeValue.Text("cart"))), 0, ""),
            new InstrumentationScope("demo", "", List.of(), 0, ""));

    private static final List<ResourceSpans> SENT = ResourceSpans.grouped(List.of(CART));

    private static final String RESOURCE_SPANS =
            "[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"cart\"}}]},"
                    + "\"scopeSpans\":[{\"scope\":{\"name\":\"demo\"},\"spans\":[{"
                    + "\"traceId\":\"CvdlGRbNQ92ESOshHIAxnA==\",\"spanId\":\"t61rcWkgMzE=\","
                    + "\"name\":\"GET /cart\",\"kind\":\"SPAN_KIND_SERVER\","
                    + "\"startTimeUnixNano\":\"1755850000000000000\",\"endTimeUnixNano\":\"1755850000120000000\","
                    + "\"attributes\":[{\"key\":\"http.status_code\",\"value\":{\"intValue\":\"500\"}}],"
                    + "\"status\":{\"code\":\"STATUS_CODE_ERROR\"}}]}]}]";

    @Test
    void jsonLooksLikeThePublishedExamples() {
        assertThat(text(TraceJson.v1(SENT))).isEqualTo("{\"batches\":" + RESOURCE_SPANS + "}");
        assertThat(text(TraceJson.v2(SENT, 18_234, null)))
                .isEqualTo("{\"trace\":{\"resourceSpans\":" + RESOURCE_SPANS
                        + "},\"metrics\":{\"inspectedBytes\":\"18234\"}}");
    }

    @Test
    void partialAnswersSaySo() {
        assertThat(text(TraceJson.v2(List.of(), 0, "cut")))
                .isEqualTo("{\"trace\":{},\"metrics\":{},\"status\":\"PARTIAL\",\"message\":\"cut\"}");
        assertThat(TraceByIdMessages.response(List.of(), 3, "cut"))
                .containsExactly(0x0A, 0x00, 0x12, 0x02, 0x08, 0x03, 0x18, 0x01, 0x22, 0x03, 'c', 'u', 't');
    }

    @Test
    void nothingFoundKeepsItsMessages() {
        assertThat(TraceByIdMessages.response(List.of(), 0, null)).containsExactly(0x0A, 0x00, 0x12, 0x00);
        assertThat(text(TraceJson.v2(List.of(), 0, null))).isEqualTo("{\"trace\":{},\"metrics\":{}}");
    }

    @Test
    void responseHoldsTheTraceAsItIs() {
        byte[] trace = TraceByIdMessages.trace(SENT);
        byte[] response = TraceByIdMessages.response(SENT, 0, null);

        assertThat(response).hasSize(trace.length + 2 + 3).endsWith(0x12, 0x00).startsWith(0x0A);
        assertThat(Arrays.copyOfRange(response, 3, 3 + trace.length)).isEqualTo(trace);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void jsonAndProtobufSayTheSameToAStrictReader(long seed) throws Exception {
        RandomRequests requests = new RandomRequests(seed);
        for (int round = 0; round < 150; round++) {
            List<Span> spans = Oracle.spans(requests.request());
            TracesData expected = TracesData.parseFrom(OtlpEncoder.encode(spans));
            TracesData.Builder v1 = TracesData.newBuilder();
            JsonFormat.parser()
                    .merge(
                            text(TraceJson.v1(ResourceSpans.grouped(spans)))
                                    .replaceFirst("\"batches\":", "\"resourceSpans\":"),
                            v1);
            TracesData.Builder printedByTheLibrary = TracesData.newBuilder(); // its parser loses the sign of -0.0
            JsonFormat.parser().merge(JsonFormat.printer().print(expected), printedByTheLibrary);
            assertThat(v1.build()).as("seed %d round %d", seed, round).isEqualTo(printedByTheLibrary.build());

            JsonText otlp = new JsonText();
            otlp.beginObject().name("resourceSpans");
            new OtlpJsonWriter(OtlpJsonWriter.Dialect.OTLP).resourceSpans(ResourceSpans.grouped(spans), otlp);
            byte[] json = otlp.endObject().toByteArray();
            assertThat(TracesData.parseFrom(OtlpJson.toProtobuf(json, 0, json.length)))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(expected);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
