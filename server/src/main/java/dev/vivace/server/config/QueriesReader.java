package dev.vivace.server.config;

import dev.vivace.server.config.Settings.Queries;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// Translates what `query_frontend`, `querier` and `vivace` say of queries into [Queries]. Confined to one
/// thread.
final class QueriesReader {
    /// Stands for "as long as it takes" where every timeout was written as 0.
    private static final Duration LONGEST = Duration.ofHours(24);

    /// Stands for "any number" of steps; the memory of a metrics query has a bound of its own.
    private static final int MOST_INTERVALS = 1_000_000;

    private final SectionReader root;
    private final StartupNotes notes;

    QueriesReader(SectionReader root, StartupNotes notes) {
        this.root = root;
        this.notes = notes;
    }

    Queries read() {
        Queries absent = Queries.DEFAULTS;
        SectionReader querier = root.section("querier");
        SectionReader frontend = root.section("query_frontend");
        Duration write = root.section("server").duration("http_server_write_timeout", absent.timeout());
        Duration api = frontend.duration("api_timeout", Duration.ZERO);
        Duration search = frontend.section("search").duration("timeout", Duration.ZERO);
        Duration query = querier.section("search").duration("query_timeout", absent.timeout());
        Duration trace = querier.section("trace_by_id").duration("query_timeout", absent.traceTimeout());
        int concurrent = querier.count("max_concurrent_queries", absent.maxConcurrent());
        int outstanding = frontend.count("max_outstanding_per_tenant", absent.maxOutstanding());
        QuestionLimits limits = limits(frontend);
        return frontend.build(
                absent,
                () -> new Queries(
                        limits,
                        smallest(write, api, search, query),
                        smallest(write, api, trace),
                        concurrent,
                        outstanding == 0 ? absent.maxOutstanding() : outstanding));
    }

    /// Of those that are more than zero, which means none.
    private static Duration smallest(Duration... timeouts) {
        return Stream.of(timeouts)
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .orElse(LONGEST);
    }

    private QuestionLimits limits(SectionReader frontend) {
        QuestionLimits absent = QuestionLimits.DEFAULTS;
        SectionReader search = frontend.section("search");
        SectionReader metrics = frontend.section("metrics");
        int maxResults = search.count("max_result_limit", absent.maxResults());
        int maxSpans = search.count("max_spans_per_span_set", absent.maxSpans());
        int results = atMost(search, "default_result_limit", absent.defaultResults(), maxResults, "max_result_limit");
        int spans =
                atMost(search, "default_spans_per_span_set", absent.defaultSpans(), maxSpans, "max_spans_per_span_set");
        int intervals = metrics.count("max_intervals", absent.maxIntervals());
        int bytes = frontend.count("max_query_expression_size_bytes", absent.maxQueryBytes());
        return new QuestionLimits(
                results,
                maxResults,
                spans,
                maxSpans,
                search.duration("max_duration", absent.maxSearchDuration()),
                metrics.duration("max_duration", absent.maxMetricsDuration()),
                intervals == 0 ? MOST_INTERVALS : Math.min(intervals, MOST_INTERVALS),
                metrics.count("max_exemplars", absent.maxExemplars()),
                metrics.count("max_response_series", absent.maxSeries()),
                bytes == 0 ? Integer.MAX_VALUE : bytes,
                frontend.bool("multi_tenant_queries_enabled", absent.severalTenants()),
                frontend.texts("url_deny_list", QueriesReader::checkPattern),
                root.section("vivace").bool("strict_traceql", absent.strict()));
    }

    private static void checkPattern(String text) {
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("expected: a regular expression; " + e.getDescription(), e);
        }
    }

    /// A default past the maximum would have every question refused that does not name a number.
    private int atMost(SectionReader section, String key, int absent, int maximum, String maximumKey) {
        int written = section.count(key, absent);
        int value = written == 0 ? Integer.MAX_VALUE : written;
        if (maximum == 0 || value <= maximum) {
            return value;
        }
        if (section.has(key) && written != 0) {
            notes.add(
                    "query_frontend.search." + key + ": " + written,
                    "more than " + maximumKey + " allows, " + maximum + " is used");
        }
        return maximum;
    }
}
