package dev.vivace.traceql.ast;

/// What may stand between two spansets.
public enum SpansetOperator {
    AND("&&"),
    OR("||"),
    CHILD(">"),
    PARENT("<"),
    DESCENDANT(">>"),
    ANCESTOR("<<"),
    SIBLING("~"),
    NOT_CHILD("!>"),
    NOT_PARENT("!<"),
    NOT_DESCENDANT("!>>"),
    NOT_ANCESTOR("!<<"),
    NOT_SIBLING("!~"),
    UNION_CHILD("&>"),
    UNION_PARENT("&<"),
    UNION_DESCENDANT("&>>"),
    UNION_ANCESTOR("&<<"),
    UNION_SIBLING("&~");

    private final String text;

    SpansetOperator(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
