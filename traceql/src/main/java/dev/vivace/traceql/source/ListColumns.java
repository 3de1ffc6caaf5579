package dev.vivace.traceql.source;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Columns over plain objects: nothing is encoded, every row is looked at. For few spans, and as the measure of what
/// fast columns must answer.
final class ListColumns {

    private ListColumns() {}

    /// The columns of one key, by type.
    static List<Column> of(int rowCount, String key, IntFunction<List<Attribute>> attributes) {
        List<List<AttributeValue>> values = new ArrayList<>(rowCount);
        boolean[] occurs = new boolean[5];
        for (int row = 0; row < rowCount; row++) {
            List<AttributeValue> own = new ArrayList<>();
            for (Attribute attribute : attributes.apply(row)) {
                if (attribute.key().equals(key)) {
                    own.add(attribute.value());
                    occurs[type(attribute.value())] = true;
                }
            }
            values.add(own);
        }
        List<Column> columns = new ArrayList<>();
        for (int type = 0; type < occurs.length; type++) {
            if (occurs[type]) {
                int wanted = type;
                Rows rows = new Rows(
                        rowCount,
                        row -> values.get(row).stream()
                                .filter(value -> type(value) == wanted)
                                .toList());
                columns.add(
                        switch (type) {
                            case 0 -> new Texts(rows);
                            case 1 -> new Longs(rows);
                            case 2 -> new Doubles(rows);
                            case 3 -> new Booleans(rows);
                            default -> new Composites(rows);
                        });
            }
        }
        return columns;
    }

    private static int type(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text _ -> 0;
            case AttributeValue.Int _ -> 1;
            case AttributeValue.Real _ -> 2;
            case AttributeValue.Bool _ -> 3;
            case AttributeValue.Many _, AttributeValue.Fields _, AttributeValue.Bytes _, AttributeValue.Absent _ -> 4;
        };
    }

    static Column.OfText texts(int rowCount, IntFunction<String> text) {
        return new Texts(new Rows(rowCount, row -> List.of(new AttributeValue.Text(text.apply(row)))));
    }

    static Column.OfLong longs(int rowCount, IntToLongFunction number) {
        return new Longs(new Rows(rowCount, row -> List.of(new AttributeValue.Int(number.applyAsLong(row)))));
    }

    /// The values of every row.
    private record Rows(int count, IntFunction<List<AttributeValue>> values) {

        void match(Predicate<AttributeValue> test, RowSet among, RowSet into) {
            for (int row = among.next(0); row < count; row = among.next(row + 1)) {
                if (values.apply(row).stream().anyMatch(test)) {
                    into.add(row);
                }
            }
        }

        void present(RowSet into) {
            match(value -> true, RowSet.all(count), into);
        }

        @Nullable
        AttributeValue first(int row) {
            List<AttributeValue> own = values.apply(row);
            return own.isEmpty() ? null : own.getFirst();
        }

        void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            RowSet rows = among == null ? RowSet.all(count) : among;
            for (int row = rows.next(0); row < count; row = rows.next(row + 1)) {
                values.apply(row).forEach(into);
            }
        }
    }

    private record Texts(Rows rows) implements Column.OfText {
        @Override
        public void match(TextTest test, RowSet among, RowSet into) {
            rows.match(
                    value -> {
                        byte[] bytes = ((AttributeValue.Text) value).text().getBytes(StandardCharsets.UTF_8);
                        return test.passes(bytes, 0, bytes.length);
                    },
                    among,
                    into);
        }

        @Override
        public void present(RowSet into) {
            rows.present(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return rows.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            rows.distinct(among, into);
        }
    }

    private record Longs(Rows rows) implements Column.OfLong {
        @Override
        public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
            rows.match(
                    value -> {
                        long number = ((AttributeValue.Int) value).number();
                        return (number >= min && number <= max) != negated;
                    },
                    among,
                    into);
        }

        @Override
        public long longAt(int row) {
            return rows.first(row) instanceof AttributeValue.Int(long number) ? number : 0;
        }

        @Override
        public void present(RowSet into) {
            rows.present(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return rows.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            rows.distinct(among, into);
        }
    }

    private record Doubles(Rows rows) implements Column.OfDouble {
        @Override
        public void match(DoublePredicate test, RowSet among, RowSet into) {
            rows.match(value -> test.test(((AttributeValue.Real) value).number()), among, into);
        }

        @Override
        public void present(RowSet into) {
            rows.present(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return rows.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            rows.distinct(among, into);
        }
    }

    private record Booleans(Rows rows) implements Column.OfBoolean {
        @Override
        public void match(boolean wanted, RowSet among, RowSet into) {
            rows.match(value -> ((AttributeValue.Bool) value).flag() == wanted, among, into);
        }

        @Override
        public void present(RowSet into) {
            rows.present(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return rows.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            rows.distinct(among, into);
        }
    }

    private record Composites(Rows rows) implements Column.OfComposite {
        @Override
        public void match(Predicate<AttributeValue> test, RowSet among, RowSet into) {
            rows.match(test, among, into);
        }

        @Override
        public void present(RowSet into) {
            rows.present(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return rows.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            rows.distinct(among, into);
        }
    }
}
