package dev.vivace.ingest.search;

import dev.vivace.ingest.search.NaiveAggregate.AmbiguousException;
import dev.vivace.ingest.search.NaiveExpression.Constant;
import dev.vivace.ingest.search.NaiveExpression.Nanos;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Metrics queries as objects that know their text and what they mean: functions over time, calculation
/// between them
/// and with numbers, and second stages.
public interface NaiveMetrics {

    /// A label as results print it.
    record Label(String key, String value) {}

    /// Series by their labels: a sample for each interval, none where NaN.
    ///
    /// @param exact whether the samples have no error of rounding
    record Answer(Map<List<Label>, double[]> series, boolean exact) {}

    String text();

    Answer of(NaiveSearch data, NaiveGrid grid);

    /// `left op right`, each a metrics query in parentheses.
    record Between(NaiveMetrics left, String operator, NaiveMetrics right) implements NaiveMetrics {
        @Override
        public String text() {
            return "(" + left.text() + ") " + operator + " (" + right.text() + ")";
        }

        @Override
        public Answer of(NaiveSearch data, NaiveGrid grid) {
            Answer a = left.of(data, grid);
            Answer b = right.of(data, grid);
            List<Label> aloneLeft = alone(a);
            List<Label> aloneRight = alone(b);
            Map<List<Label>, double[]> result = new LinkedHashMap<>();
            if (aloneLeft != null && aloneRight == null) {
                double[] alone = Objects.requireNonNull(a.series().get(aloneLeft));
                b.series().forEach((labels, values) -> put(aloneLeft, alone, labels, values, unnamed(labels), result));
            } else {
                a.series().forEach((labels, values) -> {
                    List<Label> other = b.series().keySet().stream()
                            .filter(it -> unnamed(it).equals(unnamed(labels)))
                            .findFirst()
                            .orElse(aloneRight);
                    if (other != null) {
                        double[] others = Objects.requireNonNull(b.series().get(other));
                        put(labels, values, other, others, unnamed(labels), result);
                    }
                });
            }
            return new Answer(result, a.exact() && b.exact());
        }

        /// The only series, if it has no labels.
        private static @Nullable List<Label> alone(Answer answer) {
            List<List<Label>> all = List.copyOf(answer.series().keySet());
            return all.size() == 1 && unnamed(all.getFirst()).isEmpty() ? all.getFirst() : null;
        }

        private void put(
                List<Label> leftLabels,
                double[] leftValues,
                List<Label> rightLabels,
                double[] rightValues,
                List<Label> labels,
                Map<List<Label>, double[]> into) {
            double[] values = new double[leftValues.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = calculate(leftValues[i], operator, rightValues[i]);
            }
            List<Label> all = new ArrayList<>();
            String l = name(leftLabels);
            String r = name(rightLabels);
            if (l != null && r != null) {
                all.add(new Label("__name__", "(" + l + " " + operator + " " + r + ")"));
            }
            all.addAll(labels);
            keep(all, values, into);
        }
    }

    /// A number and a metrics query.
    record WithNumber(NaiveMetrics series, String operator, Constant number, boolean numberFirst)
            implements NaiveMetrics {
        @Override
        public String text() {
            String inner = "(" + series.text() + ")";
            return numberFirst
                    ? number.text() + " " + operator + " " + inner
                    : inner + " " + operator + " " + number.text();
        }

        @Override
        public Answer of(NaiveSearch data, NaiveGrid grid) {
            Answer answer = series.of(data, grid);
            double other = NaiveExpression.asDouble(number.value());
            Map<List<Label>, double[]> result = new LinkedHashMap<>();
            answer.series().forEach((labels, values) -> {
                double[] calculated = new double[values.length];
                for (int i = 0; i < values.length; i++) {
                    calculated[i] =
                            numberFirst ? calculate(other, operator, values[i]) : calculate(values[i], operator, other);
                }
                keep(labels, calculated, result);
            });
            return new Answer(result, answer.exact());
        }
    }

    /// `> 5`: keeps the samples for which it holds; durations are seconds.
    record Limited(NaiveMetrics series, String operator, Constant number) implements NaiveMetrics {
        @Override
        public String text() {
            return series.text() + " " + operator + " " + number.text();
        }

        @Override
        public Answer of(NaiveSearch data, NaiveGrid grid) {
            Answer answer = series.of(data, grid);
            double bound = number.value() instanceof Nanos(long nanos)
                    ? nanos / 1e9
                    : NaiveExpression.asDouble(number.value());
            Map<List<Label>, double[]> result = new LinkedHashMap<>();
            answer.series().forEach((labels, values) -> {
                double[] kept = values.clone();
                for (int i = 0; i < kept.length; i++) {
                    certain(answer, kept[i], bound);
                    if (Double.isNaN(kept[i]) || !NaiveExpression.compare(kept[i], operator, bound)) {
                        kept[i] = Double.NaN;
                    }
                }
                keep(labels, kept, result);
            });
            return new Answer(result, answer.exact());
        }
    }

    /// `topk(n)` and `bottomk(n)`: in each interval the largest (smallest) samples, of equal ones those
    /// whose labels
    /// come first.
    record Ranked(NaiveMetrics series, boolean largest, int count) implements NaiveMetrics {
        @Override
        public String text() {
            return series.text() + " | " + (largest ? "topk(" : "bottomk(") + count + ")";
        }

        @Override
        public Answer of(NaiveSearch data, NaiveGrid grid) {
            Answer answer = series.of(data, grid);
            if (answer.series().size() <= count) {
                return answer;
            }
            Map<List<Label>, double[]> result = new LinkedHashMap<>();
            answer.series().forEach((labels, values) -> {
                double[] kept = values.clone();
                for (int i = 0; i < kept.length; i++) {
                    int at = i;
                    long before = answer.series().entrySet().stream()
                            .filter(it -> it.getKey() != labels && !Double.isNaN(it.getValue()[at]))
                            .filter(it -> comesBefore(answer, it, Map.entry(labels, values), at))
                            .count();
                    if (before >= count) {
                        kept[i] = Double.NaN;
                    }
                }
                keep(labels, kept, result);
            });
            return new Answer(result, answer.exact());
        }

        private boolean comesBefore(
                Answer answer, Map.Entry<List<Label>, double[]> one, Map.Entry<List<Label>, double[]> other, int at) {
            double a = one.getValue()[at] + 0.0;
            double b = other.getValue()[at] + 0.0;
            certain(answer, a, b);
            if (a != b) {
                return largest ? a > b : a < b;
            }
            int order = ORDER.compare(one.getKey(), other.getKey());
            if (order == 0) {
                throw new AmbiguousException();
            }
            return order < 0;
        }
    }

    /// Fewer labels first, then by key and printed value.
    Comparator<List<Label>> ORDER = (a, b) -> {
        int order = Integer.compare(a.size(), b.size());
        for (int i = 0; order == 0 && i < a.size(); i++) {
            order = a.get(i).key().compareTo(b.get(i).key());
            order = order != 0
                    ? order
                    : plain(a.get(i).value()).compareTo(plain(b.get(i).value()));
        }
        return order;
    };

    /// Without what tells types apart.
    static String plain(String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }

    private static void certain(Answer answer, double a, double b) {
        double margin = 1e-9 * Math.max(Math.abs(a), Math.abs(b));
        if (!answer.exact() && Math.abs(a - b) <= margin) {
            throw new AmbiguousException();
        }
    }

    private static void keep(List<Label> labels, double[] values, Map<List<Label>, double[]> into) {
        for (double value : values) {
            if (!Double.isNaN(value)) {
                into.put(labels, values);
                return;
            }
        }
    }

    private static double calculate(double a, String operator, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            default -> b == 0 ? Double.NaN : a / b;
        };
    }

    private static List<Label> unnamed(List<Label> labels) {
        return labels.stream().filter(label -> !label.key().equals("__name__")).toList();
    }

    private static @Nullable String name(List<Label> labels) {
        return labels.stream()
                .filter(label -> label.key().equals("__name__"))
                .map(Label::value)
                .findFirst()
                .orElse(null);
    }

    /// The series that have a sample, by the text of their labels.
    static Map<String, double[]> shown(Answer answer) {
        Map<String, double[]> result = new TreeMap<>();
        answer.series().forEach((labels, values) -> {
            Map<List<Label>, double[]> kept = new LinkedHashMap<>();
            keep(labels, values, kept);
            kept.forEach((key, samples) -> result.put(text(key), samples));
        });
        return result;
    }

    static String text(List<Label> labels) {
        return labels.stream().map(it -> it.key() + "=" + it.value()).collect(Collectors.joining(", "));
    }

    /// The labels of an answer.
    static List<Label> labels(List<Attribute> labels) {
        return labels.stream()
                .map(label -> new Label(
                        label.key(),
                        label.key().equals("__name__") && label.value() instanceof AttributeValue.Text(String name)
                                ? name
                                : NaiveFunction.label(NaiveExpression.queryableOrMany(label.value()))))
                .toList();
    }

    /// As `milliseconds: value`, to nine digits.
    static List<String> samples(double[] values, NaiveGrid grid) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                result.add(grid.endMillis(i) + ": " + NaiveSearch.printed(values[i]));
            }
        }
        return result;
    }

    static List<String> samples(long[] timestamps, double[] values) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            result.add(timestamps[i] + ": " + NaiveSearch.printed(values[i]));
        }
        return result;
    }
}
