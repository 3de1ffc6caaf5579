package dev.vivace.traceql.eval;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.Existence;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Expression.UnaryOperator;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The fields a query speaks of, which its results list, in order of first mention.
record ResultFields(Map<Field, Mention> fields) {

    /// How a query speaks of a field.
    ///
    /// @param absence whether some condition asks for its absence, which then shows as the text `nil`
    /// @param whole whether it is asked for as such, and not only compared with constants
    /// @param comparisons the comparisons with constants: results list values, and elements of arrays, that
    ///     pass one
    record Mention(boolean absence, boolean whole, List<Binary> comparisons) {

        private static final Mention ABSENCE = new Mention(true, false, List.of());
        private static final Mention WHOLE = new Mention(false, true, List.of());

        Mention and(Mention other) {
            List<Binary> both = new ArrayList<>(comparisons);
            both.addAll(other.comparisons);
            return new Mention(absence || other.absence, whole || other.whole, List.copyOf(both));
        }

        private static Literal bound(Binary comparison, Literal literal) {
            boolean traceId = comparison.left() instanceof IntrinsicField(Intrinsic intrinsic)
                    && intrinsic == Intrinsic.LINK_TRACE_ID;
            return traceId ? FieldFilter.withoutLeadingZeros(comparison.operator(), literal) : literal;
        }

        /// Which values, or elements of an array, results list.
        Predicate<Value> listed() {
            if (whole || comparisons.isEmpty()) {
                return _ -> true;
            }
            Predicate<Value> any = _ -> false;
            for (Binary comparison : comparisons) {
                if (comparison.right() instanceof Constant(Literal literal)) {
                    Predicate<Value> test = LiteralTest.ofValues(comparison.operator(), bound(comparison, literal));
                    any = comparisons.size() == 1 ? test : any.or(test);
                }
            }
            return any;
        }
    }

    private static final Set<Intrinsic> NEVER_LISTED = Set.of(
            Intrinsic.NAME,
            Intrinsic.DURATION,
            Intrinsic.TRACE_DURATION,
            Intrinsic.ROOT_NAME,
            Intrinsic.ROOT_SERVICE_NAME,
            Intrinsic.TRACE_ID,
            Intrinsic.SPAN_ID);

    static ResultFields of(Pipeline pipeline) {
        Map<Field, Mention> fields = new LinkedHashMap<>();
        collect(pipeline, fields);
        return new ResultFields(fields);
    }

    /// Whether the query speaks of what only the whole trace tells: a part of it may meet none of the
    /// conditions although the whole does.
    boolean needWholeTraces() {
        return Fields.areOfWholeTrace(fields.keySet());
    }

    /// How the query speaks of the spans' names, or null if it does not.
    @Nullable
    Mention names() {
        return fields.get(new IntrinsicField(Intrinsic.NAME));
    }

    static boolean isListed(Field field) {
        return switch (field) {
            case AttributeField _ -> true;
            case IntrinsicField(Intrinsic intrinsic) -> !NEVER_LISTED.contains(intrinsic);
        };
    }

    private static void collect(Pipeline pipeline, Map<Field, Mention> into) {
        pipeline.stages().forEach(stage -> collect(stage, into));
    }

    private static void collect(Stage stage, Map<Field, Mention> into) {
        switch (stage) {
            case Stage.SpansetFilter(Expression condition) -> collect(condition, into);
            case Stage.SpansetOperation operation -> {
                collect(operation.left(), into);
                collect(operation.right(), into);
            }
            case Stage.WrappedPipeline(Pipeline pipeline) -> collect(pipeline, into);
            case Stage.GroupBy(Expression expression) -> collect(expression, into);
            case Stage.Select select ->
                select.fields().forEach(field -> into.merge(field, Mention.WHOLE, Mention::and));
            case Stage.ScalarFilter filter -> {
                collect(filter.left(), into);
                collect(filter.right(), into);
            }
            case Stage.Coalesce _ -> {}
        }
    }

    private static void collect(ScalarExpression scalar, Map<Field, Mention> into) {
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

    private static void collect(Expression expression, Map<Field, Mention> into) {
        switch (FilterCompiler.literalOnTheRight(expression)) {
            case Field field -> into.merge(field, Mention.WHOLE, Mention::and);
            case Binary(Field field, Operator operator, Constant literal)
            when operator.isComparison() ->
                into.merge(
                        field, new Mention(false, false, List.of(new Binary(field, operator, literal))), Mention::and);
            // What is not to hold is no reason to leave the value out.
            case Unary(UnaryOperator _, Expression operand) ->
                Fields.mentioned(operand).forEach(field -> into.merge(field, Mention.WHOLE, Mention::and));
            case Binary binary -> {
                collect(binary.left(), into);
                collect(binary.right(), into);
            }
            case Existence(Field field, boolean present) ->
                into.merge(field, present ? Mention.WHOLE : Mention.ABSENCE, Mention::and);
            case Existence existence -> collect(existence.operand(), into);
            case Constant _ -> {}
        }
    }
}
