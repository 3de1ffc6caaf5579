package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.query.TraceRequest;
import dev.vivace.traceql.source.TracePlaces;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Traces by id: what is asked for, what is shown of a trace, and how two are compared.
class TraceApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String FILTERED =
            "\"status\":\"PARTIAL\",\"message\":\"Trace filtered, only a subset of spans matching the filter is"
                    + " returned\"}";

    private final ServersUnderTest server = new ServersUnderTest();

    @AfterEach
    void stop() {
        server.close();
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> v2(String parameters) {
        return server.get("/api/v2/traces/" + ID + "?" + parameters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "z ~ invalid character 'z' at position 1",
                "0af7651916cd43dd8448eb211c80319g ~ invalid character 'g' at position 32",
                "0x1f ~ invalid character 'x' at position 2; do you mean 1f?",
                "0af76519-16cd-43dd-8448-eb211c80319c ~ at position 9; do you mean 0af7651916cd43dd8448eb211c80319c?",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 ~ its trace ID is"
                        + " 0af7651916cd43dd8448eb211c80319c",
                "CvdlGRbNQ92ESOshHIAxnA== ~ looks like base64, in hex it is 0af7651916cd43dd8448eb211c80319c",
                "%D9%A1 ~ invalid character '١' at position 1",
            })
    void wrongIdsAreNamedWithWhatTheyMayMean(String id, String words) {
        for (String version : new String[] {"/api/traces/", "/api/v2/traces/"}) {
            HttpResponse<byte[]> response = server.get(version + id);

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(text(response))
                    .startsWith("trace IDs can only contain hex characters: ")
                    .endsWith(words);
        }
        assertThat(server.queries.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "0000F,f", "AF7651916CD43DD8448EB211C80319C,0af7651916cd43dd8448eb211c80319c"})
    void idsOfAnyLengthAndCaseAreTaken(String id, String meant) {
        assertThat(server.get("/api/v2/traces/" + id).statusCode()).isEqualTo(200);

        TraceRequest asked = (TraceRequest) server.queries.last();
        assertThat(asked.traceId().toHex()).endsWith(meant);
        assertThat(asked.places()).isEqualTo(TracePlaces.EVERYWHERE);
    }

    @Test
    void modeAndBlocksSayWhereToLook() {
        v2("mode=ingesters&blockStart=nonsense&start=9&end=1");
        assertThat(((TraceRequest) server.queries.last()).places()).isEqualTo(new TracePlaces(true, false, "", ""));
        v2("mode=blocks&blockStart=018A0A5D-4c00-9F3C-0000-000000000000&start=-5");
        assertThat(((TraceRequest) server.queries.last()).places())
                .isEqualTo(new TracePlaces(false, true, "018a0a5d4c009f3c0000000000000000", ""));
        v2("mode=all&blockEnd=ffffffff-ffff-ffff-ffff-ffffffffffff");
        assertThat(((TraceRequest) server.queries.last()).places())
                .isEqualTo(new TracePlaces(true, true, "", "f".repeat(32)));
    }

    @Test
    void filterShowsWhatItIsTrueOf() {
        assertThat(text(v2("q=" + escaped("{ name = `GET /cart` }"))))
                .contains("\"name\":\"GET /cart\"")
                .doesNotContain("PARTIAL");
        assertThat(text(v2("q=" + escaped("{ name = `other` }"))))
                .isEqualTo("{\"trace\":{},\"metrics\":{\"inspectedBytes\":\"18234\"}," + FILTERED);
        assertThat(text(v2("q=" + escaped("  ") + "&keep_hierarchy=x&match_depth=-7")))
                .doesNotContain("PARTIAL");
        assertThat(text(v2("q=%7B%7D&ancestor_depth=-7"))).doesNotContain("PARTIAL");
        assertThat(text(server.get("/api/v2/traces/1?q=%7Bfalse%7D")))
                .isEqualTo("{\"trace\":{},\"metrics\":{\"inspectedBytes\":\"18234\"}}");
        assertThat(text(server.get("/api/traces/" + ID + "?q=%7Bfalse%7D"))).contains("GET /cart");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{ name = } ~ '' ~ invalid TraceQL filter: failed to parse TraceQL spanset filter: parse error at line",
                "{} | rate() ~ '' ~ invalid TraceQL filter: only a single TraceQL filter is supported: got a metrics",
                "{} >> {} ~ '' ~ invalid TraceQL filter: only a single TraceQL filter is supported: got a structural",
                "{} ~ &keep_hierarchy=perhaps ~ invalid value for keep_hierarchy: 'perhaps'",
                "{} ~ &match_depth=-2 ~ invalid value for match_depth: must be >= -1",
                "{} ~ &match_depth=all ~ invalid value for match_depth: 'all'",
                "{} ~ &keep_hierarchy=1&ancestor_depth=-2 ~ invalid value for ancestor_depth: must be >= -1",
            })
    void wrongFiltersAreRefused(String query, String more, String message) {
        HttpResponse<byte[]> response = v2("q=" + escaped(query) + more);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).startsWith(message);
    }

    @Test
    void longFilterIsRefusedAsLongQueriesAre() {
        String long_ = "{ name = `" + "x".repeat(140_000) + "` }";

        // longer than the servers take in a URL, or than they take in a query: both are the caller's fault
        assertThat(v2("q=" + escaped(long_)).statusCode()).isBetween(400, 431);
    }

    private HttpResponse<byte[]> diff(String body) {
        return server.send(HttpRequest.newBuilder(server.api("/api/v2/traces/diff"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void traceDoesNotDifferFromItself() {
        HttpResponse<byte[]> response = diff("{\"base\":{\"traceId\":\"af7651916cd43dd8448eb211c80319c\"},"
                + "\"compare\":{\"traceId\":\"" + ID + "\",\"start\":1,\"end\":2},\"unknown\":[]}");

        assertThat(text(response))
                .isEqualTo("{\"version\":\"trace-patch-v0\",\"base\":{\"traceId\":\"" + ID + "\",\"spanCount\":1},"
                        + "\"compare\":{\"traceId\":\"" + ID + "\",\"spanCount\":1},"
                        + "\"stats\":{\"spanCountA\":1,\"spanCountB\":1,\"matchedSpans\":1,\"modifiedSpans\":0,"
                        + "\"addedSpans\":0,\"removedSpans\":0,\"fieldChanges\":0,\"attributeChanges\":0,"
                        + "\"eventChanges\":0,\"truncated\":false},"
                        + "\"modified\":[],\"added\":[],\"removed\":[],\"warnings\":[]}");
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("vary")).hasValue("Accept-Encoding");
    }

    @Test
    void summaryTellsOfBothTraces() {
        String body =
                "{\"base\":{\"traceId\":\"" + ID + "\"},\"compare\":{\"traceId\":\"" + ID + "\"},\"format\":\"%s\"}";

        JsonNode plain =
                JSON.readTree(diff(body.formatted("trace-summary-v0-native")).body());
        assertThat(plain.at("/base/rootService").asString()).isEqualTo("cart");
        assertThat(plain.at("/compare/durationMs").asDouble()).isEqualTo(120);
        assertThat(plain.at("/signals/structure").asString()).isEqualTo("unchanged");
        assertThat(plain.at("/trust/matchedSpanRatio").asDouble()).isEqualTo(1);
        assertThat(plain.path("changedServices").size()).isZero();
        JsonNode composed =
                JSON.readTree(diff(body.formatted("trace-summary-v0-composed")).body());
        assertThat(composed.path("summary")).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "'' ~ 400 ~ invalid trace diff request body: EOF",
                "{ ~ 400 ~ 'invalid trace diff request body: '",
                "[] ~ 400 ~ 'invalid trace diff request body: a JSON ARRAY (expected: '",
                "{} ~ 400 ~ base.traceId is required",
                "{\"base\":{\"traceId\":\"1\"}} ~ 400 ~ compare.traceId is required",
                "{\"base\":{\"traceId\":7}} ~ 400 ~ invalid trace diff request body: base.traceId is 7",
                "{\"base\":{\"traceId\":\"1\"},\"compare\":{\"traceId\":\"x\"}} ~ 400 ~ 'invalid compare.traceId:"
                        + " trace IDs can only contain hex characters: invalid character ''x'' at position 1'",
                "{\"base\":{\"traceId\":\"1\",\"start\":9,\"end\":8}} ~ 400 ~ base.start must be before base.end."
                        + " received start=9 end=8",
                "{\"base\":{\"traceId\":\"1\",\"start\":\"now\"}} ~ 400 ~ invalid trace diff request body: base.start",
                "{\"base\":{\"traceId\":\"1\"},\"compare\":{\"traceId\":\"2\"},\"format\":\"x\"} ~ 400 ~ invalid format"
                        + " \"x\": must be one of trace-patch-v0, trace-summary-v0-native, trace-summary-v0-composed",
                "{\"base\":{\"traceId\":\"1\"},\"compare\":{\"traceId\":\"2\"}} ~ 404 ~ Not Found",
                "{\"base\":{\"traceId\":\"0\"},\"compare\":{\"traceId\":\"2\"}} ~ 404 ~ Not Found",
            })
    void wrongComparisonsAreRefused(String body, int status, String message) {
        HttpResponse<byte[]> response = diff(body);

        assertThat(text(response)).startsWith(message);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @Test
    void comparisonsArePosted() {
        HttpResponse<byte[]> response = server.get("/api/v2/traces/diff");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(text(response)).isEqualTo("Method Not Allowed");
        HttpResponse<byte[]> large = diff("{\"x\":\"" + "x".repeat(2 << 20) + "\"}");
        assertThat(text(large)).isEqualTo("http: request body too large (expected: at most 1048576 bytes)");
        assertThat(large.statusCode()).isEqualTo(413);
    }
}
