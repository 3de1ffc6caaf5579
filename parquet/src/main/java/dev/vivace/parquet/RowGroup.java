package dev.vivace.parquet;

import dev.vivace.parquet.format.RowGroupMeta;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// A horizontal slice of a file: the same rows in every column. Thread-safe.
public final class RowGroup {

    private final ParquetFile file;
    private final int number;
    private final RowGroupMeta meta;
    private final AtomicReferenceArray<ColumnChunk> columns;

    RowGroup(ParquetFile file, int number, RowGroupMeta meta) {
        this.file = file;
        this.number = number;
        this.meta = meta;
        this.columns = new AtomicReferenceArray<>(meta.chunks().size());
    }

    public int rowCount() {
        return (int) meta.rows();
    }

    /// The column of a leaf (see [ParquetSchema#indexOf]); the same object every time. Reads nothing.
    public ColumnChunk column(int leaf) {
        ColumnChunk column = columns.get(leaf);
        if (column == null) {
            ColumnChunk fresh = new ColumnChunk(
                    file, number, leaf, rowCount(), meta.chunks().get(leaf));
            column = columns.compareAndExchange(leaf, null, fresh);
            if (column == null) {
                column = fresh;
            }
        }
        return column;
    }
}
