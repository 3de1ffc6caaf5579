package dev.vivace.block.read;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.TextTest;
import dev.vivace.traceql.source.ValueNumbering;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A string every row has, of which the empty ones are not stored.
record OptionalTexts(Column.OfText stored, int rowCount) implements Column.OfText {

    private static final byte[] EMPTY = {};
    private static final int ABSENT = -1;

    @Override
    public void match(TextTest test, RowSet among, RowSet into) {
        stored.match(test, among, into);
        if (test.passes(EMPTY, 0, 0)) {
            RowSet present = new RowSet(rowCount);
            stored.present(present);
            present.flip();
            into.or(present);
        }
    }

    @Override
    public void present(RowSet into) {
        into.addRange(0, rowCount);
    }

    @Override
    public AttributeValue value(int row) {
        AttributeValue value = stored.value(row);
        return value == null ? new AttributeValue.Text("") : value;
    }

    @Override
    public void number(int[] rows, ValueNumbering numbering, int[] into) {
        Arrays.fill(into, 0, rows.length, ABSENT);
        stored.number(rows, numbering, into);
        int empty = ABSENT;
        for (int i = 0; i < rows.length; i++) {
            if (into[i] == ABSENT) {
                empty = empty == ABSENT ? numbering.numberOf(new AttributeValue.Text("")) : empty;
                into[i] = empty;
            }
        }
    }

    @Override
    public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
        stored.distinct(among, into);
        RowSet present = new RowSet(rowCount);
        stored.present(present);
        RowSet rows = among == null ? RowSet.all(rowCount) : among.copy();
        rows.andNot(present);
        if (!rows.isEmpty()) {
            into.accept(new AttributeValue.Text(""));
        }
    }
}
