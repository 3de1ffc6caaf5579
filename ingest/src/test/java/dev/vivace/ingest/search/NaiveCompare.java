package dev.vivace.ingest.search;

import dev.vivace.ingest.search.NaiveAggregate.AmbiguousException;
import dev.vivace.ingest.search.NaiveExpression.Attr;
import dev.vivace.ingest.search.NaiveExpression.Intrinsic;
import dev.vivace.ingest.search.NaiveExpression.Place;
import dev.vivace.model.Attribute;
import dev.vivace.model.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `compare({selection})`: how often each value of each attribute occurs on the spans of the selection, and how often
/// on the others.
///
/// @param top how many values of an attribute are told
/// @param from only spans that start after this can be in the selection; 0 for all
/// @param to and not after this
public record NaiveCompare(NaivePipeline pipeline, NaiveExpression selection, int top, long from, long to)
        implements NaiveMetrics {

    private static final int DEFAULT_TOP = 10;
    private static final String NIL = "\"nil\"";
    private static final List<String> INTRINSICS = List.of(
            "name",
            "status",
            "statusMessage",
            "kind",
            "span:childCount",
            "rootName",
            "rootServiceName",
            "instrumentation:name",
            "instrumentation:version");

    /// Of one attribute on one side.
    private static final class Counts {
        final Map<String, double[]> values = new LinkedHashMap<>();
        final double[] total;

        Counts(NaiveGrid grid) {
            total = new double[grid.intervals()];
        }

        void count(String value, int interval) {
            values.computeIfAbsent(value, _ -> new double[total.length])[interval]++;
            total[interval]++;
        }
    }

    private record Side(String name, String key) {}

    @Override
    public String text() {
        String numbers = from == 0 ? top == DEFAULT_TOP ? "" : ", " + top : ", " + top + ", " + from + ", " + to;
        return pipeline.text() + " | compare({ " + selection.text() + " }" + numbers + ")";
    }

    @Override
    public Answer of(NaiveSearch data, NaiveGrid grid) {
        Map<Side, Counts> counts = new LinkedHashMap<>();
        for (NaiveTrace trace : data.newestFirst) {
            List<NaivePipeline.Set> sets = pipeline.of(trace, List.of(new NaivePipeline.Set(trace.spans, List.of())));
            for (Span span : NaivePipeline.union(trace, sets)) {
                int interval = grid.of(span.startEpochNanos());
                if (interval >= 0) {
                    String name = isSelected(trace, span) ? "selection" : "baseline";
                    values(trace, span)
                            .forEach((key, value) -> counts.computeIfAbsent(new Side(name, key), _ -> new Counts(grid))
                                    .count(value, interval));
                }
            }
        }
        Map<List<Label>, double[]> result = new LinkedHashMap<>();
        counts.forEach((side, of) -> {
            mostFrequent(of).forEach(value -> result.put(labels(side.name(), side.key(), value), of.values.get(value)));
            result.put(labels(side.name() + "_total", side.key(), NIL), of.total);
        });
        return new Answer(result, true);
    }

    private boolean isSelected(NaiveTrace trace, Span span) {
        long start = span.startEpochNanos();
        return NaiveExpression.holds(selection, trace, span) && (from == 0 || start > from && start <= to);
    }

    private static List<Label> labels(String type, String key, String value) {
        return List.of(new Label("__meta_type", '"' + type + '"'), new Label(key, value));
    }

    /// What a span has, by canonical text: its attributes on every level but events and links, and some intrinsics. A
    /// missing service name is the empty one; an array, or what else has no label of its own, is `nil`.
    private static Map<String, String> values(NaiveTrace trace, Span span) {
        List<NaiveExpression> fields = new ArrayList<>();
        INTRINSICS.forEach(name -> fields.add(new Intrinsic(name)));
        add("span", span.attributes(), fields);
        add("resource", span.resource().attributes(), fields);
        add("instrumentation", span.scope().attributes(), fields);
        NaiveExpression service = new Attr("resource", "service.name");
        if (!fields.contains(service)) {
            fields.add(service);
        }
        Map<String, String> result = new LinkedHashMap<>();
        for (NaiveExpression field : fields) {
            Object value = field.at(new Place(trace, span, null, null));
            String none = field.equals(service) ? "\"\"" : NIL;
            result.put(
                    field.canonicalText(), value == null || value instanceof List ? none : NaiveFunction.label(value));
        }
        return result;
    }

    private static void add(String scope, List<Attribute> attributes, List<NaiveExpression> into) {
        attributes.forEach(attribute -> into.add(new Attr(scope, attribute.key())));
    }

    /// Of equal ones those whose text comes first.
    private List<String> mostFrequent(Counts counts) {
        Map<String, Double> totals = new LinkedHashMap<>();
        counts.values.forEach(
                (value, samples) -> totals.put(value, Arrays.stream(samples).sum()));
        Comparator<String> order = Comparator.comparing((String value) -> -totals.getOrDefault(value, 0.0))
                .thenComparing(NaiveMetrics::plain);
        List<String> all = counts.values.keySet().stream().sorted(order).toList();
        if (all.size() > top && order.compare(all.get(top - 1), all.get(top)) == 0) {
            throw new AmbiguousException();
        }
        return all.subList(0, Math.min(top, all.size()));
    }
}
