package dev.vivace.traceql.check;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Replaces the field expressions of a query, wherever they stand; fields of `select` and of metrics functions, which
/// are no expressions, stay.
final class Rewriting {
    private final UnaryOperator<Expression> rewrite;

    private Rewriting(UnaryOperator<Expression> rewrite) {
        this.rewrite = rewrite;
    }

    static Query expressions(Query query, UnaryOperator<Expression> rewrite) {
        Rewriting rewriting = new Rewriting(rewrite);
        return switch (query) {
            case Query.Search search -> new Query.Search(rewriting.pipeline(search.pipeline()), search.hints());
            case Query.Metrics metrics -> new Query.Metrics(rewriting.metrics(metrics.expression()), metrics.hints());
            case Query.ScalarComparison comparison ->
                new Query.ScalarComparison(
                        rewriting.scalar(comparison.left()),
                        comparison.operator(),
                        rewriting.scalar(comparison.right()),
                        comparison.hints());
        };
    }

    private Pipeline pipeline(Pipeline pipeline) {
        List<Stage> stages = new ArrayList<>(pipeline.stages().size());
        for (Stage stage : pipeline.stages()) {
            stages.add(stage(stage));
        }
        return new Pipeline(stages);
    }

    private Stage stage(Stage stage) {
        return switch (stage) {
            case Stage.SpansetExpression spansets -> spansets(spansets);
            case Stage.GroupBy groupBy -> new Stage.GroupBy(rewrite.apply(groupBy.expression()));
            case Stage.Coalesce coalesce -> coalesce;
            case Stage.Select select -> select;
            case Stage.ScalarFilter filter ->
                new Stage.ScalarFilter(scalar(filter.left()), filter.operator(), scalar(filter.right()));
        };
    }

    private Stage.SpansetExpression spansets(Stage.SpansetExpression expression) {
        return switch (expression) {
            case Stage.SpansetFilter filter -> filter(filter);
            case Stage.SpansetOperation operation ->
                new Stage.SpansetOperation(
                        spansets(operation.left()), operation.operator(), spansets(operation.right()));
            case Stage.WrappedPipeline wrapped -> new Stage.WrappedPipeline(pipeline(wrapped.pipeline()));
        };
    }

    private Stage.SpansetFilter filter(Stage.SpansetFilter filter) {
        return new Stage.SpansetFilter(rewrite.apply(filter.condition()));
    }

    private ScalarExpression scalar(ScalarExpression scalar) {
        return switch (scalar) {
            case ScalarExpression.Constant constant -> constant;
            case ScalarExpression.Count count -> count;
            case ScalarExpression.Aggregate aggregate ->
                new ScalarExpression.Aggregate(aggregate.function(), rewrite.apply(aggregate.argument()));
            case ScalarExpression.Arithmetic arithmetic ->
                new ScalarExpression.Arithmetic(
                        scalar(arithmetic.left()), arithmetic.operator(), scalar(arithmetic.right()));
            case ScalarExpression.WrappedScalar wrapped ->
                new ScalarExpression.WrappedScalar(pipeline(wrapped.pipeline()), scalar(wrapped.scalar()));
        };
    }

    private MetricsExpression metrics(MetricsExpression expression) {
        return switch (expression) {
            case MetricsExpression.Leaf leaf ->
                new MetricsExpression.Leaf(pipeline(leaf.pipeline()), function(leaf.function()), leaf.secondStages());
            case MetricsExpression.Constant constant -> constant;
            case MetricsExpression.Arithmetic arithmetic ->
                new MetricsExpression.Arithmetic(
                        metrics(arithmetic.left()), arithmetic.operator(), metrics(arithmetic.right()));
            case MetricsExpression.Refined refined ->
                new MetricsExpression.Refined(metrics(refined.input()), refined.secondStages());
        };
    }

    private MetricsFunction function(MetricsFunction function) {
        return switch (function) {
            case MetricsFunction.Compare compare ->
                new MetricsFunction.Compare(
                        filter(compare.selection()),
                        compare.topN(),
                        compare.startEpochNanos(),
                        compare.endEpochNanos());
            case MetricsFunction.Counting counting -> counting;
            case MetricsFunction.Aggregating aggregating -> aggregating;
            case MetricsFunction.Quantiles quantiles -> quantiles;
        };
    }
}
