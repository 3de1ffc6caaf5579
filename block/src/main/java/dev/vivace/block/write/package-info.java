/// Makes a block's Parquet file from rows in columns.
///
/// Start at [BlockWriter]; [BlockInput] is what it reads: rows in their final order, values already interned. Whoever
/// has spans to store, a live table or a merge of blocks, offers them in this shape.
@NullMarked
package dev.vivace.block.write;

import org.jspecify.annotations.NullMarked;
