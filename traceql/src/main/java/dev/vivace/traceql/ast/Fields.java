package dev.vivace.traceql.ast;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which fields a query speaks of.
public final class Fields {
    private final Set<Expression.Field> seen = new LinkedHashSet<>();

    private Fields() {}

    /// The fields a query mentions anywhere, in conditions, `by`, aggregates, `select` and metrics functions: each
    /// once,
    /// in the order of their first mention in the text.
    public static List<Expression.Field> mentioned(Query query) {
        Fields fields = new Fields();
        switch (query) {
            case Query.Search search -> fields.pipeline(search.pipeline());
            case Query.Metrics metrics -> fields.metrics(metrics.expression());
            case Query.ScalarComparison comparison -> {
                fields.scalar(comparison.left());
                fields.scalar(comparison.right());
            }
        }
        return List.copyOf(fields.seen);
    }

    /// As [#mentioned(Query)], for one pipeline.
    public static List<Expression.Field> mentioned(Pipeline pipeline) {
        Fields fields = new Fields();
        fields.pipeline(pipeline);
        return List.copyOf(fields.seen);
    }

    /// As [#mentioned(Query)], for one expression.
    public static List<Expression.Field> mentioned(Expression expression) {
        Fields fields = new Fields();
        fields.expression(expression);
        return List.copyOf(fields.seen);
    }

    /// Whether any of these depends on other spans of a trace than the one it is read of.
    public static boolean areOfWholeTrace(Iterable<? extends Expression.Field> fields) {
        for (Expression.Field field : fields) {
            if (field instanceof Expression.IntrinsicField(Intrinsic intrinsic) && intrinsic.isOfWholeTrace()) {
                return true;
            }
        }
        return false;
    }

    /// Whether an expression mentions any field; if not, it is constant.
    public static boolean mentions(Expression expression) {
        return switch (expression) {
            case Expression.Field _ -> true;
            case Expression.Constant _ -> false;
            case Expression.Unary unary -> mentions(unary.operand());
            case Expression.Existence existence -> mentions(existence.operand());
            case Expression.Binary binary -> mentions(binary.left()) || mentions(binary.right());
        };
    }

    private void expression(Expression expression) {
        switch (expression) {
            case Expression.Field field -> seen.add(field);
            case Expression.Constant _ -> {}
            case Expression.Unary unary -> expression(unary.operand());
            case Expression.Existence existence -> expression(existence.operand());
            case Expression.Binary binary -> {
                List<Expression.Binary> chain = binary.chain();
                expression(chain.getFirst().left());
                for (Expression.Binary operation : chain) {
                    expression(operation.right());
                }
            }
        }
    }

    private void pipeline(Pipeline pipeline) {
        pipeline.stages().forEach(this::stage);
    }

    private void stage(Stage stage) {
        switch (stage) {
            case Stage.SpansetFilter filter -> expression(filter.condition());
            case Stage.SpansetOperation operation -> {
                stage(operation.left());
                stage(operation.right());
            }
            case Stage.WrappedPipeline wrapped -> pipeline(wrapped.pipeline());
            case Stage.GroupBy groupBy -> expression(groupBy.expression());
            case Stage.Coalesce _ -> {}
            case Stage.Select select -> seen.addAll(select.fields());
            case Stage.ScalarFilter filter -> {
                scalar(filter.left());
                scalar(filter.right());
            }
        }
    }

    private void scalar(ScalarExpression scalar) {
        switch (scalar) {
            case ScalarExpression.Constant _, ScalarExpression.Count _ -> {}
            case ScalarExpression.Aggregate aggregate -> expression(aggregate.argument());
            case ScalarExpression.Arithmetic arithmetic -> {
                scalar(arithmetic.left());
                scalar(arithmetic.right());
            }
            case ScalarExpression.WrappedScalar wrapped -> {
                pipeline(wrapped.pipeline());
                scalar(wrapped.scalar());
            }
        }
    }

    private void metrics(MetricsExpression expression) {
        switch (expression) {
            case MetricsExpression.Leaf leaf -> {
                pipeline(leaf.pipeline());
                function(leaf.function());
            }
            case MetricsExpression.Constant _ -> {}
            case MetricsExpression.Arithmetic arithmetic -> {
                metrics(arithmetic.left());
                metrics(arithmetic.right());
            }
            case MetricsExpression.Refined refined -> metrics(refined.input());
        }
    }

    private void function(MetricsExpression.MetricsFunction function) {
        switch (function) {
            case MetricsExpression.MetricsFunction.Counting counting -> seen.addAll(counting.by());
            case MetricsExpression.MetricsFunction.Aggregating aggregating -> {
                seen.add(aggregating.field());
                seen.addAll(aggregating.by());
            }
            case MetricsExpression.MetricsFunction.Quantiles quantiles -> {
                seen.add(quantiles.field());
                seen.addAll(quantiles.by());
            }
            case MetricsExpression.MetricsFunction.Compare compare -> stage(compare.selection());
        }
    }
}
