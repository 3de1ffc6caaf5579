package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeValue;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import java.util.ArrayList;
import java.util.List;

/// What an expression gives on one span. Immutable. Used where rows are judged one by one.
///
/// Comparison is two-valued: whatever cannot be compared (an absent value, other types) compares false, with `!=` too.
/// Numbers compare by value whatever their type.
sealed interface Value {

    Value NIL = new Nil();
    Value TRUE = new Bool(true);
    Value FALSE = new Bool(false);

    /// No value: absent, or the outcome of an operation that has none (division by zero, minus of a string).
    record Nil() implements Value {}

    record Text(String text) implements Value {}

    record Int(long number) implements Value {}

    record Real(double number) implements Value {}

    record Bool(boolean flag) implements Value {}

    record Duration(long nanos) implements Value {}

    record Status(int code) implements Value {}

    record Kind(int code) implements Value {}

    /// At least one element, all of one type.
    record Array(List<Value> values) implements Value {}

    static Value of(boolean flag) {
        return flag ? TRUE : FALSE;
    }

    static Value of(Literal literal) {
        return switch (literal) {
            case Literal.Text(String text) -> new Text(text);
            case Literal.Int(long number) -> new Int(number);
            case Literal.Real(double number) -> new Real(number);
            case Literal.Bool(boolean flag) -> of(flag);
            case Literal.Duration(long nanos) -> new Duration(nanos);
            case Literal.Status(int code) -> new Status(code);
            case Literal.Kind(int code) -> new Kind(code);
            case Literal.Nil() -> NIL;
        };
    }

    /// The queryable value of an attribute: scalars and arrays of scalars of one type; anything else has none.
    static Value of(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(String text) -> new Text(text);
            case AttributeValue.Int(long number) -> new Int(number);
            case AttributeValue.Real(double number) -> new Real(number);
            case AttributeValue.Bool(boolean flag) -> of(flag);
            case AttributeValue.Many(List<AttributeValue> values) -> ofArray(values);
            case AttributeValue.Bytes _, AttributeValue.Fields _, AttributeValue.Absent _ -> NIL;
        };
    }

    private static Value ofArray(List<AttributeValue> values) {
        if (values.isEmpty()) {
            return NIL;
        }
        List<Value> elements = new ArrayList<>(values.size());
        Class<?> type = values.getFirst().getClass();
        for (AttributeValue value : values) {
            boolean scalar = value instanceof AttributeValue.Text
                    || value instanceof AttributeValue.Int
                    || value instanceof AttributeValue.Real
                    || value instanceof AttributeValue.Bool;
            if (!scalar || value.getClass() != type) {
                return NIL;
            }
            elements.add(of(value));
        }
        return elements.size() == 1 ? elements.getFirst() : new Array(elements);
    }

    /// `left op right` for a comparison operator other than `=~` and `!~`.
    static boolean compare(Value left, Operator operator, Value right) {
        if (left instanceof Array(List<Value> elements)) {
            return !(right instanceof Array) && compareElements(elements, operator, right);
        }
        if (right instanceof Array(List<Value> elements)) {
            return compareElements(elements, operator.mirrored(), left);
        }
        return switch (left) {
            case Text(String a) -> right instanceof Text(String b) && holds(operator, Utf8Order.compare(a, b));
            case Bool(boolean a) -> right instanceof Bool(boolean b) && equality(operator, a == b);
            case Status(int a) -> right instanceof Status(int b) && equality(operator, a == b);
            case Kind(int a) -> right instanceof Kind(int b) && equality(operator, a == b);
            case Int(long a) -> compareLong(a, operator, right);
            case Duration(long a) -> compareLong(a, operator, right);
            case Real(double a) -> compareDouble(a, operator, right);
            case Nil _, Array _ -> false;
        };
    }

    /// `!=` asks that no element equals; every other comparison that some element compares so.
    private static boolean compareElements(List<Value> elements, Operator operator, Value scalar) {
        if (operator == Operator.NOT_EQUAL) {
            for (Value element : elements) {
                if (!compare(element, Operator.NOT_EQUAL, scalar)) {
                    return false;
                }
            }
            return true;
        }
        for (Value element : elements) {
            if (compare(element, operator, scalar)) {
                return true;
            }
        }
        return false;
    }

    private static boolean compareLong(long a, Operator operator, Value right) {
        return switch (right) {
            case Int(long b) -> holds(operator, Long.compare(a, b));
            case Duration(long b) -> holds(operator, Long.compare(a, b));
            case Real(double b) -> Numbers.holds(operator, a, b);
            default -> false;
        };
    }

    private static boolean compareDouble(double a, Operator operator, Value right) {
        return switch (right) {
            case Int(long b) -> Numbers.holds(operator.mirrored(), b, a);
            case Duration(long b) -> Numbers.holds(operator.mirrored(), b, a);
            case Real(double b) -> Numbers.holds(operator, a, b);
            default -> false;
        };
    }

    private static boolean equality(Operator operator, boolean equal) {
        return operator == Operator.EQUAL ? equal : operator == Operator.NOT_EQUAL && !equal;
    }

    private static boolean holds(Operator operator, int comparison) {
        return Numbers.holds(operator, comparison);
    }

    /// `left op right` for an arithmetic operator; nil where it has no result.
    static Value calculate(Value left, Operator operator, Value right) {
        if (left instanceof Int(long a) && right instanceof Int(long b)) {
            return calculateInts(a, operator, b);
        }
        if (!isNumber(left) || !isNumber(right)) {
            return NIL;
        }
        double a = number(left);
        double b = number(right);
        return new Real(
                switch (operator) {
                    case ADD -> a + b;
                    case SUBTRACT -> a - b;
                    case MULTIPLY -> a * b;
                    case DIVIDE -> a / b;
                    case MODULO -> a % b;
                    case POWER -> Math.pow(a, b);
                    default -> throw new IllegalArgumentException("no arithmetic: " + operator);
                });
    }

    private static Value calculateInts(long a, Operator operator, long b) {
        return switch (operator) {
            case ADD -> new Int(a + b);
            case SUBTRACT -> new Int(a - b);
            case MULTIPLY -> new Int(a * b);
            case DIVIDE -> b == 0 ? NIL : new Int(a / b);
            case MODULO -> b == 0 ? NIL : new Int(a % b);
            case POWER -> new Int((long) Math.pow(a, b));
            default -> throw new IllegalArgumentException("no arithmetic: " + operator);
        };
    }

    static Value negate(Value value) {
        return switch (value) {
            case Int(long number) -> new Int(-number);
            case Real(double number) -> new Real(-number);
            case Duration(long nanos) -> new Duration(-nanos);
            default -> NIL;
        };
    }

    static boolean isNumber(Value value) {
        return value instanceof Int || value instanceof Real || value instanceof Duration;
    }

    static double number(Value value) {
        return switch (value) {
            case Int(long number) -> number;
            case Duration(long nanos) -> nanos;
            case Real(double number) -> number;
            default -> throw new IllegalArgumentException("no number: " + value);
        };
    }
}
