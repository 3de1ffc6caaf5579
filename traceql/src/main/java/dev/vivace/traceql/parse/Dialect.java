package dev.vivace.traceql.parse;

/// Which texts are TraceQL. What both dialects accept gives the same tree in both.
public enum Dialect {
    /// The language as its reference accepts it, and nothing more.
    STRICT,
    /// The language, and what people write anyway: dotted names without scope (`service.name`), queries without braces,
    /// `select(duration > 100ms)`, parenthesised pipelines beside plain spansets, `.status = error`.
    VIVACE
}
