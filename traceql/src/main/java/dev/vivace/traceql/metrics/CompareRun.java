package dev.vivace.traceql.metrics;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Compare;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.eval.SpansetSelection;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `compare({selection})`: what the spans of the selection have, and what the others have, attribute by
/// attribute.
final class CompareRun implements FunctionRun {

    private static final List<Intrinsic> INTRINSICS = List.of(
            Intrinsic.NAME,
            Intrinsic.STATUS,
            Intrinsic.STATUS_MESSAGE,
            Intrinsic.KIND,
            Intrinsic.CHILD_COUNT,
            Intrinsic.ROOT_NAME,
            Intrinsic.ROOT_SERVICE_NAME,
            Intrinsic.INSTRUMENTATION_NAME,
            Intrinsic.INSTRUMENTATION_VERSION);
    private static final String TYPE = "__meta_type";

    private final Compare function;
    private final TimeGrid grid;
    private final Cells.Budget budget;
    private final SpansetSelection selection;
    private final Map<Field, Counts> fields = new LinkedHashMap<>();

    /// Of one field: how often each value occurs in the baseline (0) and in the selection (1). Numbers of
    /// series are `2 * value + side`; those of [LabelNumbers#NIL] stand for arrays.
    private record Counts(FieldCodes codes, Cells values, Cells totals) {}

    CompareRun(Compare function, TimeGrid grid, Cells.Budget budget) {
        this.function = function;
        this.grid = grid;
        this.budget = budget;
        this.selection = SpansetSelection.of(new Pipeline(List.of(function.selection())));
    }

    @Override
    public void add(MatchedSpans spans) {
        if (spans.count() == 0) {
            return;
        }
        int[] sides = sides(spans);
        for (Intrinsic intrinsic : INTRINSICS) {
            count(new IntrinsicField(intrinsic), spans, sides);
        }
        count(FieldCodes.SERVICE_NAME, spans, sides);
        count(AttributeScope.SPAN, FieldScope.SPAN, spans, sides);
        count(AttributeScope.RESOURCE, FieldScope.RESOURCE, spans, sides);
        count(AttributeScope.INSTRUMENTATION, FieldScope.INSTRUMENTATION, spans, sides);
    }

    /// 1 for spans in the selection, 0 for others.
    private int[] sides(MatchedSpans spans) {
        SpanTable table = spans.table();
        RowSet selected = selection.match(table);
        Column.OfLong starts = table.startEpochNanos();
        boolean always = function.startEpochNanos() == 0 && function.endEpochNanos() == 0;
        int[] sides = new int[spans.count()];
        for (int i = 0; i < sides.length; i++) {
            int row = spans.rows()[i];
            if (selected.contains(row)) {
                long start = starts.longAt(row);
                sides[i] = always || start > function.startEpochNanos() && start <= function.endEpochNanos() ? 1 : 0;
            }
        }
        return sides;
    }

    private void count(AttributeScope scope, FieldScope fieldScope, MatchedSpans spans, int[] sides) {
        for (String key : spans.table().attributeKeys(scope)) {
            Field field = new AttributeField(fieldScope, key);
            if (!field.equals(FieldCodes.SERVICE_NAME)) {
                count(field, spans, sides);
            }
        }
    }

    private void count(Field field, MatchedSpans spans, int[] sides) {
        Counts counts = fields.computeIfAbsent(
                field,
                _ -> new Counts(
                        new FieldCodes(field),
                        new Cells(grid.intervals(), 1, 0, Cells.Answered.NOT, budget),
                        new Cells(grid.intervals(), 1, 0, Cells.Answered.NOT, budget)));
        // Every resource has a service name, if only the empty one.
        int[] codes = field.equals(FieldCodes.SERVICE_NAME)
                ? counts.codes().groups(spans).codes()
                : counts.codes().ofSpans(spans);
        int[] intervals = spans.intervals();
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] != FieldCodes.ABSENT) {
                increment(counts.values(), 2 * codes[i] + sides[i], intervals[i]);
                increment(counts.totals(), sides[i], intervals[i]);
            }
        }
    }

    private static void increment(Cells cells, int series, int interval) {
        double[] array = cells.array(series, interval);
        if (array != null) {
            array[cells.at(series, interval)]++;
        }
    }

    @Override
    public List<Series> series() {
        List<Series> result = new ArrayList<>();
        fields.forEach((field, counts) -> {
            String key = Canonical.field(field);
            for (int side = 0; side < 2; side++) {
                String type = side == 0 ? "baseline" : "selection";
                for (Ranked value : top(counts, side)) {
                    result.add(series(type, key, value.label(), values(counts.values(), value.series())));
                }
                if (counts.totals().has(side)) {
                    AttributeValue nil = counts.codes().numbers().value(LabelNumbers.NIL);
                    result.add(series(type + "_total", key, nil, values(counts.totals(), side)));
                }
            }
        });
        return result;
    }

    private record Ranked(int series, AttributeValue label, double total) {}

    /// The values that occur most often, equal ones in order of their text.
    private List<Ranked> top(Counts counts, int side) {
        List<Ranked> ranked = new ArrayList<>();
        for (int series = side; series < counts.values().count(); series += 2) {
            if (counts.values().has(series)) {
                double total = 0;
                for (int i = 0; i < grid.intervals(); i++) {
                    total += counts.values().get(series, i, 0, 0);
                }
                ranked.add(new Ranked(series, counts.codes().numbers().value(series / 2), total));
            }
        }
        ranked.sort(Comparator.comparingDouble((Ranked value) -> -value.total())
                .thenComparing(value -> Series.printed(value.label())));
        return ranked.subList(0, Math.min(function.topN(), ranked.size()));
    }

    private double[] values(Cells cells, int series) {
        double[] values = new double[grid.intervals()];
        for (int i = 0; i < values.length; i++) {
            values[i] = cells.get(series, i, 0, 0);
        }
        return values;
    }

    private static Series series(String type, String key, AttributeValue value, double[] values) {
        return new Series(
                List.of(new Attribute(TYPE, new AttributeValue.Text(type)), new Attribute(key, value)),
                values,
                List.of());
    }
}
