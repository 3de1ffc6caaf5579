package dev.vivace.traceql.eval;

import dev.vivace.model.Attribute;
import dev.vivace.model.RowSet;
import dev.vivace.model.work.QueryWork;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a pipeline makes of the spansets of a table, stage by stage. Immutable, thread-safe.
sealed interface SpansetPlan {

    /// What comes out; spansets of which nothing is left are dropped.
    Spansets apply(SpanTable table, Spansets input);

    /// Every `{ }` of the plan.
    void collectFilters(List<RowFilter> into);

    static SpansetPlan of(Pipeline pipeline) {
        List<SpansetPlan> stages = new ArrayList<>();
        for (Stage stage : pipeline.stages()) {
            switch (stage) {
                case Stage.SpansetExpression expression -> stages.add(of(expression));
                case Stage.Select _ -> {}
                case Stage.GroupBy(Expression expression) -> stages.add(new GroupBy(expression));
                case Stage.Coalesce _ -> stages.add(new Coalesce());
                case Stage.ScalarFilter(ScalarExpression left, Operator operator, ScalarExpression right) ->
                    stages.add(new ScalarFilter(left, operator, right));
            }
        }
        return stages.size() == 1 ? stages.getFirst() : new Sequence(List.copyOf(stages));
    }

    private static SpansetPlan of(Stage.SpansetExpression expression) {
        return switch (expression) {
            case Stage.SpansetFilter filter -> new Filter(FilterCompiler.compile(filter.condition()));
            case Stage.WrappedPipeline wrapped -> of(wrapped.pipeline());
            case Stage.SpansetOperation operation ->
                switch (operation.operator()) {
                    case AND -> new Join(of(operation.left()), of(operation.right()), true);
                    case OR -> new Join(of(operation.left()), of(operation.right()), false);
                    default -> new Structural(of(operation.left()), operation.operator(), of(operation.right()));
                };
        };
    }

    /// `{ condition }`.
    record Filter(RowFilter filter) implements SpansetPlan {
        @Override
        public Spansets apply(SpanTable table, Spansets input) {
            RowSet matched = new RowSet(table.rowCount());
            filter.match(table, input.rows(), matched);
            matched.and(input.rows());
            return input.keep(matched);
        }

        @Override
        public void collectFilters(List<RowFilter> into) {
            into.add(filter);
        }
    }

    /// Stages one after the other; none at all leaves everything.
    record Sequence(List<SpansetPlan> stages) implements SpansetPlan {
        @Override
        public Spansets apply(SpanTable table, Spansets input) {
            Spansets spansets = input;
            for (SpansetPlan stage : stages) {
                spansets = stage.apply(table, spansets);
            }
            return spansets;
        }

        @Override
        public void collectFilters(List<RowFilter> into) {
            stages.forEach(stage -> stage.collectFilters(into));
        }
    }

    /// `left && right`, the union of both if both have spans of the spanset; or `left || right`, the union.
    record Join(SpansetPlan left, SpansetPlan right, boolean both) implements SpansetPlan {
        @Override
        public Spansets apply(SpanTable table, Spansets input) {
            RowSet a = left.apply(table, input).rows();
            RowSet b = right.apply(table, input).rows();
            RowSet union = a.copy();
            union.or(b);
            if (!both) {
                return input.keep(union);
            }
            List<Spansets.Group> groups = input.groups();
            if (groups == null) {
                return input.keep(inBoth(a, b, union, table.traces()));
            }
            List<Spansets.Group> kept = new ArrayList<>();
            for (Spansets.Group group : groups) {
                if (Arrays.stream(group.rows()).anyMatch(a::contains)
                        && Arrays.stream(group.rows()).anyMatch(b::contains)) {
                    kept.add(group);
                }
            }
            return Spansets.ofGroups(kept, table.rowCount()).keep(union);
        }

        private static RowSet inBoth(RowSet a, RowSet b, RowSet union, TraceIndex traces) {
            RowSet inBoth = tracesOf(a, traces);
            inBoth.and(tracesOf(b, traces));
            return only(union, inBoth, traces);
        }

        @Override
        public void collectFilters(List<RowFilter> into) {
            left.collectFilters(into);
            right.collectFilters(into);
        }
    }

    private static RowSet tracesOf(RowSet rows, TraceIndex traces) {
        RowSet result = new RowSet(traces.count());
        for (int row = rows.next(0); row < rows.rows(); row = rows.next(row + 1)) {
            result.add(traces.traceOf(row));
        }
        return result;
    }

    /// The rows that belong to some traces.
    private static RowSet only(RowSet rows, RowSet ofTraces, TraceIndex traces) {
        RowSet result = new RowSet(rows.rows());
        for (int row = rows.next(0); row < rows.rows(); row = rows.next(row + 1)) {
            if (ofTraces.contains(traces.traceOf(row))) {
                result.add(row);
            }
        }
        return result;
    }

    /// `left >> right` and its like.
    record Structural(SpansetPlan left, SpansetOperator operator, SpansetPlan right) implements SpansetPlan {
        @Override
        public Spansets apply(SpanTable table, Spansets input) {
            RowSet a = operand(left, table, input);
            boolean isNegated = operator.text().startsWith("!");
            if (a.isEmpty() && !isNegated) {
                return input.keep(new RowSet(table.rowCount()));
            }
            RowSet b = operand(right, table, input);
            TraceIndex traces = table.traces();
            RowSet inBoth = tracesOf(a, traces);
            inBoth.and(tracesOf(b, traces));
            RowSet lefts = only(a, inBoth, traces);
            // A span that must not have a relative may be in a trace without any.
            RowSet rights = isNegated ? b : only(b, inBoth, traces);
            if (rights.isEmpty()) {
                return input.keep(rights);
            }
            RowSet related = lefts.copy();
            related.or(rights);
            Structure structure = new Structure(table, related);
            List<Spansets.Group> groups = input.groups();
            if (groups == null) {
                return input.keep(structure.apply(operator, lefts, rights));
            }
            List<Spansets.Group> kept = new ArrayList<>();
            for (Spansets.Group group : groups) {
                RowSet members = new RowSet(table.rowCount());
                for (int row : group.rows()) {
                    members.add(row);
                }
                RowSet ownLeft = members.copy();
                ownLeft.and(lefts);
                RowSet ownRight = members.copy();
                ownRight.and(rights);
                RowSet found = structure.apply(operator, ownLeft, ownRight);
                int[] rows = Arrays.stream(group.rows()).filter(found::contains).toArray();
                if (rows.length > 0) {
                    kept.add(new Spansets.Group(group.trace(), rows, group.attributes()));
                }
            }
            return Spansets.ofGroups(kept, table.rowCount());
        }

        /// Relations are between spans of whole traces: an operand that grouped them has to join the groups
        /// again.
        private static RowSet operand(SpansetPlan plan, SpanTable table, Spansets input) {
            Spansets result = plan.apply(table, input);
            List<Spansets.Group> groups = result.groups();
            if (input.groups() == null && groups != null) {
                Set<Integer> traces = new HashSet<>();
                for (Spansets.Group group : groups) {
                    if (!traces.add(group.trace())) {
                        throw new QueryExecutionException("spanset operators are not supported for multiple spansets"
                                + " per trace. consider using coalesce()");
                    }
                }
            }
            return result.rows();
        }

        @Override
        public void collectFilters(List<RowFilter> into) {
            left.collectFilters(into);
            right.collectFilters(into);
        }
    }

    /// `by(expression)`: a group per spanset and value. A span whose events have several values is in the
    /// group of each; in that of nil only if it has no value to group by, as arrays are none.
    record GroupBy(Expression expression) implements SpansetPlan {
        /// A group, its attributes and its list of rows, estimated.
        private static final int BYTES_PER_GROUP = 200;

        @Override
        public Spansets apply(SpanTable table, Spansets input) {
            Aggregation.NestedValues values = Aggregation.NestedValues.of(expression, table);
            String key = "by(" + Canonical.text(expression) + ")";
            List<Spansets.Group> result = new ArrayList<>();
            for (Spansets.Group whole : wholes(table, input)) {
                Map<Value, int[]> rowsByValue = new LinkedHashMap<>();
                Map<Value, Integer> counts = new HashMap<>();
                for (int row : whole.rows()) {
                    boolean[] isGrouped = new boolean[1];
                    values.forEach(row, value -> {
                        if (value != Value.NIL && !(value instanceof Value.Array)) {
                            isGrouped[0] = true;
                            add(row, value, rowsByValue, counts);
                        }
                    });
                    if (!isGrouped[0]) {
                        add(row, Value.NIL, rowsByValue, counts);
                    }
                }
                rowsByValue.forEach((value, rows) -> result.add(new Spansets.Group(
                                whole.trace(), Arrays.copyOf(rows, counts.getOrDefault(value, 0)), whole.attributes())
                        .with(new Attribute(key, SummaryWriter.printed(value)))));
            }
            return Spansets.ofGroups(result, table.rowCount());
        }

        private static void add(int row, Value label, Map<Value, int[]> rowsByValue, Map<Value, Integer> counts) {
            int count = counts.getOrDefault(label, 0);
            int[] rows = rowsByValue.computeIfAbsent(label, _ -> newGroup(label));
            if (count > 0 && rows[count - 1] == row) {
                return;
            }
            if (count == rows.length) {
                QueryWork.holdingForNow((long) count * Integer.BYTES);
                rows = Arrays.copyOf(rows, count * 2);
                rowsByValue.put(label, rows);
            }
            rows[count] = row;
            counts.put(label, count + 1);
        }

        /// There may be as many groups as spans, each with a text of its own.
        private static int[] newGroup(Value label) {
            QueryWork.holdingForNow(BYTES_PER_GROUP + (label instanceof Value.Text(String text) ? text.length() : 0));
            return new int[4];
        }

        @Override
        public void collectFilters(List<RowFilter> into) {}
    }

    /// Every spanset as a group, those that are whole traces too.
    private static List<Spansets.Group> wholes(SpanTable table, Spansets input) {
        if (input.groups() != null) {
            return input.groups();
        }
        TraceIndex traces = table.traces();
        RowSet rows = input.rows();
        int[] ends = new int[traces.count()];
        for (int row = rows.next(0); row < rows.rows(); row = rows.next(row + 1)) {
            ends[traces.traceOf(row)]++;
        }
        for (int trace = 1; trace < ends.length; trace++) {
            ends[trace] += ends[trace - 1];
        }
        int[] byTrace = new int[ends.length == 0 ? 0 : ends[ends.length - 1]];
        int[] next = new int[ends.length];
        if (ends.length > 1) {
            System.arraycopy(ends, 0, next, 1, ends.length - 1);
        }
        for (int row = rows.next(0); row < rows.rows(); row = rows.next(row + 1)) {
            byTrace[next[traces.traceOf(row)]++] = row;
        }
        List<Spansets.Group> result = new ArrayList<>();
        for (int trace = 0; trace < ends.length; trace++) {
            int first = trace == 0 ? 0 : ends[trace - 1];
            if (first < ends[trace]) {
                result.add(new Spansets.Group(
                        trace, Arrays.copyOfRange(byTrace, first, ends[trace]), input.attributesOf(trace)));
            }
        }
        return result;
    }

    /// `coalesce()`: one spanset per trace again, without what was found about the groups.
    record Coalesce() implements SpansetPlan {
        @Override
        public Spansets apply(SpanTable table, Spansets input) {
            return Spansets.of(input.rows());
        }

        @Override
        public void collectFilters(List<RowFilter> into) {}
    }

    /// `count() > 3` and its like: drops spansets, and shows the values on those that stay.
    record ScalarFilter(ScalarExpression left, Operator operator, ScalarExpression right) implements SpansetPlan {
        @Override
        public Spansets apply(SpanTable table, Spansets input) {
            Aggregation a = Aggregation.of(left, table);
            Aggregation b = Aggregation.of(right, table);
            boolean grouped = input.groups() != null;
            List<Spansets.Group> kept = new ArrayList<>();
            for (Spansets.Group group : wholes(table, input)) {
                Value one = a.over(group.rows());
                Value other = b.over(group.rows());
                if (one != Value.NIL && other != Value.NIL && Value.compare(one, operator, other)) {
                    kept.add(shown(shown(group, left, one), right, other));
                }
            }
            Spansets result = Spansets.ofGroups(kept, table.rowCount());
            if (grouped) {
                return result;
            }
            Map<Integer, List<Attribute>> attributes = new HashMap<>();
            kept.forEach(group -> attributes.put(group.trace(), group.attributes()));
            return new Spansets(result.rows(), null, attributes);
        }

        private static Spansets.Group shown(Spansets.Group group, ScalarExpression scalar, Value value) {
            return scalar instanceof ScalarExpression.Constant
                    ? group
                    : group.with(new Attribute(Canonical.scalar(scalar), SummaryWriter.printed(value)));
        }

        @Override
        public void collectFilters(List<RowFilter> into) {}
    }

    /// Does as another plan does, and measures it.
    record Measured(SpansetPlan inner, StepMeter meter) implements SpansetPlan {
        @Override
        public Spansets apply(SpanTable table, Spansets input) {
            StepMeter.Run run = meter.start();
            Spansets result = inner.apply(table, input);
            run.end(input.rows().count(), result.rows().count());
            return result;
        }

        @Override
        public void collectFilters(List<RowFilter> into) {
            inner.collectFilters(into);
        }
    }
}
