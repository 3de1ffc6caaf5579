package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import java.util.ArrayList;
import java.util.List;

/// `attribute != nil`, or `attribute = nil`, for an attribute of the span, its resource or its scope.
///
/// Present means with a queryable value; absent means the key is not there. A key with an empty array, a list or bytes
/// is neither.
record PresenceFilter(AttributeField field, boolean present) implements RowFilter {

    private static final int COST = 2;

    @Override
    public int cost() {
        return COST;
    }

    @Override
    public void match(SpanTable table, RowSet among, RowSet into) {
        if (present && FieldFilter.isServiceName(field.scope(), field.name())) {
            into.or(among);
            return;
        }
        List<List<Column>> levels = new ArrayList<>();
        FilterCompiler.levels(field.scope()).forEach(scope -> levels.add(table.attribute(scope, field.name())));
        RowSet left = among.copy();
        for (List<Column> columns : levels) {
            if (present) {
                RowSet valued = new RowSet(among.rows());
                for (Column column : columns) {
                    addValued(column, left, valued);
                }
                valued.and(left);
                into.or(valued);
            }
            RowSet absent = new RowSet(among.rows());
            FieldFilter.addAbsent(columns, left, absent);
            left = absent;
        }
        if (!present) {
            into.or(left);
        }
    }

    /// Adds the rows of `among` that have a queryable value here; others may be added too.
    static void addValued(Column column, RowSet among, RowSet into) {
        if (column instanceof Column.OfComposite composites) {
            composites.match(value -> Value.of(value) != Value.NIL, among, into);
        } else {
            column.present(into);
        }
    }
}
