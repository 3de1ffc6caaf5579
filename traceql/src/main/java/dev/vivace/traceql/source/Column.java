package dev.vivace.traceql.source;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Values of one type for some rows of a table; a row may have none, or (attributes sent twice) several.
///
/// Every `match` adds rows to `into`: all rows of `among` with a value that passes. Rows outside `among`
/// may be added or not; the caller intersects. So whatever holds no row of `among` need not be decoded.
public sealed interface Column {

    /// Adds all rows that have a value.
    void present(RowSet into);

    /// The row's value (its first, if several), or null.
    @Nullable
    AttributeValue value(int row);

    /// Numbers the values of some rows, for those who group by them: sets `into[i]` to what `numbering`
    /// says of the (first) value of `rows[i]`; where the row has none, `into[i]` stays. Whoever knows
    /// which values are equal asks for each of them once.
    ///
    /// @param rows ascending
    /// @param into as long as `rows`
    default void number(int[] rows, ValueNumbering numbering, int[] into) {
        for (int i = 0; i < rows.length; i++) {
            AttributeValue value = value(rows[i]);
            if (value != null) {
                into[i] = numbering.numberOf(value);
            }
        }
    }

    /// Hands over the values of the rows in `among`, each distinct value at least once, and possibly
    /// values of other rows if `among` is null: then of all rows.
    void distinct(@Nullable RowSet among, Consumer<AttributeValue> into);

    /// Strings.
    non-sealed interface OfText extends Column {
        void match(TextTest test, RowSet among, RowSet into);
    }

    /// 64-bit integers, and codes.
    non-sealed interface OfLong extends Column {
        /// Passes values in `min` to `max`, both included; if `negated`, values outside.
        void match(long min, long max, boolean negated, RowSet among, RowSet into);

        /// The row's value; 0 if it has none.
        long longAt(int row);

        /// The values of some rows: sets `into[i]` to [#longAt] of `rows[i]`.
        ///
        /// @param rows ascending
        /// @param into as long as `rows`, or longer
        default void longsAt(int[] rows, long[] into) {
            for (int i = 0; i < rows.length; i++) {
                into[i] = longAt(rows[i]);
            }
        }

        /// Bounds of the values, if some are known; every row then has a value.
        default @Nullable Stretches stretches() {
            return null;
        }
    }

    /// Doubles.
    non-sealed interface OfDouble extends Column {
        void match(DoublePredicate test, RowSet among, RowSet into);

        /// The row's value; 0 if it has none.
        default double doubleAt(int row) {
            return value(row) instanceof AttributeValue.Real(double number) ? number : 0;
        }
    }

    /// Booleans.
    non-sealed interface OfBoolean extends Column {
        void match(boolean value, RowSet among, RowSet into);
    }

    /// Arrays, key-value lists, bytes, and keys without value.
    non-sealed interface OfComposite extends Column {
        void match(Predicate<AttributeValue> test, RowSet among, RowSet into);
    }
}
