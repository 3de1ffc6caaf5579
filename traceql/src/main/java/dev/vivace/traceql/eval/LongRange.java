package dev.vivace.traceql.eval;

import dev.vivace.traceql.ast.Operator;

/// The 64-bit integers a comparison with a constant lets pass: those in `min` to `max`, or, if negated, the others. An
/// empty range has `min > max`. Immutable.
record LongRange(long min, long max, boolean negated) {

    static final LongRange NONE = new LongRange(1, 0, false);
    static final LongRange ALL = new LongRange(Long.MIN_VALUE, Long.MAX_VALUE, false);

    static LongRange of(Operator operator, long bound) {
        return switch (operator) {
            case EQUAL -> new LongRange(bound, bound, false);
            case NOT_EQUAL -> new LongRange(bound, bound, true);
            case LESS -> bound == Long.MIN_VALUE ? NONE : new LongRange(Long.MIN_VALUE, bound - 1, false);
            case LESS_OR_EQUAL -> new LongRange(Long.MIN_VALUE, bound, false);
            case GREATER -> bound == Long.MAX_VALUE ? NONE : new LongRange(bound + 1, Long.MAX_VALUE, false);
            case GREATER_OR_EQUAL -> new LongRange(bound, Long.MAX_VALUE, false);
            default -> NONE;
        };
    }

    /// The same for a fractional bound: no integer is rounded.
    static LongRange of(Operator operator, double bound) {
        if (Double.isNaN(bound)) {
            return operator == Operator.NOT_EQUAL ? ALL : NONE;
        }
        if (bound == Math.rint(bound) && bound >= -0x1p63 && bound < 0x1p63) {
            return of(operator, (long) bound);
        }
        return switch (operator) {
            case NOT_EQUAL -> ALL;
            case LESS, LESS_OR_EQUAL ->
                bound < -0x1p63 ? NONE : new LongRange(Long.MIN_VALUE, (long) Math.floor(bound), false);
            case GREATER, GREATER_OR_EQUAL ->
                bound >= 0x1p63 ? NONE : new LongRange((long) Math.ceil(bound), Long.MAX_VALUE, false);
            default -> NONE;
        };
    }

    boolean isEmpty() {
        return min > max && !negated;
    }

    boolean contains(long value) {
        return (value >= min && value <= max) != negated;
    }
}
