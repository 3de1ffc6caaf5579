package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The words of the language: keywords, intrinsics by their spellings, literals that are words.
final class Words {
    static final Map<String, Intrinsic> UNSCOPED_INTRINSICS = Map.ofEntries(
            Map.entry("name", Intrinsic.NAME),
            Map.entry("status", Intrinsic.STATUS),
            Map.entry("statusMessage", Intrinsic.STATUS_MESSAGE),
            Map.entry("kind", Intrinsic.KIND),
            Map.entry("duration", Intrinsic.DURATION),
            Map.entry("traceDuration", Intrinsic.TRACE_DURATION),
            Map.entry("rootName", Intrinsic.ROOT_NAME),
            Map.entry("rootServiceName", Intrinsic.ROOT_SERVICE_NAME),
            Map.entry("nestedSetLeft", Intrinsic.NESTED_SET_LEFT),
            Map.entry("nestedSetRight", Intrinsic.NESTED_SET_RIGHT),
            Map.entry("nestedSetParent", Intrinsic.NESTED_SET_PARENT),
            Map.entry("parent", Intrinsic.PARENT));

    /// By scope with its colon, then by word.
    static final Map<String, Map<String, Intrinsic>> SCOPED_INTRINSICS = Map.of(
            "span:",
            Map.of(
                    "name", Intrinsic.NAME,
                    "status", Intrinsic.STATUS,
                    "statusMessage", Intrinsic.STATUS_MESSAGE,
                    "kind", Intrinsic.KIND,
                    "duration", Intrinsic.DURATION,
                    "id", Intrinsic.SPAN_ID,
                    "parentID", Intrinsic.PARENT_ID,
                    "childCount", Intrinsic.CHILD_COUNT),
            "trace:",
            Map.of(
                    "id", Intrinsic.TRACE_ID,
                    "duration", Intrinsic.TRACE_DURATION,
                    "rootName", Intrinsic.ROOT_NAME,
                    "rootService", Intrinsic.ROOT_SERVICE_NAME),
            "event:",
            Map.of("name", Intrinsic.EVENT_NAME, "timeSinceStart", Intrinsic.EVENT_TIME_SINCE_START),
            "link:",
            Map.of("spanID", Intrinsic.LINK_SPAN_ID, "traceID", Intrinsic.LINK_TRACE_ID),
            "instrumentation:",
            Map.of("name", Intrinsic.INSTRUMENTATION_NAME, "version", Intrinsic.INSTRUMENTATION_VERSION));

    static final List<String> STATUSES = List.of("unset", "ok", "error");
    static final List<String> KINDS = List.of("unspecified", "internal", "server", "client", "producer", "consumer");
    static final List<String> AGGREGATES = List.of("count", "max", "min", "avg", "sum");
    static final List<String> METRICS_FUNCTIONS = List.of(
            "rate",
            "count_over_time",
            "min_over_time",
            "max_over_time",
            "avg_over_time",
            "sum_over_time",
            "histogram_over_time",
            "quantile_over_time",
            "compare");
    static final List<String> SECOND_STAGES = List.of("topk", "bottomk");
    static final List<String> STAGES = List.of("by", "coalesce", "select");

    private static final Set<String> OTHER_KEYWORDS = Set.of(
            "true",
            "false",
            "nil",
            "childCount",
            "rootService",
            "id",
            "traceID",
            "spanID",
            "parentID",
            "timeSinceStart",
            "version",
            "with");
    private static final Set<String> NUMERIC = Set.of(
            "duration", "traceDuration", "nestedSetLeft", "nestedSetRight", "nestedSetParent", "minInt", "maxInt");

    private Words() {}

    static boolean isKeyword(String word) {
        return UNSCOPED_INTRINSICS.containsKey(word)
                || STATUSES.contains(word)
                || KINDS.contains(word)
                || AGGREGATES.contains(word)
                || METRICS_FUNCTIONS.contains(word)
                || SECOND_STAGES.contains(word)
                || STAGES.contains(word)
                || OTHER_KEYWORDS.contains(word);
    }

    /// Words that stand for numbers, so that an operator may follow them without a space.
    static boolean isNumeric(String word) {
        return NUMERIC.contains(word);
    }

    /// The literal a word stands for; null if it is none. `nil` is no literal: it stands beside `=` and `!=` only.
    static @Nullable Literal literal(String word) {
        return switch (word) {
            case "true" -> new Literal.Bool(true);
            case "false" -> new Literal.Bool(false);
            case "minInt" -> new Literal.Int(Long.MIN_VALUE);
            case "maxInt" -> new Literal.Int(Long.MAX_VALUE);
            default -> {
                if (STATUSES.contains(word)) {
                    yield new Literal.Status(STATUSES.indexOf(word));
                }
                yield KINDS.contains(word) ? new Literal.Kind(KINDS.indexOf(word)) : null;
            }
        };
    }
}
