package dev.vivace.block.write;

import dev.vivace.parquet.ColumnData;

/// Encodes one column for one row group after the other.
interface ColumnEncoder {
    ColumnData encode(GroupRange range, Scratch scratch);
}
