package dev.vivace.live;

/// The types of attribute columns. Everything that is neither string, number nor boolean is one type: such values
/// are kept as their `AnyValue` messages.
public enum ValueType {
    TEXT,
    INT,
    REAL,
    BOOL,
    COMPOSITE
}
