package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.ingest.receive.ReceiveSettings;
import dev.vivace.query.MetricsRequest;
import dev.vivace.query.SearchRequest;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.server.config.Settings.Serving;
import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.Overrides;
import dev.vivace.tenancy.TenantLimits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Limits that are configured, and the words of their refusals.
class QuestionLimitsTest {

    private static final String ALL = "/api/search?q=%7B%7D";
    private static final String RATE = "/api/metrics/query_range?q=%7B%7D%7Crate()";

    private static ServersUnderTest server = serving(
            new QuestionLimits(
                    7,
                    50,
                    2,
                    5,
                    Duration.ofHours(1),
                    Duration.ofHours(3),
                    100,
                    4,
                    9,
                    40,
                    true,
                    List.of("limit=13", "forbidden"),
                    true),
            Serving.DEFAULTS);

    private static ServersUnderTest serving(QuestionLimits limits, Serving serving) {
        UnaryOperator<HttpSettings> change = settings -> new HttpSettings(
                settings.api(),
                "",
                List.of(),
                settings.receive(),
                limits,
                settings.queryLimits(),
                1,
                1,
                10,
                serving,
                null,
                null);
        return new ServersUnderTest(change);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ALL + "&limit=51 | limit 51 exceeds max limit 50",
                ALL + "&limit=0 | invalid limit: must be a positive number",
                ALL + "&spss=6 | spans per span set exceeds 5. received 6",
                ALL + "&start=1&end=3602 | range specified by start and end exceeds 1h0m0s. received start=1 end=3602",
                ALL + "&limit=13 | Invalid request " + ALL + "&limit=13. This query has been identified as one that"
                        + " destabilizes our system. Contact your system administrator for more information",
                "/api/search?q=%7Bname%3D%221234567890123456789012345678901234567%22%7D | TraceQL expression"
                        + " exceeds the configured maximum size of 40 bytes, reduce the query expression size or"
                        + " contact your system administrator",
                "/api/v2/search/tags?start=1&end=3602 | range specified by start and end exceeds 1h0m0s. received"
                        + " start=1 end=3602",
                RATE + "&start=0&end=10801 | metrics query time range exceeds the maximum allowed duration of 3h0m0s",
                RATE + "&start=0&end=1000&step=9 | step of 9s is too small, minimum step for given range is 10s",
                "/api/search?q=%7Bservice.name%3D%22a%22%7D | invalid TraceQL query: parse error at line 1, col 2:",
            })
    void refusesInTheReferencesWords(String path, String message) {
        HttpResponse<byte[]> response = server.get(path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).startsWith(message);
    }

    @Test
    void defaultsAreThoseConfigured() {
        assertThat(server.get(ALL).statusCode()).isEqualTo(200);
        assertThat(server.queries.last()).isInstanceOfSatisfying(SearchRequest.class, request -> {
            assertThat(request.limit()).isEqualTo(7);
            assertThat(request.spansPerSpanset()).isEqualTo(2);
            assertThat(request.strict()).isTrue();
        });
        assertThat(server.get(ALL + "&limit=50&spss=5&start=1&end=3601").statusCode())
                .isEqualTo(200);
        assertThat(server.get(RATE).statusCode()).isEqualTo(200);
        assertThat(server.queries.last()).isInstanceOfSatisfying(MetricsRequest.class, request -> {
            assertThat(request.exemplars()).isEqualTo(4);
            assertThat(request.maxSeries()).isEqualTo(9);
            assertThat(request.strict()).isTrue();
        });
        assertThat(server.get(RATE + "&exemplars=3&maxSeries=5&strict=false").statusCode())
                .isEqualTo(200);
        assertThat(server.queries.last()).isInstanceOfSatisfying(MetricsRequest.class, request -> {
            assertThat(request.exemplars()).isEqualTo(3);
            assertThat(request.maxSeries()).isEqualTo(5);
            assertThat(request.strict()).isFalse();
        });
    }

    @Test
    void requestWinsOverTheConfiguredDialect() {
        String bare = "/api/search?q=%7Bservice.name%3D%22a%22%7D";

        assertThat(server.get(bare + "&strict=false").statusCode()).isEqualTo(200);
        try (ServersUnderTest lenient = serving(QuestionLimits.DEFAULTS, Serving.DEFAULTS)) {
            assertThat(lenient.get(bare).statusCode()).isEqualTo(200);
            assertThat(lenient.get(bare + "&strict=true").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void zeroIsWithoutLimit() {
        QuestionLimits none = new QuestionLimits(
                20,
                0,
                Integer.MAX_VALUE,
                0,
                Duration.ZERO,
                Duration.ZERO,
                1_000_000,
                0,
                0,
                Integer.MAX_VALUE,
                false,
                List.of(),
                false);
        Serving hidden = new Serving(
                Duration.ZERO, 2, false, false, Serving.DEFAULTS.stopTimeout(), Serving.DEFAULTS.retryAfter());
        try (ServersUnderTest free = serving(none, hidden)) {
            assertThat(free.get(ALL + "&limit=4294967295&spss=4294967295&start=1&end=4294967295")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(free.queries.last()).isInstanceOfSatisfying(SearchRequest.class, request -> {
                assertThat(request.limit()).isEqualTo(Integer.MAX_VALUE);
                assertThat(request.spansPerSpanset()).isEqualTo(Integer.MAX_VALUE);
            });
            assertThat(free.get(RATE + "&start=0&end=31536000&step=1h").statusCode())
                    .isEqualTo(200);
            assertThat(text(free.get(RATE + "&start=-8000000000000000000&end=8000000000000000000")))
                    .startsWith("metrics query time range exceeds the maximum allowed duration of ");
            HttpResponse<byte[]> metrics = free.get("/metrics");
            assertThat(metrics.statusCode()).isEqualTo(404);
            assertThat(text(metrics)).contains("server.register_instrumentation is false");
        }
    }

    @Test
    void filtersOfTagsWithTooManyAlternativesAreRefused() {
        Limits defaults = limits(2);
        Overrides overrides = new Overrides(defaults, Map.of("own", limits(3), "silent", limits(0)));
        String three = "?q=%7Bspan.a=1%7C%7Cspan.b=2%7C%7Cspan.c=3%7D";
        try (ServersUnderTest limited = limited(overrides)) {
            for (String path : List.of("/api/v2/search/tags", "/api/v2/search/tag/span.a/values")) {
                HttpResponse<byte[]> refused = limited.get(path + three, "X-Scope-OrgID", "silent");

                assertThat(refused.statusCode()).as(path).isEqualTo(400);
                assertThat(text(refused))
                        .isEqualTo("maximum condition groups reached (limit: 2). Reduce the number of OR conditions"
                                + " in the query");
                assertThat(limited.get(path + three, "X-Scope-OrgID", "own").statusCode())
                        .isEqualTo(200);
                assertThat(limited.get(path + "?q=%7Bspan.a=1%7C%7Cspan.b=2%7D", "X-Scope-OrgID", "other")
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void idsHaveAllOfTheirZerosForTenantsThatWantThem() {
        Overrides overrides = new Overrides(Limits.NONE, Map.of("padded", limits(0, true)));
        try (ServersUnderTest limited = limited(overrides)) {
            assertThat(text(limited.get("/api/search?q=%7B%7D", "X-Scope-OrgID", "padded")))
                    .contains("\"traceID\":\"0af7651916cd43dd8448eb211c80319c\"");
            assertThat(text(limited.get("/api/search?q=%7B%7D", "X-Scope-OrgID", "other|padded")))
                    .contains("\"traceID\":\"0af7651916cd43dd8448eb211c80319c\"");
            assertThat(text(limited.get("/api/search?q=%7B%7D", "X-Scope-OrgID", "other")))
                    .contains("\"traceID\":\"af7651916cd43dd8448eb211c80319c\"");
        }
    }

    private static ServersUnderTest limited(Overrides overrides) {
        UnaryOperator<HttpSettings> severalTenants = settings -> new HttpSettings(
                settings.api(),
                "",
                List.of(),
                multitenant(settings.receive()),
                QuestionLimits.DEFAULTS,
                settings.queryLimits(),
                1,
                1,
                10,
                Serving.DEFAULTS,
                null,
                null);
        return new ServersUnderTest(severalTenants, new TenantControls(new TenantLimits(overrides), null, null, false));
    }

    private static Limits limits(int conditionGroups) {
        return limits(conditionGroups, false);
    }

    private static Limits limits(int conditionGroups, boolean paddedIds) {
        Limits none = Limits.NONE;
        return new Limits(
                none.ingestion(),
                new Limits.Read(
                        0,
                        0,
                        conditionGroups,
                        Duration.ZERO,
                        Duration.ZERO,
                        false,
                        paddedIds,
                        false,
                        false,
                        false,
                        false),
                none.compaction(),
                0,
                none.recorded());
    }

    private static ReceiveSettings multitenant(ReceiveSettings receive) {
        return new ReceiveSettings(
                receive.maxRequestBytes(),
                receive.maxDecompressedBytes(),
                receive.maxGrpcMessageBytes(),
                receive.maxBytesInFlight(),
                true,
                receive.retryAfter(),
                receive.requestTimeout());
    }
}
