package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.query.MetricsRequest;
import dev.vivace.traceql.metrics.TimeGrid;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `/api/metrics/query_range` and `/api/metrics/query`: parameters, refusals, shapes.
class MetricsApiTest {

    private static final String RANGE = "/api/metrics/query_range";
    private static final String INSTANT = "/api/metrics/query";
    private static final String RATE = "?q=%7B%7D%7Crate()";
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = ServersUnderTest.NOW.getEpochSecond() * SECOND;

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
        String code = "rpc error: code = Code(400) desc = ";
        return Stream.of(
                bad(RANGE, "parse error : syntax error: unexpected $end"),
                bad(INSTANT, "compiling query: parse error : syntax error: unexpected $end"),
                bad(RANGE + "?q=%7B%7D%7Crate(", "parse error at line 1, col "),
                bad(INSTANT + "?q=%7B%7D%7Crate(", "compiling query: parse error at line 1, col "),
                bad(RANGE + "?q=%7Bname%3D5%7D%7Crate()", "compiling query: binary operations must operate on"),
                bad(RANGE + "?q=" + "1".repeat(131_073), "TraceQL expression exceeds the configured maximum size"),
                bad(RANGE + RATE + "&start=x", code + "could not parse 'start' parameter: 'x'"),
                bad(INSTANT + RATE + "&end=x", code + "could not parse 'end' parameter: 'x'"),
                bad(
                        RANGE + RATE + "&since=x",
                        code + "could not parse 'since' parameter: not a valid duration string: \"x\""),
                bad(RANGE + RATE + "&step=x", code + "cannot parse \"x\" to a valid duration"),
                bad(RANGE + RATE + "&step=1d", code + "cannot parse \"1d\" to a valid duration"),
                bad(RANGE + RATE + "&step=-1", code + "cannot parse \"-1\": step must be positive"),
                bad(
                        RANGE + RATE + "&start=100&end=1100&step=0",
                        "step of 0s is too small, minimum step for given range is 100ms"),
                bad(
                        RANGE + RATE + "&start=0&end=86400&step=1",
                        "step of 1s is too small, minimum step for given range is 8.64s"),
                bad(RANGE + RATE + "&start=10&end=10", "end must be greater than start"),
                bad(INSTANT + RATE + "&start=10&end=9", "end must be greater than start"),
                bad(
                        INSTANT + RATE + "&start=0&end=86401",
                        "metrics query time range exceeds the maximum allowed duration of 24h0m0s"));
    }

    private static Arguments bad(String path, String message) {
        return Arguments.of(path, message);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(String path, String message) {
        HttpResponse<byte[]> response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).startsWith(message);
    }

    static Stream<Arguments> grids() {
        return Stream.of(
                Arguments.of("", TimeGrid.range(NOW - 3600 * SECOND, NOW, 15 * SECOND)),
                Arguments.of("&since=6h", TimeGrid.range(NOW - 6 * 3600 * SECOND, NOW, 60 * SECOND)),
                Arguments.of("&start=1000&end=1030&step=10s", new TimeGrid(990 * SECOND, 10 * SECOND, 4)),
                Arguments.of("&start=1000&end=1030&step=10", new TimeGrid(990 * SECOND, 10 * SECOND, 4)),
                Arguments.of("&start=1000&end=1030&step=0.5m", new TimeGrid(960 * SECOND, 30 * SECOND, 3)),
                Arguments.of("&start=1003&end=1021&step=1e1", new TimeGrid(990 * SECOND, 10 * SECOND, 4)),
                Arguments.of("&start=1000000000000&end=1030.0&step=10s", new TimeGrid(990 * SECOND, 10 * SECOND, 4)),
                Arguments.of(
                        "&start=1970-01-01T00:16:40Z&end=1970-01-01T01:17:10%2B01:00&step=10s",
                        new TimeGrid(990 * SECOND, 10 * SECOND, 4)),
                Arguments.of("&end=2000&since=30s&step=10s", new TimeGrid(1960 * SECOND, 10 * SECOND, 4)),
                Arguments.of("&end=2000.0004&since=30s&step=10s", new TimeGrid(1960 * SECOND, 10 * SECOND, 4)));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void timesMakeAGrid(String parameters, TimeGrid grid) {
        assertThat(server.get(RANGE + RATE + parameters).statusCode()).isEqualTo(200);
        assertThat(asked().grid()).isEqualTo(grid);
    }

    @Test
    void instantTakesTheRangeAsItIs() {
        server.get(INSTANT + RATE + "&start=1003&end=1021&step=10&exemplars=5");
        assertThat(asked())
                .isEqualTo(
                        new MetricsRequest("{}|rate()", TimeGrid.instant(1003 * SECOND, 1021 * SECOND), 0, 0, false));
    }

    @Test
    void limitsAreHandedOn() {
        server.get(RANGE + RATE + "&query=x&exemplars=7&maxSeries=3&strict=true&mode=recent&instant=x&startPage=y");
        assertThat(asked().query()).isEqualTo("{}|rate()");
        assertThat(asked().exemplars()).isEqualTo(7);
        assertThat(asked().maxSeries()).isEqualTo(3);
        assertThat(asked().strict()).isTrue();
    }

    @Test
    void exemplarsAreAHundredIfNobodySaysAndAtMost() {
        for (String exemplars : new String[] {"", "&exemplars=0", "&exemplars=1000", "&exemplars=x"}) {
            server.get(RANGE + RATE.replace("?q", "?query") + exemplars);
            assertThat(asked().exemplars()).as(exemplars).isEqualTo(100);
        }
    }

    @Test
    void answersAreJsonWhateverIsAccepted() {
        String parameters = RATE + "&start=1000&end=1030&step=10s";
        HttpResponse<byte[]> range = server.get(RANGE + parameters, "Accept", "application/protobuf");
        assertThat(range.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(text(range))
                .isEqualTo("{\"series\":[{\"labels\":[{\"key\":\"__name__\",\"value\":{\"stringValue\":\"rate\"}}],"
                        + "\"samples\":[{\"timestampMs\":\"1000000\",\"value\":0.5}]}],"
                        + "\"metrics\":{\"inspectedBytes\":\"90412\",\"totalJobs\":3,\"completedJobs\":3,"
                        + "\"inspectedSpans\":\"530\"}}");
        assertThat(text(server.get(INSTANT + parameters)))
                .isEqualTo("{\"series\":[{\"labels\":[{\"key\":\"__name__\",\"value\":{\"stringValue\":\"rate\"}}],"
                        + "\"value\":0.5}],\"metrics\":{\"inspectedBytes\":\"90412\",\"totalJobs\":3,"
                        + "\"completedJobs\":3}}");
    }

    private static MetricsRequest asked() {
        return (MetricsRequest) server.queries.last();
    }
}
