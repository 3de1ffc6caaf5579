package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.source.ListSpanTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One search over everything a source has: tables newest first, until no older table can hold a trace that
/// belongs to
/// the answer.
///
/// A trace of which several tables hold spans is put together first and judged as a whole, once. Not
/// reusable; confined
/// to one thread.
public final class SearchRun {

    private final SpansetPlan plan;
    private final ResultFields fields;
    private final List<RowFilter> filters = new ArrayList<>();
    private final List<NestedFilter> nestedFilters = new ArrayList<>();
    private final SpanSource source;
    private final TimeRange range;
    private final int spansPerSpanset;
    private final TopTraces top;
    private final Set<TraceId> judgedSplitTraces = new HashSet<>();
    private int inspectedTraces;

    /// Whether a split trace may match although no span of it meets a condition in the tables that are
    /// looked into.
    private boolean judgesAllSplitTraces;

    /// @param query checked
    /// @param limit traces to answer, at least 1
    /// @param spansPerSpanset spans to list per trace, at least 1
    /// @throws NotYetSupportedException if the query needs what this version has not got
    public SearchRun(Query.Search query, SpanSource source, TimeRange range, int limit, int spansPerSpanset) {
        this.plan = SpansetPlan.of(query.pipeline());
        this.fields = ResultFields.of(query.pipeline());
        this.source = source;
        this.range = range;
        this.spansPerSpanset = spansPerSpanset;
        this.top = new TopTraces(limit);
        plan.collectFilters(filters);
        filters.forEach(filter -> filter.collectNested(nestedFilters));
    }

    public SearchOutcome run() throws IOException {
        List<SpanSource.TableRef> tables = new ArrayList<>(source.tables(range));
        tables.sort(Comparator.comparing(SpanSource.TableRef::latestTraceStartEpochNanos, Long::compareUnsigned)
                .reversed());
        judgesAllSplitTraces = fields.needWholeTraces()
                || !range.equals(TimeRange.ALL) && source.tables(TimeRange.ALL).size() > tables.size();
        int evaluated = 0;
        for (SpanSource.TableRef ref : tables) {
            if (!top.admits(ref.latestTraceStartEpochNanos())) {
                break;
            }
            evaluate(ref.open());
            evaluated++;
        }
        return new SearchOutcome(top.newestFirst(), inspectedTraces, evaluated, tables.size());
    }

    private void evaluate(SpanTable table) throws IOException {
        inspectedTraces += table.traces().count();
        Spansets matched = plan.apply(table, Spansets.of(RowSet.all(table.rowCount())));
        add(table, matched);
        for (SplitTrace split : touchedSplitTraces(table, matched.rows())) {
            // As a whole it starts no later than the part that is here.
            if (!top.admits(split.startEpochNanos())) {
                break;
            }
            List<Span> spans = source.spansOf(split.id());
            if (!spans.isEmpty()) {
                SpanTable whole = ListSpanTable.of(spans);
                add(whole, plan.apply(whole, Spansets.of(RowSet.all(whole.rowCount()))));
            }
        }
    }

    /// Enters the matched traces of a table, those that are whole here, and writes the summaries of those
    /// that stay.
    private void add(SpanTable table, Spansets spansets) {
        TraceIndex traces = table.traces();
        RowSet matched = spansets.rows();
        RowSet found = new RowSet(traces.count());
        for (int row = matched.next(0); row < matched.rows(); row = matched.next(row + 1)) {
            found.add(traces.traceOf(row));
        }
        for (int trace = found.next(0); trace < traces.count(); trace = found.next(trace + 1)) {
            long start = traces.startEpochNanos(trace);
            if (top.admits(start) && range.overlaps(start, traces.endEpochNanos(trace)) && !traces.isSplit(trace)) {
                top.add(new TopTraces.Found(traces.id(trace), start, trace));
            }
        }
        List<TopTraces.Found> unwritten = top.unwritten();
        if (!unwritten.isEmpty()) {
            RowSet written = new RowSet(traces.count());
            unwritten.forEach(trace -> written.add(trace.trace));
            SummaryWriter writer = new SummaryWriter(table, fields, spansPerSpanset, nestedFilters, spansets, written);
            for (TopTraces.Found trace : unwritten) {
                trace.summary = writer.write(trace.trace);
            }
        }
    }

    /// @param startEpochNanos of the part in one table
    private record SplitTrace(TraceId id, long startEpochNanos) {}

    /// Traces that go on in other tables and may match as a whole although what is here does not: those of
    /// which some span here meets some `{ }` of the query. All of them, if the query speaks of what only the
    /// whole trace tells, or if the time range leaves tables out that may hold the span that matches.
    ///
    /// @return those whose part here starts last first
    private List<SplitTrace> touchedSplitTraces(SpanTable table, RowSet matched) {
        TraceIndex traces = table.traces();
        RowSet split = traces.splitTraces();
        if (split.isEmpty()) {
            return List.of();
        }
        RowSet touched = touched(table, matched);
        List<SplitTrace> result = new ArrayList<>();
        for (int trace = split.next(0); trace < traces.count(); trace = split.next(trace + 1)) {
            boolean isTouched =
                    judgesAllSplitTraces || Arrays.stream(traces.rowsOf(trace)).anyMatch(touched::contains);
            if (isTouched && judgedSplitTraces.add(traces.id(trace))) {
                result.add(new SplitTrace(traces.id(trace), traces.startEpochNanos(trace)));
            }
        }
        result.sort(Comparator.comparing(SplitTrace::startEpochNanos, Long::compareUnsigned)
                .reversed());
        return result;
    }

    private RowSet touched(SpanTable table, RowSet matched) {
        RowSet all = RowSet.all(table.rowCount());
        if (judgesAllSplitTraces || filters.isEmpty()) {
            return all;
        }
        if (plan instanceof SpansetPlan.Filter) {
            return matched;
        }
        RowSet touched = new RowSet(table.rowCount());
        filters.forEach(filter -> filter.match(table, all, touched));
        return touched;
    }
}
