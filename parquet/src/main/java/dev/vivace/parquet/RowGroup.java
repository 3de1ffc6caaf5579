package dev.vivace.parquet;

/// A horizontal slice of a file: the same rows in every column. Thread-safe.
public final class RowGroup {

    RowGroup() {}

    public int rowCount() {
        throw new UnsupportedOperationException();
    }

    /// The column of a leaf (see [ParquetSchema#indexOf]); the same object every time. Reads nothing.
    public ColumnChunk column(int leaf) {
        throw new UnsupportedOperationException();
    }
}
