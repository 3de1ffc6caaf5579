package dev.vivace.ingest.search;

import dev.vivace.ingest.search.NaiveExpression.Attr;
import dev.vivace.ingest.search.NaiveExpression.Intrinsic;
import dev.vivace.ingest.search.NaiveExpression.Nanos;
import dev.vivace.model.Span;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A pipeline and a function over time.
///
/// @param function such as `rate` or `max_over_time`
/// @param field what is measured, null where spans are counted
/// @param quantiles of `quantile_over_time`
public record NaiveFunction(
        NaivePipeline pipeline,
        String function,
        @Nullable NaiveExpression field,
        List<Double> quantiles,
        List<NaiveExpression> by)
        implements NaiveMetrics {

    @Override
    public String text() {
        List<String> arguments = new ArrayList<>();
        if (field != null) {
            arguments.add(field.text());
        }
        quantiles.forEach(quantile -> arguments.add(quantile.toString()));
        return pipeline.text() + " | " + function + "(" + String.join(", ", arguments) + ")"
                + (by.isEmpty()
                        ? ""
                        : by.stream().map(NaiveExpression::text).collect(Collectors.joining(", ", " by (", ")")));
    }

    private boolean isQuantile() {
        return function.equals("quantile_over_time");
    }

    private boolean hasBuckets() {
        return isQuantile() || function.equals("histogram_over_time");
    }

    private boolean isDuration() {
        return field instanceof Intrinsic(String text)
                && List.of("duration", "traceDuration", "event:timeSinceStart").contains(text);
    }

    @Override
    public Answer of(NaiveSearch data, NaiveGrid grid) {
        Map<List<Label>, List<List<Double>>> groups = new LinkedHashMap<>();
        for (NaiveTrace trace : data.newestFirst) {
            List<NaivePipeline.Set> sets = pipeline.of(trace, List.of(new NaivePipeline.Set(trace.spans, List.of())));
            for (Span span : NaivePipeline.union(trace, sets)) {
                int interval = grid.of(span.startEpochNanos());
                List<Double> values = interval < 0 ? List.of() : numbers(trace, span);
                if (!values.isEmpty()) {
                    for (List<Label> labels : labels(trace, span)) {
                        of(groups, labels, grid).get(interval).addAll(values);
                    }
                }
            }
        }
        if (by.isEmpty() && field == null) {
            of(groups, List.of(), grid);
        }
        Map<List<Label>, double[]> result = new LinkedHashMap<>();
        groups.forEach((labels, values) -> add(labels, values, grid, result));
        boolean exact =
                !List.of("sum_over_time", "avg_over_time", "quantile_over_time").contains(function);
        return new Answer(result, exact);
    }

    private static List<List<Double>> of(
            Map<List<Label>, List<List<Double>>> groups, List<Label> labels, NaiveGrid grid) {
        return groups.computeIfAbsent(labels, _ -> {
            List<List<Double>> empty = new ArrayList<>();
            for (int i = 0; i < grid.intervals(); i++) {
                empty.add(new ArrayList<>());
            }
            return empty;
        });
    }

    private void add(List<Label> labels, List<List<Double>> values, NaiveGrid grid, Map<List<Label>, double[]> into) {
        if (isQuantile()) {
            for (double quantile : quantiles) {
                into.put(with(labels, "p", quantile), samples(values, it -> quantile(it, quantile)));
            }
        } else if (hasBuckets()) {
            values.stream()
                    .flatMap(List::stream)
                    .map(NaiveFunction::bound)
                    .distinct()
                    .forEach(bound -> into.put(
                            with(labels, "__bucket", isDuration() ? bound / 1e9 : bound),
                            samples(
                                    values,
                                    it -> it.stream()
                                            .filter(value -> bound(value) == bound)
                                            .count())));
        } else {
            List<Label> named = by.isEmpty() ? List.of(new Label("__name__", function)) : labels;
            into.put(named, samples(values, it -> sample(it, grid)));
        }
    }

    private static List<Label> with(List<Label> labels, String key, double value) {
        List<Label> more = new ArrayList<>(labels);
        more.add(new Label(key, Double.toString(value)));
        return more;
    }

    private interface Sample {
        double of(List<Double> values);
    }

    private static double[] samples(List<List<Double>> values, Sample sample) {
        return values.stream().mapToDouble(sample::of).toArray();
    }

    private double sample(List<Double> values, NaiveGrid grid) {
        if (field == null) {
            return function.equals("rate") ? values.size() / (grid.step() / 1e9) : values.size();
        }
        if (values.isEmpty()) {
            return Double.NaN;
        }
        return switch (function) {
            case "min_over_time" -> Collections.min(values);
            case "max_over_time" -> Collections.max(values);
            case "sum_over_time" -> exactSum(values).doubleValue();
            default ->
                exactSum(values)
                        .divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128)
                        .doubleValue();
        };
    }

    private static BigDecimal exactSum(List<Double> values) {
        return values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /// The value of the rank within its bucket, the exponent interpolated.
    private double quantile(List<Double> values, double quantile) {
        TreeMap<Double, Integer> buckets = new TreeMap<>();
        values.forEach(value -> buckets.merge(bound(value), 1, Integer::sum));
        double rank = Math.max(1, Math.ceil(quantile * values.size()));
        double below = 0;
        double previous = Double.NaN;
        for (Map.Entry<Double, Integer> bucket : buckets.entrySet()) {
            double high = Math.log(bucket.getKey()) / Math.log(2);
            double low = Double.isNaN(previous) ? high - 1 : previous;
            if (below + bucket.getValue() >= rank) {
                double value = Math.pow(2, low + (high - low) * (rank - below) / bucket.getValue());
                return isDuration() ? value / 1e9 : value;
            }
            below += bucket.getValue();
            previous = high;
        }
        return 0;
    }

    /// The smallest power of two that is not less.
    private static double bound(double value) {
        double bound = 1;
        while (bound < value) {
            bound *= 2;
        }
        while (bound / 2 >= value) {
            bound /= 2;
        }
        return bound;
    }

    /// What a span contributes: 1 where spans are counted.
    private List<Double> numbers(NaiveTrace trace, Span span) {
        if (field == null) {
            return List.of(1.0);
        }
        List<Double> result = new ArrayList<>();
        for (Object value : field.values(trace, span)) {
            boolean whole = value instanceof Long || value instanceof Nanos;
            if (!NaiveExpression.isNumber(value) || NaiveExpression.isNotANumber(value)) {
                continue;
            }
            double number = NaiveExpression.asDouble(value);
            if (hasBuckets() ? whole ? number >= 2 : number > 0 && number < 1e308 : true) {
                result.add(field.text().equals("duration") && !hasBuckets() ? number / 1e9 : number);
            }
        }
        return result;
    }

    /// The groups of a span: of events one for each of their values.
    private List<List<Label>> labels(NaiveTrace trace, Span span) {
        List<List<Label>> result = List.of(List.of());
        for (NaiveExpression group : by) {
            List<String> values = group.values(trace, span).stream()
                    .filter(value -> !(value instanceof List) && !value.equals("nil"))
                    .map(NaiveFunction::label)
                    .distinct()
                    .toList();
            if (values.isEmpty() && group instanceof Attr attribute && attribute.isServiceName()) {
                values = List.of(label("")); // several names are as good as none
            }
            List<List<Label>> more = new ArrayList<>();
            for (List<Label> labels : result) {
                for (String value : values) {
                    List<Label> longer = new ArrayList<>(labels);
                    longer.add(new Label(group.canonicalText(), value));
                    more.add(longer);
                }
                if (values.isEmpty()) {
                    more.add(labels);
                }
            }
            result = more;
        }
        return result.stream()
                .map(labels -> labels.isEmpty() && !by.isEmpty()
                        ? List.of(new Label(by.getFirst().canonicalText(), "\"nil\""))
                        : labels)
                .toList();
    }

    static String label(Object value) {
        return value instanceof Double number ? Double.toString(number) : NaiveSearch.printed(value);
    }
}
