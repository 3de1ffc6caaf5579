package dev.vivace.ingest.search;

import dev.vivace.ingest.search.NaiveExpression.Attr;
import dev.vivace.ingest.search.NaiveExpression.Calculated;
import dev.vivace.ingest.search.NaiveExpression.Compared;
import dev.vivace.ingest.search.NaiveExpression.Constant;
import dev.vivace.ingest.search.NaiveExpression.Exists;
import dev.vivace.ingest.search.NaiveExpression.Intrinsic;
import dev.vivace.ingest.search.NaiveExpression.Joined;
import dev.vivace.ingest.search.NaiveExpression.Minus;
import dev.vivace.ingest.search.NaiveExpression.Nanos;
import dev.vivace.ingest.search.NaiveExpression.Not;
import dev.vivace.ingest.search.NaiveExpression.Word;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Seeded random traces, small enough in their vocabulary that random queries find something, and such
/// queries.
public final class RandomSearches {

    private static final long START = 1_700_000_000_000_000_000L;
    private static final List<String> KEYS = List.of("a", "b", "flag", "http.x", "service.name");
    private static final List<String> TEXTS = List.of("", "a", "b", "ab", "a\nb", "ä", "\uffff", "🐝", "1");
    private static final long[] NUMBERS = {0, 1, 2, -1, 5, 200, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1};
    private static final double[] REALS = {0.0, -0.0, 1.0, 1.5, 2.0, -1.0, Double.NaN, 0x1p53, 1e300};
    private static final List<String> INTRINSICS = List.of(
            "name",
            "status",
            "kind",
            "statusMessage",
            "duration",
            "span:id",
            "span:parentID",
            "span:childCount",
            "trace:id",
            "traceDuration",
            "rootName",
            "rootServiceName",
            "instrumentation:name",
            "instrumentation:version",
            "nestedSetLeft",
            "nestedSetRight",
            "nestedSetParent");
    private static final List<String> COMPARISONS = List.of("=", "!=", "<", "<=", ">", ">=");
    private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/", "%", "^");
    private static final List<String> REGEXES =
            List.of("a", "a.*", ".*b", ".*", "a|b", "[ab]+", "a.b", "", ".", "0.*", "(?i)A");
    private static final List<String> SPANSET_OPERATORS = List.of(
            "&&", "||", "&&", "||", ">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>", "&>>", "&<", "&<<",
            "&~");
    private static final List<String> STATUSES = List.of("unset", "ok", "error");
    private static final List<String> KINDS =
            List.of("unspecified", "internal", "server", "client", "producer", "consumer");

    private final SplittableRandom random;

    public RandomSearches(long seed) {
        random = new SplittableRandom(seed);
    }

    public List<Span> spans(int traces) {
        List<Span> result = new ArrayList<>();
        for (int i = 0; i < traces; i++) {
            addTrace(new TraceId(random.nextBoolean() ? 0 : random.nextInt(3), 1 + i), result);
        }
        for (int i = result.size() - 1; i > 0; i--) {
            int other = Math.max(0, i - random.nextInt(30));
            Span swapped = result.get(i);
            result.set(i, result.get(other));
            result.set(other, swapped);
        }
        return result;
    }

    private void addTrace(TraceId id, List<Span> into) {
        long start = START + random.nextInt(20) * 1_000_000_000L;
        int count = 1 + random.nextInt(8);
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            boolean twice = i > 0 && random.nextInt(12) == 0;
            ids[i] = twice
                    ? ids[random.nextInt(i)]
                    : (random.nextInt(4) == 0 ? 0xf000000000000000L : 0x00a0L) + 10 * i + 1;
            long parent = switch (random.nextInt(9)) {
                case 0 -> 0;
                case 1 -> 0xdead;
                case 2 -> 0xa0L + 10 * random.nextInt(count) + 1;
                default -> i == 0 ? 0 : ids[random.nextInt(i)];
            };
            // spans of one id start at different times, so that the order of a trace is certain
            long spanStart = start + random.nextInt(5) * 100 + (twice ? i : 0);
            into.add(new Span(
                    id,
                    new SpanId(ids[i]),
                    parent == 0 ? null : new SpanId(parent),
                    "",
                    0,
                    pick(TEXTS),
                    random.nextInt(10) == 0 ? 9 : random.nextInt(6),
                    spanStart,
                    spanStart + random.nextInt(5) * 100 - (random.nextInt(9) == 0 ? 300 : 0),
                    attributes(3),
                    0,
                    events(spanStart),
                    0,
                    links(),
                    0,
                    random.nextInt(10) == 0 ? 7 : random.nextInt(3),
                    random.nextInt(3) == 0 ? pick(TEXTS) : "",
                    new Resource(attributes(2), 0, ""),
                    new InstrumentationScope(pick(TEXTS), pick(TEXTS), attributes(1), 0, "")));
        }
    }

    private List<Event> events(long start) {
        List<Event> result = new ArrayList<>();
        for (int i = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0; i > 0; i--) {
            result.add(new Event(start + random.nextInt(3) * 100 - 100, pick(TEXTS), attributes(2), 0));
        }
        return result;
    }

    private List<Link> links() {
        List<Link> result = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0; i > 0; i--) {
            result.add(new Link(random.nextInt(2), random.nextInt(3), random.nextInt(3), "", 0, attributes(2), 0));
        }
        return result;
    }

    /// Keys do not repeat.
    private List<Attribute> attributes(int most) {
        List<Attribute> result = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            String key = random.nextInt(15) == 0 ? "rare" : pick(KEYS);
            if (used.add(key)) {
                boolean named = key.equals("service.name") && random.nextInt(4) > 0;
                result.add(new Attribute(key, named ? new AttributeValue.Text(pick(TEXTS)) : value(true)));
            }
        }
        return result;
    }

    private AttributeValue value(boolean composite) {
        return switch (random.nextInt(composite ? 12 : 8)) {
            case 0, 1 -> new AttributeValue.Text(pick(TEXTS));
            case 2, 3, 4 -> new AttributeValue.Int(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 5, 6 -> new AttributeValue.Real(REALS[random.nextInt(REALS.length)]);
            case 7 -> new AttributeValue.Bool(random.nextBoolean());
            case 8 -> new AttributeValue.Bytes(new byte[] {1});
            case 9 -> random.nextBoolean() ? new AttributeValue.Absent() : new AttributeValue.Fields(attributes(1));
            default -> {
                List<AttributeValue> values = new ArrayList<>();
                AttributeValue first = value(false);
                for (int i = random.nextInt(4); i > 0; i--) {
                    values.add(random.nextInt(8) == 0 ? value(false) : like(first));
                }
                yield new AttributeValue.Many(values);
            }
        };
    }

    private AttributeValue like(AttributeValue first) {
        for (int i = 0; i < 50; i++) {
            AttributeValue value = value(false);
            if (value.getClass() == first.getClass()) {
                return value;
            }
        }
        return first;
    }

    /// A search of any shape the language has.
    public NaivePipeline query() {
        if (random.nextInt(12) == 0) {
            NaivePipeline joined = new NaivePipeline.Wrapped(pipeline(2));
            for (int i = random.nextInt(3); i >= 0; i--) {
                NaivePipeline other = new NaivePipeline.Wrapped(pipeline(2));
                joined = new NaivePipeline.Operation(joined, pick(SPANSET_OPERATORS), other);
            }
            return joined;
        }
        return pipeline(4);
    }

    /// A metrics query: a function, several calculated with, or second stages behind either.
    public NaiveMetrics metrics() {
        if (random.nextInt(12) == 0) {
            return comparison();
        }
        NaiveMetrics result = function(random.nextInt(4) == 0 ? List.of() : by());
        if (random.nextInt(5) == 0) {
            List<NaiveExpression> by = random.nextBoolean() ? List.of() : by();
            NaiveMetrics left = function(by);
            NaiveMetrics right = function(random.nextInt(3) == 0 ? List.of() : by);
            result = new NaiveMetrics.Between(left, pick(List.of("+", "-", "*", "/")), right);
        } else if (random.nextInt(6) == 0) {
            result = new NaiveMetrics.WithNumber(
                    result, pick(List.of("+", "-", "*", "/")), seriesNumber(), random.nextBoolean());
        }
        while (random.nextInt(4) == 0) {
            result = random.nextBoolean()
                    ? new NaiveMetrics.Ranked(result, random.nextBoolean(), 1 + random.nextInt(4))
                    : new NaiveMetrics.Limited(result, pick(COMPARISONS), seriesNumber());
        }
        return result;
    }

    private NaiveMetrics comparison() {
        NaivePipeline pipeline = random.nextInt(3) == 0
                ? pipeline(3)
                : new NaivePipeline.Filter(random.nextBoolean() ? new Constant("true", true) : condition(2));
        int top = random.nextInt(3) == 0 ? 10 : 1 + random.nextInt(4);
        long from = random.nextInt(3) == 0 ? START + random.nextInt(15) * 1_000_000_000L : 0;
        long to = from + (1 + random.nextInt(9)) * 1_000_000_000L + random.nextInt(3) * 100;
        return new NaiveCompare(pipeline, condition(2), top, from, to);
    }

    private Constant seriesNumber() {
        return random.nextInt(4) == 0 ? new Constant("0.5", 0.5) : new Constant("2", 2L);
    }

    private List<NaiveExpression> by() {
        List<NaiveExpression> result = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            NaiveExpression field = field(level());
            if (!result.contains(field)) {
                result.add(field);
            }
        }
        return result;
    }

    private NaiveMetrics function(List<NaiveExpression> by) {
        NaivePipeline pipeline = random.nextInt(4) == 0
                ? pipeline(3)
                : new NaivePipeline.Filter(random.nextBoolean() ? new Constant("true", true) : condition(2));
        if (random.nextInt(3) == 0) {
            return new NaiveFunction(pipeline, random.nextBoolean() ? "rate" : "count_over_time", null, List.of(), by);
        }
        NaiveExpression field = random.nextInt(3) == 0
                ? new Intrinsic(pick(List.of("duration", "traceDuration", "event:timeSinceStart", "span:childCount")))
                : attribute(level());
        String function = pick(List.of(
                "min_over_time",
                "max_over_time",
                "sum_over_time",
                "avg_over_time",
                "quantile_over_time",
                "histogram_over_time"));
        List<Double> quantiles = new ArrayList<>();
        if (function.equals("quantile_over_time")) {
            quantiles.add(random.nextInt(11) / 10.0);
            if (random.nextBoolean()) {
                quantiles.add(quantiles.getFirst() == 0.5 ? 0.25 : 0.5);
            }
        }
        return new NaiveFunction(pipeline, function, field, quantiles, by);
    }

    /// Spansets and what follows them, at most so many stages.
    public NaivePipeline pipeline(int stages) {
        List<NaivePipeline> result = new ArrayList<>();
        result.add(random.nextInt(8) == 0 ? stage(false) : spansets(2));
        while (result.size() < stages && random.nextInt(3) == 0) {
            result.add(stage(true));
        }
        return new NaivePipeline.Sequence(result);
    }

    private NaivePipeline stage(boolean later) {
        return switch (random.nextInt(later ? 9 : 6)) {
            case 0, 1 -> new NaivePipeline.GroupBy(grouped());
            case 2, 3 -> scalarFilter();
            case 4 -> new NaivePipeline.Select(List.of(field(""), field(level())));
            case 5 -> new NaivePipeline.GroupBy(field(level()));
            case 6 -> new NaivePipeline.Coalesce();
            default -> spansets(1);
        };
    }

    private NaiveExpression grouped() {
        return switch (random.nextInt(4)) {
            case 0 -> number(level());
            case 1 -> {
                NaiveExpression field = field(level());
                yield new Compared(field, pick(COMPARISONS), constant(field));
            }
            default -> field(level());
        };
    }

    private NaivePipeline scalarFilter() {
        String operator = pick(COMPARISONS);
        if (random.nextInt(3) == 0) {
            long bound = random.nextInt(4);
            return new NaivePipeline.ScalarFilter(
                    new NaiveAggregate("count", null), operator, new Constant(Long.toString(bound), bound));
        }
        NaiveExpression argument = random.nextBoolean()
                ? random.nextInt(3) == 0 ? number(level()) : attribute(level())
                : new Intrinsic(pick(List.of(
                        "duration",
                        "traceDuration",
                        "span:childCount",
                        "nestedSetLeft",
                        "nestedSetParent",
                        "event:timeSinceStart")));
        return new NaivePipeline.ScalarFilter(
                new NaiveAggregate(pick(List.of("sum", "avg", "min", "max")), argument), operator, numberConstant());
    }

    private String level() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> "event";
            case 2 -> "link";
            default -> "";
        };
    }

    private NaivePipeline spansets(int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return new NaivePipeline.Operation(spansets(depth - 1), pick(SPANSET_OPERATORS), spansets(depth - 1));
        }
        return new NaivePipeline.Filter(random.nextInt(3) == 0 ? new Constant("true", true) : condition(3));
    }

    /// A condition such as stands in braces.
    public NaiveExpression condition() {
        return condition(2);
    }

    /// A field whose values can be listed.
    public NaiveExpression listedField() {
        if (random.nextInt(4) > 0) {
            return attribute(level());
        }
        return new Intrinsic(pick(List.of(
                "name",
                "statusMessage",
                "instrumentation:name",
                "instrumentation:version",
                "rootName",
                "rootServiceName",
                "event:name",
                "duration",
                "span:id")));
    }

    private NaiveExpression condition(int depth) {
        if (depth > 0 && random.nextInt(2) == 0) {
            if (random.nextInt(6) == 0) {
                return new Not(condition(depth - 1));
            }
            return new Joined(condition(depth - 1), random.nextInt(5) < 3, condition(depth - 1));
        }
        String level = level();
        return switch (random.nextInt(14)) {
            case 0 -> attribute(level);
            case 1 -> new Exists(attribute(level), random.nextBoolean());
            case 2 -> new Exists(field(level), true);
            case 3, 4 -> new Compared(field(level), random.nextBoolean() ? "=~" : "!~", text(pick(REGEXES)));
            case 5 -> {
                NaiveExpression field = field(level);
                yield new Compared(constant(field), pick(COMPARISONS), field);
            }
            case 6 -> new Compared(number(level), pick(COMPARISONS), number(level));
            case 7 -> new Compared(field(level), pick(COMPARISONS), field(level));
            case 8 -> random.nextBoolean() ? new Not(attribute(level)) : new Constant("true", true);
            case 9 -> new Compared(number(level), pick(COMPARISONS), constant(attribute(level)));
            default -> {
                NaiveExpression field = field(level);
                yield field instanceof Intrinsic(String name) && name.equals("trace:id") && random.nextBoolean()
                        ? new Compared(field, random.nextBoolean() ? "=~" : "!~", text(pick(REGEXES)))
                        : new Compared(field, pick(COMPARISONS), constant(field));
            }
        };
    }

    private NaiveExpression number(String level) {
        return switch (random.nextInt(6)) {
            case 0 -> new Minus(field(level));
            case 1 -> numberConstant();
            case 2 -> field(level);
            default ->
                new Calculated(
                        random.nextInt(5) == 0 ? numberConstant() : field(level),
                        pick(ARITHMETIC),
                        random.nextInt(3) == 0 ? field(level) : numberConstant());
        };
    }

    private Attr attribute(String level) {
        String scope = level.isEmpty() ? pick(List.of("", "span", "span", "resource", "instrumentation")) : level;
        return new Attr(scope, random.nextInt(12) == 0 ? pick(List.of("rare", "nobody")) : pick(KEYS));
    }

    /// A field of the span, or of the level.
    private NaiveExpression field(String level) {
        if (random.nextInt(5) < 3) {
            return attribute(level);
        }
        return new Intrinsic(
                switch (level) {
                    case "event" -> pick(List.of("event:name", "event:timeSinceStart"));
                    case "link" -> pick(List.of("link:spanID", "link:traceID"));
                    default -> pick(INTRINSICS);
                });
    }

    /// A constant that is not always nonsense beside the field.
    private Constant constant(NaiveExpression field) {
        if (field instanceof Intrinsic(String name)) {
            switch (name) {
                case "status" -> {
                    int code = random.nextInt(3);
                    return new Constant(STATUSES.get(code), new Word("status", code));
                }
                case "kind" -> {
                    int code = random.nextInt(6);
                    return new Constant(KINDS.get(code), new Word("kind", code));
                }
                case "span:id", "span:parentID", "link:spanID" -> {
                    return text(pick(List.of(
                            "00000000000000a1",
                            "00000000000000ab",
                            "f000000000000001",
                            "0000000000000000",
                            "0000000000000001",
                            "A1",
                            "a1")));
                }
                case "trace:id", "link:traceID" -> {
                    return text(pick(List.of(
                            "1",
                            "0a",
                            "000000000000000000000000000000" + "02",
                            "10000000000000003",
                            "B",
                            "0",
                            "0".repeat(32))));
                }
                case "duration", "traceDuration", "event:timeSinceStart" -> {
                    return random.nextInt(3) == 0
                            ? numberConstant()
                            : pick(List.of(
                                    new Constant("100ns", new Nanos(100)),
                                    new Constant("0s", new Nanos(0)),
                                    new Constant("400ns", new Nanos(400)),
                                    new Constant("1s", new Nanos(1_000_000_000))));
                }
                case "span:childCount", "nestedSetLeft", "nestedSetRight", "nestedSetParent" -> {
                    return numberConstant();
                }
                default -> {
                    return text(pick(TEXTS));
                }
            }
        }
        return switch (random.nextInt(7)) {
            case 0, 1 -> text(pick(TEXTS));
            case 2 -> new Constant("true", true);
            case 3 -> new Constant("error", new Word("status", 2));
            default -> numberConstant();
        };
    }

    private Constant numberConstant() {
        return switch (random.nextInt(8)) {
            case 0 -> new Constant("1.5", 1.5);
            case 1 -> new Constant("2.0", 2.0);
            case 2 -> new Constant("100ns", new Nanos(100));
            case 3 -> new Constant("9007199254740993", 9007199254740993L);
            case 4 -> new Constant("9007199254740992.0", 0x1p53);
            default -> {
                long number = random.nextInt(6);
                yield new Constant(Long.toString(number), number);
            }
        };
    }

    private static Constant text(String text) {
        return new Constant('"' + text.replace("\n", "\\n") + '"', text);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
