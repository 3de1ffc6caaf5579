package dev.vivace.traceql;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Expression.UnaryOperator;
import dev.vivace.traceql.ast.Operator;

/// How many alternatives a condition has once it is written as `(a && b) || (c && d) || …`: the measure by which the
/// reference bounds the filters of tag queries. Each pair of alternatives on both sides of `&&` is one.
final class ConditionGroups {

    /// Enough to be too many, and no product of two such numbers overflows.
    private static final long MANY = 1L << 30;

    private ConditionGroups() {}

    static long of(Expression condition) {
        return count(condition, false);
    }

    private static long count(Expression condition, boolean negated) {
        return switch (condition) {
            case Unary(UnaryOperator operator, Expression operand)
            when operator == UnaryOperator.NOT -> count(operand, !negated);
            case Binary chain when isLogical(chain.operator()) -> ofChain(chain, negated);
            default -> 1;
        };
    }

    private static long ofChain(Binary last, boolean negated) {
        long groups = -1;
        for (Binary link : last.chain()) {
            if (!isLogical(link.operator())) {
                groups = 1; // a comparison at the chain's beginning, such as a = 1
                continue;
            }
            long left = groups < 0 ? count(link.left(), negated) : groups;
            long right = count(link.right(), negated);
            boolean alternatives = link.operator() == Operator.OR ^ negated;
            groups = Math.min(MANY, alternatives ? left + right : left * right);
        }
        return groups;
    }

    private static boolean isLogical(Operator operator) {
        return operator == Operator.AND || operator == Operator.OR;
    }
}
