package dev.vivace.traceql.source;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Numbers that every row has and that have been read.
///
/// @param numbers by row; nobody may change them
record ReadLongs(long[] numbers) implements Column.OfLong {

    @Override
    public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
        for (int row = among.next(0); row < numbers.length; row = among.next(row + 1)) {
            if ((numbers[row] >= min && numbers[row] <= max) != negated) {
                into.add(row);
            }
        }
    }

    @Override
    public long longAt(int row) {
        return numbers[row];
    }

    @Override
    public void present(RowSet into) {
        into.addRange(0, numbers.length);
    }

    @Override
    public AttributeValue value(int row) {
        return new AttributeValue.Int(numbers[row]);
    }

    @Override
    public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
        RowSet rows = among == null ? RowSet.all(numbers.length) : among;
        for (int row = rows.next(0); row < numbers.length; row = rows.next(row + 1)) {
            into.accept(value(row));
        }
    }
}
