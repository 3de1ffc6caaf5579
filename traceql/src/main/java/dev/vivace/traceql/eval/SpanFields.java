package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeValue;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.SpanTable;

/// Reads one field span by span, for those who label or measure: slow, and right for every field. Made
/// for one table; confined to one thread.
public final class SpanFields {

    private final FieldReader reader;

    private SpanFields(FieldReader reader) {
        this.reader = reader;
    }

    public static SpanFields of(SpanTable table, Field field) {
        return new SpanFields(FieldReader.of(table, field));
    }

    /// Whether the field is one of events; then it is read at rows of the events' table.
    public static boolean isOfEvents(Field field) {
        return switch (field) {
            case AttributeField(FieldScope scope, String _) -> scope == FieldScope.EVENT;
            case IntrinsicField(Intrinsic intrinsic) ->
                intrinsic == Intrinsic.EVENT_NAME || intrinsic == Intrinsic.EVENT_TIME_SINCE_START;
        };
    }

    /// Whether the field is one of links; then it is read at rows of the links' table.
    public static boolean isOfLinks(Field field) {
        return switch (field) {
            case AttributeField(FieldScope scope, String _) -> scope == FieldScope.LINK;
            case IntrinsicField(Intrinsic intrinsic) ->
                intrinsic == Intrinsic.LINK_SPAN_ID || intrinsic == Intrinsic.LINK_TRACE_ID;
        };
    }

    /// The value as a label: status, kind and durations as text; absent if there is none or it is an array.
    ///
    /// @param nestedRow row of the event or link if the field is one of those
    public AttributeValue label(int row, int nestedRow) {
        Value value = reader.at(row, nestedRow, nestedRow);
        return value == Value.NIL || value instanceof Value.Array
                ? new AttributeValue.Absent()
                : SummaryWriter.printed(value);
    }

    /// The value as a number, durations in nanoseconds; NaN if it is none.
    public double number(int row, int nestedRow) {
        Value value = reader.at(row, nestedRow, nestedRow);
        return Value.isNumber(value) ? Value.number(value) : Double.NaN;
    }
}
