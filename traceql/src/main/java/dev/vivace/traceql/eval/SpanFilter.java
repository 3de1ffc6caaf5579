package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.model.TimeRange;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The condition of one `{ }` on its own, for questions that are not searches: which names and values occur on the
/// spans that meet it. Immutable, thread-safe.
public final class SpanFilter {

    private final @Nullable RowFilter filter;

    private final boolean asksOfWholeTraces;

    private SpanFilter(@Nullable RowFilter filter, boolean asksOfWholeTraces) {
        this.filter = filter;
        this.asksOfWholeTraces = asksOfWholeTraces;
    }

    /// No condition.
    public static SpanFilter all() {
        return new SpanFilter(null, false);
    }

    public static SpanFilter of(Expression condition) {
        return new SpanFilter(FilterCompiler.compile(condition), Fields.areOfWholeTrace(Fields.mentioned(condition)));
    }

    /// Whether a table that holds only a part of a trace cannot say which of its spans meet the condition.
    public boolean asksOfWholeTraces() {
        return asksOfWholeTraces;
    }

    /// The spans that meet the condition, of traces that overlap the range; null if those are all of the table.
    public @Nullable RowSet match(SpanTable table, TimeRange range) {
        RowSet rows = inRange(table, range);
        if (filter == null) {
            return rows;
        }
        RowSet among = rows == null ? RowSet.all(table.rowCount()) : rows;
        RowSet matched = new RowSet(table.rowCount());
        filter.match(table, among, matched);
        matched.and(among);
        return matched;
    }

    /// Of the spans in `among` the events (links) that count: those that meet what the condition's chain of `&&` says
    /// of
    /// them; all if it says nothing.
    ///
    /// @param scope event or link
    /// @param among null for all spans
    /// @return rows of the nested table; null for all
    public @Nullable RowSet matchNested(SpanTable table, AttributeScope scope, @Nullable RowSet among) {
        NestedTable nested = table.nested(scope);
        NestedFilter chain = chain(scope);
        if (chain != null) {
            return chain.matchNested(table, nested, among == null ? RowSet.all(table.rowCount()) : among);
        }
        if (among == null) {
            return null;
        }
        RowSet rows = new RowSet(nested.rowCount());
        for (int row = 0; row < nested.rowCount(); row++) {
            if (among.contains(nested.spanRow(row))) {
                rows.add(row);
            }
        }
        return rows;
    }

    private @Nullable NestedFilter chain(AttributeScope scope) {
        List<RowFilter> conjuncts = filter instanceof RowFilter.And(List<RowFilter> filters)
                ? filters
                : filter == null ? List.of() : List.of(filter);
        for (RowFilter conjunct : conjuncts) {
            if (conjunct instanceof NestedFilter nested && nested.scope() == scope) {
                return nested;
            }
        }
        return null;
    }

    private static @Nullable RowSet inRange(SpanTable table, TimeRange range) {
        TraceIndex traces = table.traces();
        RowSet outside = new RowSet(traces.count());
        for (int trace = 0; trace < traces.count(); trace++) {
            if (!range.overlaps(traces.startEpochNanos(trace), traces.endEpochNanos(trace))) {
                outside.add(trace);
            }
        }
        if (outside.isEmpty()) {
            return null;
        }
        RowSet rows = new RowSet(table.rowCount());
        for (int trace = 0; trace < traces.count(); trace++) {
            if (!outside.contains(trace)) {
                traces.addRows(trace, rows);
            }
        }
        return rows;
    }
}
