package dev.vivace.traceql.check;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.Existence;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Expression.UnaryOperator;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.parse.Position;
import dev.vivace.traceql.parse.Positions;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.parse.TraceQlException.Kind;
import dev.vivace.traceql.print.Canonical;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Types of field expressions: which operators fit which operands.
final class ExpressionChecker {
    private static final int MAX_SHOWN = 80;

    private final Positions positions;

    ExpressionChecker(Positions positions) {
        this.positions = positions;
    }

    /// Refuses operands that do not fit, in the expression and everything below it.
    void check(Expression expression) {
        switch (expression) {
            case Constant _ -> {}
            case Field field -> checkField(field);
            case Unary unary -> checkUnary(unary);
            case Existence existence -> checkExistence(existence);
            case Binary binary -> {
                List<Binary> chain = binary.chain();
                check(chain.getFirst().left());
                for (Binary operation : chain) {
                    check(operation.right());
                    checkOperands(operation);
                }
            }
        }
    }

    void checkField(Field field) {
        if (field instanceof AttributeField(FieldScope scope, String name)
                && (scope == FieldScope.PARENT
                        || scope == FieldScope.PARENT_SPAN
                        || scope == FieldScope.PARENT_RESOURCE)) {
            throw mistake(
                    Kind.UNSUPPORTED,
                    field,
                    "parent not yet supported",
                    "relate spans with { parent's condition } > { child's condition }");
        }
        if (field instanceof IntrinsicField(Intrinsic intrinsic) && intrinsic == Intrinsic.PARENT) {
            throw mistake(
                    Kind.UNSUPPORTED,
                    field,
                    "intrinsic (parent) not yet supported",
                    "write nestedSetParent < 0 for root spans");
        }
    }

    private void checkUnary(Unary unary) {
        check(unary.operand());
        ValueType type = ValueType.of(unary.operand());
        boolean negate = unary.operator() == UnaryOperator.NEGATE;
        boolean fits = type == ValueType.ATTRIBUTE || (negate ? type.isNumeric() : type == ValueType.BOOL);
        if (!fits) {
            String remedy = !negate && unary.operand() instanceof Field
                    ? "put parentheses around a comparison: !(" + shown(unary.operand()) + " = ...)"
                    : null;
            throw mistake(
                    Kind.VALIDATION,
                    unary,
                    "illegal operation for the given type: " + shown(unary) + "; '" + (negate ? "-" : "!") + "' needs "
                            + (negate ? "a number" : "a boolean") + ", " + shown(unary.operand()) + " is "
                            + type.words(),
                    remedy);
        }
    }

    private void checkExistence(Existence existence) {
        check(existence.operand());
        boolean always = existence.operand() instanceof IntrinsicField
                || existence.operand().equals(new AttributeField(FieldScope.RESOURCE, "service.name"));
        if (!existence.present() && always) {
            throw mistake(
                    Kind.VALIDATION,
                    existence,
                    shown(existence) + " is not valid because "
                            + (existence.operand() instanceof IntrinsicField
                                    ? "intrinsics cannot be nil"
                                    : "resource.service.name cannot be nil"),
                    ValueType.of(existence.operand()) == ValueType.STRING
                                    || existence.operand() instanceof AttributeField
                            ? "an absent one is the empty string: " + shown(existence.operand()) + " = \"\""
                            : null);
        }
    }

    private void checkOperands(Binary binary) {
        Operator operator = binary.operator();
        ValueType left = ValueType.of(binary.left());
        ValueType right = ValueType.of(binary.right());
        if (!left.isCompatibleWith(right)) {
            throw mistake(
                    Kind.VALIDATION,
                    binary,
                    "binary operations must operate on the same type: " + shown(binary) + "; "
                            + side(binary.left(), left) + ", " + side(binary.right(), right),
                    remedy(binary));
        }
        if (!left.allows(operator) || !right.allows(operator)) {
            ValueType wrong = left.allows(operator) ? right : left;
            throw mistake(
                    Kind.VALIDATION,
                    binary,
                    "illegal operation for the given types: " + shown(binary) + "; '" + operator.text()
                            + "' does not take " + wrong.words(),
                    null);
        }
        if (operator == Operator.MATCHES || operator == Operator.NOT_MATCHES) {
            checkRegex(binary);
        }
    }

    private void checkRegex(Binary binary) {
        if (!(binary.right() instanceof Constant(Literal.Text(String regex)))) {
            throw mistake(
                    Kind.VALIDATION,
                    binary,
                    "the right side of '" + binary.operator().text() + "' must be a string, not "
                            + shown(binary.right()),
                    null);
        }
        String mistake = RegexSyntax.mistake(regex);
        if (mistake != null) {
            throw mistake(
                    Kind.VALIDATION,
                    binary.right(),
                    "invalid regex: " + shown(binary.right()) + ", " + mistake,
                    regex.startsWith("*") ? "did you mean \"." + regex + "\"?" : "expected: RE2 syntax");
        }
    }

    private static @Nullable String remedy(Binary binary) {
        if (binary.operator().isComparison()
                && binary.left() instanceof Binary first
                && first.operator().isComparison()) {
            return "a range is two comparisons: span.a >= 200 && span.a < 300";
        }
        boolean constantRight = binary.right() instanceof Constant;
        Expression field = constantRight ? binary.left() : binary.right();
        Expression value = constantRight ? binary.right() : binary.left();
        if (!(value instanceof Constant(Literal literal))) {
            return null;
        }
        boolean text = literal instanceof Literal.Text;
        return switch (ValueType.of(field)) {
            case STATUS -> "a status is error, ok or unset" + (text ? ", without quotes" : "");
            case KIND ->
                "a kind is server, client, internal, producer, consumer or unspecified"
                        + (text ? ", without quotes" : "");
            case DURATION -> "write a duration such as 5s" + (text ? ", without quotes" : "");
            case STRING -> "write a string: \"" + shown(value) + "\"";
            default -> null;
        };
    }

    private static String side(Expression expression, ValueType type) {
        return shown(expression) + " is " + type.words();
    }

    TraceQlException mistake(Kind kind, Object node, String problem, @Nullable String remedy) {
        Position position = positions.of(node);
        return new TraceQlException(kind, problem, remedy, position);
    }

    /// Canonical text, cut if long.
    static String shown(Expression expression) {
        String text = Canonical.text(expression);
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
