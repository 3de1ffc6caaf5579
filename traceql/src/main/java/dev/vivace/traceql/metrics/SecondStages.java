package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import dev.vivace.traceql.ast.Operator;
import java.util.ArrayList;
import java.util.List;

/// What follows a metrics function: each stage maps finished series to finished series.
final class SecondStages {

    private static final double SECOND = 1e9;

    private SecondStages() {}

    static List<Series> apply(List<SecondStage> stages, List<Series> series) {
        List<Series> result = series;
        for (SecondStage stage : stages) {
            result = switch (stage) {
                case SecondStage.Rank(boolean largest, int count) -> Ranking.of(result, largest, count);
                case SecondStage.Compare(Operator operator, Literal literal) ->
                    compare(result, operator, number(literal));
            };
        }
        return result;
    }

    /// A constant as samples compare with it: durations in seconds.
    static double number(Literal literal) {
        return switch (literal) {
            case Literal.Int(long number) -> number;
            case Literal.Real(double number) -> number;
            case Literal.Duration(long nanos) -> nanos / SECOND;
            default -> Double.NaN;
        };
    }

    private static List<Series> compare(List<Series> series, Operator operator, double constant) {
        List<Series> result = new ArrayList<>();
        for (Series one : series) {
            double[] values = one.values().clone();
            for (int i = 0; i < values.length; i++) {
                if (!holds(operator, values[i], constant)) {
                    values[i] = Double.NaN;
                }
            }
            List<Series.Point> exemplars = new ArrayList<>(one.exemplars());
            exemplars.removeIf(point -> Double.isNaN(values[point.interval()])
                    || !holds(operator, point.exemplar().value(), constant));
            addUnlessEmpty(new Series(one.labels(), values, exemplars), result);
        }
        return result;
    }

    static void addUnlessEmpty(Series series, List<Series> into) {
        if (!series.isEmpty()) {
            into.add(series);
        }
    }

    private static boolean holds(Operator operator, double value, double constant) {
        if (Double.isNaN(value)) {
            return false;
        }
        return switch (operator) {
            case EQUAL -> value == constant;
            case NOT_EQUAL -> value != constant;
            case LESS -> value < constant;
            case LESS_OR_EQUAL -> value <= constant;
            case GREATER -> value > constant;
            case GREATER_OR_EQUAL -> value >= constant;
            default -> throw new IllegalArgumentException("no comparison of samples: " + operator);
        };
    }
}
