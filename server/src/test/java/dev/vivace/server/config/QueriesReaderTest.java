package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueriesReaderTest {

    private static Settings parse(String yaml) {
        return new SettingsLoader(Map.<String, String>of()::get).parse(yaml, "tempo.yaml", true, List.of());
    }

    @Test
    void nothingWrittenIsTheDefaults() {
        assertThat(parse("").queries()).isEqualTo(Settings.Queries.DEFAULTS);
    }

    @Test
    void everyLimitIsRead() {
        Settings settings = parse("""
                query_frontend:
                  max_outstanding_per_tenant: 50
                  max_query_expression_size_bytes: 1_000
                  multi_tenant_queries_enabled: false
                  url_deny_list: ["/api/search.*limit=9999", "count_over_time"]
                  search:
                    default_result_limit: 10
                    max_result_limit: 500
                    default_spans_per_span_set: 5
                    max_spans_per_span_set: 50
                    max_duration: 48h
                  metrics:
                    max_duration: 3h
                    max_intervals: 500
                    max_exemplars: 10
                    max_response_series: 1000
                querier: {max_concurrent_queries: 4}
                vivace: {strict_traceql: true}
                """);

        assertThat(settings.notes()).isEmpty();
        assertThat(settings.queries().maxConcurrent()).isEqualTo(4);
        assertThat(settings.queries().maxOutstanding()).isEqualTo(50);
        assertThat(settings.queries().limits())
                .isEqualTo(new QuestionLimits(
                        10,
                        500,
                        5,
                        50,
                        Duration.ofHours(48),
                        Duration.ofHours(3),
                        500,
                        10,
                        1000,
                        1000,
                        false,
                        List.of("/api/search.*limit=9999", "count_over_time"),
                        true));
    }

    @Test
    void zeroIsWithoutLimit() {
        QuestionLimits limits = parse("""
                query_frontend:
                  max_query_expression_size_bytes: 0
                  search: {max_result_limit: 0, max_spans_per_span_set: 0, default_spans_per_span_set: 0}
                  metrics: {max_duration: 0s, max_intervals: 0}
                """).queries().limits();

        assertThat(limits.maxResults()).isZero();
        assertThat(limits.maxSpans()).isZero();
        assertThat(limits.defaultSpans()).isEqualTo(Integer.MAX_VALUE);
        assertThat(limits.maxQueryBytes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(limits.maxMetricsDuration()).isZero();
        assertThat(limits.maxIntervals()).isEqualTo(1_000_000);
    }

    @Test
    void defaultBowsToTheMaximum() {
        Settings silent = parse("query_frontend: {search: {max_result_limit: 5, max_spans_per_span_set: 2}}");
        assertThat(silent.queries().limits().defaultResults()).isEqualTo(5);
        assertThat(silent.queries().limits().defaultSpans()).isEqualTo(2);
        assertThat(silent.notes()).isEmpty();

        Settings written = parse("query_frontend: {search: {default_result_limit: 50, max_result_limit: 20}}");
        assertThat(written.queries().limits().defaultResults()).isEqualTo(20);
        assertThat(written.notes())
                .containsExactly("query_frontend.search.default_result_limit: 50: more than max_result_limit allows,"
                        + " 20 is used");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30s | 10s | ",
                "30s | 10s | server: {http_server_write_timeout: 5m}",
                "5s | 5s | server: {http_server_write_timeout: 5s}",
                "2m | 10s | {server: {http_server_write_timeout: 5m}, querier: {search: {query_timeout: 2m}}}",
                "30s | 20s | querier: {trace_by_id: {query_timeout: 20s}}",
                "3s | 3s | query_frontend: {api_timeout: 3s}",
                "4s | 10s | query_frontend: {search: {timeout: 4s}}",
                "24h | 10s | {server: {http_server_write_timeout: 0}, querier: {search: {query_timeout: 0}}}",
            })
    void smallestTimeoutCounts(String query, String trace, String yaml) {
        Settings.Queries queries = parse(yaml == null ? "" : yaml).queries();

        assertThat(queries.timeout()).isEqualTo(GoDuration.parse(query));
        assertThat(queries.traceTimeout()).isEqualTo(GoDuration.parse(trace));
    }

    @Test
    void mistakesAreNamedWithTheirPlace() {
        assertThat(catchThrowableOfType(ConfigException.class, () -> parse("""
                        query_frontend:
                          url_deny_list: ["ok", "(("]
                          search:
                            max_result_limit: lots
                          metrics:
                            max_duration: 3d
                        vivace:
                          strict_traceql: perhaps
                        """)).problems())
                .containsExactly(
                        "tempo.yaml:2:25: query_frontend.url_deny_list: '((' (expected: a regular expression; Unclosed"
                                + " group)",
                        "tempo.yaml:4:23: query_frontend.search.max_result_limit: 'lots' (expected: a whole number)",
                        "tempo.yaml:6:19: query_frontend.metrics.max_duration: '3d' (expected: a duration in h, m, s,"
                                + " ms, us or ns; 'd' is not understood here, write 72h)",
                        "tempo.yaml:8:19: vivace.strict_traceql: 'perhaps' (expected: true or false)");
    }
}
