package dev.vivace.block.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where row groups and pages of a block-to-be end: by rows, or, where rows are heavy, by bytes.
final class RowGroups {

    /// Rows of a page at the most.
    static final int PAGE_ROWS = 20_480;

    /// A page ends with the row that makes its heavy values, all columns together, as many bytes.
    static final int PAGE_BYTES = 2 << 20;

    /// A row group ends with the trace that makes its heavy values as many bytes.
    static final long GROUP_BYTES = 32 << 20;

    private final BlockInput input;
    private final RowWeights weights;
    private final List<GroupRange> groups = new ArrayList<>();

    /// @param leastRows of a row group but the last, unless its rows are heavy
    RowGroups(BlockInput input, int leastRows) {
        if (input.rowCount() == 0) {
            throw new IllegalArgumentException("block without rows (expected: at least one span)");
        }
        this.input = input;
        this.weights = RowWeights.of(input);
        divide(leastRows);
    }

    private void divide(int leastRows) {
        int firstTrace = 0;
        long bytes = 0;
        for (int trace = 0; trace < input.traceCount(); trace++) {
            int firstRow = input.firstRows()[firstTrace];
            int rows = input.firstRows()[trace + 1] - firstRow;
            for (int row = input.firstRows()[trace]; row < input.firstRows()[trace + 1]; row++) {
                bytes += weights.of(row);
            }
            boolean last = trace + 1 == input.traceCount();
            boolean restIsSmall = input.rowCount() - firstRow - rows < leastRows / 4;
            if (last || bytes >= GROUP_BYTES || rows >= leastRows && !restIsSmall) {
                groups.add(new GroupRange(groups.size(), firstTrace, trace + 1 - firstTrace, firstRow, rows));
                firstTrace = trace + 1;
                bytes = 0;
            }
        }
    }

    List<GroupRange> all() {
        return groups;
    }

    /// The first row of each row group, and the row count.
    int[] firstRows() {
        int[] firstRows = new int[groups.size() + 1];
        for (GroupRange group : groups) {
            firstRows[group.index() + 1] = group.firstRow() + group.rows();
        }
        return firstRows;
    }

    /// Before which rows of the group its pages end.
    int[] pageEnds(GroupRange group) {
        int[] ends = new int[group.rows()];
        int count = 0;
        int first = 0;
        long bytes = 0;
        for (int row = 0; row < group.rows(); row++) {
            bytes += weights.of(group.firstRow() + row);
            if (bytes >= PAGE_BYTES || row + 1 - first == PAGE_ROWS || row + 1 == group.rows()) {
                ends[count++] = row + 1;
                first = row + 1;
                bytes = 0;
            }
        }
        return Arrays.copyOf(ends, count);
    }
}
