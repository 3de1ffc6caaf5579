package dev.vivace.block.read;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.TextTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Columns over a few decoded values: attributes that were read from the spill column.
final class SparseColumns {

    private int[] rows = new int[16];
    private final List<AttributeValue> values = new ArrayList<>();

    /// Adds a value; rows come in ascending order and may repeat.
    void add(int row, AttributeValue value) {
        if (values.size() == rows.length) {
            rows = Arrays.copyOf(rows, rows.length * 2);
        }
        rows[values.size()] = row;
        values.add(value);
    }

    /// One column for each type that occurs.
    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        if (has(AttributeValue.Text.class)) {
            columns.add(new Texts(only(AttributeValue.Text.class)));
        }
        if (has(AttributeValue.Int.class)) {
            columns.add(new Longs(only(AttributeValue.Int.class)));
        }
        if (has(AttributeValue.Real.class)) {
            columns.add(new Doubles(only(AttributeValue.Real.class)));
        }
        if (has(AttributeValue.Bool.class)) {
            columns.add(new Booleans(only(AttributeValue.Bool.class)));
        }
        SparseColumns rest = new SparseColumns();
        for (int i = 0; i < values.size(); i++) {
            if (isComposite(values.get(i))) {
                rest.add(rows[i], values.get(i));
            }
        }
        if (!rest.values.isEmpty()) {
            columns.add(new Composites(rest));
        }
        return columns;
    }

    private static boolean isComposite(AttributeValue value) {
        return !(value instanceof AttributeValue.Text
                || value instanceof AttributeValue.Int
                || value instanceof AttributeValue.Real
                || value instanceof AttributeValue.Bool);
    }

    private boolean has(Class<?> type) {
        return values.stream().anyMatch(type::isInstance);
    }

    private SparseColumns only(Class<?> type) {
        SparseColumns result = new SparseColumns();
        for (int i = 0; i < values.size(); i++) {
            if (type.isInstance(values.get(i))) {
                result.add(rows[i], values.get(i));
            }
        }
        return result;
    }

    private void match(Predicate<AttributeValue> test, RowSet into) {
        for (int i = 0; i < values.size(); i++) {
            if (test.test(values.get(i))) {
                into.add(rows[i]);
            }
        }
    }

    private void addPresent(RowSet into) {
        match(value -> true, into);
    }

    private @Nullable AttributeValue first(int row) {
        int low = 0;
        int high = values.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows[middle] < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < values.size() && rows[low] == row ? values.get(low) : null;
    }

    private void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
        for (int i = 0; i < values.size(); i++) {
            if (among == null || among.contains(rows[i])) {
                into.accept(values.get(i));
            }
        }
    }

    private record Texts(SparseColumns values) implements Column.OfText {
        @Override
        public void match(TextTest test, RowSet among, RowSet into) {
            values.match(
                    value -> {
                        byte[] bytes = ((AttributeValue.Text) value).text().getBytes(StandardCharsets.UTF_8);
                        return test.passes(bytes, 0, bytes.length);
                    },
                    into);
        }

        @Override
        public void present(RowSet into) {
            values.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return values.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            values.distinct(among, into);
        }
    }

    private record Longs(SparseColumns values) implements Column.OfLong {
        @Override
        public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
            values.match(
                    value -> {
                        long number = ((AttributeValue.Int) value).number();
                        return (number >= min && number <= max) != negated;
                    },
                    into);
        }

        @Override
        public long longAt(int row) {
            return values.first(row) instanceof AttributeValue.Int(long number) ? number : 0;
        }

        @Override
        public void present(RowSet into) {
            values.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return values.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            values.distinct(among, into);
        }
    }

    private record Doubles(SparseColumns values) implements Column.OfDouble {
        @Override
        public void match(DoublePredicate test, RowSet among, RowSet into) {
            values.match(value -> test.test(((AttributeValue.Real) value).number()), into);
        }

        @Override
        public void present(RowSet into) {
            values.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return values.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            values.distinct(among, into);
        }
    }

    private record Booleans(SparseColumns values) implements Column.OfBoolean {
        @Override
        public void match(boolean wanted, RowSet among, RowSet into) {
            values.match(value -> ((AttributeValue.Bool) value).flag() == wanted, into);
        }

        @Override
        public void present(RowSet into) {
            values.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return values.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            values.distinct(among, into);
        }
    }

    private record Composites(SparseColumns values) implements Column.OfComposite {
        @Override
        public void match(Predicate<AttributeValue> test, RowSet among, RowSet into) {
            values.match(test, into);
        }

        @Override
        public void present(RowSet into) {
            values.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return values.first(row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            values.distinct(among, into);
        }
    }
}
