package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// `tempopb.StreamingQuerier` on the ports of the API, asked by a gRPC library: the seven calls say what
/// HTTP says, of traces that are half in a block and half live.
class StreamingIT {

    private static final long SECONDS = Instant.now().getEpochSecond() - 120;
    private static final long START = SECONDS - 60;
    private static final long END = SECONDS + 60;
    private static final String RANGE = "&start=" + START + "&end=" + END;
    private static final int TRACES = 300;

    private static ServerUnderTest server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = ServerUnderTest.start(directory, Lifetimes.LIVE, "multitenancy_enabled: true\n");
        for (int number = 0; number < TRACES; number++) {
            if (number == TRACES / 2) {
                Flush.of(server);
            }
            send("shop", VultureTrace.of(SECONDS, number, 1).first(1));
        }
        send("other", VultureTrace.of(SECONDS, TRACES, 1).first(1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void send(String tenant, List<ResourceSpans> batches) throws Exception {
        byte[] request =
                TracesData.newBuilder().addAllResourceSpans(batches).build().toByteArray();
        assertThat(Conversation.send(HttpRequest.newBuilder(server.otlpHttp())
                                .header("Content-Type", "application/x-protobuf")
                                .header("X-Scope-OrgID", tenant)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(request)))
                        .status())
                .isEqualTo(200);
    }

    private static GrpcQuestions client(String tenant) {
        return new GrpcQuestions(server, "x-scope-orgid", tenant, "user-agent", "Grafana/12.3.0");
    }

    private static Conversation.Answer http(String tenant, String path, String accept) throws Exception {
        return Conversation.send(HttpRequest.newBuilder(server.api(path))
                .header("Accept", accept)
                .header("X-Scope-OrgID", tenant));
    }

    private static UnknownFieldSet overHttp(String path) throws Exception {
        Conversation.Answer answer = http("shop", path, Conversation.PROTOBUF);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return UnknownFieldSet.parseFrom(answer.body());
    }

    // requests

    private static UnknownFieldSet search(String query, int limit) {
        return message(Map.of(4, number(limit), 5, number(START), 6, number(END), 8, text(query)));
    }

    private static UnknownFieldSet names(String scope) {
        return message(Map.of(1, text(scope), 3, number(START), 4, number(END)));
    }

    private static UnknownFieldSet values(String name, String query) {
        return message(Map.of(1, text(name), 2, text(query), 4, number(START), 5, number(END)));
    }

    private static UnknownFieldSet metrics(String query, long stepSeconds) {
        return message(Map.of(
                1, text(query),
                2, number(START * 1_000_000_000),
                3, number(END * 1_000_000_000),
                4, number(stepSeconds * 1_000_000_000)));
    }

    private static UnknownFieldSet message(Map<Integer, Field> fields) {
        UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
        new TreeMap<>(fields).forEach(message::addField);
        return message.build();
    }

    private static Field number(long value) {
        return Field.newBuilder().addVarint(value).build();
    }

    private static Field text(String value) {
        return Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(value))
                .build();
    }

    // answers

    /// What a client puts together: messages of one key once, the first wins, as Grafana does.
    private static Map<ByteString, ByteString> traces(List<UnknownFieldSet> messages) throws Exception {
        Map<ByteString, ByteString> traces = new LinkedHashMap<>();
        for (UnknownFieldSet message : messages) {
            for (ByteString trace : message.getField(1).getLengthDelimitedList()) {
                traces.putIfAbsent(
                        UnknownFieldSet.parseFrom(trace)
                                .getField(1)
                                .getLengthDelimitedList()
                                .getFirst(),
                        trace);
            }
        }
        return traces;
    }

    private static void assertMetricsInEach(List<UnknownFieldSet> messages, int field) {
        assertThat(messages)
                .isNotEmpty()
                .allSatisfy(message -> assertThat(message.getField(field).getLengthDelimitedList())
                        .hasSize(1));
    }

    /// Name and value of labels to timestamp to value.
    private static Map<String, Map<Long, Double>> series(UnknownFieldSet message) throws Exception {
        Map<String, Map<Long, Double>> all = new TreeMap<>();
        for (ByteString one : message.getField(1).getLengthDelimitedList()) {
            UnknownFieldSet series = UnknownFieldSet.parseFrom(one);
            StringBuilder labels = new StringBuilder();
            for (ByteString label : series.getField(1).getLengthDelimitedList()) {
                KeyValue pair = KeyValue.parseFrom(label);
                labels.append(pair.getKey())
                        .append('=')
                        .append(pair.getValue().getStringValue())
                        .append(';');
            }
            Map<Long, Double> samples = new TreeMap<>();
            for (ByteString text : series.getField(2).getLengthDelimitedList()) {
                UnknownFieldSet sample = UnknownFieldSet.parseFrom(text);
                samples.put(
                        sample.getField(2).getVarintList().getFirst(),
                        sample.getField(1).getFixed64List().isEmpty()
                                ? 0.0
                                : Double.longBitsToDouble(
                                        sample.getField(1).getFixed64List().getFirst()));
            }
            all.put(labels.toString(), samples);
        }
        return all;
    }

    private static Map<String, Map<Long, Double>> series(JsonNode answer) {
        Map<String, Map<Long, Double>> all = new TreeMap<>();
        for (JsonNode series : answer.path("series")) {
            StringBuilder labels = new StringBuilder();
            for (JsonNode label : series.path("labels")) {
                labels.append(label.path("key").asString()).append('=');
                labels.append(label.at("/value/stringValue").asString("")).append(';');
            }
            Map<Long, Double> samples = new TreeMap<>();
            for (JsonNode sample : series.path("samples")) {
                samples.put(
                        Long.valueOf(sample.path("timestampMs").asString()),
                        sample.path("value").asDouble(0));
            }
            all.put(labels.toString(), samples);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{} ~ 20",
                "{} ~ 1000",
                "{ span.vulture-1 != nil } >> { name = `my operation 1` } ~ 1000",
                "{ name = `no such` } ~ 20"
            })
    void searchFindsWhatHttpFinds(String query, int limit) throws Exception {
        List<UnknownFieldSet> messages = client("shop").ask("Search", search(query, limit));

        UnknownFieldSet http = overHttp("/api/search?q=" + Conversation.escaped(query) + "&limit=" + limit + RANGE);
        assertThat(messages.getLast().getField(1)).isEqualTo(http.getField(1));
        assertThat(List.copyOf(traces(messages).values()))
                .isEqualTo(http.getField(1).getLengthDelimitedList());
        assertMetricsInEach(messages, 2);
    }

    @Test
    void portOfGrpcAnswersAsTheApisDoes() throws Exception {
        GrpcQuestions client = new GrpcQuestions(server.grpcQueriesPort(), "x-scope-orgid", "shop");

        assertThat(client.ask("grpc.health.v1.Health", "Check", UnknownFieldSet.getDefaultInstance()))
                .containsExactly(message(Map.of(1, number(1)))); // SERVING
        assertThat(List.copyOf(traces(client.ask("Search", search("{}", 1000))).values()))
                .hasSize(TRACES)
                .isEqualTo(List.copyOf(
                        traces(client("shop").ask("Search", search("{}", 1000))).values()));
        assertThat(Conversation.get(URI.create("http://127.0.0.1:" + server.grpcQueriesPort() + "/ready"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void searchByTagsIsTakenToo() throws Exception {
        UnknownFieldSet entry = message(Map.of(1, text("name"), 2, text("my operation 2")));
        UnknownFieldSet request = message(Map.of(
                1, Field.newBuilder().addLengthDelimited(entry.toByteString()).build(),
                5, number(START),
                6, number(END)));

        List<UnknownFieldSet> messages = client("shop").ask("Search", request);

        UnknownFieldSet http = overHttp("/api/search?tags=" + Conversation.escaped("name=\"my operation 2\"") + RANGE);
        assertThat(http.getField(1).getLengthDelimitedList()).isNotEmpty();
        assertThat(messages.getLast().getField(1)).isEqualTo(http.getField(1));
    }

    @ParameterizedTest
    @CsvSource({"SearchTags,/api/search/tags", "SearchTagsV2,/api/v2/search/tags"})
    void namesAreThoseOfHttp(String call, String path) throws Exception {
        for (String scope : new String[] {"", "span", "resource", "event", "intrinsic"}) {
            List<UnknownFieldSet> messages = client("shop").ask(call, names(scope));

            UnknownFieldSet http = overHttp(path + "?scope=" + scope + RANGE);
            assertThat(messages.getLast().getField(1)).as(scope).isEqualTo(http.getField(1));
            assertThat(messages.getLast().getField(1).getLengthDelimitedList()).isNotEmpty();
            assertMetricsInEach(messages, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SearchTagValues,/api/search/tag/vulture-1/values,vulture-1,''",
        "SearchTagValues,/api/search/tag/name/values,name,''",
        "SearchTagValuesV2,/api/v2/search/tag/span.vulture-2/values,span.vulture-2,''",
        "SearchTagValuesV2,/api/v2/search/tag/name/values,name,'{ resource.vulture-process-1 = `x` }'"
    })
    void valuesAreThoseOfHttp(String call, String path, String name, String query) throws Exception {
        List<UnknownFieldSet> messages = client("shop").ask(call, values(name, query));

        UnknownFieldSet http = overHttp(path + "?q=" + Conversation.escaped(query) + RANGE);
        assertThat(messages.getLast().getField(1)).isEqualTo(http.getField(1));
        assertThat(messages.getLast().getField(1).getLengthDelimitedList()).isNotEmpty();
        assertMetricsInEach(messages, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{} | rate() ~ 30",
                "{} | count_over_time() by (name) ~ 15",
                "{} | quantile_over_time(duration, .5, .9) by (resource.service.name) ~ 60",
                "{ name = `no such` } | rate() by (name) ~ 60",
            })
    void seriesAreThoseOfHttp(String query, long stepSeconds) throws Exception {
        List<UnknownFieldSet> messages = client("shop").ask("MetricsQueryRange", metrics(query, stepSeconds));

        JsonNode http = http(
                        "shop",
                        "/api/metrics/query_range?q=" + Conversation.escaped(query) + RANGE + "&step=" + stepSeconds
                                + "s",
                        Conversation.JSON)
                .json();
        assertThat(series(messages.getLast())).isEqualTo(series(http));
        assertThat(messages.subList(0, messages.size() - 1))
                .allSatisfy(interim -> assertThat(interim.hasField(1)).isFalse());
        assertMetricsInEach(messages, 2);
        UnknownFieldSet metrics = UnknownFieldSet.parseFrom(
                messages.getLast().getField(2).getLengthDelimitedList().getFirst());
        assertThat(metrics.getField(7).getVarintList())
                .containsExactly(http.at("/metrics/inspectedSpans").asLong());
    }

    @Test
    void instantValuesAreThoseOfHttp() throws Exception {
        String query = "{} | count_over_time() by (name)";

        List<UnknownFieldSet> messages = client("shop").ask("MetricsQueryInstant", metrics(query, 0));

        Map<String, Double> values = new TreeMap<>();
        for (ByteString one : messages.getLast().getField(1).getLengthDelimitedList()) {
            UnknownFieldSet series = UnknownFieldSet.parseFrom(one);
            KeyValue label = KeyValue.parseFrom(
                    series.getField(1).getLengthDelimitedList().getFirst());
            values.put(
                    label.getValue().getStringValue(),
                    Double.longBitsToDouble(series.getField(2).getFixed64List().getFirst()));
        }
        Map<String, Double> http = new TreeMap<>();
        for (JsonNode series : http("shop", "/api/metrics/query?q=" + Conversation.escaped(query) + RANGE, "")
                .json()
                .path("series")) {
            http.put(
                    series.at("/labels/0/value/stringValue").asString(),
                    series.path("value").asDouble());
        }
        assertThat(values).hasSize(4).isEqualTo(http);
        assertMetricsInEach(messages, 2);
    }

    @Test
    void tenantsAreKeptApartAndAskedTogether() throws Exception {
        int shop = traces(client("shop").ask("Search", search("{}", 1000))).size();
        int other = traces(client("other").ask("Search", search("{}", 1000))).size();

        assertThat(shop).isEqualTo(TRACES);
        assertThat(other).isEqualTo(1);
        assertThat(traces(client("other|shop").ask("Search", search("{}", 1000))))
                .hasSize(TRACES + 1);
    }

    @ParameterizedTest
    @CsvSource({"'',INVALID_ARGUMENT,no org id", "a/b,INVALID_ARGUMENT,tenant ID 'a/b' contains unsupported character"})
    void wrongTenantsAreRefused(String tenant, Status.Code code, String words) {
        Status status = failure(client(tenant), "Search", search("{}", 1));

        assertThat(status.getCode()).isEqualTo(code);
        assertThat(status.getDescription()).startsWith(words);
        Status none = failure(new GrpcQuestions(server), "SearchTagsV2", names(""));
        assertThat(none.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(none.getDescription()).isEqualTo("no org id");
    }

    private static Status failure(GrpcQuestions client, String call, UnknownFieldSet request) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> client.ask(call, request))
                .getStatus();
    }

    @Test
    void mistakesHaveTheWordsOfHttp() throws Exception {
        for (String query : new String[] {"{ name = }", "{ nome = 1 }", "{} | rate() by ("}) {
            Status status = failure(client("shop"), "Search", search(query, 20));

            Conversation.Answer http =
                    http("shop", "/api/search?q=" + Conversation.escaped(query) + RANGE, Conversation.JSON);
            assertThat(http.status()).as(query).isEqualTo(400);
            assertThat(status.getCode()).as(query).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(status.getDescription()).isEqualTo(http.text());
        }
        assertThat(failure(client("shop"), "MetricsQueryRange", metrics("{}", 10))
                        .getDescription())
                .contains("not a metrics query");
        assertThat(failure(client("shop"), "MetricsQueryRange", message(Map.of(1, text("{} | rate()"))))
                        .getDescription())
                .isEqualTo("end must be greater than start");
        assertThat(failure(client("shop"), "Search", message(Map.of(8, text("{}"), 5, number(START))))
                        .getDescription())
                .startsWith("error parsing date range: only one of start and end provided");
        assertThat(failure(client("shop"), "Nonsense", names("")).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    /// Whether the first message came before the cancel or not, the query ends and the server goes on.
    @Test
    void cancelledCallsLeaveNothingBehind() throws Exception {
        GrpcQuestions client = client("shop");
        String heavy = "{ span.vulture-1 =~ `.*(1|2).*(3|4).*` } >> { span.vulture-2 =~ `.*(5|6).*` } | count() > 0";
        List<CompletableFuture<Status>> ends = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Status> end = new CompletableFuture<>();
            ends.add(end);
            ClientCall<UnknownFieldSet, UnknownFieldSet> call =
                    client.begin("Search", search(heavy, 1000), new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            end.complete(status);
                        }
                    });
            if (i % 2 == 0) {
                call.cancel("enough", null);
            }
        }
        for (int i = 0; i < ends.size(); i++) {
            Status status = ends.get(i).get(30, TimeUnit.SECONDS);
            assertThat(status.getCode()).isEqualTo(i % 2 == 0 ? Status.Code.CANCELLED : Status.Code.OK);
        }
        Await.until(
                Duration.ofSeconds(10),
                () -> server.metric("vivace_queries_running") == 0,
                () -> "cancelled queries still run:\n" + server.log());
        assertThat(traces(client.ask("Search", search("{}", 1000)))).hasSize(TRACES);
    }
}
