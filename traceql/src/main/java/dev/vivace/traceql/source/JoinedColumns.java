package dev.vivace.traceql.source;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Columns over rows of several tables: each question is put to the column of each table once, for the rows of it that
/// are wanted. Confined to one thread.
final class JoinedColumns {

    private JoinedColumns() {}

    /// @param columns of each table, those of strings
    static Column.OfText texts(JoinedRows rows, List<? extends @Nullable Column> columns) {
        return new Texts(new Joined(rows, columns));
    }

    static Column.OfLong longs(JoinedRows rows, List<? extends @Nullable Column> columns) {
        return new Longs(new Joined(rows, columns));
    }

    /// The columns of an attribute.
    ///
    /// @param byTable of each table those it has
    static List<Column> attribute(JoinedRows rows, List<List<Column>> byTable) {
        List<Column> result = new ArrayList<>();
        for (Class<? extends Column> type : List.of(
                Column.OfText.class,
                Column.OfLong.class,
                Column.OfDouble.class,
                Column.OfBoolean.class,
                Column.OfComposite.class)) {
            List<List<Column>> ofType = byTable.stream()
                    .map(columns -> columns.stream().filter(type::isInstance).toList())
                    .toList();
            int most = ofType.stream().mapToInt(List::size).max().orElse(0);
            for (int i = 0; i < most; i++) {
                int number = i;
                List<@Nullable Column> columns = new ArrayList<>();
                ofType.forEach(own -> columns.add(number < own.size() ? own.get(number) : null));
                result.add(ofType(type, new Joined(rows, columns)));
            }
        }
        return result;
    }

    private static Column ofType(Class<? extends Column> type, Joined joined) {
        if (type == Column.OfText.class) {
            return new Texts(joined);
        } else if (type == Column.OfLong.class) {
            return new Longs(joined);
        } else if (type == Column.OfDouble.class) {
            return new Doubles(joined);
        }
        return type == Column.OfBoolean.class ? new Booleans(joined) : new Composites(joined);
    }

    /// What one table's column answers about some of its rows.
    private interface Matching {
        void match(Column column, RowSet among, RowSet into);
    }

    /// A column of each table that has it.
    ///
    /// @param columns by table; null where there is none
    private record Joined(JoinedRows rows, List<? extends @Nullable Column> columns) {

        void match(RowSet among, RowSet into, Matching matching) {
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                if (column == null) {
                    continue;
                }
                JoinedRows.Part part = rows.parts().get(i);
                RowSet there = rows.there(part, among);
                if (!there.isEmpty()) {
                    RowSet matched = new RowSet(part.rowCount());
                    matching.match(column, there, matched);
                    matched.and(there);
                    rows.addHere(part, matched, into);
                }
            }
        }

        void present(RowSet into) {
            match(RowSet.all(rows.count()), into, (column, _, matched) -> column.present(matched));
        }

        @Nullable
        Column columnOf(int row) {
            return columns.get(rows.partOf()[row]);
        }

        int rowIn(int row) {
            return rows.rowIn()[row];
        }

        @Nullable
        AttributeValue value(int row) {
            Column column = columnOf(row);
            return column == null ? null : column.value(rowIn(row));
        }

        void number(int[] asked, ValueNumbering numbering, int[] into) {
            int[] positions = rows.positions(asked);
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                if (column == null) {
                    continue;
                }
                JoinedRows.Asked there = JoinedRows.asked(rows.parts().get(i), positions);
                int[] numbers = new int[there.rows().length];
                for (int at = 0; at < numbers.length; at++) {
                    numbers[at] = into[there.positions()[at]];
                }
                column.number(there.rows(), numbering, numbers);
                for (int at = 0; at < numbers.length; at++) {
                    into[there.positions()[at]] = numbers[at];
                }
            }
        }

        void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                if (column != null) {
                    JoinedRows.Part part = rows.parts().get(i);
                    column.distinct(among == null ? rows.all(part) : rows.there(part, among), into);
                }
            }
        }
    }

    /// What columns of all types answer alike.
    private abstract static class Shared {
        final Joined joined;

        Shared(Joined joined) {
            this.joined = joined;
        }

        public void present(RowSet into) {
            joined.present(into);
        }

        public @Nullable AttributeValue value(int row) {
            return joined.value(row);
        }

        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            joined.number(rows, numbering, into);
        }

        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            joined.distinct(among, into);
        }
    }

    private static final class Texts extends Shared implements Column.OfText {
        Texts(Joined joined) {
            super(joined);
        }

        @Override
        public void match(TextTest test, RowSet among, RowSet into) {
            joined.match(among, into, (column, there, matched) -> ((Column.OfText) column).match(test, there, matched));
        }
    }

    private static final class Longs extends Shared implements Column.OfLong {
        Longs(Joined joined) {
            super(joined);
        }

        @Override
        public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
            joined.match(
                    among,
                    into,
                    (column, there, matched) -> ((Column.OfLong) column).match(min, max, negated, there, matched));
        }

        @Override
        public long longAt(int row) {
            return joined.columnOf(row) instanceof Column.OfLong longs ? longs.longAt(joined.rowIn(row)) : 0;
        }

        @Override
        public void longsAt(int[] asked, long[] into) {
            int[] positions = joined.rows().positions(asked);
            for (int i = 0; i < joined.columns().size(); i++) {
                JoinedRows.Asked there = JoinedRows.asked(joined.rows().parts().get(i), positions);
                long[] numbers = new long[there.rows().length];
                if (joined.columns().get(i) instanceof Column.OfLong longs) {
                    longs.longsAt(there.rows(), numbers);
                }
                for (int at = 0; at < numbers.length; at++) {
                    into[there.positions()[at]] = numbers[at];
                }
            }
        }
    }

    private static final class Doubles extends Shared implements Column.OfDouble {
        Doubles(Joined joined) {
            super(joined);
        }

        @Override
        public void match(DoublePredicate test, RowSet among, RowSet into) {
            joined.match(
                    among, into, (column, there, matched) -> ((Column.OfDouble) column).match(test, there, matched));
        }

        @Override
        public double doubleAt(int row) {
            return joined.columnOf(row) instanceof Column.OfDouble doubles ? doubles.doubleAt(joined.rowIn(row)) : 0;
        }
    }

    private static final class Booleans extends Shared implements Column.OfBoolean {
        Booleans(Joined joined) {
            super(joined);
        }

        @Override
        public void match(boolean value, RowSet among, RowSet into) {
            joined.match(
                    among, into, (column, there, matched) -> ((Column.OfBoolean) column).match(value, there, matched));
        }
    }

    private static final class Composites extends Shared implements Column.OfComposite {
        Composites(Joined joined) {
            super(joined);
        }

        @Override
        public void match(Predicate<AttributeValue> test, RowSet among, RowSet into) {
            joined.match(
                    among, into, (column, there, matched) -> ((Column.OfComposite) column).match(test, there, matched));
        }
    }
}
