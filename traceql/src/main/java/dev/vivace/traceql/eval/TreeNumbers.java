package dev.vivace.traceql.eval;

import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.SpanTree;

/// The intrinsics that number spans by their place in the trace, by row.
final class TreeNumbers {

    private TreeNumbers() {}

    static int[] of(SpanTable table, Intrinsic intrinsic) {
        SpanTree tree = table.tree();
        return switch (intrinsic) {
            case CHILD_COUNT -> tree.childCounts();
            case NESTED_SET_LEFT -> tree.nestedSetLefts();
            case NESTED_SET_RIGHT -> tree.nestedSetRights();
            case NESTED_SET_PARENT -> parents(table, tree);
            default -> throw new IllegalArgumentException("no number of the tree: " + intrinsic);
        };
    }

    /// The left number of the parent; -1 for a root, 0 for a span that hangs below no root.
    private static int[] parents(SpanTable table, SpanTree tree) {
        Column.OfLong parentIds = (Column.OfLong) table.intrinsic(Intrinsic.PARENT_ID);
        int[] numbers = new int[table.rowCount()];
        for (int row = 0; row < numbers.length; row++) {
            int parent = tree.parentRows()[row];
            if (parent >= 0) {
                numbers[row] = tree.nestedSetLefts()[parent];
            } else {
                numbers[row] = parentIds.longAt(row) == 0 ? -1 : 0;
            }
        }
        return numbers;
    }
}
