package dev.vivace.traceql.check;

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
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.print.Canonical;
import java.util.List;

/// Gives Vivace's shorthands their meaning.
///
/// `.status = error` asks for an attribute called `status`, which no text ever satisfies. Who writes it means the
/// intrinsic, or an attribute with that text: it becomes `(span:status = error) || (.status = "error")`, and
/// `.status != error` the opposite, `(span:status != error) && !(.status = "error")`. `.kind` likewise.
public final class Desugaring {
    private Desugaring() {}

    public static Query desugar(Query query) {
        return Rewriting.expressions(query, Desugaring::desugar);
    }

    public static Expression desugar(Expression expression) {
        return switch (expression) {
            case Constant constant -> constant;
            case Expression.Field field -> field;
            case Unary(UnaryOperator operator, Expression operand) -> new Unary(operator, desugar(operand));
            case Existence(Expression operand, boolean present) -> new Existence(desugar(operand), present);
            case Binary binary -> {
                List<Binary> chain = binary.chain();
                Expression left = desugar(chain.getFirst().left());
                for (Binary operation : chain) {
                    left = desugar(left, operation.operator(), operation.right());
                }
                yield left;
            }
        };
    }

    private static Expression desugar(Expression left, Operator operator, Expression right) {
        if (left instanceof AttributeField field && right instanceof Constant value && isKeyword(field, value)) {
            return keyword(field, operator, value);
        }
        if (left instanceof Constant value && right instanceof AttributeField field && isKeyword(field, value)) {
            return keyword(field, operator, value);
        }
        return new Binary(left, operator, desugar(right));
    }

    private static boolean isKeyword(AttributeField field, Constant value) {
        return field.scope() == FieldScope.UNSCOPED
                && (value.value() instanceof Literal.Status && field.name().equals("status")
                        || value.value() instanceof Literal.Kind && field.name().equals("kind"));
    }

    private static Expression keyword(AttributeField field, Operator operator, Constant value) {
        Intrinsic intrinsic = value.value() instanceof Literal.Status ? Intrinsic.STATUS : Intrinsic.KIND;
        Constant text = new Constant(new Literal.Text(Canonical.literal(value.value())));
        Expression byIntrinsic = new Binary(new IntrinsicField(intrinsic), operator, value);
        Expression byText = new Binary(field, Operator.EQUAL, text);
        return operator == Operator.EQUAL
                ? new Binary(byIntrinsic, Operator.OR, byText)
                : new Binary(byIntrinsic, Operator.AND, new Unary(UnaryOperator.NOT, byText));
    }
}
