package dev.vivace.traceql.eval;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.Existence;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Expression.UnaryOperator;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TextTest;

/// An expression bound to a table, worked out for one span (and one of its events and links) at a time. Confined to one
/// thread.
interface RowExpression {

    Value at(int row, int event, int link);

    /// Whether it is boolean true.
    default boolean holds(int row, int event, int link) {
        return at(row, event, link) instanceof Value.Bool(boolean flag) && flag;
    }

    static RowExpression bind(Expression expression, SpanTable table) {
        return switch (expression) {
            case Constant(Literal literal) -> {
                Value value = Value.of(literal);
                yield (_, _, _) -> value;
            }
            case Field field -> FieldReader.of(table, field)::at;
            case Unary(UnaryOperator operator, Expression operand) ->
                operator == UnaryOperator.NEGATE ? negation(bind(operand, table)) : inversion(operand, table);
            case Existence(Expression operand, boolean present) -> existence(operand, present, table);
            case Binary(Expression left, Operator operator, Expression right) -> binary(left, operator, right, table);
        };
    }

    private static RowExpression negation(RowExpression operand) {
        return (row, event, link) -> Value.negate(operand.at(row, event, link));
    }

    private static RowExpression inversion(Expression operand, SpanTable table) {
        RowExpression bound = bind(operand, table);
        if (Expressions.isCondition(operand)) {
            return (row, event, link) -> Value.of(!bound.holds(row, event, link));
        }
        return (row, event, link) -> Value.of(bound.at(row, event, link) instanceof Value.Bool(boolean flag) && !flag);
    }

    private static RowExpression existence(Expression operand, boolean present, SpanTable table) {
        if (operand instanceof Field field && !present) {
            FieldReader reader = FieldReader.of(table, field);
            return (row, event, link) -> Value.of(!reader.isKeyPresent(row, event, link));
        }
        RowExpression bound = bind(operand, table);
        return (row, event, link) -> Value.of((bound.at(row, event, link) != Value.NIL) == present);
    }

    private static boolean isTraceId(Expression expression) {
        return expression instanceof IntrinsicField(Intrinsic intrinsic)
                && (intrinsic == Intrinsic.TRACE_ID || intrinsic == Intrinsic.LINK_TRACE_ID);
    }

    /// Constants compare with trace ids as those are printed.
    private static Expression withoutLeadingZeros(Expression side) {
        return side instanceof Constant(Literal literal)
                ? new Constant(FieldFilter.withoutLeadingZeros(Operator.EQUAL, literal))
                : side;
    }

    private static RowExpression binary(Expression left, Operator operator, Expression right, SpanTable table) {
        RowExpression a = bind(left, table);
        if ((operator == Operator.MATCHES || operator == Operator.NOT_MATCHES)
                && right instanceof Constant(Literal.Text(String regex))) {
            TextTest test = TextTests.comparing(operator, regex);
            return (row, event, link) -> Value.of(LiteralTest.matchesElements(a.at(row, event, link), operator, test));
        }
        RowExpression b = bind(isTraceId(left) ? withoutLeadingZeros(right) : right, table);
        return binary(isTraceId(right) ? bind(withoutLeadingZeros(left), table) : a, operator, b);
    }

    private static RowExpression binary(RowExpression a, Operator operator, RowExpression b) {
        if (operator.isArithmetic()) {
            return (row, event, link) -> Value.calculate(a.at(row, event, link), operator, b.at(row, event, link));
        }
        return switch (operator) {
            case AND -> (row, event, link) -> Value.of(a.holds(row, event, link) && b.holds(row, event, link));
            case OR -> (row, event, link) -> Value.of(a.holds(row, event, link) || b.holds(row, event, link));
            default ->
                (row, event, link) -> Value.of(Value.compare(a.at(row, event, link), operator, b.at(row, event, link)));
        };
    }
}
