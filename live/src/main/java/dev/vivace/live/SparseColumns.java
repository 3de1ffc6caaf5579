package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.CodedNumbers;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.TextTest;
import dev.vivace.traceql.source.ValueNumbering;
import dev.vivace.wire.otlp.OtlpObjects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a reader sees of attribute columns: walks over entries, one verdict per distinct string.
final class SparseColumns {

    private SparseColumns() {}

    /// Those of the columns that have entries in the first `tableRows` rows.
    static List<Column> of(List<AttributeColumn> columns, int tableRows) {
        List<Column> result = new ArrayList<>();
        for (AttributeColumn column : columns) {
            Entries entries = new Entries(column, tableRows);
            if (entries.count > 0) {
                result.add(of(entries));
            }
        }
        return result;
    }

    static Column of(Entries entries) {
        return switch (entries.column) {
            case DictionaryColumn column ->
                column.type == ValueType.TEXT ? new Text(entries, column) : new Composite(entries, column);
            case NumberColumn column ->
                switch (column.type) {
                    case INT -> new Longs(entries, column);
                    case REAL -> new Doubles(entries, column);
                    case BOOL, TEXT, COMPOSITE -> new Booleans(entries, column);
                };
        };
    }

    /// The value of one entry.
    static AttributeValue value(AttributeColumn from, int entry) {
        return switch (from) {
            case DictionaryColumn column -> valueOfCode(column, column.codes.get(entry));
            case NumberColumn column -> {
                long number = column.numbers.get(entry);
                yield switch (column.type) {
                    case INT -> new AttributeValue.Int(number);
                    case REAL -> new AttributeValue.Real(Double.longBitsToDouble(number));
                    case BOOL, TEXT, COMPOSITE -> new AttributeValue.Bool(number != 0);
                };
            }
        };
    }

    private static AttributeValue valueOfCode(DictionaryColumn column, int code) {
        Dictionary dictionary = column.dictionary;
        return column.type == ValueType.TEXT
                ? new AttributeValue.Text(dictionary.text(code))
                : OtlpObjects.value(dictionary.array(code), dictionary.offset(code), dictionary.length(code));
    }

    private static @Nullable AttributeValue valueOf(Entries entries, int row) {
        int entry = entries.find(row);
        return entry < 0 ? null : value(entries.column, entry);
    }

    private static void matchCodes(Entries entries, IntChunks codes, Verdicts verdicts, RowSet among, RowSet into) {
        if (verdicts.none) {
            return;
        }
        int[][] codeChunks = codes.chunks();
        if (entries.isFew(among)) {
            for (int row = among.next(0); row < among.rows(); row = among.next(row + 1)) {
                for (int i = entries.column.firstAt(row, entries.count);
                        i < entries.count && entries.row(i) == row;
                        i++) {
                    if (verdicts.passes(codeChunks[i >> IntChunks.SHIFT][i & IntChunks.MASK])) {
                        into.add(row);
                    }
                }
            }
            return;
        }
        long[] words = into.words();
        int end = entries.end(among);
        for (int i = entries.first(among); i < end; ) {
            int[] rows = entries.rows[i >> IntChunks.SHIFT];
            int[] chunk = codeChunks[i >> IntChunks.SHIFT];
            int chunkEnd = Math.min(end, (i | IntChunks.MASK) + 1);
            for (; i < chunkEnd; i++) {
                int at = i & IntChunks.MASK;
                if (verdicts.passes(chunk[at])) {
                    int row = rows[at];
                    words[row >> 6] |= 1L << row;
                }
            }
        }
    }

    /// Numbers strings, each once.
    private static void numberCodes(
            Entries entries, DictionaryColumn column, int[] rows, ValueNumbering numbering, int[] into) {
        int[] codes = new int[rows.length];
        entries.find(rows, codes);
        int[][] chunks = column.codes.chunks();
        for (int i = 0; i < codes.length; i++) {
            int entry = codes[i];
            codes[i] = entry < 0 ? -1 : chunks[entry >> IntChunks.SHIFT][entry & IntChunks.MASK];
        }
        CodedNumbers.number(
                codes, column.dictionary.committedCount(), code -> numbering.numberOf(valueOfCode(column, code)), into);
    }

    private static void distinctCodes(
            Entries entries, DictionaryColumn column, @Nullable RowSet among, Consumer<AttributeValue> into) {
        boolean[] seen = new boolean[column.dictionary.committedCount()];
        for (int i = 0; i < entries.count; i++) {
            int code = column.codes.get(i);
            if (!seen[code] && (among == null || among.contains(entries.row(i)))) {
                seen[code] = true;
                into.accept(value(column, i));
            }
        }
    }

    private static void distinctNumbers(
            Entries entries, NumberColumn column, @Nullable RowSet among, Consumer<AttributeValue> into) {
        RecentNumbers recent = new RecentNumbers();
        for (int i = 0; i < entries.count; i++) {
            if ((among == null || among.contains(entries.row(i))) && recent.add(column.numbers.get(i))) {
                into.accept(value(column, i));
            }
        }
    }

    private record Text(Entries entries, DictionaryColumn column) implements Column.OfText {
        @Override
        public void match(TextTest test, RowSet among, RowSet into) {
            matchCodes(entries, column.codes, Verdicts.of(column.dictionary, test), among, into);
        }

        @Override
        public void present(RowSet into) {
            entries.addRows(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return valueOf(entries, row);
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            numberCodes(entries, column, rows, numbering, into);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            distinctCodes(entries, column, among, into);
        }
    }

    private record Composite(Entries entries, DictionaryColumn column) implements Column.OfComposite {
        @Override
        public void match(Predicate<AttributeValue> test, RowSet among, RowSet into) {
            matchCodes(entries, column.codes, Verdicts.of(column.dictionary, test), among, into);
        }

        @Override
        public void present(RowSet into) {
            entries.addRows(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return valueOf(entries, row);
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            numberCodes(entries, column, rows, numbering, into);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            distinctCodes(entries, column, among, into);
        }
    }

    private record Longs(Entries entries, NumberColumn column) implements Column.OfLong {
        @Override
        public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
            long[][] numbers = column.numbers.chunks();
            long[] words = into.words();
            int end = entries.end(among);
            for (int i = entries.first(among); i < end; ) {
                int[] rows = entries.rows[i >> LongChunks.SHIFT];
                long[] chunk = numbers[i >> LongChunks.SHIFT];
                int chunkEnd = Math.min(end, (i | LongChunks.MASK) + 1);
                for (; i < chunkEnd; i++) {
                    int at = i & LongChunks.MASK;
                    long number = chunk[at];
                    if ((number >= min && number <= max) != negated) {
                        int row = rows[at];
                        words[row >> 6] |= 1L << row;
                    }
                }
            }
        }

        @Override
        public long longAt(int row) {
            int entry = entries.find(row);
            return entry < 0 ? 0 : column.numbers.get(entry);
        }

        @Override
        public void longsAt(int[] rows, long[] into) {
            int[] found = new int[rows.length];
            entries.find(rows, found);
            long[][] numbers = column.numbers.chunks();
            for (int i = 0; i < rows.length; i++) {
                int entry = found[i];
                into[i] = entry < 0 ? 0 : numbers[entry >> LongChunks.SHIFT][entry & LongChunks.MASK];
            }
        }

        @Override
        public void number(int[] rows, ValueNumbering numbering, int[] into) {
            int[] found = new int[rows.length];
            entries.find(rows, found);
            Map<Long, Integer> known = new HashMap<>();
            long last = 0;
            int lastNumber = -1;
            for (int i = 0; i < rows.length; i++) {
                if (found[i] >= 0) {
                    long value = column.numbers.get(found[i]);
                    // Neighbours are often equal.
                    if (lastNumber < 0 || value != last) {
                        last = value;
                        lastNumber = known.computeIfAbsent(
                                value, number -> numbering.numberOf(new AttributeValue.Int(number)));
                    }
                    into[i] = lastNumber;
                }
            }
        }

        @Override
        public void present(RowSet into) {
            entries.addRows(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return valueOf(entries, row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            distinctNumbers(entries, column, among, into);
        }
    }

    private record Doubles(Entries entries, NumberColumn column) implements Column.OfDouble {
        @Override
        public void match(DoublePredicate test, RowSet among, RowSet into) {
            long[][] numbers = column.numbers.chunks();
            int end = entries.end(among);
            for (int i = entries.first(among); i < end; i++) {
                long bits = numbers[i >> LongChunks.SHIFT][i & LongChunks.MASK];
                if (test.test(Double.longBitsToDouble(bits))) {
                    into.add(entries.row(i));
                }
            }
        }

        @Override
        public void present(RowSet into) {
            entries.addRows(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return valueOf(entries, row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            distinctNumbers(entries, column, among, into);
        }
    }

    private record Booleans(Entries entries, NumberColumn column) implements Column.OfBoolean {
        @Override
        public void match(boolean value, RowSet among, RowSet into) {
            long[][] numbers = column.numbers.chunks();
            long wanted = value ? 1 : 0;
            int end = entries.end(among);
            for (int i = entries.first(among); i < end; i++) {
                if (numbers[i >> LongChunks.SHIFT][i & LongChunks.MASK] == wanted) {
                    into.add(entries.row(i));
                }
            }
        }

        @Override
        public void present(RowSet into) {
            entries.addRows(into);
        }

        @Override
        public @Nullable AttributeValue value(int row) {
            return valueOf(entries, row);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            distinctNumbers(entries, column, among, into);
        }
    }
}
