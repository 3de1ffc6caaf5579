package dev.vivace.traceql.check;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.Existence;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;

/// The type of an expression as far as it is known without spans.
public enum ValueType {
    INT("a number"),
    FLOAT("a number"),
    DURATION("a duration"),
    STRING("a string"),
    BOOL("a boolean"),
    STATUS("a status"),
    KIND("a kind"),
    NIL("nil"),
    /// Known only span by span.
    ATTRIBUTE("an attribute");

    private final String words;

    ValueType(String words) {
        this.words = words;
    }

    /// "a number", "a string" and the like.
    public String words() {
        return words;
    }

    public boolean isNumeric() {
        return this == INT || this == FLOAT || this == DURATION;
    }

    /// Whether values of these types may stand on the two sides of one operator.
    public boolean isCompatibleWith(ValueType other) {
        return this == other || isNumeric() && other.isNumeric() || isOpen() || other.isOpen();
    }

    private boolean isOpen() {
        return this == ATTRIBUTE || this == NIL;
    }

    /// Whether the operator may stand beside a value of this type.
    public boolean allows(Operator operator) {
        boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
        boolean match = operator == Operator.MATCHES || operator == Operator.NOT_MATCHES;
        return switch (this) {
            case INT, FLOAT, DURATION -> operator.isArithmetic() || operator.isComparison() && !match;
            case STRING -> operator.isComparison();
            case BOOL -> equality || operator == Operator.AND || operator == Operator.OR;
            case STATUS, KIND, NIL -> equality;
            case ATTRIBUTE -> true;
        };
    }

    /// The type of an expression whose parts fit together.
    public static ValueType of(Expression expression) {
        return switch (expression) {
            case Constant(Literal value) -> of(value);
            case AttributeField _ -> ATTRIBUTE;
            case IntrinsicField(Intrinsic intrinsic) -> of(intrinsic);
            case Unary unary -> of(unary.operand());
            case Existence _ -> BOOL;
            case Binary(Expression left, Operator operator, Expression right) -> {
                if (!operator.isArithmetic()) {
                    yield BOOL;
                }
                ValueType type = of(left);
                yield type == ATTRIBUTE ? of(right) : type;
            }
        };
    }

    public static ValueType of(Literal literal) {
        return switch (literal) {
            case Literal.Text _ -> STRING;
            case Literal.Int _ -> INT;
            case Literal.Real _ -> FLOAT;
            case Literal.Bool _ -> BOOL;
            case Literal.Duration _ -> DURATION;
            case Literal.Status _ -> STATUS;
            case Literal.Kind _ -> KIND;
            case Literal.Nil _ -> NIL;
        };
    }

    /// The type of an intrinsic. The instrumentation's name and version are strings that, as in the reference, may be
    /// compared with anything.
    public static ValueType of(Intrinsic intrinsic) {
        return switch (intrinsic) {
            case NAME, STATUS_MESSAGE, SPAN_ID, PARENT_ID, TRACE_ID, ROOT_NAME, ROOT_SERVICE_NAME -> STRING;
            case EVENT_NAME, LINK_SPAN_ID, LINK_TRACE_ID -> STRING;
            case STATUS -> STATUS;
            case KIND -> KIND;
            case DURATION, TRACE_DURATION, EVENT_TIME_SINCE_START -> DURATION;
            case CHILD_COUNT, NESTED_SET_LEFT, NESTED_SET_RIGHT, NESTED_SET_PARENT -> INT;
            case INSTRUMENTATION_NAME, INSTRUMENTATION_VERSION, PARENT -> ATTRIBUTE;
        };
    }
}
