package dev.vivace.traceql.ast;

import java.util.List;

/// One stage of a pipeline.
public sealed interface Stage {

    /// An expression over spansets: a filter, or filters joined by operators.
    sealed interface SpansetExpression extends Stage {}

    /// `{ condition }`; `{ }` has the literal `true`.
    record SpansetFilter(Expression condition) implements SpansetExpression {}

    /// `left op right`, where `op` joins spansets (`&&`, `||`) or relates spans by structure.
    record SpansetOperation(SpansetExpression left, SpansetOperator operator, SpansetExpression right)
            implements SpansetExpression {}

    /// A parenthesised pipeline as an operand, of more than one stage or of a stage that is no spanset expression.
    record WrappedPipeline(Pipeline pipeline) implements SpansetExpression {}

    /// `by(expression)`.
    record GroupBy(Expression expression) implements Stage {}

    /// `coalesce()`.
    record Coalesce() implements Stage {}

    /// `select(field, ...)`.
    record Select(List<Expression.Field> fields) implements Stage {
        public Select {
            fields = List.copyOf(fields);
        }
    }

    /// `count() > 3` and its like.
    record ScalarFilter(ScalarExpression left, Operator operator, ScalarExpression right) implements Stage {}
}
