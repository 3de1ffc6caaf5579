package dev.vivace.ingest.store;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Span;
import dev.vivace.traceql.metrics.TimeGrid;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Metrics worked out span by span from objects, as plainly as can be.
///
/// @param function such as `rate` or `quantile_over_time`
/// @param quantile of `quantile_over_time`
/// @param value text of the field that is measured, empty for counting functions
/// @param by texts of the fields that are grouped by
record NaiveMetrics(TimeGrid grid, String function, double quantile, String value, List<String> by) {

    String query(String filter) {
        String argument = function.startsWith("quantile") ? value + ", " + quantile : value;
        return filter + " | " + function + "(" + argument + ")"
                + (by.isEmpty() ? "" : " by (" + String.join(", ", by) + ")");
    }

    /// Samples by labels as text, an entry for each interval that has one, by its number.
    Map<String, Map<Integer, Double>> series(List<Span> spans) {
        Map<String, Map<Integer, List<Double>>> groups = new TreeMap<>();
        for (Span span : spans) {
            int interval = interval(span.startEpochNanos());
            if (interval < 0) {
                continue;
            }
            List<Double> values = value.isEmpty() ? List.of(1.0) : numbers(span);
            for (String labels : labels(span)) {
                if (!values.isEmpty()) {
                    groups.computeIfAbsent(labels, _ -> new TreeMap<>())
                            .computeIfAbsent(interval, _ -> new ArrayList<>())
                            .addAll(values);
                }
            }
        }
        if (groups.isEmpty() && by.isEmpty() && value.isEmpty()) {
            groups.put(suffix(""), new TreeMap<>());
        }
        Map<String, Map<Integer, Double>> result = new TreeMap<>();
        groups.forEach((labels, byInterval) -> {
            Map<Integer, Double> samples = new TreeMap<>();
            for (int i = 0; i < grid.intervals(); i++) {
                double sample = sample(byInterval.getOrDefault(i, List.of()));
                if (!Double.isNaN(sample)) {
                    samples.put(i, sample);
                }
            }
            if (!samples.isEmpty()) {
                result.put(labels, samples);
            }
        });
        return result;
    }

    private int interval(long start) {
        for (int i = 0; i < grid.intervals(); i++) {
            long after = grid.startEpochNanos() + i * grid.stepNanos();
            if (start > after && start <= after + grid.stepNanos()) {
                return i;
            }
        }
        return -1;
    }

    private double sample(List<Double> values) {
        boolean finite = values.stream().allMatch(Double::isFinite);
        BigDecimal exact = finite
                ? values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add)
                : BigDecimal.ZERO;
        double sum = finite ? exact.doubleValue() : values.stream().reduce(0.0, (a, b) -> a + b);
        return switch (function) {
            case "rate" -> values.size() / grid.stepSeconds();
            case "count_over_time" -> values.size();
            case "min_over_time" -> values.isEmpty() ? Double.NaN : Collections.min(values);
            case "max_over_time" -> values.isEmpty() ? Double.NaN : Collections.max(values);
            case "sum_over_time" -> values.isEmpty() ? Double.NaN : sum;
            case "avg_over_time" -> values.isEmpty() ? Double.NaN : sum / values.size();
            case "quantile_over_time" -> quantile(values);
            default -> throw new IllegalArgumentException(function);
        };
    }

    /// The value of the rank within its bucket, the exponent interpolated.
    private double quantile(List<Double> values) {
        TreeMap<Double, Integer> buckets = new TreeMap<>();
        values.forEach(value -> buckets.merge(bound(value), 1, Integer::sum));
        double unit = value.equals("duration") ? 1e9 : 1;
        double rank = Math.max(1, Math.ceil(quantile * values.size()));
        double below = 0;
        double previous = Double.NaN;
        for (Map.Entry<Double, Integer> bucket : buckets.entrySet()) {
            double exponent = Math.log(bucket.getKey()) / Math.log(2);
            double low = Double.isNaN(previous) ? exponent - 1 : previous;
            if (below + bucket.getValue() >= rank) {
                return Math.pow(2, low + (exponent - low) * (rank - below) / bucket.getValue()) / unit;
            }
            below += bucket.getValue();
            previous = exponent;
        }
        return 0;
    }

    /// The smallest power of two that is not less; numbers too small for full precision share one.
    private static double bound(double counted) {
        double value = Math.max(counted, Double.MIN_NORMAL);
        double bound = 1;
        while (bound < value) {
            bound *= 2;
        }
        while (bound / 2 >= value && bound / 2 > 0) {
            bound /= 2;
        }
        return bound;
    }

    private List<Double> numbers(Span span) {
        List<Double> result = new ArrayList<>();
        boolean buckets = function.startsWith("quantile");
        if (value.equals("duration")) {
            long nanos = span.durationNanos();
            return buckets ? nanos < 2 ? List.of() : List.of((double) nanos) : List.of(nanos / 1e9);
        }
        for (AttributeValue read : values(span, value)) {
            double number = switch (read) {
                case AttributeValue.Int(long integer) -> buckets && integer < 2 ? Double.NaN : integer;
                case AttributeValue.Real(double real) ->
                    buckets && (real <= 0 || Double.isInfinite(real)) ? Double.NaN : real;
                default -> Double.NaN;
            };
            if (!Double.isNaN(number)) {
                result.add(number);
            }
        }
        return result;
    }

    private Set<String> labels(Span span) {
        Set<String> result = new LinkedHashSet<>(Set.of(""));
        for (String field : by) {
            Set<String> values = new LinkedHashSet<>();
            for (AttributeValue value : values(span, field)) {
                if (!value.equals(new AttributeValue.Text("nil"))) {
                    values.add(field + "=" + value + ";");
                }
            }
            if (values.isEmpty()) {
                values.add("");
            }
            Set<String> product = new LinkedHashSet<>();
            result.forEach(before -> values.forEach(value -> product.add(before + value)));
            result = product;
        }
        Set<String> named = new LinkedHashSet<>();
        result.forEach(labels -> named.add(suffix(
                labels.isEmpty() && !by.isEmpty()
                        ? by.getFirst() + "=" + new AttributeValue.Text("nil") + ";"
                        : labels)));
        return named;
    }

    private String suffix(String labels) {
        if (function.startsWith("quantile")) {
            return labels + "p=" + new AttributeValue.Real(quantile) + ";";
        }
        return by.isEmpty() ? "__name__=" + new AttributeValue.Text(function) + ";" : labels;
    }

    /// The scalar values of a field: none if it is absent or an array of several.
    private static List<AttributeValue> values(Span span, String field) {
        String[] statuses = {"unset", "ok", "error"};
        String[] kinds = {"unspecified", "internal", "server", "client", "producer", "consumer"};
        return switch (field) {
            case "name" -> List.of(new AttributeValue.Text(span.name()));
            case "statusMessage" -> List.of(new AttributeValue.Text(span.statusMessage()));
            case "status" -> List.of(new AttributeValue.Text(word(statuses, span.statusCode())));
            case "kind" -> List.of(new AttributeValue.Text(word(kinds, span.kind())));
            case "event:name" ->
                span.events().stream()
                        .map(event -> (AttributeValue) new AttributeValue.Text(event.name()))
                        .toList();
            case "resource.service.name" -> {
                List<AttributeValue> own = scalars(first(span.resource().attributes(), "service.name"));
                yield own.isEmpty() ? List.of(new AttributeValue.Text("")) : own;
            }
            default -> attribute(span, field);
        };
    }

    private static List<AttributeValue> attribute(Span span, String field) {
        String key = field.substring(field.indexOf('.') + 1);
        return switch (field.substring(0, field.indexOf('.'))) {
            case "span" -> scalars(first(span.attributes(), key));
            case "resource" -> scalars(first(span.resource().attributes(), key));
            case "event" ->
                span.events().stream()
                        .flatMap(event -> scalars(first(event.attributes(), key)).stream())
                        .toList();
            default -> {
                AttributeValue own = first(span.attributes(), key);
                yield scalars(own != null ? own : first(span.resource().attributes(), key));
            }
        };
    }

    private static String word(String[] words, int code) {
        return code >= 0 && code < words.length ? words[code] : words[0];
    }

    /// Of a key sent twice the value of the type that comes first: strings, integers, doubles, booleans,
    /// others.
    private static @Nullable AttributeValue first(List<Attribute> attributes, String key) {
        Function<AttributeValue, Integer> rank = value -> switch (value) {
            case AttributeValue.Text _ -> 0;
            case AttributeValue.Int _ -> 1;
            case AttributeValue.Real _ -> 2;
            case AttributeValue.Bool _ -> 3;
            default -> 4;
        };
        return attributes.stream()
                .filter(attribute -> attribute.key().equals(key))
                .map(Attribute::value)
                .min(Comparator.comparing(rank))
                .orElse(null);
    }

    private static List<AttributeValue> scalars(@Nullable AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text _, AttributeValue.Int _, AttributeValue.Real _, AttributeValue.Bool _ ->
                List.of(value);
            case AttributeValue.Many(List<AttributeValue> elements) ->
                elements.size() == 1 && !(elements.getFirst() instanceof AttributeValue.Many)
                        ? scalars(elements.getFirst())
                        : List.of();
            case null, default -> List.of();
        };
    }
}
