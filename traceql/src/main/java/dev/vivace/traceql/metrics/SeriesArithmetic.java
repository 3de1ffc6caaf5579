package dev.vivace.traceql.metrics;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Calculation with series: interval by interval. No sample on one side is none in the result, and so is
/// a division by zero.
final class SeriesArithmetic {

    /// What an expression gives.
    sealed interface Operand {
        record Number(Literal literal) implements Operand {}

        record Many(List<Series> series) implements Operand {}
    }

    private SeriesArithmetic() {}

    static Operand calculate(Operand left, Operator operator, Operand right) {
        if (left instanceof Operand.Number(Literal a)) {
            return switch (right) {
                case Operand.Number(Literal b) -> new Operand.Number(numbers(a, operator, b));
                case Operand.Many(List<Series> series) ->
                    new Operand.Many(withNumber(series, operator, SecondStages.number(a), true));
            };
        }
        List<Series> series = ((Operand.Many) left).series();
        return new Operand.Many(
                switch (right) {
                    case Operand.Number(Literal b) -> withNumber(series, operator, SecondStages.number(b), false);
                    case Operand.Many(List<Series> others) -> between(series, operator, others);
                });
    }

    /// Integers alone stay integers: `3 / 2` is 1.
    private static Literal numbers(Literal left, Operator operator, Literal right) {
        if (left instanceof Literal.Int(long a) && right instanceof Literal.Int(long b)) {
            return switch (operator) {
                case ADD -> new Literal.Int(a + b);
                case SUBTRACT -> new Literal.Int(a - b);
                case MULTIPLY -> new Literal.Int(a * b);
                case DIVIDE -> b == 0 ? new Literal.Real(Double.NaN) : new Literal.Int(a / b);
                default -> throw noArithmetic(operator);
            };
        }
        return new Literal.Real(calculate(SecondStages.number(left), operator, SecondStages.number(right)));
    }

    private static List<Series> withNumber(
            List<Series> series, Operator operator, double number, boolean numberIsLeft) {
        List<Series> result = new ArrayList<>();
        for (Series one : series) {
            double[] values = new double[one.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = withNumber(one.values()[i], operator, number, numberIsLeft);
            }
            List<Series.Point> exemplars = new ArrayList<>();
            for (Series.Point point : one.exemplars()) {
                double value = withNumber(point.exemplar().value(), operator, number, numberIsLeft);
                if (!Double.isNaN(value)) {
                    exemplars.add(point.valued(value));
                }
            }
            Series calculated = new Series(one.labels(), values, exemplars);
            if (!calculated.isEmpty()) {
                result.add(calculated);
            }
        }
        return result;
    }

    private static double withNumber(double sample, Operator operator, double number, boolean numberIsLeft) {
        return numberIsLeft ? calculate(number, operator, sample) : calculate(sample, operator, number);
    }

    /// Series with the same labels meet; a single one without labels meets all.
    private static List<Series> between(List<Series> left, Operator operator, List<Series> right) {
        List<Series> result = new ArrayList<>();
        Map<List<Attribute>, Series> rightByKey = new HashMap<>();
        right.forEach(series -> rightByKey.put(series.key(), series));
        Series leftForAll = single(left);
        Series rightForAll = single(right);
        if (leftForAll != null && rightForAll == null) {
            right.forEach(series -> add(leftForAll, operator, series, series, result));
            return result;
        }
        for (Series series : left) {
            Series other = rightByKey.get(series.key());
            if (other == null) {
                other = rightForAll;
            }
            if (other != null) {
                add(series, operator, other, series, result);
            }
        }
        return result;
    }

    private static @Nullable Series single(List<Series> series) {
        return series.size() == 1 && series.getFirst().key().isEmpty() ? series.getFirst() : null;
    }

    private static void add(Series left, Operator operator, Series right, Series labelled, List<Series> into) {
        double[] values = new double[left.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = calculate(left.values()[i], operator, right.values()[i]);
        }
        // A series that meets all others stands for none of them: its exemplars would be told with each.
        Set<Series.Point> exemplars = new LinkedHashSet<>();
        if (left == labelled || left.key().equals(right.key())) {
            exemplars.addAll(Series.atSamples(left.exemplars(), values));
        }
        if (right == labelled || left.key().equals(right.key())) {
            exemplars.addAll(Series.atSamples(right.exemplars(), values));
        }
        List<Attribute> labels = new ArrayList<>();
        String leftName = name(left);
        String rightName = name(right);
        if (leftName != null && rightName != null) {
            String name = "(" + leftName + " " + operator.text() + " " + rightName + ")";
            labels.add(new Attribute(Series.NAME, new AttributeValue.Text(name)));
        }
        labels.addAll(labelled.key());
        Series calculated = new Series(labels, values, List.copyOf(exemplars));
        if (!calculated.isEmpty()) {
            into.add(calculated);
        }
    }

    private static @Nullable String name(Series series) {
        for (Attribute label : series.labels()) {
            if (label.key().equals(Series.NAME) && label.value() instanceof AttributeValue.Text(String text)) {
                return text;
            }
        }
        return null;
    }

    private static double calculate(double a, Operator operator, double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> b == 0 ? Double.NaN : a / b;
            default -> throw noArithmetic(operator);
        };
    }

    private static IllegalArgumentException noArithmetic(Operator operator) {
        return new IllegalArgumentException("no arithmetic between series: " + operator);
    }
}
