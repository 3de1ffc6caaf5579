package dev.vivace.parquet;

/// What a leaf's values mean to other engines. Both annotations are allowed on `BYTE_ARRAY` only, whose values are then
/// UTF-8; nobody checks that here.
public enum LogicalType {
    NONE,
    STRING,
    JSON
}
