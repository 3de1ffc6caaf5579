package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.model.TimeRange;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
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
