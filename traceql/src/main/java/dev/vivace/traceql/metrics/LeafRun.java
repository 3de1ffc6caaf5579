package dev.vivace.traceql.metrics;

import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.MetricsExpression.Leaf;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.eval.SpansetSelection;
import dev.vivace.traceql.eval.StepMeter;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One pipeline with its function, over one table after the other. Confined to one thread.
final class LeafRun {

    private static final Set<Intrinsic> OF_TRACE = Set.of(
            Intrinsic.TRACE_DURATION,
            Intrinsic.ROOT_NAME,
            Intrinsic.ROOT_SERVICE_NAME,
            Intrinsic.CHILD_COUNT,
            Intrinsic.NESTED_SET_LEFT,
            Intrinsic.NESTED_SET_RIGHT,
            Intrinsic.NESTED_SET_PARENT);

    private final TimeGrid grid;
    private final SpansetSelection selection;
    private final FunctionRun function;
    /// Whether conditions ask for what only the whole trace tells.
    private final boolean needsWholeTraces;
    /// The single filters of a pipeline that is more than one.
    private final List<SpansetSelection> filters = new ArrayList<>();

    private final Set<TraceId> judgedSplitTraces = new HashSet<>();

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
        this.needsWholeTraces = leaf.pipeline().startsFromAllSpans()
                || Fields.mentioned(leaf.pipeline()).stream()
                        .anyMatch(field ->
                                field instanceof IntrinsicField(Intrinsic intrinsic) && OF_TRACE.contains(intrinsic));
        List<Stage> stages = leaf.pipeline().stages();
        if (stages.size() > 1 || !(stages.getFirst() instanceof Stage.SpansetFilter)) {
            stages.forEach(this::collectFilters);
        }
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

    /// From now on trace ids are those of another source.
    void startSource() {
        judgedSplitTraces.clear();
    }

    /// The spans the pipeline leaves of a table, traces judged by this table alone. Any number of threads may ask.
    RowSet match(SpanTable table) {
        return selection.match(table);
    }

    /// Counts the traces that are whole in the table.
    ///
    /// @param matched what [#match] said of it
    /// @return traces of which other tables hold spans too and that have to be judged as a whole,
    ///     each once for a source
    List<TraceId> add(SpanTable table, RowSet matched) {
        RowSet split = splitRows(table);
        if (split.isEmpty()) {
            function.add(MatchedSpans.of(table, matched, grid));
            return List.of();
        }
        RowSet touched = split.copy();
        if (!needsWholeTraces) {
            RowSet meeting = matched.copy();
            filters.forEach(filter -> meeting.or(filter.match(table)));
            touched.and(meeting);
        }
        RowSet whole = matched.copy();
        whole.andNot(split);
        function.add(MatchedSpans.of(table, whole, grid));
        TraceIndex traces = table.traces();
        List<TraceId> result = new ArrayList<>();
        RowSet seen = new RowSet(traces.count());
        for (int row = touched.next(0); row < touched.rows(); row = touched.next(row + 1)) {
            int trace = traces.traceOf(row);
            if (!seen.contains(trace)) {
                seen.add(trace);
                if (judgedSplitTraces.add(traces.id(trace))) {
                    result.add(traces.id(trace));
                }
            }
        }
        return result;
    }

    /// Counts what a table of whole traces has.
    void addWhole(SpanTable table) {
        function.add(MatchedSpans.of(table, selection.match(table), grid));
    }

    List<Series> series() {
        return function.series();
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
