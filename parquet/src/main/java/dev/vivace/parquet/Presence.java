package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import org.jspecify.annotations.Nullable;

/// Which rows (or list elements) of a column chunk have a value. Arrays and sets are read during
/// [ParquetWriter#column] only and stay the caller's.
public sealed interface Presence {

    /// Every row has one. The only choice for a required flat leaf.
    AllPresent ALL = new AllPresent();

    record AllPresent() implements Presence {}

    /// The rows of `present`, of as many positions as the row group has rows. For optional flat leaves.
    record Rows(RowSet present) implements Presence {}

    /// For the leaves of a [StructList]: row `r` holds the elements `firstElement[r]` to `firstElement[r + 1] - 1`.
    ///
    /// @param firstElement ascending, at least `rowCount + 1` long, starting at 0; the same in all leaves of a list
    /// @param presentElements the elements that have a value, over all elements of the row group; null means all
    record InLists(int[] firstElement, @Nullable RowSet presentElements) implements Presence {}
}
