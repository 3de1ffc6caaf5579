package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.model.work.QueryBudget;
import dev.vivace.model.work.QueryWork;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.SpareThreads;
import dev.vivace.traceql.source.TableWaves;
import dev.vivace.traceql.source.TraceIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One search over everything a source has: tables newest first, until no older table can hold a trace that
/// belongs to
/// the answer.
///
/// A trace of which several tables hold spans is put together first and judged as a whole, once. Not
/// reusable; confined
/// to one thread, which others may help.
public final class SearchRun {

    private final SpansetPlan plan;
    private final boolean isOneFilter;
    private final SpareThreads threads;
    private final @Nullable StepMeter meter;
    private final @Nullable StepMeter rangeMeter;
    private final @Nullable StepMeter newestMeter;
    private final @Nullable StepMeter splitMeter;
    private final @Nullable StepMeter summaryMeter;
    private final ResultFields fields;
    private final List<RowFilter> filters = new ArrayList<>();
    private final List<NestedFilter> nestedFilters = new ArrayList<>();
    private final SpanSource source;
    private final TimeRange range;
    private final int spansPerSpanset;
    private final TopTraces top;
    private final Set<TraceId> judgedSplitTraces = new HashSet<>();
    private final List<SpanSource.SplitTrace> waiting = new ArrayList<>();
    private final int limit;
    private final boolean startsFromAllSpans;
    private final @Nullable Progress<SearchOutcome> progress;
    private final QueryWork work = QueryWork.currentOrUnlimited();
    private final QueryBudget budget = work.budget();
    private final SummarySize sizes = new SummarySize();
    private int inspectedTraces;
    private long inspectedSpans;

    /// Whether a split trace may match although no span of it meets a condition in the tables that are
    /// looked into.
    private boolean judgesAllSplitTraces;

    /// Split traces are put together so many at once: at first few, for the newest are often enough.
    private static final int FIRST_SPLIT_TRACES = 64;

    private static final int MOST_SPLIT_TRACES = 2048;

    /// After so many summaries it is asked whether anybody still waits.
    private static final int CHECK_TRACES = 64;

    /// @param query checked
    /// @param limit traces to answer, at least 1
    /// @param spansPerSpanset spans to list per trace, at least 1
    /// @throws NotYetSupportedException if the query needs what this version has not got
    public SearchRun(Query.Search query, SpanSource source, TimeRange range, int limit, int spansPerSpanset) {
        this(query, source, range, limit, spansPerSpanset, SpareThreads.NONE, null, null);
    }

    /// @param threads help with tables
    /// @param meter where the steps are measured; null if nobody wants to know
    /// @param progress is told, in between, the traces that are certain: what is found later cannot drive
    ///     them out or come before them, so that each list begins as the one before; null if nobody wants to
    ///     know
    public SearchRun(
            Query.Search query,
            SpanSource source,
            TimeRange range,
            int limit,
            int spansPerSpanset,
            SpareThreads threads,
            @Nullable StepMeter meter,
            @Nullable Progress<SearchOutcome> progress) {
        SpansetPlan plain = SpansetPlan.of(query.pipeline());
        this.isOneFilter = plain instanceof SpansetPlan.Filter;
        this.threads = threads;
        this.meter = meter;
        this.rangeMeter = meter == null ? null : meter.add("tables that overlap the time range", "tables");
        this.newestMeter = meter == null ? null : meter.add("newest first, until the answer is certain", "tables");
        this.plan = meter == null ? plain : MeasuredPlan.of(plain, meter);
        this.splitMeter = meter == null ? null : meter.add("put split traces together, judge them whole", "traces");
        this.summaryMeter = meter == null ? null : meter.add("read what is shown of the newest", "traces");
        this.fields = ResultFields.of(query.pipeline());
        this.startsFromAllSpans = query.pipeline().startsFromAllSpans();
        this.source = source;
        this.range = range;
        this.spansPerSpanset = spansPerSpanset;
        this.progress = progress;
        this.limit = limit;
        this.top = new TopTraces(limit);
        plan.collectFilters(filters);
        filters.forEach(filter -> filter.collectNested(nestedFilters));
    }

    public SearchOutcome run() throws IOException {
        StepMeter.Run whole = meter == null ? null : meter.start();
        List<SpanSource.TableRef> tables = new ArrayList<>(source.tables(range));
        tables.sort(Comparator.comparing(SpanSource.TableRef::latestTraceStartEpochNanos, Long::compareUnsigned)
                .reversed());
        boolean leavesTablesOut =
                !range.equals(TimeRange.ALL) && source.tables(TimeRange.ALL).size() > tables.size();
        judgesAllSplitTraces = startsFromAllSpans || fields.needWholeTraces() || leavesTablesOut;
        List<SpanSource.SplitTrace> inRange = leavesTablesOut ? source.splitTraces(range) : null;
        if (inRange != null) {
            inRange.forEach(this::await);
        }
        TableWaves waves = new TableWaves(threads);
        int evaluated = 0;
        while (evaluated < tables.size() && admits(tables.get(evaluated))) {
            List<SpanSource.TableRef> wave = new ArrayList<>();
            for (int i = evaluated; i < tables.size() && wave.size() < waves.width() && admits(tables.get(i)); i++) {
                wave.add(tables.get(i));
            }
            List<TableWaves.Result<Matched>> results = waves.run(wave, this::match);
            for (int i = 0; i < wave.size() && admits(wave.get(i)); i++) {
                enter(results.get(i).get());
                results.get(i).release();
                evaluated++;
                tell(evaluated, tables);
            }
            results.forEach(TableWaves.Result::release);
        }
        judgeWaiting();
        if (whole != null) {
            whole.end(inspectedSpans, top.size());
        }
        if (rangeMeter != null && newestMeter != null) {
            rangeMeter.count(source.tables(TimeRange.ALL).size(), tables.size());
            newestMeter.count(tables.size(), evaluated);
        }
        return new SearchOutcome(top.newestFirst(), inspectedTraces, evaluated, tables.size());
    }

    private void tell(int evaluated, List<SpanSource.TableRef> tables) throws IOException {
        if (progress != null && evaluated < tables.size() && progress.isDue()) {
            judgeWaiting();
            List<TraceSummary> certain = top.newerThan(tables.get(evaluated).latestTraceStartEpochNanos());
            progress.advanced(new SearchOutcome(certain, inspectedTraces, evaluated, tables.size()));
        }
    }

    /// Whether a table may hold a trace that belongs to the answer, as far as is known.
    private boolean admits(SpanSource.TableRef table) {
        return top.admits(table.latestTraceStartEpochNanos());
    }

    /// What the plan made of a table.
    private record Matched(SpanTable table, Spansets spansets) {}

    private Matched match(SpanTable table) {
        return new Matched(table, plan.apply(table, Spansets.of(RowSet.all(table.rowCount()))));
    }

    private void enter(Matched matched) throws IOException {
        SpanTable table = matched.table();
        inspectedTraces += table.traces().count();
        inspectedSpans += table.rowCount();
        add(table, matched.spansets());
        awaitSplitTraces(table, matched.spansets().rows());
        // Before the answer is full of others nothing tells which of them belong to it: the more at once, the cheaper.
        if (top.size() + waiting.size() >= limit) {
            judgeWaiting();
        }
    }

    private void await(SpanSource.SplitTrace split) {
        if (judgedSplitTraces.add(split.id())) {
            waiting.add(split);
        }
    }

    /// Puts the split traces together that were met, newest first, and judges them, as long as they may
    /// belong to the answer.
    private void judgeWaiting() throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        StepMeter.Run step = splitMeter == null ? null : splitMeter.start();
        waiting.sort(Comparator.comparing(SpanSource.SplitTrace::startEpochNanos, Long::compareUnsigned)
                .reversed());
        int judged = 0;
        int atOnce = Math.clamp(limit, FIRST_SPLIT_TRACES, MOST_SPLIT_TRACES);
        while (judged < waiting.size()) {
            List<TraceId> ids = new ArrayList<>();
            // As a whole a trace starts no later than the part that was met.
            for (int i = judged; i < waiting.size() && ids.size() < atOnce; i++) {
                if (!top.admits(waiting.get(i).startEpochNanos())) {
                    break;
                }
                ids.add(waiting.get(i).id());
            }
            if (ids.isEmpty()) {
                break;
            }
            budget.check();
            judged += ids.size();
            SpanTable whole = source.wholeTraces(ids);
            if (whole.rowCount() > 0) {
                add(whole, plan.apply(whole, Spansets.of(RowSet.all(whole.rowCount()))));
                work.releaseForNow();
            }
            atOnce = Math.min(2 * atOnce, MOST_SPLIT_TRACES);
        }
        if (step != null) {
            step.end(waiting.size(), judged);
        }
        waiting.clear();
    }

    /// Enters the matched traces of a table, those that are whole here, and writes the summaries of those
    /// that stay.
    private void add(SpanTable table, Spansets spansets) {
        RowSet found = tracesOf(table.traces(), spansets.rows());
        enter(table.traces(), found);
        List<TopTraces.Found> unwritten = top.unwritten();
        if (!unwritten.isEmpty()) {
            StepMeter.Run step = summaryMeter == null ? null : summaryMeter.start();
            summarise(table, spansets, unwritten);
            if (step != null) {
                step.end(found.count(), unwritten.size());
            }
        }
    }

    private static RowSet tracesOf(TraceIndex traces, RowSet rows) {
        RowSet result = new RowSet(traces.count());
        for (int row = rows.next(0); row < rows.rows(); row = rows.next(row + 1)) {
            result.add(traces.traceOf(row));
        }
        return result;
    }

    private void enter(TraceIndex traces, RowSet found) {
        for (int trace = found.next(0); trace < traces.count(); trace = found.next(trace + 1)) {
            long start = traces.startEpochNanos(trace);
            if (top.admits(start) && range.overlaps(start, traces.endEpochNanos(trace)) && !traces.isSplit(trace)) {
                TopTraces.Found left = top.add(new TopTraces.Found(traces.id(trace), start, trace));
                if (left != null) {
                    budget.release(left.heldBytes);
                }
            }
        }
    }

    private void summarise(SpanTable table, Spansets spansets, List<TopTraces.Found> unwritten) {
        RowSet traces = new RowSet(table.traces().count());
        unwritten.forEach(trace -> traces.add(trace.trace));
        SummaryWriter writer = new SummaryWriter(table, fields, spansPerSpanset, nestedFilters, spansets, traces);
        int count = 0;
        for (TopTraces.Found trace : unwritten) {
            if (count++ % CHECK_TRACES == 0) {
                budget.check();
            }
            TraceSummary summary = writer.write(trace.trace);
            trace.summary = summary;
            trace.heldBytes = sizes.bytes(summary);
            work.hold(trace.heldBytes);
        }
    }

    /// Traces that go on in other tables and may match as a whole although what is here does not: those of
    /// which some span here meets some `{ }` of the query. All of them, if the query speaks of what only the
    /// whole trace tells, or if the time range leaves tables out that may hold the span that matches.
    private void awaitSplitTraces(SpanTable table, RowSet matched) {
        TraceIndex traces = table.traces();
        RowSet split = traces.splitTraces();
        if (split.isEmpty()) {
            return;
        }
        RowSet met = new RowSet(traces.count());
        if (judgesAllSplitTraces || filters.isEmpty()) {
            met.or(split);
        } else {
            met.or(tracesOf(traces, touched(table, matched)));
            met.and(split);
        }
        for (int trace = met.next(0); trace < met.rows(); trace = met.next(trace + 1)) {
            await(new SpanSource.SplitTrace(traces.id(trace), traces.startEpochNanos(trace)));
        }
    }

    private RowSet touched(SpanTable table, RowSet matched) {
        if (isOneFilter) {
            return matched;
        }
        RowSet all = RowSet.all(table.rowCount());
        RowSet touched = new RowSet(table.rowCount());
        filters.forEach(filter -> filter.match(table, all, touched));
        return touched;
    }
}
