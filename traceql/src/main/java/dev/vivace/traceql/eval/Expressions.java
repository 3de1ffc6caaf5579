package dev.vivace.traceql.eval;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.Existence;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Expression.UnaryOperator;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Operator;

/// Questions about expressions that need no span.
final class Expressions {

    private Expressions() {}

    /// Whether it is true or false on every span, never a value of another kind or none.
    static boolean isCondition(Expression expression) {
        return switch (expression) {
            case Existence _ -> true;
            case Unary(UnaryOperator operator, Expression _) -> operator == UnaryOperator.NOT;
            case Binary(Expression _, Operator operator, Expression _) -> !operator.isArithmetic();
            case Constant _, AttributeField _, IntrinsicField _ -> false;
        };
    }

    /// Whether it speaks of events.
    static boolean mentionsEvents(Expression expression) {
        return mentions(expression, FieldScope.EVENT, Intrinsic.EVENT_NAME, Intrinsic.EVENT_TIME_SINCE_START);
    }

    /// Whether it speaks of links.
    static boolean mentionsLinks(Expression expression) {
        return mentions(expression, FieldScope.LINK, Intrinsic.LINK_SPAN_ID, Intrinsic.LINK_TRACE_ID);
    }

    private static boolean mentions(Expression expression, FieldScope scope, Intrinsic one, Intrinsic other) {
        return switch (expression) {
            case Constant _ -> false;
            case AttributeField(FieldScope its, String _) -> its == scope;
            case IntrinsicField(Intrinsic its) -> its == one || its == other;
            case Unary(UnaryOperator _, Expression operand) -> mentions(operand, scope, one, other);
            case Existence(Expression operand, boolean _) -> mentions(operand, scope, one, other);
            case Binary(Expression left, Operator _, Expression right) ->
                mentions(left, scope, one, other) || mentions(right, scope, one, other);
        };
    }
}
