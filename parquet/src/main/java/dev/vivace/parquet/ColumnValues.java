package dev.vivace.parquet;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Single values of a column by position: rows of a [ColumnCursor], elements of a [ListColumn].
///
/// Asking for the value of a position that has none, or for another type than the column's, is a mistake that the
/// methods do not promise to notice, except where they say so.
public interface ColumnValues {

    boolean isPresent(int position) throws IOException;

    /// The dictionary code at `position`; -1 if there is no value or the value is not stored by dictionary.
    int code(int position) throws IOException;

    /// The value of an `INT32` or `INT64`; 0 if absent.
    long longAt(int position) throws IOException;

    /// The value of a `DOUBLE`; 0 if absent.
    double doubleAt(int position) throws IOException;

    /// The value of a `BOOLEAN`; false if absent.
    boolean booleanAt(int position) throws IOException;

    /// A copy of the bytes of a `BYTE_ARRAY` or `FIXED_LEN_BYTE_ARRAY`; null if absent.
    byte @Nullable [] bytesAt(int position) throws IOException;

    /// Points `into` at the bytes of a `BYTE_ARRAY` or `FIXED_LEN_BYTE_ARRAY`, without a copy.
    ///
    /// @return false if absent; `into` is then as it was
    boolean textAt(int position, TextSlice into) throws IOException;
}
