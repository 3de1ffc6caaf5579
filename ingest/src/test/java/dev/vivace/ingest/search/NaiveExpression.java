package dev.vivace.ingest.search;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Link;
import dev.vivace.model.Span;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Field expressions of TraceQL as objects that know their text and what they mean, written down from the
/// language's rules and sharing nothing with the engine: the slow and obvious way.
///
/// A value is null (none), a `String`, `Long`, `Double`, `Boolean`, [Nanos], [Word] or a `List` of at least
/// two of one of the first four.
public sealed interface NaiveExpression {

    /// A duration.
    record Nanos(long nanos) {}

    /// A status or kind.
    record Word(String type, int code) {}

    /// Where an expression is looked at: a span, and one of its events and links.
    record Place(
            NaiveTrace trace,
            Span span,
            @Nullable Event event,
            @Nullable Link link) {}

    /// The group of those that have no value.
    Object NIL = new Object() {
        @Override
        public String toString() {
            return "nil";
        }
    };

    String text();

    /// As keys of results print it.
    default String canonicalText() {
        return switch (this) {
            case Constant(String text, Object value) -> value instanceof String string ? "`" + string + "`" : text;
            case Attr attribute -> attribute.scope() + "." + attribute.name();
            case Calculated(NaiveExpression left, String operator, NaiveExpression right) ->
                canonicalOperand(left) + " " + operator + " " + canonicalOperand(right);
            case Compared(NaiveExpression left, String operator, NaiveExpression right) ->
                canonicalOperand(left) + " " + operator + " " + canonicalOperand(right);
            case Minus(NaiveExpression operand) -> "-" + canonicalOperand(operand);
            case Not(NaiveExpression operand) -> "!" + canonicalOperand(operand);
            case Joined(NaiveExpression left, boolean and, NaiveExpression right) ->
                canonicalOperand(left) + (and ? " && " : " || ") + canonicalOperand(right);
            case Exists(NaiveExpression field, boolean present) ->
                canonicalOperand(field) + (present ? " != nil" : " = nil");
            case Intrinsic intrinsic -> intrinsic.text();
        };
    }

    private static String canonicalOperand(NaiveExpression side) {
        boolean plain = side instanceof Constant || side instanceof Attr || side instanceof Intrinsic;
        return plain ? side.canonicalText() : "(" + side.canonicalText() + ")";
    }

    @Nullable
    Object at(Place place);

    /// Whether it speaks of no field.
    default boolean isConstant() {
        return switch (this) {
            case Constant _ -> true;
            case Attr _, Intrinsic _ -> false;
            case Exists(NaiveExpression field, boolean _) -> field.isConstant();
            case Not(NaiveExpression operand) -> operand.isConstant();
            case Minus(NaiveExpression operand) -> operand.isConstant();
            case Joined(NaiveExpression left, boolean _, NaiveExpression right) ->
                left.isConstant() && right.isConstant();
            case Compared(NaiveExpression left, String _, NaiveExpression right) ->
                left.isConstant() && right.isConstant();
            case Calculated(NaiveExpression left, String _, NaiveExpression right) ->
                left.isConstant() && right.isConstant();
        };
    }

    /// A constant as its value, anything else as it is.
    @SuppressWarnings("NullAway") // constants look at no place
    default NaiveExpression foldedOperand() {
        Object value = isConstant() ? at(new Place(null, null, null, null)) : null;
        return value == null ? this : new Constant(text(), value);
    }

    /// Its values on a span: one, or one for each event or link if it speaks of those; what is absent is
    /// left out.
    default List<Object> values(NaiveTrace trace, Span span) {
        List<Place> places;
        if (mentions(this, "event")) {
            places = span.events().stream()
                    .map(event -> new Place(trace, span, event, null))
                    .toList();
        } else if (mentions(this, "link")) {
            places = span.links().stream()
                    .map(link -> new Place(trace, span, null, link))
                    .toList();
        } else {
            places = List.of(new Place(trace, span, null, null));
        }
        List<Object> values = new ArrayList<>();
        for (Place place : places) {
            Object value = at(place);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /// A constant.
    record Constant(String text, Object value) implements NaiveExpression {
        @Override
        public Object at(Place place) {
            return value;
        }
    }

    /// An attribute. `scope` is `span`, `resource`, `instrumentation`, `event`, `link`, or empty for none.
    record Attr(String scope, String name) implements NaiveExpression {
        @Override
        public String text() {
            return scope + ".\"" + name + '"';
        }

        @Override
        public @Nullable Object at(Place place) {
            AttributeValue raw = raw(place);
            Object value = raw == null ? null : queryable(raw);
            return value == null && isServiceName() ? "" : value;
        }

        boolean isServiceName() {
            return scope.equals("resource") && name.equals("service.name");
        }

        @Nullable
        AttributeValue raw(Place place) {
            Span span = place.span();
            return switch (scope) {
                case "span" -> find(span.attributes());
                case "resource" -> find(span.resource().attributes());
                case "instrumentation" -> find(span.scope().attributes());
                case "event" ->
                    place.event() == null ? null : find(place.event().attributes());
                case "link" -> place.link() == null ? null : find(place.link().attributes());
                default -> {
                    AttributeValue own = find(span.attributes());
                    yield own != null ? own : find(span.resource().attributes());
                }
            };
        }

        private @Nullable AttributeValue find(List<Attribute> attributes) {
            for (Attribute attribute : attributes) {
                if (attribute.key().equals(name)) {
                    return attribute.value();
                }
            }
            return null;
        }
    }

    /// An intrinsic, by its text.
    record Intrinsic(String text) implements NaiveExpression {
        @Override
        public @Nullable Object at(Place place) {
            return place.trace().intrinsic(text, place);
        }
    }

    /// `x != nil` or `x = nil`.
    record Exists(NaiveExpression field, boolean present) implements NaiveExpression {
        @Override
        public String text() {
            return field.text() + (present ? " != nil" : " = nil");
        }

        @Override
        public Object at(Place place) {
            if (present) {
                return field.at(place) != null;
            }
            return field instanceof Attr attribute ? attribute.raw(place) == null : field.at(place) == null;
        }
    }

    record Not(NaiveExpression operand) implements NaiveExpression {
        @Override
        public String text() {
            return "!(" + operand.text() + ")";
        }

        @Override
        public Object at(Place place) {
            Object value = operand.at(place);
            return isCondition(operand) ? !Boolean.TRUE.equals(value) : Boolean.FALSE.equals(value);
        }
    }

    record Minus(NaiveExpression operand) implements NaiveExpression {
        @Override
        public String text() {
            return "-(" + operand.text() + ")";
        }

        @Override
        public @Nullable Object at(Place place) {
            return switch (operand.at(place)) {
                case Long number -> -number;
                case Double number -> -number;
                case Nanos(long nanos) -> new Nanos(-nanos);
                case null, default -> null;
            };
        }
    }

    /// `&&` or `||`; of one level, so that a chain is read from the left.
    record Joined(NaiveExpression left, boolean and, NaiveExpression right) implements NaiveExpression {
        @Override
        public String text() {
            String right = this.right instanceof Joined ? "(" + this.right.text() + ")" : this.right.text();
            return left.text() + (and ? " && " : " || ") + right;
        }

        @Override
        public Object at(Place place) {
            boolean l = Boolean.TRUE.equals(left.at(place));
            boolean r = Boolean.TRUE.equals(right.at(place));
            return and ? l && r : l || r;
        }
    }

    record Compared(NaiveExpression left, String operator, NaiveExpression right) implements NaiveExpression {
        @Override
        public String text() {
            return operand(left) + " " + operator + " " + operand(right);
        }

        @Override
        public Object at(Place place) {
            Object a = left.at(place);
            Object b = right.at(place);
            String op = operator;
            if (isTraceId(left) && right instanceof Constant && !op.endsWith("~")) {
                b = withoutZeros(b);
            }
            if (isTraceId(right) && left instanceof Constant) {
                a = withoutZeros(a);
            }
            return holds(a, op, b);
        }

        /// Whether two values compare so; an array with a value as the language says.
        static boolean holds(@Nullable Object a, String op, @Nullable Object b) {
            if (a == null || b == null || a instanceof List && b instanceof List) {
                return false;
            }
            if (a instanceof List<?> elements) {
                Object scalar = b;
                return isNegative(op)
                        ? elements.stream().allMatch(it -> compare(it, op, scalar))
                        : elements.stream().anyMatch(it -> compare(it, op, scalar));
            }
            if (b instanceof List<?> elements) {
                Object scalar = a;
                return isNegative(op)
                        ? elements.stream().allMatch(it -> compare(scalar, op, it))
                        : elements.stream().anyMatch(it -> compare(scalar, op, it));
            }
            return compare(a, op, b);
        }

        /// The same with its constant worked out.
        Compared folded() {
            return new Compared(left.foldedOperand(), operator, right.foldedOperand());
        }

        private static boolean isNegative(String operator) {
            return operator.equals("!=") || operator.equals("!~");
        }

        private static boolean isTraceId(NaiveExpression side) {
            return side instanceof Intrinsic(String text) && (text.equals("trace:id") || text.equals("link:traceID"));
        }

        static @Nullable Object withoutZeros(@Nullable Object id) {
            return id instanceof String text ? text.replaceFirst("^0+(?=.)", "") : id;
        }
    }

    record Calculated(NaiveExpression left, String operator, NaiveExpression right) implements NaiveExpression {
        @Override
        public String text() {
            return operand(left) + " " + operator + " " + operand(right);
        }

        @Override
        public @Nullable Object at(Place place) {
            Object a = left.at(place);
            Object b = right.at(place);
            if (a instanceof Long x && b instanceof Long y) {
                return switch (operator) {
                    case "+" -> x + y;
                    case "-" -> x - y;
                    case "*" -> x * y;
                    case "/" -> y == 0 ? null : (Object) (x / y);
                    case "%" -> y == 0 ? null : (Object) (x % y);
                    default -> (long) Math.pow(x, y);
                };
            }
            if (!isNumber(a) || !isNumber(b)) {
                return null;
            }
            double x = asDouble(a);
            double y = asDouble(b);
            return switch (operator) {
                case "+" -> x + y;
                case "-" -> x - y;
                case "*" -> x * y;
                case "/" -> x / y;
                case "%" -> x % y;
                default -> Math.pow(x, y);
            };
        }
    }

    /// Whether the filter `{ condition }` keeps a span. In one chain of `&&` all conditions on events hold on
    /// one event, those on links on one link; each side of an `||` and each negated condition looks for its
    /// own.
    static boolean holds(NaiveExpression condition, NaiveTrace trace, Span span) {
        List<NaiveExpression> chain = new ArrayList<>();
        flatten(condition, chain);
        List<NaiveExpression> ofEvents = new ArrayList<>();
        List<NaiveExpression> ofLinks = new ArrayList<>();
        for (NaiveExpression member : chain) {
            switch (member) {
                case Joined(NaiveExpression left, boolean and, NaiveExpression right)
                when !and -> {
                    if (!holds(left, trace, span) && !holds(right, trace, span)) {
                        return false;
                    }
                }
                case Not(NaiveExpression operand)
                when isCondition(operand) -> {
                    if (holds(operand, trace, span)) {
                        return false;
                    }
                }
                default -> {
                    if (mentions(member, "event")) {
                        ofEvents.add(member);
                    } else if (mentions(member, "link")) {
                        ofLinks.add(member);
                    } else if (!isTrue(member, new Place(trace, span, null, null))) {
                        return false;
                    }
                }
            }
        }
        return (ofEvents.isEmpty()
                        || span.events().stream()
                                .anyMatch(event -> allTrue(ofEvents, new Place(trace, span, event, null))))
                && (ofLinks.isEmpty()
                        || span.links().stream()
                                .anyMatch(link -> allTrue(ofLinks, new Place(trace, span, null, link))));
    }

    private static boolean allTrue(List<NaiveExpression> conditions, Place place) {
        return conditions.stream().allMatch(condition -> isTrue(condition, place));
    }

    private static boolean isTrue(NaiveExpression condition, Place place) {
        return Boolean.TRUE.equals(condition.at(place));
    }

    static void flatten(NaiveExpression expression, List<NaiveExpression> into) {
        if (expression instanceof Joined(NaiveExpression left, boolean and, NaiveExpression right) && and) {
            flatten(left, into);
            flatten(right, into);
        } else {
            into.add(expression);
        }
    }

    static boolean isCondition(NaiveExpression expression) {
        return expression instanceof Joined
                || expression instanceof Compared
                || expression instanceof Not
                || expression instanceof Exists;
    }

    /// Whether it speaks of events (links).
    static boolean mentions(NaiveExpression expression, String level) {
        return switch (expression) {
            case Constant _ -> false;
            case Attr attribute -> attribute.scope().equals(level);
            case Intrinsic(String text) -> text.startsWith(level + ":");
            case Exists(NaiveExpression field, boolean _) -> mentions(field, level);
            case Not(NaiveExpression operand) -> mentions(operand, level);
            case Minus(NaiveExpression operand) -> mentions(operand, level);
            case Joined(NaiveExpression left, boolean _, NaiveExpression right) ->
                mentions(left, level) || mentions(right, level);
            case Compared(NaiveExpression left, String _, NaiveExpression right) ->
                mentions(left, level) || mentions(right, level);
            case Calculated(NaiveExpression left, String _, NaiveExpression right) ->
                mentions(left, level) || mentions(right, level);
        };
    }

    private static String operand(NaiveExpression side) {
        return side instanceof Constant || side instanceof Attr || side instanceof Intrinsic
                ? side.text()
                : "(" + side.text() + ")";
    }

    /// Scalars and arrays of at least two scalars of one type; an array of one is that one.
    static @Nullable Object queryable(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(String text) -> text;
            case AttributeValue.Int(long number) -> number;
            case AttributeValue.Real(double number) -> number;
            case AttributeValue.Bool(boolean flag) -> flag;
            case AttributeValue.Many(List<AttributeValue> values) -> {
                List<Object> elements = new ArrayList<>();
                for (AttributeValue element : values) {
                    Object scalar = element instanceof AttributeValue.Many ? null : queryable(element);
                    if (scalar == null
                            || !elements.isEmpty() && elements.getFirst().getClass() != scalar.getClass()) {
                        yield null;
                    }
                    elements.add(scalar);
                }
                yield elements.isEmpty() ? null : elements.size() == 1 ? elements.getFirst() : elements;
            }
            default -> null;
        };
    }

    /// As [#queryable], of a value in an answer.
    static Object queryableOrMany(AttributeValue value) {
        return value instanceof AttributeValue.Many(List<AttributeValue> values)
                ? values.stream().map(NaiveExpression::queryableOrMany).toList()
                : Objects.requireNonNull(queryable(value));
    }

    static boolean compare(Object a, String operator, Object b) {
        if (operator.equals("=~") || operator.equals("!~")) {
            return a instanceof String text
                    && b instanceof String regex
                    && Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches() == operator.equals("=~");
        }
        if (a instanceof String x && b instanceof String y) {
            return holds(
                    operator,
                    Arrays.compareUnsigned(x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8)));
        }
        if (isNumber(a) && isNumber(b)) {
            if (isNotANumber(a) || isNotANumber(b)) {
                return operator.equals("!=");
            }
            if (a instanceof Double x && x.isInfinite() || b instanceof Double y && y.isInfinite()) {
                return holds(operator, Double.compare(asDouble(a), asDouble(b)));
            }
            return holds(operator, exact(a).compareTo(exact(b)));
        }
        boolean comparable = a instanceof Boolean && b instanceof Boolean
                || a instanceof Word x && b instanceof Word y && x.type().equals(y.type());
        return comparable && (operator.equals("=") ? a.equals(b) : operator.equals("!=") && !a.equals(b));
    }

    private static boolean holds(String operator, int comparison) {
        return switch (operator) {
            case "=" -> comparison == 0;
            case "!=" -> comparison != 0;
            case "<" -> comparison < 0;
            case "<=" -> comparison <= 0;
            case ">" -> comparison > 0;
            default -> comparison >= 0;
        };
    }

    static boolean isNumber(@Nullable Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Nanos;
    }

    static boolean isNotANumber(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    static double asDouble(@Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case Nanos(long nanos) -> nanos;
            case Double number -> number;
            case null, default -> throw new IllegalArgumentException("no number: " + value);
        };
    }

    static BigDecimal exact(Object value) {
        return switch (value) {
            case Long number -> new BigDecimal(number);
            case Nanos(long nanos) -> new BigDecimal(nanos);
            case Double number -> new BigDecimal(number);
            default -> throw new IllegalArgumentException("no number: " + value);
        };
    }
}
