package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import java.util.List;

/// Conditions of one `&&` chain that speak of events (or of links): they all hold on one and the same event (link) of
/// the span.
///
/// @param scope event or link
record NestedFilter(AttributeScope scope, List<Expression> conditions) implements RowFilter {

    private static final int COST = 20;

    @Override
    public void match(SpanTable table, RowSet among, RowSet into) {
        NestedTable nested = table.nested(scope);
        RowSet met = matchNested(table, nested, among);
        for (int row = met.next(0); row < met.rows(); row = met.next(row + 1)) {
            into.add(nested.spanRow(row));
        }
    }

    /// The events (links) of the spans in `among` on which all conditions hold.
    RowSet matchNested(SpanTable table, NestedTable nested, RowSet among) {
        RowSet left = new RowSet(nested.rowCount());
        for (int row = 0; row < nested.rowCount(); row++) {
            if (among.contains(nested.spanRow(row))) {
                left.add(row);
            }
        }
        for (Expression condition : conditions) {
            if (left.isEmpty()) {
                break;
            }
            RowSet matched = new RowSet(nested.rowCount());
            if (!matchColumns(nested, condition, left, matched)) {
                matchRows(table, nested, condition, left, matched);
            }
            matched.and(left);
            left = matched;
        }
        return left;
    }

    /// `attribute op constant` and `event:name op constant` are said to the column as a whole.
    private boolean matchColumns(NestedTable nested, Expression condition, RowSet among, RowSet into) {
        if (!(condition instanceof Binary(Expression left, Operator operator, Constant(Literal literal)))
                || !operator.isComparison()) {
            return false;
        }
        switch (left) {
            case AttributeField(FieldScope its, String name)
            when isOwn(its) -> {
                LiteralTest test = new LiteralTest(operator, literal);
                for (Column column : nested.attribute(name)) {
                    test.match(column, among, into);
                }
                return true;
            }
            case IntrinsicField(Intrinsic its)
            when its == Intrinsic.EVENT_NAME && scope == AttributeScope.EVENT -> {
                new LiteralTest(operator, literal).match(nested.name(), among, into);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private boolean isOwn(FieldScope its) {
        return its == (scope == AttributeScope.EVENT ? FieldScope.EVENT : FieldScope.LINK);
    }

    private void matchRows(SpanTable table, NestedTable nested, Expression condition, RowSet among, RowSet into) {
        RowExpression bound = RowExpression.bind(condition, table);
        boolean crossed = scope == AttributeScope.EVENT && Expressions.mentionsLinks(condition);
        for (int row = among.next(0); row < among.rows(); row = among.next(row + 1)) {
            int span = nested.spanRow(row);
            boolean holds = switch (scope) {
                case EVENT -> crossed ? holdsForSomeLink(bound, table, span, row) : bound.holds(span, row, -1);
                default -> bound.holds(span, -1, row);
            };
            if (holds) {
                into.add(row);
            }
        }
    }

    /// The first event (link) of a span, from `first` on, on which all conditions hold; -1 if there is none.
    int firstMet(SpanTable table, int span, int first) {
        NestedTable nested = table.nested(scope);
        List<RowExpression> bound = conditions.stream()
                .map(condition -> RowExpression.bind(condition, table))
                .toList();
        for (int row = first; row < nested.rowCount() && nested.spanRow(row) == span; row++) {
            int event = scope == AttributeScope.EVENT ? row : -1;
            int link = scope == AttributeScope.LINK ? row : -1;
            if (bound.stream().allMatch(condition -> condition.holds(span, event, link))) {
                return row;
            }
        }
        return -1;
    }

    /// A comparison of an event with a link: any link of the span will do.
    private static boolean holdsForSomeLink(RowExpression bound, SpanTable table, int span, int event) {
        NestedTable links = table.nested(AttributeScope.LINK);
        int first = NestedRows.first(links, span);
        for (int link = first; link >= 0 && link < links.rowCount() && links.spanRow(link) == span; link++) {
            if (bound.holds(span, event, link)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void collectNested(List<NestedFilter> into) {
        into.add(this);
    }

    @Override
    public int cost() {
        return COST;
    }
}
