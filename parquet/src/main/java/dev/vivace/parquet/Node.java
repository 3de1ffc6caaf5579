package dev.vivace.parquet;

/// A top-level field of a [ParquetSchema].
public sealed interface Node permits Leaf, StructList {

    /// The field's name: one path element, dots and all.
    String name();
}
