package dev.vivace.block.read;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.parquet.ColumnChunk;
import dev.vivace.parquet.ColumnScan;
import dev.vivace.parquet.ColumnValues;
import dev.vivace.parquet.DictionaryPage;
import dev.vivace.parquet.ListColumn;
import dev.vivace.parquet.PageBounds;
import dev.vivace.parquet.TextSlice;
import dev.vivace.parquet.Values;
import dev.vivace.traceql.source.CodedNumbers;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.Stretches;
import dev.vivace.traceql.source.TextTest;
import dev.vivace.traceql.source.ValueNumbering;
import dev.vivace.wire.value.ValueJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Columns as the engine wants them over columns as Parquet has them: flat ones by row, list ones by
/// element. Confined to one thread.
final class StoredColumn {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final ColumnScan scan;
    private final @Nullable ColumnChunk chunk;
    private final int count;
    private @Nullable ColumnValues values;
    private AttributeValue.@Nullable Text @Nullable [] texts;

    private StoredColumn(ColumnScan scan, @Nullable ColumnChunk chunk, @Nullable ColumnValues values, int count) {
        this.scan = scan;
        this.chunk = chunk;
        this.values = values;
        this.count = count;
    }

    static StoredColumn of(ColumnChunk chunk) {
        return new StoredColumn(chunk, chunk, null, chunk.rowCount());
    }

    static StoredColumn of(ListColumn list) {
        return new StoredColumn(list, null, list, list.elementCount());
    }

    private ColumnValues values() {
        if (values == null) {
            if (chunk == null) {
                throw new IllegalStateException("list column without values");
            }
            values = chunk.cursor();
        }
        return values;
    }

    Column.OfText asText() {
        return new Texts(this);
    }

    Column.OfLong asLong() {
        return new Longs(this);
    }

    Column.OfDouble asDouble() {
        return new Doubles(this);
    }

    Column.OfBoolean asBoolean() {
        return new Booleans(this);
    }

    Column.OfComposite asComposite() {
        return new Composites(this);
    }

    /// Ids of eight bytes as numbers; rows without one count as 0 and are present.
    Column.OfLong asId() {
        return new Ids(this, 0);
    }

    /// The eight bytes from `offset` of longer ids.
    Column.OfLong asIdPart(int offset) {
        return new Ids(this, offset);
    }

    private void addPresent(RowSet into) {
        run(() -> scan.present(into));
    }

    private void matchTexts(TextTest test, RowSet among, RowSet into) {
        run(() -> {
            byte[] only = test.onlyValue();
            if (only != null && chunk != null && !chunk.mayContain(only)) {
                QueryWork.count(Reads.Kind.NOT_IN_BLOOM, 1);
                return;
            }
            scan.matchTexts(test::passes, among, into);
        });
    }

    /// Hands over every value of the rows (or, if null, of all rows), dictionary entries at once where
    /// possible.
    private void distinct(@Nullable RowSet among, IntConsumerOfCode ofCode, IntConsumerOfRow ofRow) {
        run(() -> {
            if (chunk != null && chunk.allDictionary()) {
                DictionaryPage dictionary = chunk.dictionary();
                if (dictionary == null) {
                    return;
                }
                boolean[] occurs = new boolean[dictionary.count()];
                if (among != null) {
                    for (int row = among.next(0); row < count; row = among.next(row + 1)) {
                        int code = values().code(row);
                        if (code >= 0) {
                            occurs[code] = true;
                        }
                    }
                }
                for (int code = 0; code < occurs.length; code++) {
                    if (among == null || occurs[code]) {
                        ofCode.accept(dictionary, code);
                    }
                }
                return;
            }
            RowSet rows = new RowSet(count);
            scan.present(rows);
            if (among != null) {
                rows.and(among);
            }
            for (int row = rows.next(0); row < count; row = rows.next(row + 1)) {
                ofRow.accept(row);
            }
        });
    }

    /// Numbers dictionary entries rather than rows; false if values are kept without a dictionary.
    private boolean number(int[] rows, EntryNumber entryNumber, int[] into) {
        if (chunk == null || !chunk.allDictionary()) {
            return false;
        }
        run(() -> {
            DictionaryPage dictionary = chunk.dictionary();
            if (dictionary != null) {
                int[] codes = new int[rows.length];
                chunk.readCodes(rows, codes);
                CodedNumbers.number(codes, dictionary.count(), code -> entryNumber.of(dictionary, code), into);
            }
        });
        return true;
    }

    private interface EntryNumber {
        int of(DictionaryPage dictionary, int code);
    }

    private interface IntConsumerOfCode {
        void accept(DictionaryPage dictionary, int code);
    }

    private interface IntConsumerOfRow {
        void accept(int row);
    }

    private interface Reading {
        void run() throws IOException;
    }

    private interface Asking<T extends @Nullable Object> {
        T ask() throws IOException;
    }

    private static void run(Reading reading) {
        try {
            reading.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T extends @Nullable Object> T ask(Asking<T> asking) {
        try {
            return asking.ask();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The text of a row; dictionary entries are decoded once.
    private AttributeValue.@Nullable Text textAt(int row) throws IOException {
        if (chunk != null && chunk.allDictionary()) {
            int code = values().code(row);
            return code < 0 ? null : entry(chunk, code);
        }
        TextSlice slice = new TextSlice();
        return values().textAt(row, slice) ? new AttributeValue.Text(slice.toString()) : null;
    }

    private AttributeValue.@Nullable Text entry(ColumnChunk of, int code) throws IOException {
        DictionaryPage dictionary = of.dictionary();
        if (dictionary == null) {
            return null;
        }
        if (texts == null) {
            texts = new AttributeValue.@Nullable Text[dictionary.count()];
        }
        AttributeValue.Text known = texts[code];
        if (known == null) {
            known = new AttributeValue.Text(text(dictionary, code));
            texts[code] = known;
        }
        return known;
    }

    private boolean isPresent(int row) {
        return ask(() -> values().isPresent(row));
    }

    private static String text(DictionaryPage dictionary, int code) {
        TextSlice slice = new TextSlice();
        dictionary.textAt(code, slice);
        return slice.toString();
    }

    private record Texts(StoredColumn column) implements Column.OfText {
        @Override
        public void match(TextTest test, RowSet among, RowSet into) {
            column.matchTexts(test, among, into);
        }

        @Override
        public void present(RowSet into) {
            column.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            try {
                return column.textAt(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            TextSlice slice = new TextSlice();
            EntryNumber ofEntry = (dictionary, code) -> {
                dictionary.textAt(code, slice);
                return numbering.numberOfText(slice.bytes(), slice.offset(), slice.length());
            };
            if (!column.number(rows, ofEntry, into)) {
                Column.OfText.super.number(rows, numbering, into);
            }
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            column.distinct(
                    among, (dictionary, code) -> into.accept(new AttributeValue.Text(text(dictionary, code))), row -> {
                        AttributeValue value = value(row);
                        if (value != null) {
                            into.accept(value);
                        }
                    });
        }
    }

    private record Longs(StoredColumn column) implements Column.OfLong {
        @Override
        public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
            if (!negated && column.chunk != null) {
                OptionalLong least = column.chunk.minLong();
                OptionalLong greatest = column.chunk.maxLong();
                if (least.isPresent() && least.getAsLong() > max
                        || greatest.isPresent() && greatest.getAsLong() < min) {
                    QueryWork.count(Reads.Kind.OUT_OF_BOUNDS, 1);
                    return;
                }
            }
            run(() -> column.scan.matchLongs(min, max, negated, among, into));
        }

        @Override
        public long longAt(int row) {
            try {
                return column.values().longAt(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable Stretches stretches() {
            ColumnChunk chunk = column.chunk;
            PageBounds bounds = chunk == null ? null : ask(chunk::pageBounds);
            return bounds == null ? null : new Stretches(bounds.firstRows(), bounds.least(), bounds.greatest());
        }

        @Override
        public void longsAt(int[] rows, long[] into) {
            ColumnChunk chunk = column.chunk;
            if (chunk == null) {
                Column.OfLong.super.longsAt(rows, into);
            } else {
                run(() -> chunk.readLongs(rows, into));
            }
        }

        @Override
        public void present(RowSet into) {
            column.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return column.isPresent(row) ? new AttributeValue.Int(longAt(row)) : null;
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            EntryNumber ofEntry =
                    (dictionary, code) -> numbering.numberOf(new AttributeValue.Int(dictionary.longAt(code)));
            if (!column.number(rows, ofEntry, into)) {
                Column.OfLong.super.number(rows, numbering, into);
            }
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            column.distinct(
                    among,
                    (dictionary, code) -> into.accept(new AttributeValue.Int(dictionary.longAt(code))),
                    row -> into.accept(new AttributeValue.Int(longAt(row))));
        }
    }

    private record Doubles(StoredColumn column) implements Column.OfDouble {
        @Override
        public void match(DoublePredicate test, RowSet among, RowSet into) {
            run(() -> column.scan.matchDoubles(test, among, into));
        }

        @Override
        public void present(RowSet into) {
            column.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return column.isPresent(row)
                    ? new AttributeValue.Real(ask(() -> column.values().doubleAt(row)))
                    : null;
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            column.distinct(
                    among,
                    (dictionary, code) -> {
                        if (dictionary.entries() instanceof Values.Doubles(double[] doubles, int _)) {
                            into.accept(new AttributeValue.Real(doubles[code]));
                        }
                    },
                    row -> into.accept(
                            new AttributeValue.Real(ask(() -> column.values().doubleAt(row)))));
        }
    }

    private record Booleans(StoredColumn column) implements Column.OfBoolean {
        @Override
        public void match(boolean wanted, RowSet among, RowSet into) {
            run(() -> column.scan.matchBooleans(wanted, among, into));
        }

        @Override
        public void present(RowSet into) {
            column.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return column.isPresent(row)
                    ? new AttributeValue.Bool(ask(() -> column.values().booleanAt(row)))
                    : null;
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            for (boolean flag : new boolean[] {false, true}) {
                RowSet rows = among == null ? RowSet.all(column.count) : among;
                RowSet matched = new RowSet(column.count);
                match(flag, rows, matched);
                matched.and(rows);
                if (!matched.isEmpty()) {
                    into.accept(new AttributeValue.Bool(flag));
                }
            }
        }
    }

    private record Composites(StoredColumn column) implements Column.OfComposite {
        @Override
        public void match(Predicate<AttributeValue> test, RowSet among, RowSet into) {
            run(() -> column.scan.matchTexts(
                    (bytes, offset, length) -> test.test(ValueJson.parse(bytes, offset, length)), among, into));
        }

        @Override
        public void present(RowSet into) {
            column.addPresent(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return ask(() -> {
                TextSlice slice = new TextSlice();
                return column.values().textAt(row, slice)
                        ? ValueJson.parse(slice.bytes(), slice.offset(), slice.length())
                        : null;
            });
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            column.distinct(
                    among,
                    (dictionary, code) -> {
                        TextSlice slice = new TextSlice();
                        dictionary.textAt(code, slice);
                        into.accept(ValueJson.parse(slice.bytes(), slice.offset(), slice.length()));
                    },
                    row -> {
                        AttributeValue value = value(row);
                        if (value != null) {
                            into.accept(value);
                        }
                    });
        }
    }

    private record Ids(StoredColumn column, int part) implements Column.OfLong {
        @Override
        public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
            run(() -> {
                column.scan.matchTexts(
                        (bytes, offset, length) -> passes(toLong(bytes, offset + part), min, max, negated),
                        among,
                        into);
                if (passes(0, min, max, negated)) {
                    RowSet absent = new RowSet(column.count);
                    column.scan.present(absent);
                    absent.flip();
                    into.or(absent);
                }
            });
        }

        private static boolean passes(long id, long min, long max, boolean negated) {
            return (id >= min && id <= max) != negated;
        }

        @Override
        public long longAt(int row) {
            try {
                TextSlice slice = new TextSlice();
                return column.values().textAt(row, slice) ? toLong(slice.bytes(), slice.offset() + part) : 0L;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void longsAt(int[] rows, long[] into) {
            ColumnChunk chunk = column.chunk;
            if (chunk == null) {
                Column.OfLong.super.longsAt(rows, into);
            } else {
                run(() -> chunk.readIds(rows, part, into));
            }
        }

        @Override
        public void present(RowSet into) {
            into.addRange(0, column.count);
        }

        @Override
        public AttributeValue value(int row) {
            return new AttributeValue.Int(longAt(row));
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            RowSet rows = among == null ? RowSet.all(column.count) : among;
            for (int row = rows.next(0); row < column.count; row = rows.next(row + 1)) {
                into.accept(value(row));
            }
        }
    }

    static long toLong(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }
}
