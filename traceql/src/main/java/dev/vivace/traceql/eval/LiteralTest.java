package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.TextTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `value op constant`, taken apart once by the type a column has. A type that cannot be compared with the constant
/// never passes. Immutable, thread-safe.
final class LiteralTest {

    private final @Nullable TextTest text;
    private final LongRange longs;
    private final @Nullable DoublePredicate doubles;
    private final boolean passesTrue;
    private final boolean passesFalse;
    private final Predicate<AttributeValue> composites;

    private LiteralTest(boolean wanted) {
        text = null;
        longs = LongRange.NONE;
        doubles = null;
        passesTrue = wanted;
        passesFalse = !wanted;
        Value flag = Value.of(wanted);
        composites = value -> Value.of(value).equals(flag);
    }

    /// A field that stands alone, or behind `!`: it is this boolean, and no array that holds it.
    static LiteralTest ofBareField(boolean wanted) {
        return new LiteralTest(wanted);
    }

    /// A comparison operator and a constant that is not nil.
    LiteralTest(Operator operator, Literal literal) {
        text = literal instanceof Literal.Text(String bound) ? TextTests.comparing(operator, bound) : null;
        longs = switch (literal) {
            case Literal.Int(long bound) -> LongRange.of(operator, bound);
            case Literal.Duration(long bound) -> LongRange.of(operator, bound);
            case Literal.Real(double bound) -> LongRange.of(operator, bound);
            default -> LongRange.NONE;
        };
        doubles = switch (literal) {
            case Literal.Int(long bound) -> value -> Numbers.holds(operator.mirrored(), bound, value);
            case Literal.Duration(long bound) -> value -> Numbers.holds(operator.mirrored(), bound, value);
            case Literal.Real(double bound) -> value -> Numbers.holds(operator, value, bound);
            default -> null;
        };
        Value constant = Value.of(literal);
        passesTrue = literal instanceof Literal.Bool && Value.compare(Value.TRUE, operator, constant);
        passesFalse = literal instanceof Literal.Bool && Value.compare(Value.FALSE, operator, constant);
        TextTest regex = operator == Operator.MATCHES || operator == Operator.NOT_MATCHES ? text : null;
        composites = regex == null
                ? value -> Value.compare(Value.of(value), operator, constant)
                : value -> matchesElements(Value.of(value), operator, regex);
    }

    /// Adds the rows of a column that pass.
    void match(Column column, RowSet among, RowSet into) {
        switch (column) {
            case Column.OfText texts -> {
                if (text != null) {
                    texts.match(text, among, into);
                }
            }
            case Column.OfLong integers -> {
                if (!longs.isEmpty()) {
                    integers.match(longs.min(), longs.max(), longs.negated(), among, into);
                }
            }
            case Column.OfDouble reals -> {
                if (doubles != null) {
                    reals.match(doubles, among, into);
                }
            }
            case Column.OfBoolean flags -> {
                if (passesTrue) {
                    flags.match(true, among, into);
                }
                if (passesFalse) {
                    flags.match(false, among, into);
                }
            }
            case Column.OfComposite values -> values.match(composites, among, into);
        }
    }

    /// Which single values pass.
    static Predicate<Value> ofValues(Operator operator, Literal literal) {
        if (operator == Operator.MATCHES || operator == Operator.NOT_MATCHES) {
            if (!(literal instanceof Literal.Text(String regex))) {
                return _ -> false;
            }
            TextTest test = TextTests.comparing(operator, regex);
            return value -> matchesElements(value, operator, test);
        }
        Value constant = Value.of(literal);
        return value -> Value.compare(value, operator, constant);
    }

    /// `=~`: some element matches; `!~`: none does. `test` already is the negated one for `!~`.
    static boolean matchesElements(Value value, Operator operator, TextTest test) {
        return switch (value) {
            case Value.Text(String text) -> passesText(test, text);
            case Value.Array(List<Value> elements)
            when elements.getFirst() instanceof Value.Text -> {
                boolean all = operator == Operator.NOT_MATCHES;
                for (Value element : elements) {
                    if (passesText(test, ((Value.Text) element).text()) != all) {
                        yield !all;
                    }
                }
                yield all;
            }
            default -> false;
        };
    }

    private static boolean passesText(TextTest test, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return test.passes(bytes, 0, bytes.length);
    }
}
