package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction;
import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whole queries: stages joined by `|`, between parentheses or not. What stands beside operators is read by
/// [OperandParser]. Confined to one thread, for one text.
final class PipelineParser {
    private final TokenStream tokens;
    private final boolean extended;
    private final FieldExpressionParser fields;
    private final MetricsParser metrics;
    private final OperandParser operands;

    /// @param extended whether Vivace's extensions are read
    PipelineParser(TokenStream tokens, boolean extended, FieldExpressionParser fields) {
        this.tokens = tokens;
        this.extended = extended;
        this.fields = fields;
        metrics = new MetricsParser(tokens, fields, this::filter);
        operands = new OperandParser(this, tokens, extended, fields);
    }

    /// A whole query, up to the end of the text.
    Query query() {
        return finish(sequence(false));
    }

    /// A whole query whose first filter has no braces: `service.name = "x" | count() > 1`.
    Query queryWithoutBraces() {
        Token first = tokens.peek();
        Expression condition = fields.parse();
        if (condition instanceof Expression.Constant
                || condition instanceof Expression.Field
                || !Fields.mentions(condition)) {
            throw tokens.mistake(first, "a filter without braces compares a field", "write duration > 1s");
        }
        List<Stage> stages = new ArrayList<>();
        stages.add(tokens.node(new Stage.SpansetFilter(condition), first, condition, null));
        return finish(moreStages(stages, false));
    }

    private Query finish(Operand operand) {
        List<Hint> hints = metrics.hints();
        if (tokens.peek().kind() != Token.Kind.END) {
            throw tokens.unexpected("expected: '|', an operator or the end");
        }
        return switch (operand) {
            // Parentheses around all of it mean nothing.
            case Operand.Spansets spansets ->
                new Query.Search(
                        spansets.expression() instanceof Stage.WrappedPipeline wrapped
                                ? wrapped.pipeline()
                                : new Pipeline(List.of(spansets.expression())),
                        hints);
            case Operand.Stages(Pipeline pipeline) -> new Query.Search(pipeline, hints);
            case Operand.Filter(Stage.ScalarFilter filter) -> new Query.Search(new Pipeline(List.of(filter)), hints);
            case Operand.Metrics(MetricsExpression expression) -> new Query.Metrics(expression, hints);
            case Operand.Comparison(ScalarExpression left, Operator operator, ScalarExpression right) ->
                new Query.ScalarComparison(left, operator, right, hints);
            case Operand.Scalar _, Operand.WrappedScalar _ ->
                throw tokens.unexpected("expected: a comparison such as > 2 behind an aggregate");
            case Operand.Const _ -> throw tokens.unexpected("expected: a comparison with an aggregate");
        };
    }

    /// What stands between parentheses, or is the whole query: an operand, or stages joined by `|`.
    Operand sequence(boolean nested) {
        Token first = tokens.peek();
        List<Stage> stages = new ArrayList<>();
        if (isStageWord(first)) {
            callStage(stages);
        } else {
            Operand operand = operands.parse();
            switch (operand) {
                case Operand.Spansets spansets -> {
                    if (!tokens.peek().isSymbol("|")) {
                        return operand;
                    }
                    if (spansets.wrapped()) {
                        throw tokens.mistake(
                                tokens.peek(),
                                "a pipeline in parentheses cannot be followed by '|'",
                                "leave the parentheses away");
                    }
                    stages.add(spansets.expression());
                }
                case Operand.Filter(Stage.ScalarFilter filter) -> stages.add(filter);
                case Operand.Metrics(MetricsExpression expression) -> {
                    // Behind parentheses within parentheses the reference knows no second stages.
                    List<SecondStage> second = nested ? List.of() : secondStages();
                    return second.isEmpty()
                            ? operand
                            : new Operand.Metrics(tokens.node(
                                    new MetricsExpression.Refined(expression, second), first, expression, null));
                }
                case Operand.Comparison _ -> {
                    return operand;
                }
                case Operand.Scalar _, Operand.WrappedScalar _, Operand.Const _ -> {
                    if (nested && tokens.peek().isSymbol(")")) {
                        return operand;
                    }
                    throw operands.lonely(operand, first);
                }
                case Operand.Stages _ -> throw new IllegalStateException("stages outside parentheses");
            }
        }
        return moreStages(stages, nested);
    }

    /// The stages behind the first.
    private Operand moreStages(List<Stage> stages, boolean nested) {
        while (tokens.acceptSymbol("|")) {
            Token token = tokens.peek();
            if (isStageWord(token)) {
                callStage(stages);
            } else if (token.isWord("coalesce")) {
                tokens.advance();
                tokens.close(tokens.expectSymbol("(", "expected: '(' behind coalesce"), ")");
                stages.add(tokens.leaf(new Stage.Coalesce(), token));
            } else if (MetricsParser.startsFunction(token)) {
                MetricsFunction function = metrics.function();
                MetricsExpression leaf = new MetricsExpression.Leaf(new Pipeline(stages), function, secondStages());
                return new Operand.Metrics(tokens.node(leaf, token, stages));
            } else {
                Operand operand = operands.parse();
                switch (operand) {
                    case Operand.Spansets spansets -> {
                        if (spansets.wrapped()) {
                            throw tokens.mistake(token, "a pipeline in parentheses is not a stage", "leave them away");
                        }
                        stages.add(spansets.expression());
                    }
                    case Operand.Filter(Stage.ScalarFilter filter) -> stages.add(filter);
                    case Operand.Scalar(ScalarExpression scalar)
                    when nested && tokens.peek().isSymbol(")") && !(scalar instanceof ScalarExpression.Arithmetic) -> {
                        List<Object> parts = new ArrayList<>(stages);
                        parts.add(scalar);
                        return new Operand.WrappedScalar(tokens.node(
                                new ScalarExpression.WrappedScalar(new Pipeline(stages), scalar), token, parts));
                    }
                    default -> throw operands.lonely(operand, token);
                }
            }
        }
        return new Operand.Stages(new Pipeline(stages));
    }

    private static boolean isStageWord(Token token) {
        return token.isWord("by") || token.isWord("select");
    }

    /// `by(...)` or `select(...)`, which may come first.
    private void callStage(List<Stage> stages) {
        Token name = tokens.advance();
        Token open = tokens.expectSymbol("(", "expected: '(' behind " + name.text());
        if (name.isWord("by")) {
            Expression expression = fields.parse();
            if (tokens.peek().isSymbol(",")) {
                throw tokens.mistake(
                        tokens.peek(), "by() of a search takes one expression", "write by(name) | by(kind)");
            }
            tokens.close(open, ")");
            stages.add(tokens.node(new Stage.GroupBy(expression), name, expression, null));
            return;
        }
        if (tokens.peek().isSymbol("*")) {
            throw tokens.mistake(tokens.peek(), "select() takes fields, not '*'", "write select(span.a, resource.b)");
        }
        List<Expression.Field> selected = new ArrayList<>();
        Expression condition = null;
        do {
            Token start = tokens.peek();
            if (extended) {
                Expression argument = fields.parse();
                Expression.Field field = selectedField(argument);
                if (field == null) {
                    throw tokens.mistake(
                            start,
                            "select() takes fields, or comparisons of a field with a value",
                            "write select(span.a, duration > 100ms)");
                }
                selected.add(field);
                if (!(argument instanceof Expression.Field)) {
                    condition = condition == null
                            ? argument
                            : tokens.node(
                                    new Expression.Binary(condition, Operator.AND, argument),
                                    start,
                                    condition,
                                    argument);
                }
            } else {
                selected.add(fields.field());
            }
        } while (tokens.acceptSymbol(","));
        tokens.close(open, ")");
        if (condition != null) {
            stages.add(tokens.node(new Stage.SpansetFilter(condition), name, condition, null));
        }
        stages.add(tokens.leaf(new Stage.Select(selected), name));
    }

    /// The field of a select's argument, `f`, `f > 5` or `5 < f`; null if it is anything else.
    private static Expression.@Nullable Field selectedField(Expression argument) {
        return switch (argument) {
            case Expression.Field field -> field;
            case Expression.Existence(Expression.Field field, boolean present) -> field;
            case Expression.Binary(Expression.Field field, Operator operator, Expression value)
            when operator.isComparison() && isValue(value) -> field;
            case Expression.Binary(Expression value, Operator operator, Expression.Field field)
            when operator.isComparison() && isValue(value) -> field;
            default -> null;
        };
    }

    private static boolean isValue(Expression expression) {
        return expression instanceof Expression.Constant
                || expression instanceof Expression.Unary unary && unary.operand() instanceof Expression.Constant;
    }

    /// `| topk(3)`, `> 5`, as many as there are.
    private List<SecondStage> secondStages() {
        List<SecondStage> stages = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            Operator operator = FieldExpressionParser.operator(token);
            if (token.isSymbol("|")) {
                tokens.advance();
                stages.add(metrics.rank());
            } else if (operator != null && OperandParser.compares(operator)) {
                tokens.advance();
                Literal constant = operands.constant();
                stages.add(tokens.leaf(new SecondStage.Compare(operator, constant), token));
            } else {
                return stages;
            }
        }
    }

    /// `{ ... }`, whose brace is the next token.
    Stage.SpansetFilter filter() {
        Token open = tokens.expectSymbol("{", "expected: '{'");
        Expression condition;
        if (tokens.peek().isSymbol("}")) {
            condition = tokens.leaf(new Expression.Constant(new Literal.Bool(true)), open);
        } else {
            condition = fields.parse();
        }
        tokens.close(open, "}");
        return tokens.node(new Stage.SpansetFilter(condition), open, condition, null);
    }

    /// The condition of a filter that is still being typed: braces may lack their end. Null if the query does not start
    /// with a plain filter; what follows it is not looked at.
    @Nullable
    Expression firstCondition() {
        if (!tokens.acceptSymbol("{")) {
            return null;
        }
        Token token = tokens.peek();
        if (token.isSymbol("}") || token.kind() == Token.Kind.END) {
            return null;
        }
        Expression condition = fields.parse();
        if (tokens.acceptSymbol("}")) {
            Token next = tokens.peek();
            return next.isSymbol("|") || next.isWord("with") || next.kind() == Token.Kind.END ? condition : null;
        }
        return tokens.peek().kind() == Token.Kind.END ? condition : null;
    }
}
