package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.ArrayList;
import java.util.List;

/// What a pipeline leaves of the spans of each trace, as sets of rows. Immutable, thread-safe.
sealed interface SpansetPlan {

    /// The rows of `input` that come out; traces from which none does are dropped.
    RowSet apply(SpanTable table, RowSet input);

    /// Every `{ }` of the plan.
    void collectFilters(List<RowFilter> into);

    static SpansetPlan of(Pipeline pipeline) {
        List<SpansetPlan> stages = new ArrayList<>();
        for (Stage stage : pipeline.stages()) {
            switch (stage) {
                case Stage.SpansetExpression expression -> stages.add(of(expression));
                case Stage.Select _ -> {}
                case Stage.GroupBy _ -> throw new NotYetSupportedException("by(...)");
                case Stage.Coalesce _ -> throw new NotYetSupportedException("coalesce()");
                case Stage.ScalarFilter _ -> throw new NotYetSupportedException("an aggregate such as count()");
            }
        }
        return stages.size() == 1 ? stages.getFirst() : new Sequence(List.copyOf(stages));
    }

    private static SpansetPlan of(Stage.SpansetExpression expression) {
        return switch (expression) {
            case Stage.SpansetFilter filter -> new Filter(FilterCompiler.compile(filter.condition()));
            case Stage.WrappedPipeline wrapped -> of(wrapped.pipeline());
            case Stage.SpansetOperation operation -> {
                boolean joins =
                        operation.operator() == SpansetOperator.AND || operation.operator() == SpansetOperator.OR;
                if (!joins) {
                    throw new NotYetSupportedException(
                            "the structural operator " + operation.operator().text());
                }
                yield new Join(
                        of(operation.left()), of(operation.right()), operation.operator() == SpansetOperator.AND);
            }
        };
    }

    /// `{ condition }`.
    record Filter(RowFilter filter) implements SpansetPlan {
        @Override
        public RowSet apply(SpanTable table, RowSet input) {
            RowSet matched = new RowSet(input.rows());
            filter.match(table, input, matched);
            matched.and(input);
            return matched;
        }

        @Override
        public void collectFilters(List<RowFilter> into) {
            into.add(filter);
        }
    }

    /// Stages one after the other; none at all leaves everything.
    record Sequence(List<SpansetPlan> stages) implements SpansetPlan {
        @Override
        public RowSet apply(SpanTable table, RowSet input) {
            RowSet rows = input;
            for (SpansetPlan stage : stages) {
                rows = stage.apply(table, rows);
            }
            return rows;
        }

        @Override
        public void collectFilters(List<RowFilter> into) {
            stages.forEach(stage -> stage.collectFilters(into));
        }
    }

    /// `left && right`, the union of both if both have spans of the trace; or `left || right`, the union.
    record Join(SpansetPlan left, SpansetPlan right, boolean both) implements SpansetPlan {
        @Override
        public RowSet apply(SpanTable table, RowSet input) {
            RowSet a = left.apply(table, input);
            RowSet b = right.apply(table, input);
            if (!both) {
                a.or(b);
                return a;
            }
            TraceIndex traces = table.traces();
            RowSet inBoth = tracesOf(a, traces);
            inBoth.and(tracesOf(b, traces));
            a.or(b);
            RowSet union = new RowSet(a.rows());
            for (int row = a.next(0); row < a.rows(); row = a.next(row + 1)) {
                if (inBoth.contains(traces.traceOf(row))) {
                    union.add(row);
                }
            }
            return union;
        }

        private static RowSet tracesOf(RowSet rows, TraceIndex traces) {
            RowSet result = new RowSet(traces.count());
            for (int row = rows.next(0); row < rows.rows(); row = rows.next(row + 1)) {
                result.add(traces.traceOf(row));
            }
            return result;
        }

        @Override
        public void collectFilters(List<RowFilter> into) {
            left.collectFilters(into);
            right.collectFilters(into);
        }
    }
}
