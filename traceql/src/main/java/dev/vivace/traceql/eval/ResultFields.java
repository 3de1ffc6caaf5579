package dev.vivace.traceql.eval;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.Existence;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.Stage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The fields a query speaks of, which its results list, in order of first mention.
///
/// @param fields by field: whether some condition asks for its absence, which then shows as the text `nil`
record ResultFields(Map<Field, Boolean> fields) {

    private static final Set<Intrinsic> NEVER_LISTED = Set.of(
            Intrinsic.NAME,
            Intrinsic.DURATION,
            Intrinsic.TRACE_DURATION,
            Intrinsic.ROOT_NAME,
            Intrinsic.ROOT_SERVICE_NAME,
            Intrinsic.TRACE_ID,
            Intrinsic.SPAN_ID);

    static ResultFields of(Pipeline pipeline) {
        Map<Field, Boolean> fields = new LinkedHashMap<>();
        collect(pipeline, fields);
        return new ResultFields(fields);
    }

    /// Whether results give the span's name.
    boolean namesSpans() {
        return fields.containsKey(new IntrinsicField(Intrinsic.NAME));
    }

    static boolean isListed(Field field) {
        return switch (field) {
            case AttributeField _ -> true;
            case IntrinsicField(Intrinsic intrinsic) -> !NEVER_LISTED.contains(intrinsic);
        };
    }

    private static void collect(Pipeline pipeline, Map<Field, Boolean> into) {
        pipeline.stages().forEach(stage -> collect(stage, into));
    }

    private static void collect(Stage stage, Map<Field, Boolean> into) {
        switch (stage) {
            case Stage.SpansetFilter(Expression condition) -> collect(condition, into);
            case Stage.SpansetOperation operation -> {
                collect(operation.left(), into);
                collect(operation.right(), into);
            }
            case Stage.WrappedPipeline(Pipeline pipeline) -> collect(pipeline, into);
            case Stage.GroupBy(Expression expression) -> collect(expression, into);
            case Stage.Select select -> select.fields().forEach(field -> collect(field, into));
            case Stage.ScalarFilter filter -> {
                collect(filter.left(), into);
                collect(filter.right(), into);
            }
            case Stage.Coalesce _ -> {}
        }
    }

    private static void collect(ScalarExpression scalar, Map<Field, Boolean> into) {
        switch (scalar) {
            case ScalarExpression.Aggregate aggregate -> collect(aggregate.argument(), into);
            case ScalarExpression.Arithmetic arithmetic -> {
                collect(arithmetic.left(), into);
                collect(arithmetic.right(), into);
            }
            case ScalarExpression.WrappedScalar wrapped -> {
                collect(wrapped.pipeline(), into);
                collect(wrapped.scalar(), into);
            }
            case ScalarExpression.Constant _, ScalarExpression.Count _ -> {}
        }
    }

    private static void collect(Expression expression, Map<Field, Boolean> into) {
        switch (expression) {
            case Field field -> into.putIfAbsent(field, false);
            case Unary unary -> collect(unary.operand(), into);
            case Binary binary -> {
                collect(binary.left(), into);
                collect(binary.right(), into);
            }
            case Existence(Field field, boolean present) -> into.merge(field, !present, Boolean::logicalOr);
            case Existence existence -> collect(existence.operand(), into);
            case Constant _ -> {}
        }
    }
}
