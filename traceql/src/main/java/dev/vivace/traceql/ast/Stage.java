package dev.vivace.traceql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One stage of a pipeline.
public sealed interface Stage {

    /// An expression over spansets: a filter, or filters joined by operators.
    sealed interface SpansetExpression extends Stage {}

    /// `{ condition }`; `{ }` has the literal `true`.
    record SpansetFilter(Expression condition) implements SpansetExpression {}

    /// `left op right`, where `op` joins spansets (`&&`, `||`) or relates spans by structure.
    record SpansetOperation(SpansetExpression left, SpansetOperator operator, SpansetExpression right)
            implements SpansetExpression {
        // As in Expression.Binary: chains are deep on the left.
        @Override
        public boolean equals(@Nullable Object other) {
            SpansetExpression one = this;
            Object two = other;
            while (one instanceof SpansetOperation a && two instanceof SpansetOperation b) {
                if (a == b) {
                    return true;
                }
                if (a.operator != b.operator || !a.right.equals(b.right)) {
                    return false;
                }
                one = a.left;
                two = b.left;
            }
            return !(one instanceof SpansetOperation) && one.equals(two);
        }

        @Override
        public int hashCode() {
            int hash = 1;
            SpansetExpression expression = this;
            while (expression instanceof SpansetOperation operation) {
                hash = 31 * (31 * hash + operation.operator.ordinal()) + operation.right.hashCode();
                expression = operation.left;
            }
            return 31 * hash + expression.hashCode();
        }
    }

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
