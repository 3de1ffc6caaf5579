package dev.vivace.wire.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.TraceId;
import dev.vivace.model.search.SearchMetrics;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.Spanset;
import dev.vivace.model.search.TraceSummary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SearchMessagesTest {

    private static final long START = 1_755_850_000_000_000_000L;
    private static final TraceSummary CART = new TraceSummary(
            TraceId.parse("0af7651916cd43dd8448eb211c80319c"),
            "cart",
            "GET /cart",
            START,
            120_999_999,
            true,
            List.of(new Spanset(
                    1,
                    List.of(new SpanSummary(
                            0xb7ad6b7169203331L,
                            "GET /cart",
                            START,
                            120_000_000,
                            List.of(new Attribute("http.status_code", new AttributeValue.Int(500))))),
                    List.of())),
            ServiceStats.of(new ServiceStats.Entry("cart", 4, 1)));

    @Test
    void answerLooksLikeThePublishedExample() {
        String span = "{\"spans\":[{\"spanID\":\"b7ad6b7169203331\",\"name\":\"GET /cart\","
                + "\"startTimeUnixNano\":\"1755850000000000000\",\"durationNanos\":\"120000000\","
                + "\"attributes\":[{\"key\":\"http.status_code\",\"value\":{\"intValue\":\"500\"}}]}],\"matched\":1}";

        assertThat(json(List.of(CART), new SearchMetrics(37, 90_412, 0, 3, 3, 0)))
                .isEqualTo("{\"traces\":[{\"traceID\":\"af7651916cd43dd8448eb211c80319c\",\"rootServiceName\":\"cart\","
                        + "\"rootTraceName\":\"GET /cart\",\"startTimeUnixNano\":\"1755850000000000000\","
                        + "\"durationMs\":120,\"spanSet\":" + span + ",\"spanSets\":[" + span + "],"
                        + "\"serviceStats\":{\"cart\":{\"spanCount\":4,\"errorCount\":1}}}],"
                        + "\"metrics\":{\"inspectedTraces\":37,\"inspectedBytes\":\"90412\",\"completedJobs\":3,"
                        + "\"totalJobs\":3}}");
    }

    @Test
    void nothingFoundIsAnEmptyListAndPresentMetrics() {
        assertThat(json(List.of(), SearchMetrics.NONE)).isEqualTo("{\"traces\":[],\"metrics\":{}}");
        assertThat(SearchMessages.protobuf(List.of(), SearchMetrics.NONE)).containsExactly(0x12, 0x00);
    }

    @Test
    void traceWithoutRootNamesThePlaceholder() {
        TraceSummary rootless = new TraceSummary(new TraceId(0, 1), "", "", 0, -5, false, List.of(), ServiceStats.NONE);

        assertThat(json(List.of(rootless), SearchMetrics.NONE))
                .isEqualTo("{\"traces\":[{\"traceID\":\"1\",\"rootServiceName\":\"<root span not yet received>\"}],"
                        + "\"metrics\":{}}");
    }

    @Test
    void jsonAndProtobufSayTheSameToAStrictReader() throws Exception {
        TraceSummary rich = new TraceSummary(
                new TraceId(-1, -1),
                "größe",
                "",
                -1,
                Long.MAX_VALUE,
                true,
                List.of(
                        new Spanset(
                                7,
                                List.of(
                                        new SpanSummary(1, null, 0, -1, List.of()),
                                        new SpanSummary(-1, "", START, 0, values())),
                                values()),
                        new Spanset(0, List.of(), List.of())),
                ServiceStats.of(new ServiceStats.Entry("", 1, 0), new ServiceStats.Entry("a", -1, 2)));
        List<TraceSummary> traces = List.of(CART, rich);
        SearchMetrics metrics = new SearchMetrics(1, 2, 3, 4, 5, -6);

        assertThat(TempoSchema.parseJson("SearchResponse", SearchMessages.json(traces, metrics)))
                .isEqualTo(TempoSchema.parse("SearchResponse", SearchMessages.protobuf(traces, metrics)));
        assertThat(TempoSchema.parseJson("SearchResponse", SearchMessages.json(traces, metrics, true)))
                .isEqualTo(TempoSchema.parse("SearchResponse", SearchMessages.protobuf(traces, metrics, true)));
    }

    @Test
    void aLargeAnswerInPiecesIsTheSame() {
        List<List<String>> names = List.of(List.of("a", "cart", "größe"), List.of("cart", "größe"));
        List<TraceSummary> traces = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            List<SpanSummary> spans = Collections.nCopies(i % 3, new SpanSummary(i, null, i, START, values()));
            List<Spanset> spansets = Collections.nCopies(i % 4, new Spanset(i, spans, values()));
            ServiceStats.Builder services = new ServiceStats.Builder(names.get(i % 2), i % 3);
            for (int name = 0; name < i % 3; name++) {
                services.add(name, i, i % 2);
            }
            traces.add(new TraceSummary(
                    new TraceId(i % 2, i + 1), "cart", "", START + i, i, i % 5 != 0, spansets, services.build()));
        }
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        int[] count = new int[2];
        SearchMessages.json(traces, SearchMetrics.NONE, true, (bytes, length, last) -> {
            pieces.write(bytes, 0, length);
            count[last ? 1 : 0]++;
        });

        assertThat(text(pieces.toByteArray())).isEqualTo(text(SearchMessages.json(traces, SearchMetrics.NONE, true)));
        assertThat(count[0]).isGreaterThan(3);
        assertThat(count[1]).isEqualTo(1);
    }

    @Test
    void tagNamesLookLikeThePublishedExamples() throws Exception {
        List<String> names = List.of("http.status_code", "service.name");
        Map<String, List<String>> scopes = new TreeMap<>(
                Map.of("resource", List.of("service.name"), "span", List.of("http.status_code"), "event", List.of()));

        assertThat(text(TagMessages.namesV1Json(names, 6120)))
                .isEqualTo("{\"tagNames\":[\"http.status_code\",\"service.name\"],"
                        + "\"metrics\":{\"inspectedBytes\":\"6120\"}}");
        assertThat(text(TagMessages.namesV2Json(scopes, 6120)))
                .isEqualTo("{\"scopes\":[{\"name\":\"resource\",\"tags\":[\"service.name\"]},"
                        + "{\"name\":\"span\",\"tags\":[\"http.status_code\"]}],"
                        + "\"metrics\":{\"inspectedBytes\":\"6120\"}}");
        assertThat(text(TagMessages.namesV1Json(List.of(), 0))).isEqualTo("{\"tagNames\":[],\"metrics\":{}}");
        assertThat(text(TagMessages.namesV2Json(Map.of(), 0))).isEqualTo("{\"scopes\":[],\"metrics\":{}}");
        assertThat(TempoSchema.parseJson("SearchTagsResponse", TagMessages.namesV1Json(names, 9)))
                .isEqualTo(TempoSchema.parse("SearchTagsResponse", TagMessages.namesV1Protobuf(names, 9)));
        assertThat(TempoSchema.parseJson("SearchTagsV2Response", TagMessages.namesV2Json(scopes, 9)))
                .isEqualTo(TempoSchema.parse("SearchTagsV2Response", TagMessages.namesV2Protobuf(scopes, 9)));
    }

    @Test
    void tagValuesLookLikeThePublishedExamples() throws Exception {
        List<String> texts = List.of("cart", "checkout", "");
        List<TagValue> values =
                List.of(new TagValue("string", "cart"), new TagValue("int", "-3"), new TagValue("string", ""));

        assertThat(text(TagMessages.valuesV1Json(texts, 811)))
                .isEqualTo("{\"tagValues\":[\"cart\",\"checkout\",\"\"],\"metrics\":{\"inspectedBytes\":\"811\"}}");
        assertThat(text(TagMessages.valuesV2Json(values, 811)))
                .isEqualTo(
                        "{\"tagValues\":[{\"type\":\"string\",\"value\":\"cart\"},{\"type\":\"int\",\"value\":\"-3\"},"
                                + "{\"type\":\"string\"}],\"metrics\":{\"inspectedBytes\":\"811\"}}");
        assertThat(TempoSchema.parseJson("SearchTagValuesResponse", TagMessages.valuesV1Json(texts, 9)))
                .isEqualTo(TempoSchema.parse("SearchTagValuesResponse", TagMessages.valuesV1Protobuf(texts, 9)));
        assertThat(TempoSchema.parseJson("SearchTagValuesV2Response", TagMessages.valuesV2Json(values, 9)))
                .isEqualTo(TempoSchema.parse("SearchTagValuesV2Response", TagMessages.valuesV2Protobuf(values, 9)));
    }

    private static List<Attribute> values() {
        return List.of(
                new Attribute("status", new AttributeValue.Text("error")),
                new Attribute("", new AttributeValue.Bool(false)),
                new Attribute("ratio", new AttributeValue.Real(Double.NEGATIVE_INFINITY)),
                new Attribute("half", new AttributeValue.Real(0.5)),
                new Attribute("none", new AttributeValue.Absent()),
                new Attribute("raw", new AttributeValue.Bytes(new byte[] {0, -1})),
                new Attribute(
                        "many",
                        new AttributeValue.Many(
                                List.of(new AttributeValue.Int(Long.MIN_VALUE), new AttributeValue.Many(List.of())))),
                new Attribute(
                        "fields",
                        new AttributeValue.Fields(List.of(
                                new Attribute("k", new AttributeValue.Text("")),
                                new Attribute("empty", new AttributeValue.Fields(List.of()))))));
    }

    private static String json(List<TraceSummary> traces, SearchMetrics metrics) {
        return text(SearchMessages.json(traces, metrics));
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
