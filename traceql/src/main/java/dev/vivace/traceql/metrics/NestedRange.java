package dev.vivace.traceql.metrics;

import dev.vivace.traceql.source.NestedTable;
import java.util.Arrays;

/// The events or links of some spans: those of the span at position `i` are `rows[offsets[i]]` to
/// `rows[offsets[i + 1] - 1]`.
///
/// @param rows ascending
record NestedRange(int[] offsets, int[] rows) {

    static NestedRange of(NestedTable table, int[] spanRows) {
        int[] offsets = new int[spanRows.length + 1];
        int[] rows = new int[16];
        int size = 0;
        int nested = 0;
        int total = table.rowCount();
        for (int i = 0; i < spanRows.length; i++) {
            while (nested < total && table.spanRow(nested) < spanRows[i]) {
                nested++;
            }
            while (nested < total && table.spanRow(nested) == spanRows[i]) {
                if (size == rows.length) {
                    rows = Arrays.copyOf(rows, 2 * size);
                }
                rows[size++] = nested++;
            }
            offsets[i + 1] = size;
        }
        return new NestedRange(offsets, Arrays.copyOf(rows, size));
    }
}
