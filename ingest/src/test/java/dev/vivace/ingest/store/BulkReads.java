package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.Stretches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Holds what columns and tables answer for many rows at once against what they answer row by row.
final class BulkReads {

    private BulkReads() {}

    static void areLikeSingleReads(Column column, int[] rows) {
        List<AttributeValue> numbered = new ArrayList<>();
        int[] numbers = new int[rows.length];
        Arrays.fill(numbers, -7);
        column.number(
                rows,
                value -> {
                    int known = numbered.indexOf(value);
                    if (known < 0) {
                        numbered.add(value);
                    }
                    return known < 0 ? numbered.size() - 1 : known;
                },
                numbers);
        for (int i = 0; i < rows.length; i++) {
            AttributeValue value = column.value(rows[i]);
            assertThat(numbers[i] == -7 ? null : numbered.get(numbers[i]))
                    .as("number at row %s of %s", rows[i], column)
                    .isEqualTo(value);
        }
        if (column instanceof Column.OfLong longs) {
            long[] read = new long[rows.length];
            longs.longsAt(rows, read);
            Stretches stretches = longs.stretches();
            for (int i = 0; i < rows.length; i++) {
                assertThat(read[i]).as("long at row %s of %s", rows[i], column).isEqualTo(longs.longAt(rows[i]));
                if (stretches != null) {
                    int found = Arrays.binarySearch(stretches.firstRows(), rows[i]);
                    int stretch = found >= 0 ? found : -found - 2;
                    assertThat(read[i])
                            .isBetween(stretches.least()[stretch], stretches.greatest()[stretch]);
                }
            }
        }
    }

    static void parentsOfSomeTracesAreThoseOfTheTree(SpanTable table) {
        RowSet some = new RowSet(table.rowCount());
        for (int row = 0; row < table.rowCount(); row += 17) {
            some.add(row);
        }
        int[] parents = table.parentRows(some).clone();
        for (int row = some.next(0); row < table.rowCount(); row = some.next(row + 1)) {
            for (int own : table.traces().rowsOf(table.traces().traceOf(row))) {
                assertThat(parents[own])
                        .as("parent of row %s", own)
                        .isEqualTo(table.tree().parentRows()[own]);
            }
        }
    }
}
