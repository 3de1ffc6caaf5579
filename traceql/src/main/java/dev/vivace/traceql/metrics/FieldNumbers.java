package dev.vivace.traceql.metrics;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.eval.SpanFields;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The numbers a field has for some spans: one each, or those from `offsets[i]` to `offsets[i + 1]`. NaN
/// where there is none. Durations are nanoseconds.
record FieldNumbers(int @Nullable [] offsets, double[] values) {

    int from(int position) {
        return offsets == null ? position : offsets[position];
    }

    int to(int position) {
        return offsets == null ? position + 1 : offsets[position + 1];
    }

    /// The first number of a span, NaN if it has none.
    double first(int position) {
        for (int i = from(position); i < to(position); i++) {
            if (!Double.isNaN(values[i])) {
                return values[i];
            }
        }
        return Double.NaN;
    }

    /// Whether the field's values are durations.
    static boolean isDuration(Field field) {
        return field instanceof IntrinsicField(Intrinsic intrinsic)
                && (intrinsic == Intrinsic.DURATION
                        || intrinsic == Intrinsic.TRACE_DURATION
                        || intrinsic == Intrinsic.EVENT_TIME_SINCE_START);
    }

    /// @param leastInteger integers and durations below it count as none
    static FieldNumbers of(MatchedSpans spans, Field field, long leastInteger) {
        if (SpanFields.isOfEvents(field)) {
            return ofNested(spans, field, spans.table().nested(AttributeScope.EVENT), leastInteger);
        }
        if (SpanFields.isOfLinks(field)) {
            return ofNested(spans, field, spans.table().nested(AttributeScope.LINK), leastInteger);
        }
        SpanTable table = spans.table();
        int[] rows = spans.rows();
        double[] values = new double[rows.length];
        Arrays.fill(values, Double.NaN);
        switch (field) {
            case AttributeField(FieldScope scope, String key) -> {
                int tableRows = table.rowCount();
                switch (scope) {
                    case SPAN -> read(table.attribute(AttributeScope.SPAN, key), tableRows, rows, leastInteger, values);
                    case RESOURCE ->
                        read(table.attribute(AttributeScope.RESOURCE, key), tableRows, rows, leastInteger, values);
                    case INSTRUMENTATION ->
                        read(
                                table.attribute(AttributeScope.INSTRUMENTATION, key),
                                tableRows,
                                rows,
                                leastInteger,
                                values);
                    case UNSCOPED -> {
                        // The span's own decides: written last.
                        read(table.attribute(AttributeScope.RESOURCE, key), tableRows, rows, leastInteger, values);
                        read(table.attribute(AttributeScope.SPAN, key), tableRows, rows, leastInteger, values);
                    }
                    case EVENT, LINK, PARENT, PARENT_SPAN, PARENT_RESOURCE ->
                        throw new IllegalArgumentException("field of spans expected: " + field);
                }
            }
            case IntrinsicField(Intrinsic intrinsic) -> {
                if (intrinsic == Intrinsic.DURATION) {
                    long[] durations = new long[rows.length];
                    ((Column.OfLong) table.intrinsic(intrinsic)).longsAt(rows, durations);
                    for (int i = 0; i < rows.length; i++) {
                        values[i] = atLeast(durations[i], leastInteger);
                    }
                } else if (intrinsic == Intrinsic.TRACE_DURATION) {
                    TraceIndex traces = table.traces();
                    for (int i = 0; i < rows.length; i++) {
                        values[i] = atLeast(traces.durationNanos(traces.traceOf(rows[i])), leastInteger);
                    }
                } else {
                    SpanFields reader = SpanFields.of(table, field);
                    for (int i = 0; i < rows.length; i++) {
                        double number = reader.number(rows[i], -1);
                        values[i] = number < leastInteger ? Double.NaN : number;
                    }
                }
            }
        }
        return new FieldNumbers(null, values);
    }

    private static double atLeast(long number, long least) {
        return number < least ? Double.NaN : number;
    }

    /// The first column that has a value decides, whatever its type: written last.
    private static void read(List<Column> columns, int tableRows, int[] rows, long leastInteger, double[] values) {
        for (int at = columns.size() - 1; at >= 0; at--) {
            Column column = columns.get(at);
            RowSet present = new RowSet(tableRows);
            column.present(present);
            switch (column) {
                case Column.OfLong longs -> {
                    long[] numbers = new long[rows.length];
                    longs.longsAt(rows, numbers);
                    for (int i = 0; i < rows.length; i++) {
                        if (present.contains(rows[i])) {
                            values[i] = atLeast(numbers[i], leastInteger);
                        }
                    }
                }
                case Column.OfDouble doubles -> {
                    for (int i = 0; i < rows.length; i++) {
                        if (present.contains(rows[i])) {
                            values[i] = doubles.doubleAt(rows[i]);
                        }
                    }
                }
                case Column.OfComposite composites -> {
                    for (int i = 0; i < rows.length; i++) {
                        if (present.contains(rows[i])) {
                            values[i] = single(composites.value(rows[i]), leastInteger);
                        }
                    }
                }
                case Column.OfText _, Column.OfBoolean _ -> {
                    for (int i = 0; i < rows.length; i++) {
                        if (present.contains(rows[i])) {
                            values[i] = Double.NaN;
                        }
                    }
                }
            }
        }
    }

    /// An array of one number is that number.
    private static double single(@Nullable AttributeValue value, long leastInteger) {
        if (!(value instanceof AttributeValue.Many(List<AttributeValue> elements)) || elements.size() != 1) {
            return Double.NaN;
        }
        return switch (elements.getFirst()) {
            case AttributeValue.Int(long number) -> atLeast(number, leastInteger);
            case AttributeValue.Real(double number) -> number;
            default -> Double.NaN;
        };
    }

    private static FieldNumbers ofNested(MatchedSpans spans, Field field, NestedTable table, long leastInteger) {
        NestedRange nested = NestedRange.of(table, spans.rows());
        double[] values = new double[nested.rows().length];
        Arrays.fill(values, Double.NaN);
        if (field instanceof AttributeField(FieldScope _, String key)) {
            read(table.attribute(key), table.rowCount(), nested.rows(), leastInteger, values);
        } else {
            SpanFields reader = SpanFields.of(spans.table(), field);
            for (int i = 0; i < spans.count(); i++) {
                for (int at = nested.offsets()[i]; at < nested.offsets()[i + 1]; at++) {
                    double number = reader.number(spans.rows()[i], nested.rows()[at]);
                    values[at] = number < leastInteger ? Double.NaN : number;
                }
            }
        }
        return new FieldNumbers(nested.offsets(), values);
    }
}
