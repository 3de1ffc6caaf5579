package dev.vivace.traceql.check;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Aggregating;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Counting;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.OverTime;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Quantiles;
import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.Positions;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.parse.TraceQlException.Kind;
import dev.vivace.traceql.print.Canonical;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Refuses queries that parse but have no meaning, or one that nobody evaluates yet. The verdicts are those
/// of the
/// reference, in both dialects.
public final class Checker {
    private static final int MAX_GROUP_BY = 5;
    /// Functions that keep several series per group may have one field less.
    private static final int MAX_GROUP_BY_OF_MANY = 4;

    private static final int MAX_TOP = 1000;

    private final ExpressionChecker expressions;

    private final Dialect dialect;

    private Checker(Positions positions, Dialect dialect) {
        expressions = new ExpressionChecker(positions);
        this.dialect = dialect;
    }

    /// Returns if the query has a meaning.
    ///
    /// @throws TraceQlException of kind VALIDATION or UNSUPPORTED if it has none
    public static void check(Query query, Positions positions, Dialect dialect) {
        Checker checker = new Checker(positions, dialect);
        switch (query) {
            case Query.Search search -> checker.pipeline(search.pipeline());
            case Query.Metrics metrics -> checker.metrics(metrics.expression());
            case Query.ScalarComparison comparison -> {
                checker.scalar(comparison.left());
                checker.scalar(comparison.right());
                throw checker.unsupported(
                        comparison.left(),
                        "comparing pipelines that end in an aggregate is not yet supported",
                        "compare inside the pipeline: {} | count() > 3");
            }
        }
    }

    /// Returns if the expression can be the condition of a filter.
    ///
    /// @throws TraceQlException of kind VALIDATION or UNSUPPORTED if it cannot
    public static void checkCondition(Expression condition, Positions positions) {
        new Checker(positions, Dialect.VIVACE).condition(condition, condition);
    }

    private void pipeline(Pipeline pipeline) {
        for (Stage stage : pipeline.stages()) {
            stage(stage);
        }
    }

    private void stage(Stage stage) {
        switch (stage) {
            case Stage.SpansetFilter filter -> condition(filter.condition(), filter);
            case Stage.SpansetOperation operation -> {
                stage(operation.left());
                stage(operation.right());
            }
            case Stage.WrappedPipeline wrapped -> pipeline(wrapped.pipeline());
            case Stage.GroupBy groupBy -> {
                expressions.check(groupBy.expression());
                if (!Fields.mentions(groupBy.expression())) {
                    throw invalid(
                            groupBy.expression(),
                            "grouping field expressions must reference the span: " + Canonical.stage(groupBy),
                            "group by a field: by(span.a)");
                }
            }
            case Stage.Coalesce _ -> {}
            case Stage.Select select -> select.fields().forEach(expressions::checkField);
            case Stage.ScalarFilter filter -> scalarFilter(filter);
        }
    }

    private void condition(Expression condition, Object place) {
        expressions.check(condition);
        ValueType type = ValueType.of(condition);
        if (type != ValueType.BOOL && type != ValueType.ATTRIBUTE) {
            String shown = ExpressionChecker.shown(condition);
            throw invalid(
                    condition instanceof Expression.Field || condition instanceof Expression.Constant
                            ? condition
                            : place,
                    "span filter field expressions must resolve to a boolean: { " + shown + " } is " + type.words(),
                    switch (condition) {
                        case Field _ -> "compare it: { " + shown + " = ... }";
                        case Expression.Constant _ -> "compare a field with it: { span.a = " + shown + " }";
                        default -> null;
                    });
        }
    }

    private void scalarFilter(Stage.ScalarFilter filter) {
        scalar(filter.left());
        scalar(filter.right());
        boolean aggregate =
                filter.left() instanceof ScalarExpression.Count || filter.left() instanceof ScalarExpression.Aggregate;
        if (aggregate && filter.right() instanceof ScalarExpression.Constant) {
            return;
        }
        if (dialect == Dialect.VIVACE && isOfOneSpanset(filter.left()) && isOfOneSpanset(filter.right())) {
            return;
        }
        String text = Canonical.stage(filter);
        if (filter.left() instanceof ScalarExpression.Constant(Literal value)
                && (filter.right() instanceof ScalarExpression.Count
                        || filter.right() instanceof ScalarExpression.Aggregate)) {
            Operator mirrored = filter.operator().mirrored();
            String turned = Canonical.stage(
                    new Stage.ScalarFilter(filter.right(), mirrored, new ScalarExpression.Constant(value)));
            throw unsupported(
                    filter, "a constant left of an aggregate is not yet supported: " + text, "write " + turned);
        }
        throw unsupported(
                filter,
                "only an aggregate compared with a constant is supported, not yet supported: " + text,
                "write such as avg(duration) > 1s");
    }

    private void scalar(ScalarExpression scalar) {
        switch (scalar) {
            case ScalarExpression.Constant _, ScalarExpression.Count _ -> {}
            case ScalarExpression.Aggregate aggregate -> aggregate(aggregate);
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

    private static boolean isOfOneSpanset(ScalarExpression scalar) {
        return switch (scalar) {
            case ScalarExpression.Constant _, ScalarExpression.Count _, ScalarExpression.Aggregate _ -> true;
            case ScalarExpression.Arithmetic arithmetic ->
                isOfOneSpanset(arithmetic.left()) && isOfOneSpanset(arithmetic.right());
            case ScalarExpression.WrappedScalar _ -> false;
        };
    }

    private void aggregate(ScalarExpression.Aggregate aggregate) {
        expressions.check(aggregate.argument());
        if (!Fields.mentions(aggregate.argument())) {
            throw invalid(
                    aggregate.argument(),
                    "aggregate field expressions must reference the span: " + Canonical.scalar(aggregate),
                    "aggregate a field, as in avg(duration)");
        }
        ValueType type = ValueType.of(aggregate.argument());
        if (!type.isNumeric() && type != ValueType.ATTRIBUTE) {
            throw invalid(
                    aggregate.argument(),
                    "aggregate field expressions must resolve to a number type: " + Canonical.scalar(aggregate) + "; "
                            + ExpressionChecker.shown(aggregate.argument()) + " is " + type.words(),
                    null);
        }
    }

    private void metrics(MetricsExpression expression) {
        switch (expression) {
            case MetricsExpression.Leaf leaf -> {
                pipeline(leaf.pipeline());
                function(leaf.function());
                secondStages(leaf, leaf.secondStages());
            }
            case MetricsExpression.Constant _ -> {}
            case MetricsExpression.Arithmetic arithmetic -> {
                metrics(arithmetic.left());
                metrics(arithmetic.right());
                if (containsCompare(arithmetic.left()) || containsCompare(arithmetic.right())) {
                    throw invalid(arithmetic, "compare() cannot be calculated with", null);
                }
            }
            case MetricsExpression.Refined refined -> {
                metrics(refined.input());
                secondStages(refined.input(), refined.secondStages());
            }
        }
    }

    private static boolean containsCompare(MetricsExpression expression) {
        return switch (expression) {
            case MetricsExpression.Leaf leaf -> leaf.function() instanceof MetricsFunction.Compare;
            case MetricsExpression.Constant _ -> false;
            case MetricsExpression.Arithmetic _ -> false; // its own check has refused it already
            case MetricsExpression.Refined refined -> containsCompare(refined.input());
        };
    }

    private void secondStages(MetricsExpression input, List<SecondStage> stages) {
        for (SecondStage stage : stages) {
            if (containsCompare(input)) {
                throw invalid(stage, "nothing can follow compare()", "its second argument limits the values");
            }
            if (stage instanceof SecondStage.Rank rank && rank.count() <= 0) {
                throw invalid(
                        stage,
                        "limit must be greater than 0",
                        "write " + (rank.largest() ? "topk" : "bottomk") + "(5)");
            }
        }
    }

    private void function(MetricsFunction function) {
        switch (function) {
            case Counting counting -> by(function, counting.by(), MAX_GROUP_BY);
            case Aggregating aggregating -> {
                expressions.checkField(aggregating.field());
                boolean many = aggregating.function() == OverTime.AVG || aggregating.function() == OverTime.HISTOGRAM;
                by(function, aggregating.by(), many ? MAX_GROUP_BY_OF_MANY : MAX_GROUP_BY);
            }
            case Quantiles quantiles -> {
                expressions.checkField(quantiles.field());
                by(function, quantiles.by(), MAX_GROUP_BY_OF_MANY);
                for (double quantile : quantiles.quantiles()) {
                    if (!(quantile >= 0 && quantile <= 1)) {
                        throw invalid(
                                function,
                                "quantile must be between 0 and 1: " + quantile,
                                quantile > 1 && quantile <= 100 ? "did you mean " + quantile / 100 + "?" : null);
                    }
                }
            }
            case MetricsFunction.Compare compare -> {
                stage(compare.selection());
                if (compare.topN() < 1 || compare.topN() > MAX_TOP) {
                    throw invalid(
                            function, "compare() keeps " + compare.topN() + " values", "expected: 1 to " + MAX_TOP);
                }
                long start = compare.startEpochNanos();
                long end = compare.endEpochNanos();
                boolean given = start != 0 || end != 0;
                if (given && (start <= 0 || end <= start)) {
                    throw invalid(
                            function,
                            "compare() from " + start + " to " + end,
                            "expected: nanoseconds since 1970, the end behind the start");
                }
            }
        }
    }

    private void by(MetricsFunction function, List<Field> by, int max) {
        by.forEach(expressions::checkField);
        if (by.size() > max) {
            throw invalid(
                    by.get(max), "max of " + max + " group-by fields here: " + by.size(), "group by fewer fields");
        }
    }

    private TraceQlException invalid(Object node, String problem, @Nullable String remedy) {
        return expressions.mistake(Kind.VALIDATION, node, problem, remedy);
    }

    private TraceQlException unsupported(Object node, String problem, @Nullable String remedy) {
        return expressions.mistake(Kind.UNSUPPORTED, node, problem, remedy);
    }
}
