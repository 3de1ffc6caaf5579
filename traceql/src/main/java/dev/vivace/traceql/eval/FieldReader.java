package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.SpanId;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Reads one field of one span, or of one of its events or links, as a [Value]. Made for one table; confined to one
/// thread.
interface FieldReader {

    /// @param row the span
    /// @param event the event's row if the field is one of events, else ignored
    /// @param link the link's row if the field is one of links, else ignored
    Value at(int row, int event, int link);

    /// Whether the key is there at all, with a queryable value or without.
    default boolean isKeyPresent(int row, int event, int link) {
        return at(row, event, link) != Value.NIL;
    }

    /// The reader of a field in a table.
    static FieldReader of(SpanTable table, Field field) {
        return switch (field) {
            case IntrinsicField(Intrinsic intrinsic) -> ofIntrinsic(table, intrinsic);
            case AttributeField(FieldScope scope, String name) -> ofAttribute(table, scope, name);
        };
    }

    private static FieldReader ofAttribute(SpanTable table, FieldScope scope, String name) {
        return switch (scope) {
            case SPAN -> new AttributeReader(table.attribute(AttributeScope.SPAN, name), Position.ROW);
            case INSTRUMENTATION ->
                new AttributeReader(table.attribute(AttributeScope.INSTRUMENTATION, name), Position.ROW);
            case RESOURCE -> {
                FieldReader reader = new AttributeReader(table.attribute(AttributeScope.RESOURCE, name), Position.ROW);
                yield FieldFilter.isServiceName(scope, name) ? new OrEmptyText(reader) : reader;
            }
            case EVENT -> new AttributeReader(table.nested(AttributeScope.EVENT).attribute(name), Position.EVENT);
            case LINK -> new AttributeReader(table.nested(AttributeScope.LINK).attribute(name), Position.LINK);
            case UNSCOPED ->
                new FirstOf(
                        new AttributeReader(table.attribute(AttributeScope.SPAN, name), Position.ROW),
                        new AttributeReader(table.attribute(AttributeScope.RESOURCE, name), Position.ROW));
            case PARENT, PARENT_SPAN, PARENT_RESOURCE ->
                throw new IllegalArgumentException("field of the parent scope: " + name + " (refused by the check)");
        };
    }

    private static FieldReader ofIntrinsic(SpanTable table, Intrinsic intrinsic) {
        TraceIndex traces = table.traces();
        return switch (intrinsic) {
            case NAME, STATUS_MESSAGE, INSTRUMENTATION_NAME, INSTRUMENTATION_VERSION -> {
                Column column = table.intrinsic(intrinsic);
                yield (row, _, _) -> valueOf(column.value(row));
            }
            case STATUS -> ofLong(table, intrinsic, code -> new Value.Status((int) code));
            case KIND -> ofLong(table, intrinsic, code -> new Value.Kind((int) code));
            case DURATION -> ofLong(table, intrinsic, Value.Duration::new);
            case SPAN_ID, PARENT_ID -> ofLong(table, intrinsic, id -> new Value.Text(new SpanId(id).toHex()));
            case TRACE_ID ->
                perTrace(traces, trace -> new Value.Text(traces.id(trace).toShortHex()));
            case TRACE_DURATION -> perTrace(traces, trace -> new Value.Duration(traces.durationNanos(trace)));
            case ROOT_NAME -> perTrace(traces, trace -> new Value.Text(traces.rootName(trace)));
            case ROOT_SERVICE_NAME -> perTrace(traces, trace -> new Value.Text(traces.rootServiceName(trace)));
            case CHILD_COUNT, NESTED_SET_LEFT, NESTED_SET_RIGHT, NESTED_SET_PARENT -> {
                int[] numbers = TreeNumbers.of(table, intrinsic);
                yield (row, _, _) -> new Value.Int(numbers[row]);
            }
            case EVENT_NAME -> {
                Column.OfText names = table.nested(AttributeScope.EVENT).name();
                yield (_, event, _) -> event < 0 ? Value.NIL : valueOf(names.value(event));
            }
            case EVENT_TIME_SINCE_START -> {
                Column.OfLong times = table.nested(AttributeScope.EVENT).epochNanos();
                Column.OfLong starts = table.startEpochNanos();
                yield (row, event, _) ->
                        event < 0 ? Value.NIL : new Value.Duration(times.longAt(event) - starts.longAt(row));
            }
            case LINK_SPAN_ID -> {
                Column.OfLong ids = table.nested(AttributeScope.LINK).spanId();
                yield (_, _, link) -> link < 0 ? Value.NIL : new Value.Text(new SpanId(ids.longAt(link)).toHex());
            }
            case LINK_TRACE_ID -> {
                NestedTable links = table.nested(AttributeScope.LINK);
                yield (_, _, link) -> link < 0
                        ? Value.NIL
                        : new Value.Text(shortHex(
                                links.traceIdHigh().longAt(link),
                                links.traceIdLow().longAt(link)));
            }
            case PARENT -> throw new IllegalArgumentException("intrinsic parent (refused by the check)");
        };
    }

    private static FieldReader ofLong(SpanTable table, Intrinsic intrinsic, LongToValue conversion) {
        Column.OfLong column = (Column.OfLong) table.intrinsic(intrinsic);
        return (row, _, _) -> conversion.valueOf(column.longAt(row));
    }

    private static FieldReader perTrace(TraceIndex traces, IntFunction<Value> value) {
        return (row, _, _) -> value.apply(traces.traceOf(row));
    }

    private static Value valueOf(@Nullable AttributeValue value) {
        return value == null ? Value.NIL : Value.of(value);
    }

    private static String shortHex(long high, long low) {
        return high == 0 ? Long.toHexString(low) : Long.toHexString(high) + new SpanId(low).toHex();
    }

    /// A value made of a 64-bit integer.
    interface LongToValue {
        Value valueOf(long number);
    }

    /// Which of the three row numbers a column is read at.
    enum Position {
        ROW,
        EVENT,
        LINK
    }

    /// Columns of several types under one key: the first that has a value wins.
    record AttributeReader(List<Column> columns, Position position) implements FieldReader {
        @Override
        public Value at(int row, int event, int link) {
            AttributeValue value = raw(row, event, link);
            return value == null ? Value.NIL : Value.of(value);
        }

        @Override
        public boolean isKeyPresent(int row, int event, int link) {
            return raw(row, event, link) != null;
        }

        @Nullable
        AttributeValue raw(int row, int event, int link) {
            int at = switch (position) {
                case ROW -> row;
                case EVENT -> event;
                case LINK -> link;
            };
            if (at < 0) {
                return null;
            }
            for (Column column : columns) {
                AttributeValue value = column.value(at);
                if (value != null) {
                    return value;
                }
            }
            return null;
        }
    }

    /// The first level that has the key decides, whatever its value is.
    record FirstOf(FieldReader first, FieldReader second) implements FieldReader {
        @Override
        public Value at(int row, int event, int link) {
            return (first.isKeyPresent(row, event, link) ? first : second).at(row, event, link);
        }

        @Override
        public boolean isKeyPresent(int row, int event, int link) {
            return first.isKeyPresent(row, event, link) || second.isKeyPresent(row, event, link);
        }
    }

    /// `resource.service.name` is never absent: a resource without one has the empty string.
    record OrEmptyText(FieldReader reader) implements FieldReader {
        @Override
        public Value at(int row, int event, int link) {
            Value value = reader.at(row, event, link);
            return value == Value.NIL ? new Value.Text("") : value;
        }
    }
}
