package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.model.search.SearchMetrics;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.query.MetricsRequest;
import dev.vivace.query.SearchAnswer;
import dev.vivace.query.SearchRequest;
import dev.vivace.query.TagNamesRequest;
import dev.vivace.query.TagValuesRequest;
import dev.vivace.wire.protobuf.ProtobufReader;
import dev.vivace.wire.protobuf.ProtobufWriter;
import dev.vivace.wire.tempo.SearchMessages;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamingQuerierTest {

    private static final SearchMetrics SOME_TABLES = new SearchMetrics(5, 100, 0, 1, 3, 0);

    private final ServersUnderTest server = new ServersUnderTest();
    private final StreamingClient client = new StreamingClient(server.servers.apiPort());

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] search(String query, int limit, int start, int end) {
        ProtobufWriter out = new ProtobufWriter();
        out.optionalUint32(4, limit);
        out.optionalUint32(5, start);
        out.optionalUint32(6, end);
        out.optionalString(8, query);
        return out.toByteArray();
    }

    private static byte[] metrics(String query, long start, long end, long step) {
        ProtobufWriter out = new ProtobufWriter();
        out.optionalString(1, query);
        out.optionalInt64(2, start);
        out.optionalInt64(3, end);
        out.optionalInt64(4, step);
        return out.toByteArray();
    }

    private static byte[] texts(int firstField, String first, int secondField, String second) {
        ProtobufWriter out = new ProtobufWriter();
        out.optionalString(firstField, first);
        out.optionalString(secondField, second);
        return out.toByteArray();
    }

    private StatusRuntimeException failure(String method, byte[] request) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> client.call(method, request));
    }

    @Test
    void searchAnswersInOneMessageWhatHttpAnswers() {
        List<byte[]> messages = client.call("Search", search("{ name = `a` }", 7, 1000, 2000));

        byte[] overHttp = server.get(
                        "/api/search?q=%7B%20name%20%3D%20%60a%60%20%7D&limit=7&start=1000&end=2000",
                        "Accept", "application/protobuf")
                .body();
        assertThat(messages).containsExactly(overHttp);
        assertThat(server.queries.asked.getFirst()).isEqualTo(server.queries.last());
    }

    @Test
    void searchWithoutAnythingIsLimitedAsOverHttp() {
        client.call("Search", new byte[0]);

        SearchRequest asked = (SearchRequest) server.queries.last();
        assertThat(asked.limit()).isEqualTo(20);
        assertThat(asked.spansPerSpanset()).isEqualTo(3);
    }

    @Test
    void searchSendsWhatIsCertainOnceAndThenAll() {
        TraceSummary newest = FixedQueries.SUMMARY;
        TraceSummary older = older(newest);
        server.queries.tell(
                new SearchAnswer(List.of(newest), SOME_TABLES, null),
                new SearchAnswer(List.of(newest), SOME_TABLES, null),
                new SearchAnswer(List.of(newest, older), SOME_TABLES, null));

        List<byte[]> messages = client.call("Search", search("{}", 0, 0, 0));

        assertThat(messages)
                .containsExactly(
                        SearchMessages.protobuf(List.of(newest), SOME_TABLES),
                        SearchMessages.protobuf(List.of(), SOME_TABLES),
                        SearchMessages.protobuf(List.of(older), SOME_TABLES),
                        SearchMessages.protobuf(List.of(newest), new SearchMetrics(37, 90_412, 0, 3, 3, 0)));
    }

    @Test
    void longMessagesAreSplitWithTheirCostInEachPacket() {
        TraceSummary trace = FixedQueries.SUMMARY;
        server.queries.tell(new SearchAnswer(Collections.nCopies(20_000, trace), SOME_TABLES, null));

        List<byte[]> messages = client.call("Search", search("{}", 0, 0, 0));

        int traces = 0;
        for (byte[] message : messages.subList(0, messages.size() - 1)) {
            assertThat(message.length).isLessThanOrEqualTo(1 << 20);
            List<Integer> fields = fields(message);
            assertThat(fields.getLast()).isEqualTo(2);
            traces += fields.size() - 1;
        }
        assertThat(messages.size()).isGreaterThan(2);
        assertThat(traces).isEqualTo(20_000);
    }

    private static TraceSummary older(TraceSummary trace) {
        return new TraceSummary(
                trace.traceId(),
                "shop",
                "older",
                trace.startEpochNanos() - 1,
                1,
                true,
                trace.spansets(),
                trace.serviceStats());
    }

    private static List<Integer> fields(byte[] message) {
        List<Integer> fields = new ArrayList<>();
        ProtobufReader reader = new ProtobufReader(message, 0, message.length);
        while (reader.next()) {
            fields.add(reader.field());
        }
        return fields;
    }

    @Test
    void metricsTakeNanosecondsAndTellHowFarTheyAre() {
        byte[] request =
                metrics("{} | rate()", 1_755_850_000_000_000_000L, 1_755_850_060_000_000_000L, 15_000_000_000L);
        List<byte[]> messages = client.call("MetricsQueryRange", request);

        assertThat(messages).hasSize(2);
        assertThat(fields(messages.getFirst())).containsExactly(2);
        assertThat(fields(messages.getLast())).containsExactly(1, 2);
        MetricsRequest asked = (MetricsRequest) server.queries.last();
        assertThat(asked.grid().stepNanos()).isEqualTo(15_000_000_000L);
        assertThat(asked.grid().endEpochNanos()).isEqualTo(1_755_850_065_000_000_000L);
    }

    @Test
    void instantMetricsAnswerOneValueOfEachSeries() {
        byte[] request = metrics("{} | rate()", 1_755_850_000_000_000_000L, 1_755_850_060_000_000_000L, 0);

        List<byte[]> messages = client.call("MetricsQueryInstant", request);

        assertThat(fields(messages.getLast())).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource({"SearchTags,/api/search/tags", "SearchTagsV2,/api/v2/search/tags"})
    void tagsAnswerWhatHttpAnswers(String method, String path) {
        byte[] overHttp = server.get(path + "?scope=span", "Accept", "application/protobuf")
                .body();

        assertThat(client.call(method, texts(1, "span", 2, ""))).containsExactly(overHttp);
        assertThat(((TagNamesRequest) server.queries.last()).scope()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "SearchTagValues,/api/search/tag/service.name/values,service.name",
        "SearchTagValuesV2,/api/v2/search/tag/resource.service.name/values,resource.service.name"
    })
    void tagValuesAnswerWhatHttpAnswers(String method, String path, String name) {
        byte[] overHttp = server.get(path, "Accept", "application/protobuf").body();

        assertThat(client.call(method, texts(1, name, 2, "{ name = `a` }"))).containsExactly(overHttp);
        assertThat(server.queries.last()).isInstanceOf(TagValuesRequest.class);
    }

    @Test
    void mistakesAreInvalidArgumentsInTheWordsOfHttp() {
        assertThat(failure("Search", search("{ name = }", 0, 0, 0)).getStatus().getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure("Search", search("{ name = }", 0, 0, 0)).getStatus().getDescription())
                .startsWith("invalid TraceQL query: parse error at line 1, col 10");
        assertThat(failure("Search", search("{}", 300_000, 0, 0)).getStatus().getDescription())
                .startsWith("limit 300000 exceeds max limit 262144");
        assertThat(failure("Search", search("{}", 0, 1000, 0)).getStatus().getDescription())
                .isEqualTo("error parsing date range: only one of start and end provided:"
                        + " must provide both or neither");
        assertThat(failure("MetricsQueryRange", metrics("{} | rate()", 0, 0, 0))
                        .getStatus()
                        .getDescription())
                .isEqualTo("end must be greater than start");
        assertThat(failure("SearchTagValuesV2", texts(1, "nonsense", 2, ""))
                        .getStatus()
                        .getDescription())
                .startsWith("please provide a valid tagName: ");
    }

    @Test
    void bytesThatAreNoRequestAreRefused() {
        Status status = failure("Search", new byte[] {0x42, 0x7f}).getStatus();

        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).startsWith("grpc: error unmarshalling request: ");
    }

    @Test
    void longRequestsAreRefused() {
        Status status = failure("Search", search("x".repeat(2 << 20), 0, 0, 0)).getStatus();

        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void requestsMayBeCompressed() {
        List<byte[]> messages = client.call(
                "tempopb.StreamingQuerier",
                "Search",
                search("{ name = `a` }", 0, 0, 0),
                CallOptions.DEFAULT.withCompression("gzip"));

        assertThat(messages).hasSize(1);
        assertThat(((SearchRequest) server.queries.last()).query()).isEqualTo("{ name = `a` }");
    }

    @Test
    void unknownCallsAreUnimplemented() {
        Status status = failure("Explain", new byte[0]).getStatus();

        assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void healthCheckSaysWhetherTheServerIsReady() {
        assertThat(client.call("grpc.health.v1.Health", "Check", new byte[0], CallOptions.DEFAULT))
                .containsExactly(new byte[] {8, 2});
        server.readiness.ready();
        assertThat(client.call("grpc.health.v1.Health", "Check", new byte[0], CallOptions.DEFAULT))
                .containsExactly(new byte[] {8, 1});
    }

    @Test
    void callThatTheClientCancelsIsGivenUp() {
        server.queries.neverEnd();
        ClientCall<byte[], byte[]> call = client.start("Search", search("{}", 0, 0, 0));
        while (server.queries.count() == 0) {
            Thread.onSpinWait();
        }

        call.cancel("enough", null);

        while (!text(server.get("/metrics")).contains("vivace_queries_stopped_total{reason=\"cancelled\"} 1.0")) {
            Thread.onSpinWait();
        }
        while (!text(server.get("/metrics")).contains("\nvivace_queries_running 0.0\n")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void tenantIsInTheMetadata() {
        try (ServersUnderTest tenants = new ServersUnderTest(settings -> HttpServersTest.with(settings, "", true))) {
            int port = tenants.servers.apiPort();

            new StreamingClient(port, "x-scope-orgid", "shop").call("Search", new byte[0]);
            assertThat(tenants.queries.tenants.getLast().name()).isEqualTo("shop");

            Status missing = catchThrowableOfType(
                            StatusRuntimeException.class, () -> new StreamingClient(port).call("Search", new byte[0]))
                    .getStatus();
            assertThat(missing.getCode()).isEqualTo(Status.Code.UNKNOWN);
            assertThat(missing.getDescription()).isEqualTo("no org id");
        }
    }
}
