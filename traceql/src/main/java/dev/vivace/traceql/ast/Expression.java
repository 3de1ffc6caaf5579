package dev.vivace.traceql.ast;

/// An expression over the fields of one span.
public sealed interface Expression {

    /// A constant.
    record Constant(Literal value) implements Expression {}

    /// Something a span has: an attribute or an intrinsic.
    sealed interface Field extends Expression {}

    /// An attribute by scope and name.
    record AttributeField(FieldScope scope, String name) implements Field {}

    /// A value the data model itself defines. Old and scoped spellings (`duration`, `span:duration`) are one intrinsic.
    record IntrinsicField(Intrinsic intrinsic) implements Field {}

    /// `-x` or `!x`.
    record Unary(UnaryOperator operator, Expression operand) implements Expression {}

    /// `x op y`. Comparisons with nil are [Existence].
    record Binary(Expression left, Operator operator, Expression right) implements Expression {}

    /// `x != nil` if `present`, else `x = nil`.
    record Existence(Expression operand, boolean present) implements Expression {}

    /// The two prefix operators.
    enum UnaryOperator {
        NEGATE,
        NOT
    }

    /// Where an attribute is looked up.
    enum FieldScope {
        /// Span, then resource: the first that has the key.
        UNSCOPED,
        RESOURCE,
        INSTRUMENTATION,
        SPAN,
        EVENT,
        LINK,
        /// Parses, and is refused by the check; `parent.`, `parent.span.` and `parent.resource.`.
        PARENT,
        PARENT_SPAN,
        PARENT_RESOURCE
    }
}
