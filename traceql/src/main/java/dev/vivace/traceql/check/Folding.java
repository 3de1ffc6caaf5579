package dev.vivace.traceql.check;

import com.google.re2j.Pattern;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.Existence;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Expression.UnaryOperator;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.LiteralArithmetic;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Query;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Computes what is constant in field expressions. What has no result, such as `1 / 0`, stays as it is: evaluation
/// gives
/// it its meaning. Expects expressions the check has passed.
public final class Folding {
    private Folding() {}

    public static Query fold(Query query) {
        return Rewriting.expressions(query, Folding::fold);
    }

    public static Expression fold(Expression expression) {
        return switch (expression) {
            case Constant constant -> constant;
            case Expression.Field field -> field;
            case Unary(UnaryOperator operator, Expression operand) -> unary(operator, fold(operand));
            case Existence(Expression operand, boolean present) -> existence(fold(operand), present);
            case Binary binary -> {
                List<Binary> chain = binary.chain();
                Expression folded = fold(chain.getFirst().left());
                for (Binary operation : chain) {
                    folded = binary(folded, operation.operator(), fold(operation.right()));
                }
                yield folded;
            }
        };
    }

    private static Expression unary(UnaryOperator operator, Expression operand) {
        if (operand instanceof Constant(Literal value)) {
            Literal result = switch (operator) {
                case NEGATE -> LiteralArithmetic.negate(value);
                case NOT -> value instanceof Literal.Bool(boolean flag) ? new Literal.Bool(!flag) : null;
            };
            if (result != null) {
                return new Constant(result);
            }
        }
        return new Unary(operator, operand);
    }

    /// A literal is never absent; `nil` equals nothing, itself included, and does not differ either.
    private static Expression existence(Expression operand, boolean present) {
        if (operand instanceof Constant(Literal value)) {
            return new Constant(new Literal.Bool(present && !(value instanceof Literal.Nil)));
        }
        return new Existence(operand, present);
    }

    private static Expression binary(Expression left, Operator operator, Expression right) {
        if (left instanceof Constant(Literal l) && right instanceof Constant(Literal r)) {
            Literal result = operator.isArithmetic() ? LiteralArithmetic.apply(l, operator, r) : truth(l, operator, r);
            if (result != null) {
                return new Constant(result);
            }
        }
        return new Binary(left, operator, right);
    }

    private static @Nullable Literal truth(Literal left, Operator operator, Literal right) {
        if (left instanceof Literal.Bool(boolean l) && right instanceof Literal.Bool(boolean r)) {
            return switch (operator) {
                case AND -> new Literal.Bool(l && r);
                case OR -> new Literal.Bool(l || r);
                case EQUAL -> new Literal.Bool(l == r);
                case NOT_EQUAL -> new Literal.Bool(l != r);
                default -> null;
            };
        }
        if (left instanceof Literal.Text(String text) && right instanceof Literal.Text(String other)) {
            if (operator == Operator.MATCHES || operator == Operator.NOT_MATCHES) {
                boolean matches = Pattern.compile(other, Pattern.DOTALL).matches(text);
                return new Literal.Bool(matches == (operator == Operator.MATCHES));
            }
            return ordered(compareUtf8(text, other), operator);
        }
        if (LiteralArithmetic.isNumber(left) && LiteralArithmetic.isNumber(right)) {
            return numbers(left, operator, right);
        }
        if (left.getClass() == right.getClass()) {
            return switch (operator) {
                case EQUAL -> new Literal.Bool(left.equals(right));
                case NOT_EQUAL -> new Literal.Bool(!left.equals(right));
                default -> null;
            };
        }
        return null;
    }

    private static @Nullable Literal numbers(Literal left, Operator operator, Literal right) {
        if (isNaN(left) || isNaN(right)) {
            return operator.isComparison() ? new Literal.Bool(operator == Operator.NOT_EQUAL) : null;
        }
        return ordered(compareExactly(left, right), operator);
    }

    private static boolean isNaN(Literal literal) {
        return literal instanceof Literal.Real(double number) && Double.isNaN(number);
    }

    /// By value, as evaluation compares: a large integer is not rounded to a double.
    private static int compareExactly(Literal left, Literal right) {
        boolean infinite = isInfinite(left) || isInfinite(right);
        return infinite
                ? Double.compare(LiteralArithmetic.toDouble(left), LiteralArithmetic.toDouble(right))
                : exact(left).compareTo(exact(right));
    }

    private static boolean isInfinite(Literal literal) {
        return literal instanceof Literal.Real(double number) && Double.isInfinite(number);
    }

    private static BigDecimal exact(Literal literal) {
        return literal instanceof Literal.Real(double number)
                ? new BigDecimal(number)
                : BigDecimal.valueOf(whole(literal));
    }

    private static long whole(Literal literal) {
        return switch (literal) {
            case Literal.Int(long number) -> number;
            case Literal.Duration(long nanos) -> nanos;
            default -> throw new IllegalArgumentException("not a whole number: " + literal);
        };
    }

    private static @Nullable Literal ordered(int comparison, Operator operator) {
        return switch (operator) {
            case EQUAL -> new Literal.Bool(comparison == 0);
            case NOT_EQUAL -> new Literal.Bool(comparison != 0);
            case LESS -> new Literal.Bool(comparison < 0);
            case LESS_OR_EQUAL -> new Literal.Bool(comparison <= 0);
            case GREATER -> new Literal.Bool(comparison > 0);
            case GREATER_OR_EQUAL -> new Literal.Bool(comparison >= 0);
            default -> null;
        };
    }

    /// Strings are ordered by their UTF-8 bytes, which is not the order of their UTF-16 units.
    private static int compareUtf8(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
