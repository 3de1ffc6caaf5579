package dev.vivace.ingest.search;

import dev.vivace.ingest.search.NaiveExpression.Nanos;
import dev.vivace.model.Span;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `count()`, `sum(expression)` and its like over the spans of one spanset; what is no number is passed over.
///
/// @param function `count`, `sum`, `avg`, `min` or `max`
/// @param argument null for `count`
public record NaiveAggregate(String function, @Nullable NaiveExpression argument) {

    private static final double RELATIVE = 1e-9;

    /// What comes out depends on how doubles are rounded on the way.
    public static final class AmbiguousException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    String text() {
        return function + "(" + (argument == null ? "" : argument.text()) + ")";
    }

    String canonicalText() {
        return function + "(" + (argument == null ? "" : argument.canonicalText()) + ")";
    }

    /// @param bound what the result will be compared with
    @Nullable
    Object over(NaiveTrace trace, List<Span> spans, Object bound) {
        if (argument == null) {
            return (long) spans.size();
        }
        List<Object> numbers = new ArrayList<>();
        for (Span span : spans) {
            argument.values(trace, span).stream()
                    .filter(NaiveExpression::isNumber)
                    .filter(value -> !NaiveExpression.isNotANumber(value))
                    .forEach(numbers::add);
        }
        if (numbers.isEmpty()) {
            return null;
        }
        return switch (function) {
            case "min", "max" -> extreme(numbers);
            default -> sumOrMean(numbers, bound);
        };
    }

    private Object extreme(List<Object> numbers) {
        Object best = numbers.getFirst();
        for (Object number : numbers) {
            if (NaiveExpression.compare(number, function.equals("min") ? "<" : ">", best)) {
                best = number;
            }
        }
        return best;
    }

    private Object sumOrMean(List<Object> numbers, Object bound) {
        boolean mean = function.equals("avg");
        if (numbers.stream().allMatch(Nanos.class::isInstance)) {
            BigInteger sum = numbers.stream()
                    .map(number -> BigInteger.valueOf(((Nanos) number).nanos()))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            return new Nanos((mean ? sum.divide(BigInteger.valueOf(numbers.size())) : sum).longValue());
        }
        if (!mean && numbers.stream().allMatch(Long.class::isInstance)) {
            return numbers.stream().mapToLong(Long.class::cast).sum();
        }
        List<Double> doubles = numbers.stream().map(NaiveExpression::asDouble).toList();
        double forwards = sum(doubles);
        double backwards = sum(doubles.reversed());
        List<Double> sorted = new ArrayList<>(doubles);
        Collections.sort(sorted);
        double ascending = sum(sorted);
        int count = mean ? numbers.size() : 1;
        if (!Double.isFinite(forwards)) {
            if (Double.compare(forwards, backwards) != 0 || Double.compare(forwards, ascending) != 0) {
                throw new AmbiguousException();
            }
            return forwards;
        }
        BigDecimal exact = numbers.stream().map(NaiveExpression::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
        double result =
                exact.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
        double most = doubles.stream().mapToDouble(Math::abs).max().orElse(0);
        double limit = NaiveExpression.asDouble(bound);
        boolean rounded = forwards != backwards || forwards != ascending || forwards / count != result;
        if (rounded && (Math.abs(result - limit) <= RELATIVE * most || Math.abs(result) < RELATIVE * most)) {
            throw new AmbiguousException();
        }
        return result;
    }

    private static double sum(List<Double> doubles) {
        double sum = 0;
        for (double number : doubles) {
            sum += number;
        }
        return sum;
    }
}
