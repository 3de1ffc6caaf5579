package dev.vivace.live;

import dev.vivace.live.chunk.IntChunks;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.CodedNumbers;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.TextTest;
import dev.vivace.traceql.source.ValueNumbering;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Columns of spans whose values are those of their resources or instrumentation scopes: a condition is judged
/// once per distinct origin.
///
/// @param codes by span row: its origin
/// @param rows number of span rows
/// @param origins number of origins
record OriginColumns(IntChunks codes, int rows, int origins) {

    List<Column> spread(List<Column> columns) {
        return columns.stream().map(this::spread).toList();
    }

    Column spread(Column column) {
        return switch (column) {
            case Column.OfText text -> new Text(this, text);
            case Column.OfLong longs -> new Longs(this, longs);
            case Column.OfDouble doubles -> new Doubles(this, doubles);
            case Column.OfBoolean booleans -> new Booleans(this, booleans);
            case Column.OfComposite composites -> new Composites(this, composites);
        };
    }

    private RowSet none() {
        return new RowSet(origins);
    }

    private RowSet all() {
        return RowSet.all(origins);
    }

    /// Adds the rows of `among`, or all rows if it is null, whose origin is in `hits`.
    private void spread(RowSet hits, @Nullable RowSet among, RowSet into) {
        if (hits.isEmpty()) {
            return;
        }
        long[] hitWords = hits.words();
        int[][] chunks = codes.chunks();
        long[] words = into.words();
        long[] amongWords = among == null ? RowSet.all(rows).words() : among.words();
        for (int w = 0; w < amongWords.length; w++) {
            long left = amongWords[w];
            if (left == 0) {
                continue;
            }
            int[] chunk = chunks[w >> IntChunks.SHIFT - 6];
            int base = w << 6 & IntChunks.MASK;
            long matches = 0;
            for (; left != 0; left &= left - 1) {
                int bit = Long.numberOfTrailingZeros(left);
                int code = chunk[base + bit];
                matches |= (hitWords[code >> 6] >>> code & 1) << bit;
            }
            words[w] |= matches;
        }
    }

    private void present(Column column, RowSet into) {
        RowSet hits = none();
        column.present(hits);
        spread(hits, null, into);
    }

    private @Nullable AttributeValue value(Column column, int row) {
        return column.value(codes.get(row));
    }

    private void number(Column column, int[] rows, ValueNumbering numbering, int[] into) {
        int[] rowOrigins = new int[rows.length];
        codes.gather(rows, rowOrigins);
        CodedNumbers.number(
                rowOrigins,
                origins,
                origin -> {
                    AttributeValue value = column.value(origin);
                    return value == null ? CodedNumbers.VALUELESS : numbering.numberOf(value);
                },
                into);
    }

    private void distinct(Column column, @Nullable RowSet among, Consumer<AttributeValue> into) {
        if (among == null) {
            column.distinct(null, into);
            return;
        }
        RowSet wanted = none();
        for (int row = among.next(0); row < among.rows(); row = among.next(row + 1)) {
            wanted.add(codes.get(row));
        }
        column.distinct(wanted, into);
    }

    private record Text(OriginColumns origin, Column.OfText column) implements Column.OfText {
        @Override
        public void match(TextTest test, RowSet among, RowSet into) {
            RowSet hits = origin.none();
            column.match(test, origin.all(), hits);
            origin.spread(hits, among, into);
        }

        @Override
        public void present(RowSet into) {
            origin.present(column, into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return origin.value(column, row);
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            origin.number(column, rows, numbering, into);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            origin.distinct(column, among, into);
        }
    }

    private record Longs(OriginColumns origin, Column.OfLong column) implements Column.OfLong {
        @Override
        public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
            RowSet hits = origin.none();
            column.match(min, max, negated, origin.all(), hits);
            origin.spread(hits, among, into);
        }

        @Override
        public long longAt(int row) {
            return column.longAt(origin.codes.get(row));
        }

        @Override
        public void present(RowSet into) {
            origin.present(column, into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return origin.value(column, row);
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            origin.number(column, rows, numbering, into);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            origin.distinct(column, among, into);
        }
    }

    private record Doubles(OriginColumns origin, Column.OfDouble column) implements Column.OfDouble {
        @Override
        public void match(DoublePredicate test, RowSet among, RowSet into) {
            RowSet hits = origin.none();
            column.match(test, origin.all(), hits);
            origin.spread(hits, among, into);
        }

        @Override
        public void present(RowSet into) {
            origin.present(column, into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return origin.value(column, row);
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            origin.number(column, rows, numbering, into);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            origin.distinct(column, among, into);
        }
    }

    private record Booleans(OriginColumns origin, Column.OfBoolean column) implements Column.OfBoolean {
        @Override
        public void match(boolean value, RowSet among, RowSet into) {
            RowSet hits = origin.none();
            column.match(value, origin.all(), hits);
            origin.spread(hits, among, into);
        }

        @Override
        public void present(RowSet into) {
            origin.present(column, into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return origin.value(column, row);
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            origin.number(column, rows, numbering, into);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            origin.distinct(column, among, into);
        }
    }

    private record Composites(OriginColumns origin, Column.OfComposite column) implements Column.OfComposite {
        @Override
        public void match(Predicate<AttributeValue> test, RowSet among, RowSet into) {
            RowSet hits = origin.none();
            column.match(test, origin.all(), hits);
            origin.spread(hits, among, into);
        }

        @Override
        public void present(RowSet into) {
            origin.present(column, into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return origin.value(column, row);
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            origin.number(column, rows, numbering, into);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            origin.distinct(column, among, into);
        }
    }
}
