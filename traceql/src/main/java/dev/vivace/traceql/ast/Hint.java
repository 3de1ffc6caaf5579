package dev.vivace.traceql.ast;

/// One `name=value` of `with(...)`.
public record Hint(String name, Literal value) {}
