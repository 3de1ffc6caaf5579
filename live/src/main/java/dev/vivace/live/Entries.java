package dev.vivace.live;

import dev.vivace.live.chunk.IntChunks;
import dev.vivace.model.RowSet;

/// The entries of a sparse column that a reader may see: those of the first rows of a table.
final class Entries {

    /// Below one wanted row in so many entries, searching for each row is cheaper than walking all entries.
    private static final int FEW = 16;

    final AttributeColumn column;
    /// By entry: its row.
    final int[][] rows;
    final int count;

    /// @param tableRows rows from this one on are not seen
    Entries(AttributeColumn column, int tableRows) {
        this.column = column;
        // in this order: what is committed stands in the chunks
        int committed = column.committedCount();
        this.rows = column.rows.chunks();
        this.count = column.firstAt(tableRows, committed);
    }

    int row(int entry) {
        return rows[entry >> IntChunks.SHIFT][entry & IntChunks.MASK];
    }

    /// The row's first entry, or -1.
    int find(int row) {
        int entry = column.firstAt(row, count);
        return entry < count && row(entry) == row ? entry : -1;
    }

    /// The first entry of each of some rows, ascending, or -1: looked up if they are few, else met on the way through.
    void find(int[] wanted, int[] into) {
        if (wanted.length < count / FEW) {
            for (int i = 0; i < wanted.length; i++) {
                into[i] = find(wanted[i]);
            }
            return;
        }
        int entry = wanted.length == 0 ? 0 : column.firstAt(wanted[0], count);
        for (int i = 0; i < wanted.length; i++) {
            int row = wanted[i];
            while (entry < count && row(entry) < row) {
                entry++;
            }
            into[i] = entry < count && row(entry) == row ? entry : -1;
        }
    }

    void addRows(RowSet into) {
        long[] words = into.words();
        for (int entry = 0; entry < count; entry++) {
            int row = row(entry);
            words[row >> 6] |= 1L << row;
        }
    }

    /// The first entry whose row is not before the first of `among`.
    int first(RowSet among) {
        int row = among.next(0);
        return row == among.rows() ? count : column.firstAt(row, count);
    }

    /// The end of the entries whose rows are not after the last of `among`.
    int end(RowSet among) {
        long[] words = among.words();
        int last = words.length - 1;
        while (last >= 0 && words[last] == 0) {
            last--;
        }
        return last < 0 ? 0 : column.firstAt((last << 6) + 64, count);
    }

    /// Whether `among` is so small that its rows should be looked up one by one.
    boolean isFew(RowSet among) {
        return among.count() < count / FEW;
    }
}
