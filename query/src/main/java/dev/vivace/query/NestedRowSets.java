package dev.vivace.query;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.NestedTable;
import org.jspecify.annotations.Nullable;

/// Carries sets of spans over to their events or links.
final class NestedRowSets {

    private NestedRowSets() {}

    /// The events (links) of the spans in `spans`.
    static RowSet of(NestedTable nested, RowSet spans) {
        RowSet rows = new RowSet(nested.rowCount());
        for (int row = 0; row < nested.rowCount(); row++) {
            if (spans.contains(nested.spanRow(row))) {
                rows.add(row);
            }
        }
        return rows;
    }

    /// Likewise; null, which stands for all, stays null.
    static @Nullable RowSet ofNullable(NestedTable nested, @Nullable RowSet spans) {
        return spans == null ? null : of(nested, spans);
    }
}
