package dev.vivace.traceql.ast;

/// What may stand between two field expressions or scalars.
public enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    MODULO("%"),
    POWER("^"),
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    MATCHES("=~"),
    NOT_MATCHES("!~"),
    AND("&&"),
    OR("||");

    private final String text;

    Operator(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /// `+ - * / % ^`
    public boolean isArithmetic() {
        return ordinal() <= POWER.ordinal();
    }

    /// `= != < <= > >= =~ !~`
    public boolean isComparison() {
        return ordinal() >= EQUAL.ordinal() && ordinal() <= NOT_MATCHES.ordinal();
    }

    /// The operator with the same meaning once its operands change sides; itself if there is none.
    public Operator mirrored() {
        return switch (this) {
            case LESS -> GREATER;
            case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
            case GREATER -> LESS;
            case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            default -> this;
        };
    }
}
