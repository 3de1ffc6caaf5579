package dev.vivace.traceql.parse;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What people write who know other query languages, and what TraceQL says instead.
final class ForeignWords {

    private static final String SELECT = "did you mean select(field)?";
    private static final String NEWEST_FIRST =
            "traces come newest first; series are ranked: {} | rate() by(name) | topk(5)";
    private static final String PERCENTILE = "percentiles are series: {} | quantile_over_time(duration, .99)";

    private static final Map<String, String> STAGES = Map.ofEntries(
            Map.entry("average", "did you mean 'avg'?"),
            Map.entry("mean", "did you mean 'avg'?"),
            Map.entry("maximum", "did you mean 'max'?"),
            Map.entry("minimum", "did you mean 'min'?"),
            Map.entry("median", PERCENTILE),
            Map.entry("percentile", PERCENTILE),
            Map.entry("quantile", PERCENTILE),
            Map.entry("histogram_quantile", PERCENTILE),
            Map.entry("increase", "did you mean 'count_over_time'?"),
            Map.entry("group", "did you mean by(field)?"),
            Map.entry("groupby", "did you mean by(field)?"),
            Map.entry("group_by", "did you mean by(field)?"),
            Map.entry("distinct", "did you mean by(field)?"),
            Map.entry("sort", NEWEST_FIRST),
            Map.entry("sort_by", NEWEST_FIRST),
            Map.entry("order", NEWEST_FIRST),
            Map.entry("limit", "how many traces is said by the request's limit; series are ranked with topk(5)"),
            Map.entry("head", "how many traces is said by the request's limit; series are ranked with topk(5)"),
            Map.entry("fields", SELECT),
            Map.entry("project", SELECT),
            Map.entry("where", "a filter stands in braces: | { span.a = 1 }"),
            Map.entry("filter", "a filter stands in braces: | { span.a = 1 }"),
            Map.entry("having", "compare behind the aggregate: | count() > 2"));

    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("traceid", "trace:id"),
            Map.entry("trace_id", "trace:id"),
            Map.entry("spanid", "span:id"),
            Map.entry("span_id", "span:id"),
            Map.entry("parentid", "span:parentID"),
            Map.entry("parent_id", "span:parentID"),
            Map.entry("parentspanid", "span:parentID"),
            Map.entry("parent_span_id", "span:parentID"),
            Map.entry("service", "resource.service.name"),
            Map.entry("servicename", "resource.service.name"),
            Map.entry("service_name", "resource.service.name"),
            Map.entry("operation", "name"),
            Map.entry("operationname", "name"),
            Map.entry("dur", "duration"),
            Map.entry("latency", "duration"));

    private static final Map<String, String> VALUES = Map.of(
            "failed", "error",
            "failure", "error",
            "err", "error",
            "success", "ok");

    /// Names of OTLP's enums.
    private static final Pattern ENUM = Pattern.compile("(?:STATUS_CODE|SPAN_KIND)_(\\w+)");

    private static final Pattern PERCENTILE_STAGE = Pattern.compile("p(\\d{1,3})(?:_over_time)?");

    private ForeignWords() {}

    /// The remedy for a word that stands for a stage; null if it is not known.
    static @Nullable String stage(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        Matcher percentile = PERCENTILE_STAGE.matcher(lower);
        if (percentile.matches()) {
            return "did you mean quantile_over_time(duration, ." + percentile.group(1) + ")?";
        }
        return STAGES.get(lower);
    }

    /// The field a word stands for; null if it is not known.
    static @Nullable String field(String word) {
        return FIELDS.get(word.toLowerCase(Locale.ROOT));
    }

    /// The status or kind a word stands for; null if it is not known.
    static @Nullable String value(String word) {
        Matcher name = ENUM.matcher(word);
        if (name.matches()) {
            String lower = name.group(1).toLowerCase(Locale.ROOT);
            List<String> known = Words.STATUSES.contains(lower) ? Words.STATUSES : Words.KINDS;
            return known.contains(lower) ? lower : null;
        }
        return VALUES.get(word.toLowerCase(Locale.ROOT));
    }
}
