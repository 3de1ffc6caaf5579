package dev.vivace.traceql.print;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction;
import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.Stage;
import java.util.List;
import java.util.Locale;

/// Trees as canonical text: `{ e }`, stages joined by `|`, strings in backticks, parentheses around every operand that
/// is no literal and no field. Equal trees have equal texts, and parsing the text of a tree that came from the parser
/// gives that tree. (A tree that was folded may hold negative numbers; its text parses to a tree that folds to it.)
///
/// The same texts are the keys of results: `by(span.a)`, `avg(duration)`, `resource.service.name`.
public final class Canonical {
    private final StringBuilder out = new StringBuilder();

    private Canonical() {}

    /// A whole query, hints included.
    public static String text(Query query) {
        Canonical printer = new Canonical();
        switch (query) {
            case Query.Search search -> printer.pipeline(search.pipeline());
            case Query.Metrics metrics -> printer.metrics(metrics.expression());
            case Query.ScalarComparison comparison -> {
                printer.printScalar(comparison.left(), true);
                printer.out.append(' ').append(comparison.operator().text()).append(' ');
                printer.printScalar(comparison.right(), true);
            }
        }
        printer.hints(query.hints());
        return printer.out.toString();
    }

    public static String text(Pipeline pipeline) {
        Canonical printer = new Canonical();
        printer.pipeline(pipeline);
        return printer.out.toString();
    }

    public static String text(MetricsExpression expression) {
        Canonical printer = new Canonical();
        printer.metrics(expression);
        return printer.out.toString();
    }

    /// A field expression, as between the parentheses of `by(...)`.
    public static String text(Expression expression) {
        Canonical printer = new Canonical();
        printer.expression(expression);
        return printer.out.toString();
    }

    /// A field: `.a`, `span."b c"`, `duration`.
    public static String field(Expression.Field field) {
        return text(field);
    }

    /// One stage, such as `by(span.a)`: the key of the attribute a grouping gives its spansets.
    public static String stage(Stage stage) {
        Canonical printer = new Canonical();
        printer.printStage(stage);
        return printer.out.toString();
    }

    /// An aggregate, such as `avg(duration)`: the key of the attribute it gives its spansets.
    public static String scalar(ScalarExpression scalar) {
        Canonical printer = new Canonical();
        printer.scalarExpression(scalar);
        return printer.out.toString();
    }

    public static String literal(Literal literal) {
        StringBuilder out = new StringBuilder();
        LiteralText.append(literal, out);
        return out.toString();
    }

    private void pipeline(Pipeline pipeline) {
        String separator = "";
        for (Stage stage : pipeline.stages()) {
            out.append(separator);
            printStage(stage);
            separator = " | ";
        }
    }

    private void printStage(Stage stage) {
        switch (stage) {
            case Stage.SpansetFilter filter -> {
                out.append("{ ");
                expression(filter.condition());
                out.append(" }");
            }
            case Stage.SpansetOperation operation -> {
                spansetOperand(operation.left());
                out.append(' ').append(operation.operator().text()).append(' ');
                spansetOperand(operation.right());
            }
            case Stage.WrappedPipeline wrapped -> {
                out.append('(');
                pipeline(wrapped.pipeline());
                out.append(')');
            }
            case Stage.GroupBy groupBy -> {
                out.append("by(");
                expression(groupBy.expression());
                out.append(')');
            }
            case Stage.Coalesce _ -> out.append("coalesce()");
            case Stage.Select select -> {
                out.append("select(");
                fields(select.fields());
                out.append(')');
            }
            case Stage.ScalarFilter filter -> {
                printScalar(filter.left(), true);
                out.append(' ').append(filter.operator().text()).append(' ');
                printScalar(filter.right(), true);
            }
        }
    }

    /// Parentheses around everything but a pipeline that has its own: an operation of plain filters beside a
    /// parenthesised pipeline must be parenthesised, too.
    private void spansetOperand(Stage.SpansetExpression operand) {
        if (operand instanceof Stage.WrappedPipeline) {
            printStage(operand);
            return;
        }
        out.append('(');
        printStage(operand);
        out.append(')');
    }

    private void expression(Expression expression) {
        switch (expression) {
            case Expression.Constant(Literal value) -> LiteralText.append(value, out);
            case Expression.AttributeField(Expression.FieldScope scope, String name) ->
                FieldText.append(scope, name, out);
            case Expression.IntrinsicField intrinsic ->
                out.append(intrinsic.intrinsic().canonicalText());
            case Expression.Unary(Expression.UnaryOperator operator, Expression operand) -> {
                out.append(operator == Expression.UnaryOperator.NEGATE ? '-' : '!');
                operand(operand);
            }
            case Expression.Existence(Expression operand, boolean present) -> {
                // `nil` is no operand by itself: it stands on the left when it is compared with itself.
                operand(operand);
                out.append(present ? " != nil" : " = nil");
            }
            case Expression.Binary binary -> chain(binary.chain());
        }
    }

    /// Every operation but the last stands in parentheses, as the left operand of the next.
    private void chain(List<Expression.Binary> chain) {
        out.repeat("(", chain.size() - 1);
        Expression.Binary innermost = chain.getFirst();
        boolean negative = innermost.left() instanceof Expression.Constant(Literal value)
                && LiteralText.isNegative(value)
                && innermost.operator().isArithmetic();
        out.append(negative ? "(" : "");
        operand(innermost.left());
        out.append(negative ? ")" : "");
        for (Expression.Binary operation : chain) {
            out.append(' ').append(operation.operator().text()).append(' ');
            operand(operation.right());
            out.append(operation == chain.getLast() ? "" : ")");
        }
    }

    private void operand(Expression operand) {
        boolean simple = operand instanceof Expression.Constant || operand instanceof Expression.Field;
        out.append(simple ? "" : "(");
        expression(operand);
        out.append(simple ? "" : ")");
    }

    private void scalarExpression(ScalarExpression scalar) {
        switch (scalar) {
            case ScalarExpression.Constant(Literal value) -> LiteralText.append(value, out);
            case ScalarExpression.Count _ -> out.append("count()");
            case ScalarExpression.Aggregate aggregate -> {
                out.append(aggregate.function().name().toLowerCase(Locale.ROOT)).append('(');
                expression(aggregate.argument());
                out.append(')');
            }
            case ScalarExpression.Arithmetic arithmetic -> {
                printScalar(arithmetic.left(), false);
                out.append(' ').append(arithmetic.operator().text()).append(' ');
                printScalar(arithmetic.right(), false);
            }
            case ScalarExpression.WrappedScalar wrapped -> {
                out.append('(');
                pipeline(wrapped.pipeline());
                out.append(" | ");
                scalarExpression(wrapped.scalar());
                out.append(')');
            }
        }
    }

    /// Arithmetic is parenthesised unless a comparison, which binds less, stands beside it. The parentheses of piped
    /// aggregates are their own.
    private void printScalar(ScalarExpression scalar, boolean inComparison) {
        boolean parentheses = scalar instanceof ScalarExpression.Arithmetic && !inComparison;
        out.append(parentheses ? "(" : "");
        scalarExpression(scalar);
        out.append(parentheses ? ")" : "");
    }

    private void metrics(MetricsExpression expression) {
        switch (expression) {
            case MetricsExpression.Leaf leaf -> {
                pipeline(leaf.pipeline());
                out.append(" | ");
                function(leaf.function());
                secondStages(leaf.secondStages());
            }
            case MetricsExpression.Constant(Literal value) -> LiteralText.append(value, out);
            case MetricsExpression.Arithmetic arithmetic -> {
                metricsOperand(arithmetic.left());
                out.append(' ').append(arithmetic.operator().text()).append(' ');
                metricsOperand(arithmetic.right());
            }
            case MetricsExpression.Refined refined -> {
                metricsOperand(refined.input());
                secondStages(refined.secondStages());
            }
        }
    }

    private void metricsOperand(MetricsExpression operand) {
        boolean simple = operand instanceof MetricsExpression.Constant;
        out.append(simple ? "" : "(");
        metrics(operand);
        out.append(simple ? "" : ")");
    }

    private void function(MetricsFunction function) {
        switch (function) {
            case MetricsFunction.Counting counting -> {
                out.append(counting.perSecond() ? "rate()" : "count_over_time()");
                by(counting.by());
            }
            case MetricsFunction.Aggregating aggregating -> {
                out.append(aggregating.function().name().toLowerCase(Locale.ROOT))
                        .append("_over_time(");
                expression(aggregating.field());
                out.append(')');
                by(aggregating.by());
            }
            case MetricsFunction.Quantiles quantiles -> {
                out.append("quantile_over_time(");
                expression(quantiles.field());
                for (double quantile : quantiles.quantiles()) {
                    out.append(", ");
                    LiteralText.append(new Literal.Real(quantile), out);
                }
                out.append(')');
                by(quantiles.by());
            }
            case MetricsFunction.Compare compare -> {
                out.append("compare(");
                printStage(compare.selection());
                out.append(", ").append(compare.topN());
                if (compare.startEpochNanos() != 0 || compare.endEpochNanos() != 0) {
                    out.append(", ").append(compare.startEpochNanos());
                    out.append(", ").append(compare.endEpochNanos());
                }
                out.append(')');
            }
        }
    }

    private void by(List<Expression.Field> fields) {
        if (!fields.isEmpty()) {
            out.append(" by(");
            fields(fields);
            out.append(')');
        }
    }

    private void fields(List<Expression.Field> fields) {
        String separator = "";
        for (Expression.Field field : fields) {
            out.append(separator);
            expression(field);
            separator = ", ";
        }
    }

    private void secondStages(List<SecondStage> stages) {
        for (SecondStage stage : stages) {
            switch (stage) {
                case SecondStage.Rank(boolean largest, int count) ->
                    out.append(largest ? " | topk(" : " | bottomk(")
                            .append(count)
                            .append(')');
                case SecondStage.Compare compare -> {
                    out.append(' ').append(compare.operator().text()).append(' ');
                    LiteralText.append(compare.value(), out);
                }
            }
        }
    }

    private void hints(List<Hint> hints) {
        String separator = " with(";
        for (Hint hint : hints) {
            out.append(separator).append(hint.name()).append('=');
            LiteralText.append(hint.value(), out);
            separator = ", ";
        }
        out.append(hints.isEmpty() ? "" : ")");
    }
}
