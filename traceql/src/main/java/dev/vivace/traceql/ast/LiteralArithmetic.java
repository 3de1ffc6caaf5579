package dev.vivace.traceql.ast;

import org.jspecify.annotations.Nullable;

/// Arithmetic between constants: integers wrap around and divide towards zero, every other mix of int, float and
/// duration (as nanoseconds) is computed as doubles.
public final class LiteralArithmetic {
    private LiteralArithmetic() {}

    /// The result; null if there is none: operands that are no numbers, an integer division by zero, or a result
    /// that no literal can express (not finite).
    public static @Nullable Literal apply(Literal left, Operator operator, Literal right) {
        if (left instanceof Literal.Int(long l) && right instanceof Literal.Int(long r)) {
            return integers(l, operator, r);
        }
        if (!isNumber(left) || !isNumber(right)) {
            return null;
        }
        double l = toDouble(left);
        double r = toDouble(right);
        double result = switch (operator) {
            case ADD -> l + r;
            case SUBTRACT -> l - r;
            case MULTIPLY -> l * r;
            case DIVIDE -> l / r;
            case MODULO -> l % r;
            case POWER -> Math.pow(l, r);
            default -> Double.NaN;
        };
        return Double.isFinite(result) ? new Literal.Real(result) : null;
    }

    private static @Nullable Literal integers(long l, Operator operator, long r) {
        return switch (operator) {
            case ADD -> new Literal.Int(l + r);
            case SUBTRACT -> new Literal.Int(l - r);
            case MULTIPLY -> new Literal.Int(l * r);
            case DIVIDE -> r == 0 ? null : new Literal.Int(l / r);
            case MODULO -> r == 0 ? null : new Literal.Int(l % r);
            case POWER -> new Literal.Int((long) Math.pow(l, r));
            default -> null;
        };
    }

    /// The number with the other sign, of the same type; null if it is no number.
    public static @Nullable Literal negate(Literal literal) {
        return switch (literal) {
            case Literal.Int(long number) -> new Literal.Int(-number);
            case Literal.Real(double number) -> new Literal.Real(-number);
            case Literal.Duration(long nanos) -> new Literal.Duration(-nanos);
            default -> null;
        };
    }

    public static boolean isNumber(Literal literal) {
        return literal instanceof Literal.Int || literal instanceof Literal.Real || literal instanceof Literal.Duration;
    }

    /// A number's value as a double, a duration's in nanoseconds.
    public static double toDouble(Literal number) {
        return switch (number) {
            case Literal.Int(long value) -> value;
            case Literal.Real(double value) -> value;
            case Literal.Duration(long nanos) -> nanos;
            default -> throw new IllegalArgumentException("no number: " + number);
        };
    }
}
