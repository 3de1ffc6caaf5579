package dev.vivace.parquet;

/// The content of one column chunk. `values.count()` is the number of present rows (or elements).
public record ColumnData(Presence presence, Values values, ChunkOptions options) {}
