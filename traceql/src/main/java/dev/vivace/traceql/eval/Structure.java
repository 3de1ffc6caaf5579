package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import java.util.HashMap;
import java.util.Map;

/// Structural operators over one table, by parent rows. Each costs about one step per row of its operands:
/// what was
/// found out on the way up from one span is remembered for the others. Confined to one thread.
final class Structure {

    private final SpanTable table;
    private final int[] parents;

    /// By row: twice the number of the question that was asked last, plus one if the answer was yes.
    private final int[] answers;

    private int question;

    /// @param rows all that will be asked for
    Structure(SpanTable table, RowSet rows) {
        this.table = table;
        this.parents = table.parentRows(rows);
        this.answers = new int[table.rowCount()];
    }

    /// What `left op right` returns.
    RowSet apply(SpansetOperator operator, RowSet left, RowSet right) {
        return switch (operator) {
            case CHILD -> children(left, right);
            case PARENT -> parents(left, right);
            case DESCENDANT -> descendants(left, right);
            case ANCESTOR -> ancestors(left, right);
            case SIBLING -> siblings(left, right);
            case NOT_CHILD -> without(right, children(left, right));
            case NOT_PARENT -> without(right, parents(left, right));
            case NOT_DESCENDANT -> without(right, descendants(left, right));
            case NOT_ANCESTOR -> without(right, ancestors(left, right));
            case NOT_SIBLING -> without(right, siblings(left, right));
            case UNION_CHILD -> union(children(left, right), parents(right, left));
            case UNION_PARENT -> union(parents(left, right), children(right, left));
            case UNION_DESCENDANT -> union(descendants(left, right), ancestors(right, left));
            case UNION_ANCESTOR -> union(ancestors(left, right), descendants(right, left));
            case UNION_SIBLING -> union(siblings(left, right), siblings(right, left));
            case AND, OR -> throw new IllegalArgumentException("no structural operator: " + operator.text());
        };
    }

    private static RowSet without(RowSet rows, RowSet taken) {
        RowSet rest = rows.copy();
        rest.andNot(taken);
        return rest;
    }

    private static RowSet union(RowSet a, RowSet b) {
        a.or(b);
        return a;
    }

    /// Those of `right` whose parent is in `left`.
    private RowSet children(RowSet left, RowSet right) {
        RowSet result = new RowSet(right.rows());
        for (int row = right.next(0); row < right.rows(); row = right.next(row + 1)) {
            if (parents[row] >= 0 && left.contains(parents[row])) {
                result.add(row);
            }
        }
        return result;
    }

    /// Those of `right` of which some child is in `left`.
    private RowSet parents(RowSet left, RowSet right) {
        RowSet result = new RowSet(right.rows());
        for (int row = left.next(0); row < left.rows(); row = left.next(row + 1)) {
            if (parents[row] >= 0 && right.contains(parents[row])) {
                result.add(parents[row]);
            }
        }
        return result;
    }

    /// Those of `right` of which some ancestor is in `left`.
    private RowSet descendants(RowSet left, RowSet right) {
        RowSet result = new RowSet(right.rows());
        question++;
        for (int row = right.next(0); row < right.rows(); row = right.next(row + 1)) {
            if (hasAncestorIn(left, row)) {
                result.add(row);
            }
        }
        return result;
    }

    private boolean hasAncestorIn(RowSet left, int row) {
        int yes = 2 * question + 1;
        int no = 2 * question;
        int answer = no;
        int at = row;
        while (parents[at] >= 0) {
            if (answers[at] >= no) {
                answer = answers[at];
                break;
            }
            if (left.contains(parents[at])) {
                answer = yes;
                break;
            }
            at = parents[at];
        }
        for (int below = row; below != at; below = parents[below]) {
            answers[below] = answer;
        }
        answers[at] = answer;
        return answer == yes;
    }

    /// Those of `right` of which some descendant is in `left`.
    private RowSet ancestors(RowSet left, RowSet right) {
        RowSet result = new RowSet(right.rows());
        question++;
        int seen = 2 * question;
        for (int row = left.next(0); row < left.rows(); row = left.next(row + 1)) {
            int at = parents[row];
            while (at >= 0 && answers[at] != seen) {
                answers[at] = seen;
                if (right.contains(at)) {
                    result.add(at);
                }
                at = parents[at];
            }
        }
        return result;
    }

    /// Those of `right` with another span of `left` beside them: under the same parent, or roots of one
    /// trace, or
    /// naming the same parent that never arrived.
    private RowSet siblings(RowSet left, RowSet right) {
        Column.OfLong parentIds = (Column.OfLong) table.intrinsic(Intrinsic.PARENT_ID);
        Map<Family, Integer> inLeft = new HashMap<>();
        for (int row = left.next(0); row < left.rows(); row = left.next(row + 1)) {
            inLeft.merge(family(row, parentIds), 1, Integer::sum);
        }
        RowSet result = new RowSet(right.rows());
        for (int row = right.next(0); row < right.rows(); row = right.next(row + 1)) {
            int others = inLeft.getOrDefault(family(row, parentIds), 0) - (left.contains(row) ? 1 : 0);
            if (others > 0) {
                result.add(row);
            }
        }
        return result;
    }

    private Family family(int row, Column.OfLong parentIds) {
        return parents[row] >= 0
                ? new Family(-1, parents[row])
                : new Family(table.traces().traceOf(row), parentIds.longAt(row));
    }

    /// Whose children they are.
    ///
    /// @param trace of spans without a parent here, else -1
    /// @param parent the parent's row, or else its id: 0 for roots
    private record Family(int trace, long parent) {}
}
