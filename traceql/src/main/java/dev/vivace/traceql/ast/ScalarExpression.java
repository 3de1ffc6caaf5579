package dev.vivace.traceql.ast;

/// An expression over one spanset that gives a number.
public sealed interface ScalarExpression {

    /// A constant: int, float or duration, already folded.
    record Constant(Literal value) implements ScalarExpression {}

    /// `count()`.
    record Count() implements ScalarExpression {}

    /// `sum(expression)` and its like.
    record Aggregate(AggregateFunction function, Expression argument) implements ScalarExpression {}

    /// Arithmetic between scalars: Vivace's own, the reference refuses it as not yet supported.
    record Arithmetic(ScalarExpression left, Operator operator, ScalarExpression right) implements ScalarExpression {}

    /// `({} | count())`: a pipeline that ends in a scalar; parses, and is refused by the check.
    record WrappedScalar(Pipeline pipeline, ScalarExpression scalar) implements ScalarExpression {}

    /// The aggregates over a field expression.
    enum AggregateFunction {
        MAX,
        MIN,
        AVG,
        SUM
    }
}
