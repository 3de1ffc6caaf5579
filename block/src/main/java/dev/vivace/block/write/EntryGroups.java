package dev.vivace.block.write;

import java.util.Arrays;

/// Hands out the entries of one attribute by row group and in row order, although they come in no order. Confined to
/// one thread.
///
/// Entries are bucketed by row group once; within a row group they are scattered into a slot per row. A sort would cost
/// several times as much.
final class EntryGroups {

    private final AttributeEntries entries;
    private final int[] order;
    private final int[] groupEnds;

    /// @param groupFirstRows first row (element) of each row group, and the total as last entry
    EntryGroups(AttributeEntries entries, int[] groupFirstRows) {
        this.entries = entries;
        int groups = groupFirstRows.length - 1;
        groupEnds = new int[groups];
        order = new int[entries.count()];
        int[] next = new int[groups];
        for (int i = 0; i < entries.count(); i++) {
            groupEnds[group(entries.rows()[i], groupFirstRows)]++;
        }
        for (int group = 1; group < groups; group++) {
            groupEnds[group] += groupEnds[group - 1];
            next[group] = groupEnds[group - 1];
        }
        for (int i = 0; i < entries.count(); i++) {
            order[next[group(entries.rows()[i], groupFirstRows)]++] = i;
        }
    }

    private static int group(int row, int[] groupFirstRows) {
        int group = 0;
        while (row >= groupFirstRows[group + 1]) {
            group++;
        }
        return group;
    }

    AttributeEntries entries() {
        return entries;
    }

    /// Fills `group` with the values of one row group; a second value of a row goes to `again`.
    ///
    /// @param firstRow of the row group
    /// @param slots scratch of at least `rows` entries
    void gather(int groupIndex, int firstRow, int rows, int[] slots, GroupValues group, Again again) {
        group.reset(rows);
        Arrays.fill(slots, 0, rows, -1);
        for (int i = groupIndex == 0 ? 0 : groupEnds[groupIndex - 1]; i < groupEnds[groupIndex]; i++) {
            int entry = order[i];
            int position = entries.rows()[entry] - firstRow;
            if (slots[position] < 0) {
                slots[position] = entry;
            } else {
                again.entry(position, entry);
            }
        }
        long[] values = entries.values();
        for (int position = 0; position < rows; position++) {
            int entry = slots[position];
            if (entry >= 0) {
                group.add(position, values[entry]);
            }
        }
    }

    /// Hands all entries of one row group to `each`: for attributes without a column.
    void forEach(int groupIndex, int firstRow, Again each) {
        for (int i = groupIndex == 0 ? 0 : groupEnds[groupIndex - 1]; i < groupEnds[groupIndex]; i++) {
            each.entry(entries.rows()[order[i]] - firstRow, order[i]);
        }
    }

    /// Takes an entry that the column has no room for.
    interface Again {
        void entry(int position, int entry);
    }
}
