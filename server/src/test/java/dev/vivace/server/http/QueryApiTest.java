package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.TenantId;
import dev.vivace.model.TimeRange;
import dev.vivace.query.QueryRefusedException;
import dev.vivace.query.SearchRequest;
import dev.vivace.query.TagNamesRequest;
import dev.vivace.query.TagValuesRequest;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.FieldScope;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QueryApiTest {

    private static final String ID = "0af7651916cd43dd8448eb211c80319c";
    private static final long SECOND = 1_000_000_000L;

    private static ServersUnderTest server = new ServersUnderTest();

    @BeforeAll
    static void ready() {
        server.readiness.ready();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @AfterEach
    void forget() {
        server.queries.asked.clear();
        server.queries.tenants.clear();
    }

    static Stream<Arguments> refusals() {
        String big = "1".repeat(131_073);
        return Stream.of(
                // search, tempo-api 5.1
                bad("/api/search?q=%7B%7D&tags=a%3Db", "invalid request: can't specify tags and q in the same query"),
                bad("/api/search?q=%7B", "invalid TraceQL query: parse error at line 1, col "),
                bad("/api/search?start=x&end=5", "invalid start: 'x'"),
                bad("/api/search?start=1&end=-5", "invalid end: '-5'"),
                bad(
                        "/api/search?start=1755850000000&end=5",
                        "this looks like milliseconds, seconds are wanted: 1755850000"),
                bad("/api/search?start=10&end=10", "http parameter start must be before end. received start=10 end=10"),
                bad("/api/search?start=10", "http parameter start must be before end. received start=10 end=0"),
                bad(
                        "/api/search?end=10",
                        "error parsing date range: only one of start and end provided: must provide both or neither"),
                bad(
                        "/api/search?since=x",
                        "error parsing date range: could not parse 'since' parameter: "
                                + "not a valid duration string: \"x\""),
                bad(
                        "/api/search?since=1.5h",
                        "error parsing date range: could not parse 'since' parameter: unknown unit \".\" in duration"
                                + " \"1.5h\""),
                bad("/api/search?limit=0", "invalid limit: must be a positive number"),
                bad("/api/search?limit=x", "invalid limit: 'x'"),
                bad("/api/search?limit=262145", "limit 262145 exceeds max limit 262144"),
                bad("/api/search?spss=101", "spans per span set exceeds 100. received 101"),
                bad("/api/search?spss=x", "invalid spss: 'x'"),
                bad("/api/search?strict=maybe", "invalid value for strict: 'maybe'"),
                bad("/api/search?tags=a%3D1%20a%3D2", "invalid tags: tag a has been set twice"),
                bad("/api/search?tags=%3D1", "invalid tags: unexpected '=' at pos 1"),
                bad("/api/search?tags=a%3D%22x", "invalid tags: unterminated quoted value at pos 3"),
                bad("/api/search?minDuration=x", "invalid minDuration: "),
                bad("/api/search?minDuration=99999999h", "invalid minDuration: time: invalid duration \"99999999h\""),
                bad("/api/search?maxDuration=1d", "invalid maxDuration: "),
                bad(
                        "/api/search?minDuration=2s&maxDuration=1s",
                        "invalid maxDuration: must be greater than minDuration"),
                bad(
                        "/api/search?q=" + big,
                        "TraceQL expression exceeds the configured maximum size of 131072 bytes, reduce"),
                // trace by id, 4.1 and 4.2
                bad(
                        "/api/traces/0xz",
                        "trace IDs can only contain hex characters: invalid character 'x' at position 2"),
                bad("/api/v2/traces/" + ID + "0", "trace IDs can't be larger than 128 bits"),
                bad("/api/traces/1?mode=some", "invalid value for mode some"),
                bad("/api/traces/1?blockStart=x", "invalid value for blockstart: 'x'"),
                bad("/api/traces/1?blockEnd=x", "invalid value for blockEnd: 'x'"),
                bad("/api/traces/1?start=x", "invalid start: 'x'"),
                bad("/api/v2/traces/1?end=x", "invalid end: 'x'"),
                bad(
                        "/api/v2/traces/1?start=5&end=4",
                        "http parameter start must be before end. received start=5 end=4"),
                // tags, 5.2 to 5.5
                bad("/api/search/tags?scope=x", "invalid scope: x"),
                bad("/api/v2/search/tags?scope=x", "invalid scope: x"),
                bad(
                        "/api/search/tags?start=5",
                        "error parsing date range: only one of start and end provided: must provide both or neither"),
                bad(
                        "/api/search/tags?start=x&end=5",
                        "error parsing date range: could not parse 'start' parameter: 'x'"),
                bad("/api/v2/search/tags?start=9&end=5", "http parameter start must be before end."),
                bad("/api/search/tag/x/values?limit=x", "invalid limit: 'x'"),
                bad("/api/search/tag/x/values?maxStaleValues=x", "invalid maxStaleValues: 'x'"),
                bad(
                        "/api/v2/search/tag/service.name/values",
                        "please provide a valid tagName: failed to parse identifier service.name: "),
                bad("/api/v2/search/tag/span.x/values?limit=x", "invalid limit: 'x'"));
    }

    private static Arguments bad(String path, String text) {
        return Arguments.of(path, text);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void wrongParameterIs400InPlainText(String path, String text) {
        HttpResponse<byte[]> response = server.get(path);

        assertThat(text(response))
                .startsWith(text.startsWith("this") ? "invalid" : text)
                .contains(text);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(response.headers().firstValue("vary")).hasValue("Accept-Encoding");
        assertThat(text(response)).doesNotEndWith("\n");
    }

    @Test
    void searchWithoutTimesCoversEverythingNewestIncluded() {
        search("q={}");

        assertThat(asked()).isEqualTo(new SearchRequest("{}", TimeRange.ALL, 20, 3, false));
    }

    static Stream<Arguments> ranges() {
        long now = ServersUnderTest.NOW.getEpochSecond();
        return Stream.of(
                Arguments.of("start=10&end=20", new TimeRange(10 * SECOND, 21 * SECOND - 1)),
                Arguments.of("start=0&end=20", new TimeRange(Long.MIN_VALUE, 21 * SECOND - 1)),
                Arguments.of("start=&end=", TimeRange.ALL),
                Arguments.of("since=1h30m", new TimeRange((now - 5400) * SECOND, Long.MAX_VALUE)),
                Arguments.of("since=2d&start=5&end=6", new TimeRange((now - 172_800) * SECOND, Long.MAX_VALUE)),
                Arguments.of("start=1&start=7&end=9", new TimeRange(SECOND, 10 * SECOND - 1)));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void searchRangeIsWholeSeconds(String parameters, TimeRange range) {
        search(parameters + "&q={}");

        assertThat(asked().range()).isEqualTo(range);
    }

    static Stream<Arguments> tagRanges() {
        return Stream.of(
                Arguments.of("start=10&end=20", new TimeRange(10 * SECOND, 21 * SECOND - 1)),
                Arguments.of(
                        "start=1755850000000000001&end=1755850000000000009",
                        new TimeRange(1755850000000000001L, 1755850000000000009L)),
                Arguments.of("start=1.5&end=2.25", new TimeRange(SECOND * 3 / 2, SECOND * 9 / 4)),
                Arguments.of(
                        "start=1970-01-01T00:00:01Z&end=1970-01-01T02:00:02%2B01:00",
                        new TimeRange(SECOND, 3603 * SECOND - 1)));
    }

    @ParameterizedTest
    @MethodSource("tagRanges")
    void tagRangeTakesAnyTimestamp(String parameters, TimeRange range) {
        assertThat(server.get("/api/search/tags?" + parameters).statusCode()).isEqualTo(200);

        assertThat(((TagNamesRequest) server.queries.last()).range()).isEqualTo(range);
    }

    @Test
    void searchLimitsAndStrictnessArePassedOn() {
        search("q={}&limit=7&spss=0&strict=true");
        assertThat(asked()).isEqualTo(new SearchRequest("{}", TimeRange.ALL, 7, 3, true));

        search("q={}&limit=262144&spss=100");
        assertThat(asked()).isEqualTo(new SearchRequest("{}", TimeRange.ALL, 262_144, 100, false));
    }

    @Test
    void searchAnswersTracesAsTheReferencePrintsThem() {
        HttpResponse<byte[]> response = server.get("/api/search?q=%7B%7D");

        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(text(response))
                .isEqualTo("{\"traces\":[{\"traceID\":\"af7651916cd43dd8448eb211c80319c\","
                        + "\"rootServiceName\":\"cart\",\"rootTraceName\":\"GET /cart\","
                        + "\"startTimeUnixNano\":\"1755850000000000000\",\"durationMs\":120,"
                        + "\"spanSet\":{\"spans\":[{\"spanID\":\"b7ad6b7169203331\",\"name\":\"GET /cart\","
                        + "\"startTimeUnixNano\":\"1755850000000000000\","
                        + "\"durationNanos\":\"120000000\"}],\"matched\":1},"
                        + "\"spanSets\":[{\"spans\":[{\"spanID\":\"b7ad6b7169203331\",\"name\":\"GET /cart\","
                        + "\"startTimeUnixNano\":\"1755850000000000000\","
                        + "\"durationNanos\":\"120000000\"}],\"matched\":1}],"
                        + "\"serviceStats\":{\"cart\":{\"spanCount\":4,\"errorCount\":1}}}],"
                        + "\"metrics\":{\"inspectedTraces\":37,\"inspectedBytes\":\"90412\","
                        + "\"completedJobs\":3,\"totalJobs\":3}}");
    }

    static Stream<Arguments> tagSearches() {
        return Stream.of(
                Arguments.of("", "{ }"),
                Arguments.of("service.name=cart", "{ resource.service.name =~ \".*cart.*\" }"),
                Arguments.of("name=\"GET /\"", "{ name =~ \".*GET /.*\" }"),
                Arguments.of("root.name=a.b", "{ rootName =~ \".*a\\\\.b.*\" }"),
                Arguments.of("status.code=error", "{ status = error }"),
                Arguments.of("error=true", "{ status = error }"),
                Arguments.of("foo=bar", "{ span.foo = \"bar\" || resource.foo = \"bar\" }"),
                Arguments.of(
                        "http.status_code=500",
                        "{ span.http.status_code = \"500\" || resource.http.status_code = \"500\""
                                + " || span.http.status_code = 500 || resource.http.status_code = 500 }"),
                Arguments.of("zip=08", "{ span.zip = \"08\" || resource.zip = \"08\" }"),
                Arguments.of(
                        "error=true x=\"a\\\"b\"",
                        "{ status = error } && { span.x = \"a\\\"b\" || resource.x = \"a\\\"b\" }"));
    }

    @ParameterizedTest
    @MethodSource("tagSearches")
    void tagsBecomeTraceQl(String tags, String traceQl) {
        search("tags=" + URLEncoder.encode(tags, StandardCharsets.UTF_8));

        assertThat(asked().query()).isEqualTo(traceQl);
    }

    @Test
    void durationsOfATagSearchBecomeTraceQl() {
        search("minDuration=100ms&maxDuration=1.5s");

        assertThat(asked().query()).isEqualTo("{ traceDuration >= 100000000ns } && { traceDuration <= 1500000000ns }");
    }

    @Test
    void tagSearchAnswersTracesWithoutSpans() {
        assertThat(text(server.get("/api/search?tags=foo%3Dbar")))
                .startsWith("{\"traces\":[{\"traceID\":\"af7651916cd43dd8448eb211c80319c\"")
                .doesNotContain("spanSet", "serviceStats");
    }

    @Test
    void emptyAnswerSaysWhyOnlyIfAsked() {
        try (ServersUnderTest empty = new ServersUnderTest()) {
            empty.queries.findNothing("nobody sends \"span.foo\"");

            assertThat(text(empty.get("/api/search?q=%7B%7D"))).isEqualTo("{\"traces\":[],\"metrics\":{}}");
            assertThat(text(empty.get("/api/search?q=%7B%7D&why=true")))
                    .isEqualTo("{\"traces\":[],\"metrics\":{},\"emptyBecause\":\"nobody sends \\\"span.foo\\\"\"}");
        }
    }

    @Test
    void traceIsAnsweredInBothVersionsAndFormats() {
        HttpResponse<byte[]> v1 = server.get("/api/traces/" + ID);
        assertThat(text(v1)).startsWith("{\"batches\":[{\"resource\":").contains("\"CvdlGRbNQ92ESOshHIAxnA==\"");
        assertThat(v1.headers().firstValue("content-type")).hasValue("application/json");

        HttpResponse<byte[]> v2 = server.get("/api/v2/traces/" + ID.toUpperCase(Locale.ROOT));
        assertThat(text(v2))
                .startsWith("{\"trace\":{\"resourceSpans\":")
                .endsWith("\"metrics\":{\"inspectedBytes\":\"18234\"}}");

        HttpResponse<byte[]> protobuf = server.get("/api/traces/" + ID, "Accept", "application/protobuf");
        assertThat(protobuf.headers().firstValue("content-type")).hasValue("application/protobuf");
        assertThat(protobuf.body()[0]).isEqualTo((byte) 0x0a);

        HttpResponse<byte[]> llm = server.get("/api/traces/" + ID, "Accept", "application/vnd.grafana.llm");
        assertThat(llm.headers().firstValue("content-type")).hasValue("application/vnd.grafana.llm");
        assertThat(llm.body()).isEqualTo(v1.body());
    }

    @Test
    void unknownTraceIsNotFoundInV1AndEmptyInV2() {
        for (String id : new String[] {"1", "0", "00000000000000000000000000000000"}) {
            HttpResponse<byte[]> v1 = server.get("/api/traces/" + id);
            assertThat(v1.statusCode()).isEqualTo(404);
            assertThat(v1.body()).isEmpty();
            assertThat(v1.headers().firstValue("vary")).hasValue("Accept-Encoding");

            HttpResponse<byte[]> v2 = server.get("/api/v2/traces/" + id, "Accept", "application/protobuf");
            assertThat(v2.statusCode()).isEqualTo(200);
            assertThat(v2.body()).startsWith(0x0a, 0x00, 0x12);
        }
        assertThat(text(server.get("/api/v2/traces/0"))).isEqualTo("{\"trace\":{},\"metrics\":{}}");
    }

    @Test
    void externalModeIsNotEnabled() {
        HttpResponse<byte[]> response = server.get("/api/traces/1?mode=external");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(text(response)).isEqualTo("external mode is not enabled\n");
        assertThat(server.get("/api/v2/traces/" + ID + "?mode=ingesters&start=x")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.get("/api/v2/traces/" + ID
                                + "?blockStart=00000000-0000-0000-0000-000000000000&"
                                + "blockEnd=FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"
                                + "&start=1&end=2&mode=all")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tagNamesAreListedWithAndWithoutScopes() {
        assertThat(text(server.get("/api/search/tags")))
                .isEqualTo("{\"tagNames\":[\"http.status_code\",\"service.name\"],"
                        + "\"metrics\":{\"inspectedBytes\":\"6120\"}}");
        assertThat(text(server.get("/api/search/tags?scope=intrinsic"))).contains("\"traceDuration\"");
        assertThat(text(server.get("/api/v2/search/tags")))
                .contains("{\"name\":\"resource\",\"tags\":[\"service.name\"]}")
                .contains("{\"name\":\"intrinsic\",\"tags\":[\"duration\",\"event:name\"");
        assertThat(text(server.get("/api/v2/search/tags?scope=span"))).doesNotContain("intrinsic");
        assertThat(TagNamesEndpoint.INTRINSICS).hasSize(25).isSorted();
    }

    @Test
    void tagNamesPassFilterScopeAndLimitOn() {
        server.get("/api/v2/search/tags?q=%7B.a%3D1%7D&limit=5&scope=event&maxStaleValues=zzz");

        TagNamesRequest request = (TagNamesRequest) server.queries.last();
        assertThat(request.filter()).isEqualTo("{.a=1}");
        assertThat(request.limit()).isEqualTo(5);
        assertThat(request.scope()).isEqualTo(AttributeScope.EVENT);
    }

    @Test
    void typedTagValuesAreListed() {
        assertThat(text(server.get("/api/v2/search/tag/span.http.status_code/values")))
                .isEqualTo("{\"tagValues\":[{\"type\":\"int\",\"value\":\"500\"},"
                        + "{\"type\":\"string\",\"value\":\"cart\"}],"
                        + "\"metrics\":{\"inspectedBytes\":\"811\"}}");
        assertThat(text(server.get("/api/v2/search/tag/status/values")))
                .contains("{\"type\":\"keyword\",\"value\":\"ok\"},{\"type\":\"keyword\",\"value\":\"error\"}");
        assertThat(text(server.get("/api/v2/search/tag/span:kind/values"))).contains("\"consumer\"");
        assertThat(text(server.get("/api/v2/search/tag/duration/values"))).startsWith("{\"tagValues\":[]");
        assertThat(server.queries.count()).isEqualTo(1);
        server.get("/api/v2/search/tag/trace:duration/values");
        assertThat(server.queries.count()).isEqualTo(2);
    }

    @Test
    void tagNamesMayHoldSlashesQuotesAndBlanks() {
        String[][] names = {
            {"resource.a/b", "a/b"}, {"span.%22a%20b%22", "a b"}, {"span.a%2Fb", "a/b"}, {"span.a%2Bb", "a+b"}
        };
        for (String[] name : names) {
            HttpResponse<byte[]> response = server.get("/api/v2/search/tag/" + name[0] + "/values?limit=3");
            assertThat(response.statusCode()).as(name[0] + text(response)).isEqualTo(200);
            TagValuesRequest request = (TagValuesRequest) server.queries.last();
            assertThat(((AttributeField) request.field()).name()).isEqualTo(name[1]);
            assertThat(request.limit()).isEqualTo(3);
        }
    }

    @Test
    void oldTagValuesAreTextOfSpansAndResources() {
        assertThat(text(server.get("/api/search/tag/http.status_code/values")))
                .isEqualTo("{\"tagValues\":[\"500\",\"cart\"],\"metrics\":{\"inspectedBytes\":\"1622\"}}");
        assertThat(server.queries.asked)
                .extracting(request -> ((AttributeField) ((TagValuesRequest) request).field()).scope())
                .containsExactly(FieldScope.SPAN, FieldScope.RESOURCE);
        assertThat(text(server.get("/api/search/tag/status.code/values")))
                .startsWith("{\"tagValues\":[\"0\",\"1\",\"2\",\"error\",\"ok\",\"unset\"]");
        assertThat(text(server.get("/api/search/tag/error/values"))).contains("\"true\"");
        assertThat(text(server.get("/api/search/tag/error/values?limit=1"))).startsWith("{\"tagValues\":[\"500\"]");
    }

    @Test
    void everyEndpointAnswersProtobufIfAsked() {
        for (String path : new String[] {
            "/api/search?q=%7B%7D",
            "/api/search/tags",
            "/api/v2/search/tags",
            "/api/search/tag/x/values",
            "/api/v2/search/tag/span.x/values"
        }) {
            HttpResponse<byte[]> response = server.get(path, "Accept", "application/json, application/protobuf");
            assertThat(response.headers().firstValue("content-type")).as(path).hasValue("application/protobuf");
            HttpResponse<byte[]> other = server.get(path, "Accept", "application/x-protobuf");
            assertThat(other.headers().firstValue("content-type")).as(path).hasValue("application/json");
        }
    }

    @Test
    void queryEndpointsTakeAnyMethod() {
        assertThat(server.send("POST", server.api("/api/search?q=%7B%7D")).statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> head = server.send("HEAD", server.api("/api/search?q=%7B%7D"));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void failuresKeepTheirKind() {
        try (ServersUnderTest failing = new ServersUnderTest()) {
            failing.queries.failWith(
                    new QueryRefusedException(QueryRefusedException.Kind.CAPACITY, "too much at once"));
            assertThat(failing.get("/api/search?q=%7B%7D").statusCode()).isEqualTo(429);
            failing.queries.failWith(new QueryRefusedException(QueryRefusedException.Kind.CALLER, "not yet"));
            HttpResponse<byte[]> refused = failing.get("/api/search?q=%7B%7D");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(text(refused)).isEqualTo("not yet");
            failing.queries.failWith(new IOException("block 01 is gone"));
            HttpResponse<byte[]> broken = failing.get("/api/search?q=%7B%7D");
            assertThat(broken.statusCode()).isEqualTo(500);
            assertThat(text(broken)).contains("block 01 is gone");
        }
    }

    @Test
    void explainAddsThePlanOnlyIfAskedFor() {
        String plain = text(server.get("/api/search?q=%7B%7D"));
        String explained = text(server.get("/api/search?q=%7B%7D&explain=true"));

        assertThat(explained)
                .isEqualTo(plain.substring(0, plain.length() - 1)
                        + ",\"explain\":{\"step\":\"{ name = `a` }\",\"times\":1,"
                        + "\"unit\":\"spans to traces\",\"in\":530,\"out\":1,\"micros\":2500,"
                        + "\"reads\":{\"bytes read\":90412},\"steps\":[{\"step\":\"name = `a`\",\"times\":3,"
                        + "\"unit\":\"spans\",\"in\":530,\"out\":7,\"micros\":1000}]}}");
    }

    @Test
    void requestsWithoutTenancyBelongToTheSingleTenant() {
        server.get("/api/search?q=%7B%7D", "X-Scope-OrgID", "a|b");

        assertThat(server.queries.tenants).isEqualTo(List.of(TenantId.SINGLE));
    }

    private static void search(String parameters) {
        HttpResponse<byte[]> response =
                server.get("/api/search?" + parameters.replace("{", "%7B").replace("}", "%7D"));
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
    }

    private static SearchRequest asked() {
        return (SearchRequest) server.queries.last();
    }
}
