package dev.vivace.traceql.ast;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    record Unary(UnaryOperator operator, Expression operand) implements Expression {
        // Written out, as in Binary: the generated methods take a kilobyte of stack for each level of a tree.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Unary that && operator == that.operator && operand.equals(that.operand);
        }

        @Override
        public int hashCode() {
            return 31 * operand.hashCode() + operator.ordinal();
        }
    }

    /// `x op y`. Comparisons with nil are [Existence].
    record Binary(Expression left, Operator operator, Expression right) implements Expression {
        /// The operations along the left operands, innermost first, this one last: for `a || b || c` those of
        /// `a || b` and of the whole. Chains can be a thousand operations long; this list keeps the stack of
        /// who walks them shallow.
        public List<Binary> chain() {
            List<Binary> chain = new ArrayList<>();
            Expression expression = this;
            while (expression instanceof Binary binary) {
                chain.add(binary);
                expression = binary.left;
            }
            Collections.reverse(chain);
            return chain;
        }

        // Chains such as a || b || c are deep on the left, which is therefore walked in a loop.
        @Override
        public boolean equals(@Nullable Object other) {
            Expression one = this;
            Object two = other;
            while (one instanceof Binary a && two instanceof Binary b) {
                if (a == b) {
                    return true;
                }
                if (a.operator != b.operator || !a.right.equals(b.right)) {
                    return false;
                }
                one = a.left;
                two = b.left;
            }
            return !(one instanceof Binary) && one.equals(two);
        }

        @Override
        public int hashCode() {
            int hash = 1;
            Expression expression = this;
            while (expression instanceof Binary binary) {
                hash = 31 * (31 * hash + binary.operator.ordinal()) + binary.right.hashCode();
                expression = binary.left;
            }
            return 31 * hash + expression.hashCode();
        }
    }

    /// `x != nil` if `present`, else `x = nil`.
    record Existence(Expression operand, boolean present) implements Expression {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Existence that && present == that.present && operand.equals(that.operand);
        }

        @Override
        public int hashCode() {
            return 31 * operand.hashCode() + Boolean.hashCode(present);
        }
    }

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
