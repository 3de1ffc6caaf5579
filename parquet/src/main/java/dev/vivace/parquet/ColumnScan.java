package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import java.io.IOException;
import java.util.function.DoublePredicate;

/// Questions about all positions of a column at once: rows of a flat [ColumnChunk], elements of a [ListColumn].
///
/// Every match *adds* to `into` and leaves alone what it holds. Only positions that have a value can match, negated
/// tests included. Positions outside `among` may be left out or added as is cheaper (they are never added wrongly): a
/// caller that wants the intersection takes it. No page without a position of `among` is read.
/// Both sets have as many positions as the column; `among` and `into` must not be the same set.
public interface ColumnScan {

    /// Adds the positions that have a value.
    void present(RowSet into) throws IOException;

    /// Adds the positions whose dictionary code `c` has `codes[c]`. Returns at once if no code is wanted.
    ///
    /// @param codes as long as the dictionary has entries
    /// @throws IllegalStateException unless [ColumnChunk#allDictionary()]
    void matchCodes(boolean[] codes, RowSet among, RowSet into) throws IOException;

    /// Adds the positions whose value is `min` to `max`, both inclusive; or those whose value is not, if `negated`.
    /// `min > max` is the empty range. For `INT32` and `INT64`.
    void matchLongs(long min, long max, boolean negated, RowSet among, RowSet into) throws IOException;

    /// Adds the positions whose value passes `test`. For `DOUBLE`.
    void matchDoubles(DoublePredicate test, RowSet among, RowSet into) throws IOException;

    /// Adds the positions whose value is `value`. For `BOOLEAN`.
    void matchBooleans(boolean value, RowSet among, RowSet into) throws IOException;

    /// Adds the positions whose value passes `test`, which is asked once per dictionary entry if there is a dictionary,
    /// else once per value. For `BYTE_ARRAY` and `FIXED_LEN_BYTE_ARRAY`.
    void matchTexts(TextTest test, RowSet among, RowSet into) throws IOException;
}
