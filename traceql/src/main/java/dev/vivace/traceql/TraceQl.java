package dev.vivace.traceql;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.check.Checker;
import dev.vivace.traceql.check.Desugaring;
import dev.vivace.traceql.check.Folding;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.Parsed;
import dev.vivace.traceql.parse.QueryParser;
import dev.vivace.traceql.parse.QueryParser.ParsedCondition;
import dev.vivace.traceql.parse.TraceQlException;
import java.util.Optional;

/// The door of the language: text in, trees out. Stateless, thread-safe.
public final class TraceQl {
    private TraceQl() {}

    /// The tree of a query as it was written.
    ///
    /// @param text at most [QueryParser#MAX_BYTES] bytes
    /// @throws TraceQlException of kind PARSE
    public static Query parse(String text, Dialect dialect) {
        return QueryParser.parse(text, dialect).query();
    }

    /// The query as evaluation wants it: parsed, checked, its shorthands replaced by plain trees, its constants
    /// computed.
    ///
    /// @param text at most [QueryParser#MAX_BYTES] bytes
    /// @throws TraceQlException of any kind
    public static Query compile(String text, Dialect dialect) {
        Parsed parsed = QueryParser.parse(text, dialect);
        Checker.check(parsed.query(), parsed.positions(), dialect);
        Query query = dialect == Dialect.VIVACE ? Desugaring.desugar(parsed.query()) : parsed.query();
        return Folding.fold(query);
    }

    /// The field that is the whole text, as in the path of a tag request: `span.foo`, `.foo`, `name`,
    /// `event:name`. A
    /// dotted name without scope is none, in either dialect.
    ///
    /// @throws TraceQlException of kind PARSE, with a message that names the text
    public static Expression.Field parseField(String text) {
        try {
            return QueryParser.field(text);
        } catch (TraceQlException refused) {
            throw refused.of("failed to parse identifier " + text);
        }
    }

    /// The condition by which suggestions are filtered while a query is being typed: that of its first filter.
    /// Comparisons without a right side count as true, a missing closing brace is added. Empty, which means
    /// every
    /// span, if the text is broken in any other way, has no meaning, does not start with a plain filter, or
    /// holds
    /// for all spans.
    public static Optional<Expression> lenientFilter(String text) {
        Optional<ParsedCondition> parsed = QueryParser.firstCondition(text, Dialect.VIVACE);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        try {
            Checker.checkCondition(parsed.get().condition(), parsed.get().positions());
        } catch (TraceQlException refused) {
            return Optional.empty();
        }
        Expression condition =
                withoutTruths(Folding.fold(Desugaring.desugar(parsed.get().condition())));
        return isTrue(condition) ? Optional.empty() : Optional.of(condition);
    }

    /// How many alternatives the filter of [#lenientFilter] comes to, each a list of conditions that hold together.
    public static long conditionGroups(String text) {
        return lenientFilter(text).map(ConditionGroups::of).orElse(0L);
    }

    /// `true && x` is x, and `true || x` is true: what was not typed yet does not filter.
    private static Expression withoutTruths(Expression expression) {
        if (!(expression instanceof Expression.Binary(Expression l, Operator operator, Expression r))) {
            return expression;
        }
        if (operator != Operator.AND && operator != Operator.OR) {
            return expression;
        }
        Expression left = withoutTruths(l);
        Expression right = withoutTruths(r);
        if (isTrue(left)) {
            return operator == Operator.AND ? right : left;
        }
        if (isTrue(right)) {
            return operator == Operator.AND ? left : right;
        }
        return new Expression.Binary(left, operator, right);
    }

    private static boolean isTrue(Expression expression) {
        return expression instanceof Expression.Constant(Literal.Bool(boolean flag)) && flag;
    }
}
