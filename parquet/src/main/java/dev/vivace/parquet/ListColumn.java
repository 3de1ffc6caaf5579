package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/// A leaf of a [StructList], decoded whole: positions are elements, numbered through the row group.
/// Immutable; thread-safe.
public final class ListColumn implements ColumnScan, ColumnValues {

    ListColumn() {}

    /// Row `r` holds the elements `firstElement[r]` to `firstElement[r + 1] - 1`; `rowCount + 1` long. Shared.
    public int[] firstElement() {
        throw new UnsupportedOperationException();
    }

    /// Elements of all rows together.
    public int elementCount() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void present(RowSet into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchCodes(boolean[] codes, RowSet among, RowSet into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchLongs(long min, long max, boolean negated, RowSet among, RowSet into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchDoubles(DoublePredicate test, RowSet among, RowSet into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchBooleans(boolean value, RowSet among, RowSet into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchTexts(TextTest test, RowSet among, RowSet into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isPresent(int element) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int code(int element) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long longAt(int element) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double doubleAt(int element) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean booleanAt(int element) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte @Nullable [] bytesAt(int element) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean textAt(int element, TextSlice into) {
        throw new UnsupportedOperationException();
    }
}
