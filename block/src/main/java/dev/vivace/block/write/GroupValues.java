package dev.vivace.block.write;

import dev.vivace.model.RowSet;
import java.util.Arrays;

/// The values of one column in one row group, present ones only, in row order. A scratch buffer that is filled anew for
/// every column; confined to one thread.
final class GroupValues {

    long[] values = new long[1024];
    int count;
    RowSet present = new RowSet(0);

    /// Empties it for a row group (or an element range) of `rows` positions.
    void reset(int rows) {
        count = 0;
        present = new RowSet(rows);
        if (values.length < rows) {
            values = new long[Math.max(rows, values.length * 2)];
        }
    }

    void add(int position, long value) {
        present.add(position);
        values[count++] = value;
    }

    /// The values as 32-bit numbers.
    int[] ints() {
        int[] result = new int[count];
        for (int i = 0; i < count; i++) {
            result[i] = (int) values[i];
        }
        return result;
    }

    long[] longs() {
        return Arrays.copyOf(values, count);
    }
}
