package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.Conversation.Answer;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The calls that Grafana, its Traces Drilldown app, tempo-cli, tempo-vulture and Perses make, literally,
/// against one
/// server with one trace. Grafana's service graph is not among them: it asks a Prometheus, not this API.
class ClientCallsIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final long NOW = Instant.now().getEpochSecond();
    private static final String RANGE = "&start=" + (NOW - 900) + "&end=" + (NOW + 60);
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/protobuf";

    private static ServerUnderTest server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = ServerUnderTest.start(directory, new Lifetimes(Duration.ofSeconds(10), Duration.ofMinutes(5)));
        Answer sent = Conversation.post(
                server.otlpHttp(), JSON, trace(NOW * 1_000_000_000L).getBytes(StandardCharsets.UTF_8));
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String trace(long start) {
        return """
                {"resourceSpans":[{"resource":{"attributes":[
                  {"key":"service.name","value":{"stringValue":"cart"}}]},
                 "scopeSpans":[{"scope":{"name":"demo"},"spans":[
                  {"traceId":"%1$s","spanId":"b7ad6b7169203331","name":"GET /cart","kind":2,
                   "startTimeUnixNano":"%2$d","endTimeUnixNano":"%3$d",
                   "attributes":[{"key":"http.status_code","value":{"intValue":"500"}}],"status":{"code":2},
                   "events":[{"timeUnixNano":"%2$d","name":"exception","attributes":[
                     {"key":"exception.message","value":{"stringValue":"out of eggs"}},
                     {"key":"exception.type","value":{"stringValue":"Empty"}}]}]},
                  {"traceId":"%1$s","spanId":"b7ad6b7169203332","parentSpanId":"b7ad6b7169203331",
                   "name":"SELECT","kind":3,"startTimeUnixNano":"%2$d","endTimeUnixNano":"%3$d",
                   "attributes":[{"key":"db.system.name","value":{"stringValue":"postgres"}}]}]}]}]}
                """.formatted(TRACE, start, start + 120_000_000);
    }

    /// One call and what must come of it.
    ///
    /// @param path as the client writes it
    /// @param value what stands at the JSON pointer, or in the body if there is no pointer
    record Call(
            String client, String path, String accept, int status, String contentType, String pointer, String value) {
        @Override
        public String toString() {
            return client + ": " + path;
        }
    }

    private static String search(String query, String more) {
        return "/api/search?q=" + Conversation.escaped(query) + more + RANGE;
    }

    private static String range(String query, String more) {
        return "/api/metrics/query_range?q=" + Conversation.escaped(query) + more + RANGE;
    }

    static List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        grafana(calls);
        drilldown(calls);
        commandLine(calls);
        vulture(calls);
        perses(calls);
        return calls;
    }

    private static void grafana(List<Call> calls) {
        String client = "Grafana";
        calls.add(new Call(client, "/api/echo", "", 200, "text/plain; charset=utf-8", "", "echo\n"));
        calls.add(new Call(client, "/api/status/buildinfo", "", 200, JSON, "/version", "3.0.0"));
        calls.add(new Call(client, "/api/v2/traces/" + TRACE, PROTOBUF, 200, PROTOBUF, "", "GET /cart"));
        calls.add(new Call(
                client,
                "/api/v2/traces/" + TRACE + "?start=" + (NOW - 60) + "&end=" + (NOW + 60),
                PROTOBUF,
                200,
                PROTOBUF,
                "",
                "out of eggs"));
        calls.add(new Call(
                client,
                "/api/v2/traces/0af7651916cd43dd8448eb211c80319d",
                PROTOBUF,
                200,
                PROTOBUF,
                "",
                "\n\0\u0012\0"));
        calls.add(new Call(
                client,
                search("{resource.service.name=\"cart\"}", "&limit=20&spss=3"),
                JSON,
                200,
                JSON,
                "/traces/0/traceID",
                "af7651916cd43dd8448eb211c80319c"));
        calls.add(new Call(
                client,
                search("{status=error}", "&limit=20&spss=3"),
                JSON,
                200,
                JSON,
                "/traces/0/spanSet/spans/0/spanID",
                "b7ad6b7169203331"));
        calls.add(new Call(
                client,
                search("{ name = }", "&limit=20"),
                JSON,
                400,
                "text/plain; charset=utf-8",
                "",
                "invalid TraceQL query: parse error at line 1, col 10"));
        calls.add(new Call(
                client,
                range("{} | count_over_time()", "&step=60s&exemplars=100"),
                JSON,
                200,
                JSON,
                "/series/0/labels/0/value/stringValue",
                "count_over_time"));
        calls.add(new Call(
                client,
                "/api/metrics/query?q=%7B%7D%7Ccount_over_time%28%29" + RANGE,
                JSON,
                200,
                JSON,
                "/series/0/value",
                "2"));
        calls.add(new Call(
                client, "/api/v2/search/tags?limit=5000" + RANGE, "", 200, JSON, "/scopes/0/name", "resource"));
        calls.add(new Call(
                client, "/api/v2/search/tags?limit=5000", "", 200, JSON, "/scopes/1/tags/0", "db.system.name"));
        String values = "/api/v2/search/tag/resource.service.name/values?limit=5000&tag=resource.service.name";
        calls.add(new Call(client, values, "", 200, JSON, "/tagValues/0/value", "cart"));
        calls.add(new Call(
                client,
                values + "&q=" + Conversation.escaped("{status=error || name=\"x\"}") + RANGE,
                "",
                200,
                JSON,
                "/tagValues/0/value",
                "cart"));
        calls.add(new Call(
                client, values + "&q=" + Conversation.escaped("{name=\"none\"}"), "", 200, JSON, "/tagValues", "[]"));
    }

    private static void drilldown(List<Call> calls) {
        String client = "Traces Drilldown";
        String roots = "{nestedSetParent<0 && true}";
        calls.add(new Call(
                client,
                range(roots + " | rate()", "&step=15s"),
                JSON,
                200,
                JSON,
                "/series/0/labels/0/value/stringValue",
                "rate"));
        calls.add(new Call(
                client,
                range(
                        "{nestedSetParent<0 && status=error} | rate() by(resource.service.name)" + " with(sample=true)",
                        "&step=15s"),
                JSON,
                200,
                JSON,
                "/series/0/labels/0/value/stringValue",
                "cart"));
        calls.add(new Call(
                client,
                range(roots + " | quantile_over_time(duration, 0.9) by(name)", "&step=15s"),
                JSON,
                200,
                JSON,
                "/series/0/labels/0/value/stringValue",
                "GET /cart"));
        calls.add(new Call(
                client,
                range(roots + " | histogram_over_time(duration) with(sample=true)", "&step=15s"),
                JSON,
                200,
                JSON,
                "/series/0/labels/0/key",
                "__bucket"));
        calls.add(new Call(
                client,
                range("{true} | compare({status = error}, 10)", "&step=960s"),
                JSON,
                200,
                JSON,
                "",
                "__meta_type"));
        calls.add(new Call(
                client,
                search(roots + " | select(status, resource.service.name, name)", "&limit=200&spss=10"),
                JSON,
                200,
                JSON,
                "/traces/0/rootTraceName",
                "GET /cart"));
        calls.add(new Call(
                client,
                search(
                        "{true && status = error} | select(resource.service.name,"
                                + " event.exception.message,event.exception.stacktrace,event.exception.type)"
                                + " with(most_recent=true)",
                        "&limit=400&spss=10"),
                JSON,
                200,
                JSON,
                "",
                "out of eggs"));
        calls.add(new Call(
                client,
                search(
                        "({nestedSetParent<0 && true} &>> { kind = client }) ||"
                                + " ({nestedSetParent<0 && true}) | select(status, resource.service.name, name,"
                                + " nestedSetParent, nestedSetLeft, nestedSetRight)",
                        "&limit=200&spss=20"),
                JSON,
                200,
                JSON,
                "",
                "{\"key\":\"nestedSetParent\",\"value\":{\"intValue\":\"-1\"}}"));
    }

    private static void commandLine(List<Call> calls) {
        String client = "tempo-cli";
        calls.add(new Call(
                client,
                "/api/v2/traces/" + TRACE + "?start=0&end=0",
                PROTOBUF,
                400,
                "text/plain; charset=utf-8",
                "",
                "http parameter start must be before end. received start=0 end=0"));
        calls.add(new Call(client, "/api/traces/" + TRACE, PROTOBUF, 200, PROTOBUF, "", "SELECT"));
        calls.add(new Call(client, "/api/traces/1", PROTOBUF, 404, "", "", ""));
        calls.add(new Call(
                client,
                search("{}", "&limit=20&spss=0"),
                JSON,
                200,
                JSON,
                "/traces/0/serviceStats/cart/spanCount",
                "2"));
        calls.add(
                new Call(client, "/api/v2/search/tags?scope=span" + RANGE, JSON, 200, JSON, "/scopes/0/name", "span"));
        calls.add(new Call(
                client,
                "/api/v2/search/tag/span.http.status_code/values?" + RANGE.substring(1),
                JSON,
                200,
                JSON,
                "/tagValues/0/type",
                "int"));
        calls.add(new Call(
                client,
                "/api/metrics/query_range?q=%7B%7D%7Crate%28%29&start=" + (NOW - 900) + "000000000"
                        + "&end=" + (NOW + 60)
                        + "000000000&step=1m0s&mode=&blockID=&startPage=0&pagesToSearch=0&version="
                        + "&encoding=none&size=0&footerSize=0&exemplars=0&maxSeries=0",
                JSON,
                200,
                JSON,
                "/series/0/labels/0/value/stringValue",
                "rate"));
    }

    private static void vulture(List<Call> calls) {
        String client = "tempo-vulture";
        calls.add(new Call(
                client,
                "/api/traces/" + TRACE + "?start=" + (NOW - 1800) + "&end=" + (NOW + 1800),
                PROTOBUF,
                200,
                PROTOBUF,
                "",
                "GET /cart"));
        calls.add(new Call(
                client,
                "/api/search?tags=db.system.name%3Dpostgres" + RANGE,
                "",
                200,
                JSON,
                "/traces/0/traceID",
                "af7651916cd43dd8448eb211c80319c"));
        calls.add(new Call(
                client,
                search("{.db.system.name = \"postgres\"}", ""),
                "",
                200,
                JSON,
                "/traces/0/spanSets/0/matched",
                "1"));
        calls.add(new Call(
                client,
                range("{.db.system.name = \"postgres\"} | count_over_time()", "&step=10s"),
                "",
                200,
                JSON,
                "/series/0/labels/0/key",
                "__name__"));
    }

    private static void perses(List<Call> calls) {
        String client = "Perses";
        calls.add(new Call(client, search("{}", "&limit=20"), "", 200, JSON, "/traces/0/rootServiceName", "cart"));
        calls.add(new Call(
                client,
                "/api/v2/traces/" + TRACE,
                JSON,
                200,
                JSON,
                "/trace/resourceSpans/0/scopeSpans/0/scope/name",
                "demo"));
        calls.add(new Call(client, "/api/v2/search/tags", JSON, 200, JSON, "/scopes/0/tags/0", "service.name"));
        calls.add(new Call(
                client,
                "/api/v2/search/tag/resource.service.name/values?q=%7B%7D",
                JSON,
                200,
                JSON,
                "/tagValues/0/type",
                "string"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void callIsAnswered(Call call) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.api("").toString() + call.path()));
        if (!call.accept().isEmpty()) {
            request.header("Accept", call.accept());
        }
        Answer answer = Conversation.send(request);

        assertThat(answer.status()).as(answer.text()).isEqualTo(call.status());
        assertThat(answer.contentType()).isEqualTo(call.contentType());
        if (call.pointer().isEmpty()) {
            assertThat(answer.text()).contains(call.value());
        } else {
            JsonNode found = answer.json().at(call.pointer());
            String text = found.isValueNode() ? found.asString() : found.toString();
            assertThat(text).as(answer.text()).startsWith(call.value());
        }
    }

    @Test
    void vulturesTwoWaysOfCountingAgree() throws Exception {
        String query = "{.service.name = \"cart\"}";
        int matched = 0;
        for (JsonNode spanset :
                Conversation.get(server.api(search(query, "&spss=100"))).json().at("/traces/0/spanSets")) {
            matched += spanset.path("matched").asInt();
        }
        double counted = 0;
        JsonNode series = Conversation.get(server.api(range(query + " | count_over_time()", "&step=10s")))
                .json()
                .path("series");
        assertThat(series.size()).isEqualTo(1);
        for (JsonNode sample : series.at("/0/samples")) {
            counted += sample.path("value").asDouble();
        }
        assertThat(matched).isEqualTo(2);
        assertThat(counted).isEqualTo(matched);
    }
}
