package dev.vivace.traceql.eval;

import dev.vivace.traceql.ast.Operator;

/// Comparison of 64-bit integers with doubles by their exact values, where converting one to the other would round.
final class Numbers {

    private static final double TWO_TO_63 = 0x1p63;

    private Numbers() {}

    /// Negative, zero, positive as `a` is less than, equal to, greater than `b`, which is not NaN.
    static int compare(long a, double b) {
        if (b >= TWO_TO_63) {
            return -1;
        }
        if (b < -TWO_TO_63) {
            return 1;
        }
        long whole = (long) b;
        if (a != whole) {
            return a < whole ? -1 : 1;
        }
        return Double.compare(0.0, b - whole + 0.0);
    }

    static boolean holds(Operator operator, long a, double b) {
        return Double.isNaN(b) ? operator == Operator.NOT_EQUAL : holds(operator, compare(a, b));
    }

    static boolean holds(Operator operator, double a, double b) {
        return switch (operator) {
            case EQUAL -> a == b;
            case NOT_EQUAL -> a != b;
            case LESS -> a < b;
            case LESS_OR_EQUAL -> a <= b;
            case GREATER -> a > b;
            case GREATER_OR_EQUAL -> a >= b;
            default -> false;
        };
    }

    static boolean holds(Operator operator, int comparison) {
        return switch (operator) {
            case EQUAL -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case LESS -> comparison < 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER -> comparison > 0;
            case GREATER_OR_EQUAL -> comparison >= 0;
            default -> false;
        };
    }
}
