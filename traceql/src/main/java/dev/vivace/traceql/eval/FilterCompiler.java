package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeScope;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.Existence;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Expression.UnaryOperator;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import java.util.ArrayList;
import java.util.List;

/// Turns the condition of a `{ }` into a [RowFilter].
final class FilterCompiler {

    private FilterCompiler() {}

    static RowFilter compile(Expression condition) {
        List<Expression> conjuncts = new ArrayList<>();
        collect(condition, Operator.AND, conjuncts);
        List<RowFilter> filters = new ArrayList<>();
        List<Expression> ofEvents = new ArrayList<>();
        List<Expression> ofLinks = new ArrayList<>();
        for (Expression conjunct : conjuncts) {
            if (isJoinedOrInverted(conjunct)) {
                filters.add(compileJoined(conjunct));
            } else if (Expressions.mentionsEvents(conjunct)) {
                ofEvents.add(literalOnTheRight(conjunct));
            } else if (Expressions.mentionsLinks(conjunct)) {
                ofLinks.add(literalOnTheRight(conjunct));
            } else {
                filters.add(compileOne(literalOnTheRight(conjunct)));
            }
        }
        if (!ofEvents.isEmpty()) {
            filters.add(new NestedFilter(AttributeScope.EVENT, List.copyOf(ofEvents)));
        }
        if (!ofLinks.isEmpty()) {
            filters.add(new NestedFilter(AttributeScope.LINK, List.copyOf(ofLinks)));
        }
        return filters.size() == 1 ? filters.getFirst() : new RowFilter.And(filters);
    }

    /// The operands of a chain of one operator; in `a && b || c`, which is one level, only those it really joins.
    private static void collect(Expression expression, Operator operator, List<Expression> into) {
        if (expression instanceof Binary(Expression left, Operator its, Expression right) && its == operator) {
            collect(left, operator, into);
            collect(right, operator, into);
        } else {
            into.add(expression);
        }
    }

    private static boolean isJoinedOrInverted(Expression expression) {
        return expression instanceof Binary(Expression _, Operator operator, Expression _) && operator == Operator.OR
                || expression instanceof Unary(UnaryOperator not, Expression operand)
                        && not == UnaryOperator.NOT
                        && Expressions.isCondition(operand);
    }

    private static RowFilter compileJoined(Expression expression) {
        if (expression instanceof Unary(UnaryOperator _, Expression operand)) {
            return new RowFilter.Not(compile(operand));
        }
        List<Expression> operands = new ArrayList<>();
        collect(expression, Operator.OR, operands);
        return new RowFilter.Or(operands.stream().map(FilterCompiler::compile).toList());
    }

    private static RowFilter compileOne(Expression condition) {
        return switch (condition) {
            case Constant(Literal literal) ->
                new RowFilter.Everything(literal instanceof Literal.Bool(boolean flag) && flag);
            case Field field -> FieldFilter.bare(field, true);
            case Unary(UnaryOperator not, Field field) when not == UnaryOperator.NOT -> FieldFilter.bare(field, false);
            case Existence(Expression.AttributeField field, boolean present) -> new PresenceFilter(field, present);
            case Existence(IntrinsicField _, boolean present) -> new RowFilter.Everything(present);
            case Binary(Field field, Operator operator, Constant(Literal literal))
            when operator.isComparison() -> FieldFilter.of(field, operator, literal);
            default -> new RowByRow(condition);
        };
    }

    /// `5 < duration` is `duration > 5`.
    static Expression literalOnTheRight(Expression condition) {
        return condition instanceof Binary(Constant literal, Operator operator, Field field)
                        && operator.isComparison()
                        && operator != Operator.MATCHES
                        && operator != Operator.NOT_MATCHES
                ? new Binary(field, operator.mirrored(), literal)
                : condition;
    }

    /// Where a field of the span's own row is looked up.
    static List<AttributeScope> levels(FieldScope scope) {
        return switch (scope) {
            case SPAN -> List.of(AttributeScope.SPAN);
            case RESOURCE -> List.of(AttributeScope.RESOURCE);
            case INSTRUMENTATION -> List.of(AttributeScope.INSTRUMENTATION);
            case UNSCOPED -> List.of(AttributeScope.SPAN, AttributeScope.RESOURCE);
            case EVENT -> List.of(AttributeScope.EVENT);
            case LINK -> List.of(AttributeScope.LINK);
            case PARENT, PARENT_SPAN, PARENT_RESOURCE -> List.of();
        };
    }
}
