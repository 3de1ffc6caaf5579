package dev.vivace.traceql.metrics;

import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import dev.vivace.model.work.QueryWork;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.MetricsExpression.Leaf;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction;
import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.eval.SpansetSelection;
import dev.vivace.traceql.eval.StepMeter;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One pipeline with its function, over one table after the other. Confined to one thread.
final class LeafRun {

    /// So many are put together at once.
    private static final int MOST_SPLIT_TRACES = 2048;

    private final TimeGrid grid;
    private final SpansetSelection selection;
    private final FunctionRun function;
    /// Whether conditions ask for what only the whole trace tells.
    private final boolean needsWholeTraces;
    /// Whether the rest of its trace does not matter for what becomes of a span.
    private final boolean looksAtSpansAlone;
    /// The single filters of a pipeline that is more than one.
    private final List<SpansetSelection> filters = new ArrayList<>();

    private final Set<TraceId> judgedSplitTraces = new HashSet<>();
    private final List<TraceId> waiting = new ArrayList<>();

    /// @param meter where the steps are measured; null if nobody wants to know
    LeafRun(Leaf leaf, TimeGrid grid, int exemplars, Cells.Budget budget, @Nullable StepMeter meter) {
        this.grid = grid;
        SpansetSelection plain = SpansetSelection.of(leaf.pipeline());
        this.selection = meter == null ? plain : plain.measured(meter);
        List<Field> labels = Fields.mentioned(new Query.Metrics(leaf, List.<Hint>of()));
        ExemplarSampler sampler = new ExemplarSampler(grid, labels, exemplars);
        this.function = switch (leaf.function()) {
            case MetricsFunction.Counting counting -> new CountingRun(counting, grid, sampler, budget);
            case MetricsFunction.Quantiles quantiles ->
                new BucketRun(quantiles.field(), quantiles.quantiles(), quantiles.by(), grid, sampler, budget);
            case MetricsFunction.Compare compare -> new CompareRun(compare, grid, budget);
            case MetricsFunction.Aggregating aggregating ->
                aggregating.function() == MetricsFunction.OverTime.HISTOGRAM
                        ? new BucketRun(aggregating.field(), List.of(), aggregating.by(), grid, sampler, budget)
                        : new AggregatingRun(aggregating, grid, sampler, budget);
        };
        this.needsWholeTraces =
                leaf.pipeline().startsFromAllSpans() || Fields.areOfWholeTrace(Fields.mentioned(leaf.pipeline()));
        List<Stage> stages = leaf.pipeline().stages();
        boolean isOneFilter = stages.size() == 1 && stages.getFirst() instanceof Stage.SpansetFilter;
        if (!isOneFilter) {
            stages.forEach(this::collectFilters);
        }
        this.looksAtSpansAlone =
                isOneFilter && !Fields.areOfWholeTrace(labels) && !(leaf.function() instanceof MetricsFunction.Compare);
    }

    private void collectFilters(Stage stage) {
        switch (stage) {
            case Stage.SpansetFilter filter -> filters.add(SpansetSelection.of(new Pipeline(List.of(filter))));
            case Stage.SpansetOperation operation -> {
                collectFilters(operation.left());
                collectFilters(operation.right());
            }
            case Stage.WrappedPipeline wrapped -> wrapped.pipeline().stages().forEach(this::collectFilters);
            case Stage.GroupBy _, Stage.Coalesce _, Stage.Select _, Stage.ScalarFilter _ -> {}
        }
    }

    /// Judges the split traces that still wait. From now on trace ids are those of another source.
    void endSource(SpanSource source) throws IOException {
        judgeWaiting(source);
        judgedSplitTraces.clear();
    }

    /// The spans the pipeline leaves of a table, traces judged by this table alone. Any number of threads may ask.
    RowSet match(SpanTable table) {
        return selection.match(table);
    }

    /// Counts what a table has.
    ///
    /// @param matched what [#match] said of it
    void add(SpanSource source, SpanSource.TableRef ref, SpanTable table, RowSet matched) throws IOException {
        RowSet split = splitRows(table);
        if (split.isEmpty()) {
            function.add(MatchedSpans.of(table, matched, grid));
            return;
        }
        RowSet repeated = looksAtSpansAlone ? ref.repeatedRows() : null;
        RowSet counted = matched.copy();
        counted.andNot(repeated == null ? split : repeated);
        function.add(MatchedSpans.of(table, counted, grid));
        if (repeated == null) {
            await(table, matched, split);
            if (waiting.size() >= MOST_SPLIT_TRACES) {
                judgeWaiting(source);
            }
        }
    }

    /// Has the traces judged as a whole of which the table holds parts that matter, each once for a source.
    private void await(SpanTable table, RowSet matched, RowSet split) {
        RowSet touched = split;
        if (!needsWholeTraces) {
            touched = matched.copy();
            for (SpansetSelection filter : filters) {
                touched.or(filter.match(table));
            }
            touched.and(split);
        }
        TraceIndex traces = table.traces();
        RowSet met = new RowSet(traces.count());
        for (int row = touched.next(0); row < touched.rows(); row = touched.next(row + 1)) {
            met.add(traces.traceOf(row));
        }
        for (int trace = met.next(0); trace < met.rows(); trace = met.next(trace + 1)) {
            if (judgedSplitTraces.add(traces.id(trace))) {
                waiting.add(traces.id(trace));
            }
        }
    }

    private void judgeWaiting(SpanSource source) throws IOException {
        for (int from = 0; from < waiting.size(); from += MOST_SPLIT_TRACES) {
            QueryWork.checkCurrent();
            SpanTable whole =
                    source.wholeTraces(waiting.subList(from, Math.min(waiting.size(), from + MOST_SPLIT_TRACES)));
            if (whole.rowCount() > 0) {
                function.add(MatchedSpans.of(whole, selection.match(whole), grid));
            }
        }
        waiting.clear();
    }

    List<Series> series() {
        return function.series();
    }

    List<Series> ranked(SecondStage.Rank rank) {
        return function.ranked(rank, grid.intervals());
    }

    private static RowSet splitRows(SpanTable table) {
        TraceIndex traces = table.traces();
        RowSet rows = new RowSet(table.rowCount());
        RowSet split = traces.splitTraces();
        for (int trace = split.next(0); trace < traces.count(); trace = split.next(trace + 1)) {
            traces.addRows(trace, rows);
        }
        return rows;
    }
}
