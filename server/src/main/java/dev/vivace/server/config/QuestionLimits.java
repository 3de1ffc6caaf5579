package dev.vivace.server.config;

import java.time.Duration;
import java.util.List;

/// What one query may ask for, and what it gets if it does not say. Immutable.
///
/// A question past a limit is refused; it is never answered for less than it asked.
///
/// @param defaultResults traces of a search that names no limit, at least 1
/// @param maxResults traces a search may ask for; 0 for any number
/// @param defaultSpans spans per spanset of a search that names no number, at least 1
/// @param maxSpans spans per spanset a search may ask for; 0 for any number
/// @param maxSearchDuration between start and end of searches and of questions for tags; zero for any
/// @param maxMetricsDuration between start and end of a metrics query; zero for any
/// @param maxIntervals steps of a metrics query, at least 1
/// @param maxExemplars of a metrics query that names no number; 0 for none
/// @param maxSeries of a metrics answer, further ones are left out and said so; 0 for any number
/// @param maxQueryBytes UTF-8 bytes of a query, at least 1
/// @param severalTenants whether one query may ask for the data of several tenants
/// @param deniedUrls regular expressions; a query whose path and parameters match one is refused
/// @param strict whether only TraceQL that the reference accepts is accepted, unless a request says otherwise
public record QuestionLimits(
        int defaultResults,
        int maxResults,
        int defaultSpans,
        int maxSpans,
        Duration maxSearchDuration,
        Duration maxMetricsDuration,
        int maxIntervals,
        int maxExemplars,
        int maxSeries,
        int maxQueryBytes,
        boolean severalTenants,
        List<String> deniedUrls,
        boolean strict) {

    /// The reference's, but for searches, which may reach back as far as there are spans.
    public static final QuestionLimits DEFAULTS = new QuestionLimits(
            20, 262_144, 3, 100, Duration.ZERO, Duration.ofHours(24), 10_000, 100, 0, 131_072, true, List.of(), false);

    public QuestionLimits {
        deniedUrls = List.copyOf(deniedUrls);
        atLeastOne("defaultResults", defaultResults);
        atLeastOne("defaultSpans", defaultSpans);
        atLeastOne("maxIntervals", maxIntervals);
        atLeastOne("maxQueryBytes", maxQueryBytes);
        atMost("defaultResults", defaultResults, maxResults);
        atMost("defaultSpans", defaultSpans, maxSpans);
        if (maxExemplars < 0 || maxSeries < 0) {
            throw new IllegalArgumentException(
                    "maxExemplars: " + maxExemplars + ", maxSeries: " + maxSeries + " (expected: 0 or more)");
        }
    }

    public QuestionLimits withMaxSearchDuration(Duration duration) {
        return new QuestionLimits(
                defaultResults,
                maxResults,
                defaultSpans,
                maxSpans,
                duration,
                maxMetricsDuration,
                maxIntervals,
                maxExemplars,
                maxSeries,
                maxQueryBytes,
                severalTenants,
                deniedUrls,
                strict);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
        }
    }

    private static void atMost(String name, int value, int maximum) {
        if (maximum < 0 || maximum != 0 && value > maximum) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at most " + maximum + ")");
        }
    }
}
