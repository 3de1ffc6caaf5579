package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.source.SpanTable;

/// A condition that relates fields to each other or calculates: judged span by span, on those that are left. It speaks
/// neither of events nor of links.
record RowByRow(Expression condition) implements RowFilter {

    private static final int COST = 100;

    @Override
    public void match(SpanTable table, RowSet among, RowSet into) {
        RowExpression bound = RowExpression.bind(condition, table);
        for (int row = among.next(0); row < among.rows(); row = among.next(row + 1)) {
            if (bound.holds(row, -1, -1)) {
                into.add(row);
            }
        }
    }

    @Override
    public int cost() {
        return COST;
    }
}
