package dev.vivace.traceql.source;

import dev.vivace.model.RowSet;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of several tables as rows of one: which row of which table each of them is, and back. Arrays are shared, nobody
/// may change them.
///
/// @param parts the tables
/// @param partOf by row: the table it is of
/// @param rowIn by row: its row there
record JoinedRows(List<Part> parts, int[] partOf, int[] rowIn) {

    /// The rows of one table that are wanted.
    ///
    /// @param rowCount all rows of the table
    /// @param rows those that are wanted, ascending
    /// @param joined what each of them is here
    record Part(int rowCount, int[] rows, int[] joined) {}

    int count() {
        return partOf.length;
    }

    /// The rows of a table that are in a set here.
    RowSet there(Part part, RowSet here) {
        RowSet there = new RowSet(part.rowCount());
        for (int i = 0; i < part.rows().length; i++) {
            if (here.contains(part.joined()[i])) {
                there.add(part.rows()[i]);
            }
        }
        return there;
    }

    /// All wanted rows of a table.
    RowSet all(Part part) {
        RowSet there = new RowSet(part.rowCount());
        for (int row : part.rows()) {
            there.add(row);
        }
        return there;
    }

    /// Adds what a set of rows of a table is here.
    void addHere(Part part, RowSet there, RowSet into) {
        for (int i = 0; i < part.rows().length; i++) {
            if (there.contains(part.rows()[i])) {
                into.add(part.joined()[i]);
            }
        }
    }

    /// By row: its position in `rows`, -1 if it is not among them; null if the rows are all there are, in order.
    int @Nullable [] positions(int[] rows) {
        if (rows.length == count()) {
            return null;
        }
        int[] positions = new int[count()];
        Arrays.fill(positions, -1);
        for (int i = 0; i < rows.length; i++) {
            positions[rows[i]] = i;
        }
        return positions;
    }

    /// Those of a table's rows that are asked for.
    ///
    /// @param rows ascending
    /// @param positions by row asked for: its position in the question
    record Asked(int[] rows, int[] positions) {}

    /// @param positions as [#positions] gives them
    static Asked asked(Part part, int @Nullable [] positions) {
        if (positions == null) {
            return new Asked(part.rows(), part.joined());
        }
        int[] rows = new int[part.rows().length];
        int[] asked = new int[rows.length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            int position = positions[part.joined()[i]];
            if (position >= 0) {
                rows[count] = part.rows()[i];
                asked[count++] = position;
            }
        }
        return new Asked(Arrays.copyOf(rows, count), Arrays.copyOf(asked, count));
    }
}
