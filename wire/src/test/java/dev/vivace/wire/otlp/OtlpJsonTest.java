package dev.vivace.wire.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.util.JsonFormat;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Span;
import dev.vivace.wire.otlp.MalformedOtlpException.Reason;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {

    private static final Pattern ID =
            Pattern.compile("\"(traceId|spanId|parentSpanId|trace_id|span_id|parent_span_id)\": ?\"([^\"]*)\"");
    private static final String IDS =
            "\"traceId\":\"0AF7651916cd43dd8448eb211c80319c\",\"spanId\":\"b7ad6b7169203331\"";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsWhatTheLibraryPrints(long seed) throws Exception {
        RandomRequests requests = new RandomRequests(seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            ExportTraceServiceRequest request = requests.request();
            JsonFormat.Printer printer = JsonFormat.printer();
            printer = random.nextBoolean() ? printer.preservingProtoFieldNames() : printer;
            printer = random.nextBoolean() ? printer.printingEnumsAsInts() : printer;
            printer = random.nextBoolean() ? printer.omittingInsignificantWhitespace() : printer;
            String json = withHexIds(printer.print(request), random.nextBoolean());

            assertThat(ExportTraceServiceRequest.parseFrom(transcode(json)))
                    .as("seed %d round %d%n%s", seed, round, json)
                    .isEqualTo(request);
        }
    }

    @Test
    void exampleOfTheFormatIsRead() throws Exception {
        List<Span> spans = spans(resource("opentelemetry-proto-trace.json"));

        assertThat(spans).hasSize(1);
        assertThat(spans.getFirst().name()).isEqualTo("I'm a server span");
        assertThat(spans.getFirst().traceId().toHex()).isEqualTo("5b8efff798038103d269b633813fc60c");
        assertThat(spans.getFirst().kind()).isEqualTo(2);
    }

    @Test
    void jaegersFixtureIsReadWholly() throws Exception {
        List<Span> spans = spans(resource("jaeger-memory-otel_traces_01.json"));

        assertThat(spans).hasSize(4);
        assertThat(spans).anySatisfy(span -> assertThat(span.links()).isNotEmpty());
        assertThat(spans)
                .anySatisfy(span -> assertThat(span.attributes())
                        .anySatisfy(
                                attribute -> assertThat(attribute.value()).isInstanceOf(AttributeValue.Bytes.class)));
    }

    @Test
    void bothSpellingsStringsAndNumbersMeanTheSame() throws Exception {
        String camel = span(IDS
                + ",\"kind\":3,\"startTimeUnixNano\":1755850000000000000,"
                + "\"endTimeUnixNano\":\"18446744073709551615\","
                + "\"droppedAttributesCount\":\"7\",\"attributes\":["
                + "{\"key\":\"i\",\"value\":{\"intValue\":-9}},"
                + "{\"key\":\"d\",\"value\":{\"doubleValue\":\"1.5\"}},"
                + "{\"key\":\"n\",\"value\":{\"doubleValue\":\"NaN\"}}]");
        String snake = "{\"resource_spans\":[{\"scope_spans\":[{\"spans\":[{"
                + "\"trace_id\":\"0af7651916cd43dd8448eb211c80319C\",\"span_id\":\"B7AD6B7169203331\","
                + "\"kind\":\"SPAN_KIND_CLIENT\",\"start_time_unix_nano\":\"1755850000000000000\","
                + "\"end_time_unix_nano\":18446744073709551615,\"dropped_attributes_count\":7.0,\"unknown\":[{}],"
                + "\"attributes\":[{\"key\":\"i\",\"value\":{\"int_value\":\"-9\"}},"
                + "{\"key\":\"d\",\"value\":{\"double_value\":1.5}},"
                + "{\"key\":\"n\",\"value\":{\"double_value\":\"NaN\"}}]"
                + ",\"status\":null,\"links\":null}]}]}]}";

        assertThat(spans(snake)).isEqualTo(spans(camel));
        assertThat(spans(camel).getFirst().endEpochNanos()).isEqualTo(-1);
    }

    @Test
    void emptyAndUnspecifiedValuesSurvive() throws Exception {
        List<Span> spans = spans(span(IDS + ",\"attributes\":[{\"key\":\"a\",\"value\":{}},{\"key\":\"b\"},"
                + "{\"key\":\"c\",\"value\":{\"arrayValue\":{}}},{\"key\":\"\",\"value\":{\"stringValue\":\"\"}},"
                + "{\"key\":\"z\",\"value\":{\"bytesValue\":\"_-8\"}}]"));

        assertThat(spans.getFirst().attributes())
                .extracting(attribute -> attribute.value().getClass().getSimpleName())
                .containsExactly("Absent", "Absent", "Many", "Text", "Bytes");
    }

    @Test
    void requestsWithoutSpansAreFine() throws Exception {
        assertThat(spans("{}")).isEmpty();
        assertThat(spans(" {\"resourceSpans\":[]} \n")).isEmpty();
        assertThat(spans("{\"resourceSpans\":null}")).isEmpty();
        assertThat(spans("{\"resourceSpans\":[{}]}")).isEmpty();
    }

    @Test
    void spansOfOldSendersAreNotLost() throws Exception {
        assertThat(spans("{\"resourceSpans\":[{\"instrumentationLibrarySpans\":[{\"instrumentationLibrary\":"
                        + "{\"name\":\"old\"},\"spans\":[{" + IDS + "}]}]}]}"))
                .singleElement()
                .satisfies(span -> assertThat(span.scope().name()).isEqualTo("old"));
    }

    @Test
    void base64IdsAreRecognisedAndConverted() throws Exception {
        MalformedOtlpException refusal = refusal(resource("perses-plugins-pushbytes_otlp.json"));

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_TRACE_ID);
        assertThat(refusal)
                .hasMessageMatching("trace id '[A-Za-z0-9+/]+=*' looks like base64 \\(expected: 32 hex digits\\): "
                        + "resourceSpans\\[0]\\.scopeSpans\\[0]\\.spans\\[0]\\.traceId at \\d+:\\d+; "
                        + "OTLP/JSON wants hex: [0-9a-f]{32}");
        assertThat(refusal(span("\"traceId\":\"CvdlGRbNQ92ESOshHIAxnA==\"")))
                .hasMessageEndingWith("OTLP/JSON wants hex: 0af7651916cd43dd8448eb211c80319c");
        assertThat(refusal(span("\"spanId\":\"t61rcWkgMzE=\"")))
                .hasMessageStartingWith("span id 't61rcWkgMzE=' looks like base64 (expected: 16 hex digits): ")
                .hasMessageEndingWith("OTLP/JSON wants hex: b7ad6b7169203331");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "traceId":"b7ad6b7169203331" | has 16 hex digits (expected: 32 | 0000000000000000b7ad6b7169203331
            "traceId":"0af76519-16cd-43dd-8448-eb211c80319c" | has more than its | 0af7651916cd43dd8448eb211c80319c
            "traceId":"0x0af7651916cd43dd8448eb211c80319c" | has more than its | 0af7651916cd43dd8448eb211c80319c
            "traceId":"a712814e9194449cb8a2bf3ebbc94ab5650fd69172164d5c" | has 48 hex digits | use one of 16 bytes
            "traceId":17 | the number 17 (expected: a string of 32 hex | in OTLP/JSON ids are hex
            "spanId":"sid1" | span id 'sid1' is no hex text of 8 bytes | write the 8 bytes of the id as hex
            "parentSpanId":"abc" | parent span id 'abc' has 3 hex digits | 0000000000000abc
            """)
    void wrongIdsAreExplained(String member, String found, String remedy) {
        assertThat(refusal(span(member)))
                .hasMessageContaining(found)
                .hasMessageContaining("resourceSpans[0].scopeSpans[0].spans[0].")
                .hasMessageContaining(" at 1:")
                .hasMessageEndingWith(remedy);
    }

    @Test
    void absentIdsAreRefusedInTheWordsClientsKnow() {
        assertThat(refusal(span("\"name\":\"a\",\"spanId\":\"b7ad6b7169203331\",\"traceID\":\"17\"")))
                .hasMessageStartingWith("trace ids must be 128 bit, received 0 bits: "
                        + "resourceSpans[0].scopeSpans[0].spans[0].traceId of the span that ends at 1:")
                .hasMessageEndingWith("the span has 'traceID', write it as 'traceId'");
        assertThat(refusal(span("\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"0000000000000000\"")))
                .hasMessageStartingWith("span ids must be 64 bit and not all zero, received 0 bits: ");
        assertThat(refusal(span("\"traceId\":\"\",\"spanId\":\"b7ad6b7169203331\""))
                        .reason())
                .isEqualTo(Reason.INVALID_TRACE_ID);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"batches":[{"resource":{},"scopeSpans":[]}]} | rename 'batches' to 'resourceSpans'
            {"trace":{"resourceSpans":[]},"metrics":{}} | what stands inside 'trace'
            {"data":[{"traceID":"1","spans":[],"processes":{}}]} | it is taken at /api/traces
            {"traceID":"1","spans":[],"processes":{}} | Jaeger's query API
            [{"traceId":"1","id":"2","name":"get"}] | it is taken at /api/v2/spans
            {"traceId":"1","id":"2","name":"get"} | one Zipkin span; Zipkin's spans are taken at /api/v2/spans
            {"traceId":"1","spanId":"2","name":"get"} | one bare span; wrap it: {"resourceSpans":[
            [{"traceId":"1","spanId":"2"}] | array of bare spans; wrap it: {"resourceSpans":[{"scopeSpans":[{"spans":
            {"resource":{},"scopeSpans":[]} | one bare ResourceSpans; wrap it: {"resourceSpans":[
            [{"resource":{},"scopeSpans":[]}] | an array of ResourceSpans
            [{"resourceSpans":[]}] | an array of requests; send each
            {"scope":{},"spans":[]} | one bare ScopeSpans
            {"resourceMetrics":[]} | these are OTLP metrics
            {"resourceLogs":[]} | these are OTLP logs
            {"Name":"x","SpanContext":{}} | Go SDK's stdout exporter
            {"foo":1} | the root has no 'resourceSpans' but 'foo'
            [] | the root is an array (expected: an object)
            "text" | the root is the string "text" (expected: an object)
            {"resourceSpans":[]} {"resourceSpans":[]} | a second JSON document begins at 1:22 (expected: one document)
            {"resourceSpans":[{"spans":[{}]}]} | spans stand in no scope
            """)
    void foreignDocumentsAreRecognised(String json, String answer) {
        MalformedOtlpException refusal = refusal(json);

        assertThat(refusal.reason()).isEqualTo(Reason.WRONG_FORMAT);
        assertThat(refusal).hasMessageStartingWith("not an OTLP/JSON request: ").hasMessageContaining(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "ai-gateway-chat-bad-request.json, one bare span",
        "perses-plugins-example_otlp.json, span id 'sid1' is no hex text",
        "CRISP-err_pattern4-err1.json, Jaeger's query API",
        "zipkin-zipkin2-client.json, one Zipkin span",
        "jaeger-zipkin_02.json, a Zipkin array of spans"
    })
    void realFilesPeoplePasteGetAnAnswerThatHelps(String file, String answer) throws Exception {
        assertThat(refusal(resource(file))).hasMessageContaining(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "kind":"SERVER" | at 1:52 is the string "SERVER" (expected: one of | spell it out: SPAN_KIND_SERVER
            "name":5 | name at 1:52 is the number 5 (expected: a string) | quote it, or use the field for its type
            "startTimeUnixNano":-1 | is the number -1 (expected: an integer from 0 | string of its decimal digits
            "startTimeUnixNano":"soon" | is the string "soon" (expected: an integer | string of its decimal digits
            "flags":4294967296 | (expected: an integer from 0 to 4294967295) | string of its decimal digits
            "flags":1e999999999 | (expected: an integer from 0 to 4294967295) | string of its decimal digits
            "flags":1e-999999999 | (expected: an integer from 0 to 4294967295) | string of its decimal digits
            "attributes":{} | attributes at 1:58 is an object (expected: an array) | put it into [ ]
            "attributes":[null] | attributes[0] at 1:59 is null (expected: an object) | write KeyValue as { … }
            "attributes":[{"value":"x"}] | [0].value at 1:68 is the string "x" (expected: an object) | "1"} and so on
            "attributes":[{"value":{"boolValue":"true"}}] | (expected: true or false) | without quotes
            "attributes":[{"value":{"intValue":1.5}}] | (expected: an integer from -9223372036854775808 | decimal digits
            "attributes":[{"value":{"doubleValue":true}}] | is true (expected: a number, "NaN", | write it as a number
            "attributes":[{"value":{"bytesValue":"!"}}] | is the string "!" (expected: base64) | bytes are base64
            """)
    void wrongValuesAreNamedWithTheirPlace(String member, String found, String remedy) {
        MalformedOtlpException refusal = refusal(span(member));

        assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(refusal)
                .hasMessageStartingWith("malformed OTLP/JSON: resourceSpans[0].scopeSpans[0].spans[0].")
                .hasMessageContaining(found)
                .hasMessageEndingWith(remedy);
    }

    @Test
    void brokenTextIsRefusedWithItsPlace() {
        assertThat(refusal("")).hasMessageContaining("the body is empty").hasMessageContaining("{} is a request");
        assertThat(refusal("{\"resourceSpans\":[\n{]}")).hasMessageStartingWith("malformed JSON at 2:2: ");
        assertThat(refusal("{\"resourceSpans\":")).hasMessageStartingWith("malformed JSON at 1:");
        byte[] brokenUtf8 = "{\"resourceSpans\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
        brokenUtf8[18] = (byte) 0xC3;
        assertThat(catchThrowableOfType(
                        MalformedOtlpException.class, () -> OtlpJson.toProtobuf(brokenUtf8, 0, brokenUtf8.length)))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void protobufSentAsJsonIsRecognised() {
        byte[] request = new RandomRequests(5).request().toByteArray();

        MalformedOtlpException refusal = catchThrowableOfType(
                MalformedOtlpException.class, () -> OtlpJson.toProtobuf(request, 0, request.length));

        assertThat(refusal.reason()).isEqualTo(Reason.WRONG_FORMAT);
        assertThat(refusal).hasMessageContaining("send it with Content-Type: application/x-protobuf");
    }

    @Test
    void nestingIsBounded() throws Exception {
        assertThat(spans(span(
                        IDS + ",\"attributes\":[{\"key\":\"k\",\"value\":" + nested(OtlpDecoder.MAX_DEPTH) + "}]")))
                .hasSize(1);
        MalformedOtlpException refusal = refusal(
                span(IDS + ",\"attributes\":[{\"key\":\"k\",\"value\":" + nested(OtlpDecoder.MAX_DEPTH + 1) + "}]"));
        assertThat(refusal.reason()).isEqualTo(Reason.TOO_DEEP);
        assertThat(refusal("{\"unknown\":" + "[".repeat(100_000)).reason()).isEqualTo(Reason.TOO_DEEP);
    }

    /// Whatever stands in a mutated text, there is a request or a refusal, and the decoder takes the
    /// request.
    @Test
    void mutatedTextsAreReadOrRefused() throws Exception {
        Random random = new Random(9);
        RandomRequests requests = new RandomRequests(9);
        int accepted = 0;
        for (int round = 0; round < 150; round++) {
            String json = withHexIds(
                    JsonFormat.printer().omittingInsignificantWhitespace().print(requests.request()), true);
            byte[] text = json.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 20; i++) {
                byte[] mutant = text.clone();
                mutant[random.nextInt(mutant.length)] = random.nextBoolean()
                        ? (byte) "{}[]\":,0aN".charAt(random.nextInt(10))
                        : (byte) random.nextInt();
                try {
                    byte[] request = OtlpJson.toProtobuf(mutant, 0, mutant.length);
                    assertThat(OtlpObjects.spans(request))
                            .isEqualTo(Oracle.spans(ExportTraceServiceRequest.parseFrom(request)));
                    accepted++;
                } catch (MalformedOtlpException refusal) {
                    assertThat(refusal.getMessage()).isNotEmpty();
                }
            }
        }
        assertThat(accepted).isGreaterThan(100);
    }

    private static String nested(int depth) {
        String value = "{\"intValue\":\"1\"}";
        for (int i = 1; i < depth; i++) {
            value = i % 2 == 0
                    ? "{\"arrayValue\":{\"values\":[" + value + "]}}"
                    : "{\"kvlistValue\":{\"values\":[{\"key\":\"k\",\"value\":" + value + "}]}}";
        }
        return value;
    }

    private static String span(String members) {
        return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + members + "}]}]}]}";
    }

    private static String withHexIds(String json, boolean upperCase) {
        return ID.matcher(json).replaceAll(match -> {
            String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(match.group(2)));
            return "\"" + match.group(1) + "\":\"" + (upperCase ? hex.toUpperCase(Locale.ROOT) : hex) + "\"";
        });
    }

    private static byte[] transcode(String json) throws MalformedOtlpException {
        byte[] bytes = ("xx" + json + "xx").getBytes(StandardCharsets.UTF_8);
        return OtlpJson.toProtobuf(bytes, 2, bytes.length - 4);
    }

    private static List<Span> spans(String json) throws MalformedOtlpException {
        return OtlpObjects.spans(transcode(json));
    }

    private static MalformedOtlpException refusal(String json) {
        return catchThrowableOfType(MalformedOtlpException.class, () -> transcode(json));
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = OtlpJsonTest.class.getResourceAsStream("/real-traces/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
