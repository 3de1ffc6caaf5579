package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.Stage;

/// What may stand beside an operator outside braces, or between parentheses. The kinds share one set of precedences;
/// which of them may meet is decided when they meet.
sealed interface Operand {

    /// Spansets. The reference tells plain ones from parenthesised pipelines, which may not be mixed or piped on;
    /// parenthesised plain ones can be taken for either, but only to the right of a parenthesised pipeline.
    ///
    /// @param wrapped whether a parenthesised pipeline is in it
    /// @param parenthesised whether, not being wrapped, it consists of parenthesised operands only
    record Spansets(Stage.SpansetExpression expression, boolean wrapped, boolean parenthesised) implements Operand {}

    /// Stages that are more than one spanset expression; found between parentheses only.
    record Stages(Pipeline pipeline) implements Operand {}

    /// Something with an aggregate in it.
    record Scalar(ScalarExpression expression) implements Operand {}

    /// `({} | count())` and arithmetic between such.
    record WrappedScalar(ScalarExpression expression) implements Operand {}

    /// A number or duration, folded.
    record Const(Literal value) implements Operand {}

    record Metrics(MetricsExpression expression) implements Operand {}

    /// `count() > 3`: a stage, and the end of operators.
    record Filter(Stage.ScalarFilter stage) implements Operand {}

    /// `({} | count()) > 3`: a query, and the end of operators.
    record Comparison(ScalarExpression left, Operator operator, ScalarExpression right) implements Operand {}
}
