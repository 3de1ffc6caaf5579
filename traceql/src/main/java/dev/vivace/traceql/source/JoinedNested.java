package dev.vivace.traceql.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The events or links of spans of several tables, in order of the spans' rows here. Confined to one thread.
final class JoinedNested implements NestedTable {

    private final List<NestedTable> tables;
    private final JoinedRows rows;
    private final int[] spanRows;

    private JoinedNested(List<NestedTable> tables, JoinedRows rows, int[] spanRows) {
        this.tables = tables;
        this.rows = rows;
        this.spanRows = spanRows;
    }

    /// @param tables the events or links of each table the spans are of
    static JoinedNested of(JoinedRows spans, List<NestedTable> tables) {
        List<int[]> wanted = new ArrayList<>();
        List<int[]> wantedSpans = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < tables.size(); i++) {
            JoinedRows.Part part = spans.parts().get(i);
            NestedTable table = tables.get(i);
            int[] own = new int[16];
            int[] ownSpans = new int[16];
            int size = 0;
            int span = 0;
            for (int row = 0; row < table.rowCount() && span < part.rows().length; ) {
                int spanRow = table.spanRow(row);
                if (part.rows()[span] < spanRow) {
                    span++;
                    continue;
                }
                if (part.rows()[span] == spanRow) {
                    if (size == own.length) {
                        own = Arrays.copyOf(own, 2 * size);
                        ownSpans = Arrays.copyOf(ownSpans, 2 * size);
                    }
                    own[size] = row;
                    ownSpans[size++] = part.joined()[span];
                }
                row++;
            }
            wanted.add(Arrays.copyOf(own, size));
            wantedSpans.add(Arrays.copyOf(ownSpans, size));
            count += size;
        }
        int[] partOf = new int[count];
        int[] rowIn = new int[count];
        int[] spanRows = new int[count];
        int at = 0;
        for (int i = 0; i < wanted.size(); i++) {
            for (int k = 0; k < wanted.get(i).length; k++) {
                partOf[at] = i;
                rowIn[at] = wanted.get(i)[k];
                spanRows[at++] = wantedSpans.get(i)[k];
            }
        }
        // Stable: a span's own stay in their order.
        int[] order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingInt(nested -> spanRows[nested]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[order[i]] = i;
        }
        List<JoinedRows.Part> parts = new ArrayList<>();
        at = 0;
        for (int i = 0; i < wanted.size(); i++) {
            int size = wanted.get(i).length;
            parts.add(new JoinedRows.Part(
                    tables.get(i).rowCount(), wanted.get(i), Arrays.copyOfRange(places, at, at + size)));
            at += size;
        }
        return new JoinedNested(
                tables,
                new JoinedRows(parts, reordered(partOf, order), reordered(rowIn, order)),
                reordered(spanRows, order));
    }

    private static int[] reordered(int[] values, int[] order) {
        int[] result = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            result[i] = values[order[i]];
        }
        return result;
    }

    @Override
    public int rowCount() {
        return spanRows.length;
    }

    @Override
    public int spanRow(int nestedRow) {
        return spanRows[nestedRow];
    }

    @Override
    public List<Column> attribute(String key) {
        return JoinedColumns.attribute(
                rows, tables.stream().map(table -> table.attribute(key)).toList());
    }

    @Override
    public Column.OfText name() {
        return JoinedColumns.texts(rows, tables.stream().map(NestedTable::name).toList());
    }

    @Override
    public Column.OfLong epochNanos() {
        return longs(NestedTable::epochNanos);
    }

    @Override
    public Column.OfLong spanId() {
        return longs(NestedTable::spanId);
    }

    @Override
    public Column.OfLong traceIdHigh() {
        return longs(NestedTable::traceIdHigh);
    }

    @Override
    public Column.OfLong traceIdLow() {
        return longs(NestedTable::traceIdLow);
    }

    private Column.OfLong longs(Function<NestedTable, Column.OfLong> column) {
        return JoinedColumns.longs(rows, tables.stream().map(column).toList());
    }
}
