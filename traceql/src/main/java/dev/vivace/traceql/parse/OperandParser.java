package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.LiteralArithmetic;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.ScalarExpression.AggregateFunction;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands outside braces between two pipes: spansets, aggregates, numbers and metrics with operators between them,
/// by precedence climbing over the same levels as field expressions.
final class OperandParser {
    private static final Map<String, SpansetOperator> SPANSET_OPERATORS = new HashMap<>();
    private static final int STRUCTURAL = 3;
    /// A parenthesis here goes through operand, sequence and stages: several times the stack of a field expression.
    private static final int NESTING_WEIGHT = 3;

    static {
        for (SpansetOperator operator : SpansetOperator.values()) {
            SPANSET_OPERATORS.put(operator.text(), operator);
        }
    }

    private final PipelineParser pipelines;
    private final TokenStream tokens;
    private final boolean extended;
    private final FieldExpressionParser fields;

    OperandParser(PipelineParser pipelines, TokenStream tokens, boolean extended, FieldExpressionParser fields) {
        this.pipelines = pipelines;
        this.tokens = tokens;
        this.extended = extended;
        this.fields = fields;
    }

    Operand parse() {
        return parse(FieldExpressionParser.LOWEST, false, false);
    }

    /// A number or duration, with arithmetic.
    Literal constant() {
        Token start = tokens.peek();
        if (parse(STRUCTURAL + 1, false, true) instanceof Operand.Const(Literal value)) {
            return value;
        }
        throw tokens.mistake(start, "a series is compared with a number or a duration only", "write > 5 or > 100ms");
    }

    /// @param besideWrapped whether a parenthesised pipeline stands to the left
    /// @param constant whether the writer probably wants a number here; for words only
    private Operand parse(int minPrecedence, boolean besideWrapped, boolean constant) {
        tokens.enter(NESTING_WEIGHT);
        Operand left = primary(besideWrapped, constant);
        while (true) {
            Token token = tokens.peek();
            int precedence = precedence(token);
            if (precedence < minPrecedence || isSecondStage(left, token)) {
                break;
            }
            if (left instanceof Operand.Filter || left instanceof Operand.Comparison) {
                throw tokens.mistake(
                        token, "a comparison of aggregates has no operators", "write count() > 1 | avg(duration) > 1s");
            }
            tokens.advance();
            boolean rightAssociative = token.isSymbol(Operator.POWER.text());
            boolean wrapped = besideWrapped || left instanceof Operand.Spansets spansets && spansets.wrapped();
            boolean number = !(left instanceof Operand.Spansets);
            Operand right = parse(precedence + (rightAssociative ? 0 : 1), wrapped, number);
            left = combine(left, token, right);
        }
        tokens.leave(NESTING_WEIGHT);
        return left;
    }

    /// Level of an operator; 0 for every other token.
    private static int precedence(Token token) {
        Operator operator = FieldExpressionParser.operator(token);
        if (operator != null) {
            return FieldExpressionParser.precedence(operator);
        }
        return token.kind() == Token.Kind.SYMBOL && SPANSET_OPERATORS.containsKey(token.text()) ? STRUCTURAL : 0;
    }

    private static boolean isSecondStage(Operand left, Token token) {
        Operator operator = FieldExpressionParser.operator(token);
        return left instanceof Operand.Metrics && operator != null && compares(operator);
    }

    static boolean compares(Operator operator) {
        return operator.isComparison() && operator != Operator.MATCHES && operator != Operator.NOT_MATCHES;
    }

    private Operand primary(boolean besideWrapped, boolean constant) {
        Token token = tokens.peek();
        if (token.isSymbol("{")) {
            return new Operand.Spansets(pipelines.filter(), false, false);
        }
        if (token.isSymbol("(")) {
            tokens.advance();
            Operand inner = pipelines.sequence(true);
            tokens.close(token, ")");
            return parenthesised(inner, token, besideWrapped);
        }
        if (token.isSymbol("-")) {
            return negated();
        }
        if (token.isNumber() && token.literal() != null) {
            tokens.advance();
            return new Operand.Const(token.literal());
        }
        if (token.kind() == Token.Kind.WORD && Words.AGGREGATES.contains(token.text())) {
            return new Operand.Scalar(aggregate());
        }
        throw constant
                ? tokens.unexpected("expected: a number or a duration")
                : tokens.unexpected(
                        Explanations.Context.STAGE, "expected: a filter such as { span.name = \"x\" }, or a stage");
    }

    private Operand parenthesised(Operand inner, Token open, boolean besideWrapped) {
        return switch (inner) {
            case Operand.Spansets spansets ->
                new Operand.Spansets(spansets.expression(), spansets.wrapped() || besideWrapped, true);
            case Operand.Stages(Pipeline pipeline) -> wrapped(pipeline, open);
            case Operand.Filter(Stage.ScalarFilter filter) -> wrapped(new Pipeline(List.of(filter)), open);
            case Operand.Scalar _, Operand.WrappedScalar _, Operand.Const _, Operand.Metrics _ -> inner;
            case Operand.Comparison _ ->
                throw tokens.mistake(open, "a comparison of piped aggregates is a query of its own", null);
        };
    }

    private Operand wrapped(Pipeline pipeline, Token open) {
        Stage.SpansetExpression wrapped = tokens.node(new Stage.WrappedPipeline(pipeline), open, pipeline.stages());
        return new Operand.Spansets(wrapped, true, false);
    }

    private Operand negated() {
        Token minus = tokens.advance();
        tokens.enter(NESTING_WEIGHT);
        Operand operand = primary(false, true);
        tokens.leave(NESTING_WEIGHT);
        Literal negative = operand instanceof Operand.Const(Literal value) ? LiteralArithmetic.negate(value) : null;
        if (negative == null) {
            throw tokens.mistake(minus, "'-' stands in front of numbers only", "write -1 * ({} | rate())");
        }
        return new Operand.Const(negative);
    }

    private ScalarExpression aggregate() {
        Token name = tokens.advance();
        Token open = tokens.expectSymbol("(", "expected: '(' behind " + name.text());
        if (name.isWord("count")) {
            if (!tokens.peek().isSymbol(")")) {
                throw tokens.mistake(
                        tokens.peek(), "count() takes no argument", "filter first: { span.a != nil } | count() > 1");
            }
            tokens.advance();
            return tokens.leaf(new ScalarExpression.Count(), name);
        }
        if (tokens.peek().isSymbol(")")) {
            throw tokens.mistake(
                    tokens.peek(), name.text() + "() takes a field", "write " + name.text() + "(duration)");
        }
        Expression argument = fields.parse();
        tokens.close(open, ")");
        AggregateFunction function = switch (name.text()) {
            case "max" -> AggregateFunction.MAX;
            case "min" -> AggregateFunction.MIN;
            case "avg" -> AggregateFunction.AVG;
            default -> AggregateFunction.SUM;
        };
        return tokens.node(new ScalarExpression.Aggregate(function, argument), name, argument, null);
    }

    private Operand combine(Operand left, Token token, Operand right) {
        if (left instanceof Operand.Spansets l && right instanceof Operand.Spansets r) {
            SpansetOperator operator = SPANSET_OPERATORS.get(token.text());
            if (operator == null) {
                throw tokens.mistake(token, "'" + token.text() + "' does not join spansets", "&&, ||, >, >>, <, <<, ~");
            }
            return join(l, operator, token, r);
        }
        Operator operator = FieldExpressionParser.operator(token);
        if (operator == null || operator == Operator.AND || operator == Operator.OR) {
            throw misfit(left, token, right);
        }
        if (compares(operator)) {
            return compare(left, operator, token, right);
        }
        if (operator.isArithmetic()) {
            return calculate(left, operator, token, right);
        }
        throw misfit(left, token, right);
    }

    private Operand join(Operand.Spansets left, SpansetOperator operator, Token token, Operand.Spansets right) {
        boolean mixed = left.wrapped() != right.wrapped() && !(left.wrapped() && right.parenthesised());
        if (mixed && !extended) {
            throw tokens.mistake(
                    token, "a pipeline in parentheses and a plain filter cannot be joined", "put both in parentheses");
        }
        Stage.SpansetExpression joined = tokens.node(
                new Stage.SpansetOperation(left.expression(), operator, right.expression()),
                token,
                left.expression(),
                right.expression());
        boolean wrapped = left.wrapped() || right.wrapped();
        return new Operand.Spansets(joined, wrapped, left.parenthesised() && right.parenthesised());
    }

    private Operand compare(Operand left, Operator operator, Token token, Operand right) {
        ScalarExpression l = scalar(left);
        ScalarExpression r = scalar(right);
        if (l != null && r != null && (left instanceof Operand.Scalar || right instanceof Operand.Scalar)) {
            return new Operand.Filter(tokens.node(new Stage.ScalarFilter(l, operator, r), token, l, r));
        }
        if (left instanceof Operand.WrappedScalar(ScalarExpression wrapped)) {
            ScalarExpression other = right instanceof Operand.WrappedScalar(ScalarExpression rightWrapped)
                    ? rightWrapped
                    : right instanceof Operand.Const ? r : null;
            if (other != null) {
                return new Operand.Comparison(wrapped, operator, other);
            }
        }
        throw misfit(left, token, right);
    }

    private Operand calculate(Operand left, Operator operator, Token token, Operand right) {
        if (left instanceof Operand.Const(Literal l) && right instanceof Operand.Const(Literal r)) {
            return constant(l, operator, token, r);
        }
        ScalarExpression l = scalar(left);
        ScalarExpression r = scalar(right);
        if (l != null && r != null) {
            return new Operand.Scalar(tokens.node(new ScalarExpression.Arithmetic(l, operator, r), token, l, r));
        }
        if (left instanceof Operand.WrappedScalar(ScalarExpression wrapped)
                && right instanceof Operand.WrappedScalar(ScalarExpression other)) {
            return new Operand.WrappedScalar(
                    tokens.node(new ScalarExpression.Arithmetic(wrapped, operator, other), token, wrapped, other));
        }
        MetricsExpression m = series(left);
        MetricsExpression n = series(right);
        if (m == null || n == null) {
            throw misfit(left, token, right);
        }
        if (operator == Operator.MODULO || operator == Operator.POWER) {
            throw tokens.mistake(token, "'" + token.text() + "' does not join series", "+, -, *, /");
        }
        return new Operand.Metrics(tokens.node(new MetricsExpression.Arithmetic(m, operator, n), token, m, n));
    }

    private Operand constant(Literal left, Operator operator, Token token, Literal right) {
        if (left instanceof Literal.Duration || right instanceof Literal.Duration) {
            throw tokens.mistake(token, "durations cannot be calculated with here", "write the result: 2s, 1m30s");
        }
        if (operator == Operator.MODULO || operator == Operator.POWER) {
            throw tokens.mistake(token, "'" + token.text() + "' is not known between numbers here", "+, -, *, /");
        }
        Literal result = LiteralArithmetic.apply(left, operator, right);
        if (result == null) {
            throw tokens.mistake(token, "this has no finite result", "check for a division by zero");
        }
        return new Operand.Const(result);
    }

    private @Nullable ScalarExpression scalar(Operand operand) {
        return switch (operand) {
            case Operand.Scalar(ScalarExpression expression) -> expression;
            case Operand.Const(Literal value) -> new ScalarExpression.Constant(value);
            default -> null;
        };
    }

    private @Nullable MetricsExpression series(Operand operand) {
        return switch (operand) {
            case Operand.Metrics(MetricsExpression expression) -> expression;
            case Operand.Const(Literal value)
            when !(value instanceof Literal.Duration) -> new MetricsExpression.Constant(value);
            default -> null;
        };
    }

    private TraceQlException misfit(Operand left, Token token, Operand right) {
        String problem = "'" + token.text() + "' cannot join " + name(left) + " and " + name(right);
        if (left instanceof Operand.Const && right instanceof Operand.Const) {
            return tokens.mistake(
                    token, "a comparison of numbers filters nothing", "write count() > 3 or { duration > 3s }");
        }
        boolean metrics = left instanceof Operand.Metrics || right instanceof Operand.Metrics;
        boolean scalars = left instanceof Operand.Scalar || right instanceof Operand.Scalar;
        String remedy = metrics
                ? "put each metrics query in parentheses: ({} | rate()) / ({} | rate())"
                : scalars ? "join stages with '|': count() > 1 | { span.a = 1 }" : null;
        return tokens.mistake(token, problem, remedy);
    }

    /// An operand where only a stage makes sense.
    TraceQlException lonely(Operand operand, Token start) {
        return switch (operand) {
            case Operand.Const _ ->
                tokens.mistake(
                        start, "a comparison stage needs an aggregate", "write count() > 3 or { duration > 3s }");
            case Operand.Scalar _, Operand.WrappedScalar _ ->
                Explanations.unexpected(
                        tokens.text(),
                        tokens.previous(),
                        tokens.peek(),
                        Explanations.Context.OTHER,
                        "expected: a comparison such as > 2 behind an aggregate; series come from count_over_time()");
            case Operand.Metrics _ ->
                tokens.mistake(start, "a metrics query in parentheses is not a stage", "leave the parentheses away");
            default -> tokens.mistake(start, name(operand) + " is not a stage", null);
        };
    }

    private static String name(Operand operand) {
        return switch (operand) {
            case Operand.Spansets _, Operand.Stages _ -> "spansets";
            case Operand.Scalar _ -> "an aggregate";
            case Operand.WrappedScalar _ -> "a piped aggregate";
            case Operand.Const(Literal.Duration _) -> "a duration";
            case Operand.Const _ -> "a number";
            case Operand.Metrics _ -> "a metrics query";
            case Operand.Filter _, Operand.Comparison _ -> "a comparison";
        };
    }
}
