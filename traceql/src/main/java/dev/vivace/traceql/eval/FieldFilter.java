package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.List;
import java.util.function.Predicate;

/// `field op constant`, for a field of the span, its resource, its scope or its trace: said to the columns as a whole.
record FieldFilter(Field field, Operator operator, Literal literal, LiteralTest test) implements RowFilter {

    private static final String SERVICE_NAME = "service.name";

    static FieldFilter of(Field field, Operator operator, Literal literal) {
        Literal asStored = switch (literal) {
            case Literal.Status(int code) when isIntrinsic(field, Intrinsic.STATUS) -> new Literal.Int(code);
            case Literal.Kind(int code) when isIntrinsic(field, Intrinsic.KIND) -> new Literal.Int(code);
            default -> literal;
        };
        return new FieldFilter(field, operator, literal, new LiteralTest(operator, asStored));
    }

    /// `field`, or `!field`.
    static FieldFilter bare(Field field, boolean wanted) {
        return new FieldFilter(field, Operator.EQUAL, new Literal.Bool(wanted), LiteralTest.ofBareField(wanted));
    }

    /// `resource.service.name` has a value everywhere: the empty string where there is none that can be
    /// queried.
    static boolean isServiceName(FieldScope scope, String name) {
        return scope == FieldScope.RESOURCE && name.equals(SERVICE_NAME);
    }

    private static boolean isIntrinsic(Field field, Intrinsic intrinsic) {
        return field instanceof IntrinsicField(Intrinsic its) && its == intrinsic;
    }

    @Override
    public void match(SpanTable table, RowSet among, RowSet into) {
        switch (field) {
            case AttributeField(FieldScope scope, String name) -> matchAttribute(table, scope, name, among, into);
            case IntrinsicField(Intrinsic intrinsic) -> matchIntrinsic(table, intrinsic, among, into);
        }
    }

    private void matchAttribute(SpanTable table, FieldScope scope, String name, RowSet among, RowSet into) {
        switch (scope) {
            case SPAN -> matchAll(table.attribute(AttributeScope.SPAN, name), among, into);
            case INSTRUMENTATION -> matchAll(table.attribute(AttributeScope.INSTRUMENTATION, name), among, into);
            case RESOURCE -> {
                List<Column> columns = table.attribute(AttributeScope.RESOURCE, name);
                matchAll(columns, among, into);
                if (isServiceName(scope, name)
                        && LiteralTest.ofValues(operator, literal).test(new Value.Text(""))) {
                    RowSet nameless = among.copy();
                    RowSet valued = new RowSet(among.rows());
                    columns.forEach(column -> PresenceFilter.addValued(column, among, valued));
                    nameless.andNot(valued);
                    into.or(nameless);
                }
            }
            case UNSCOPED -> {
                List<Column> onSpan = table.attribute(AttributeScope.SPAN, name);
                matchAll(onSpan, among, into);
                List<Column> onResource = table.attribute(AttributeScope.RESOURCE, name);
                if (!onResource.isEmpty()) {
                    RowSet left = new RowSet(among.rows());
                    addAbsent(onSpan, among, left);
                    RowSet matched = new RowSet(among.rows());
                    matchAll(onResource, left, matched);
                    matched.and(left);
                    into.or(matched);
                }
            }
            case EVENT, LINK, PARENT, PARENT_SPAN, PARENT_RESOURCE ->
                throw new IllegalStateException("no field of the span's row: " + field);
        }
    }

    private void matchAll(List<Column> columns, RowSet among, RowSet into) {
        for (Column column : columns) {
            test.match(column, among, into);
        }
    }

    /// The rows of `among` for which no column has a value.
    static void addAbsent(List<Column> columns, RowSet among, RowSet into) {
        RowSet absent = among.copy();
        if (!columns.isEmpty()) {
            RowSet present = new RowSet(among.rows());
            for (Column column : columns) {
                column.present(present);
            }
            absent.andNot(present);
        }
        into.or(absent);
    }

    private void matchIntrinsic(SpanTable table, Intrinsic intrinsic, RowSet among, RowSet into) {
        switch (intrinsic) {
            case NAME, STATUS_MESSAGE, INSTRUMENTATION_NAME, INSTRUMENTATION_VERSION, STATUS, KIND, DURATION ->
                test.match(table.intrinsic(intrinsic), among, into);
            case SPAN_ID, PARENT_ID -> matchId(table, intrinsic, among, into);
            case TRACE_ID, TRACE_DURATION, ROOT_NAME, ROOT_SERVICE_NAME -> matchTraces(table, intrinsic, into);
            case CHILD_COUNT, NESTED_SET_LEFT, NESTED_SET_RIGHT, NESTED_SET_PARENT -> {
                int[] numbers = TreeNumbers.of(table, intrinsic);
                Predicate<Value> values = LiteralTest.ofValues(operator, literal);
                for (int row = among.next(0); row < among.rows(); row = among.next(row + 1)) {
                    if (values.test(new Value.Int(numbers[row]))) {
                        into.add(row);
                    }
                }
            }
            case EVENT_NAME, EVENT_TIME_SINCE_START, LINK_SPAN_ID, LINK_TRACE_ID, PARENT ->
                throw new IllegalStateException("no field of the span's row: " + field);
        }
    }

    /// Ids are kept as numbers; a full literal is compared as one, anything else as text.
    private void matchId(SpanTable table, Intrinsic intrinsic, RowSet among, RowSet into) {
        boolean byNumber = (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL)
                && literal instanceof Literal.Text(String hex)
                && hex.length() == 16
                && hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        if (byNumber) {
            long id = Long.parseUnsignedLong(((Literal.Text) literal).text(), 16);
            ((Column.OfLong) table.intrinsic(intrinsic)).match(id, id, operator == Operator.NOT_EQUAL, among, into);
            return;
        }
        FieldReader reader = FieldReader.of(table, field);
        Predicate<Value> values = LiteralTest.ofValues(operator, literal);
        for (int row = among.next(0); row < among.rows(); row = among.next(row + 1)) {
            if (values.test(reader.at(row, -1, -1))) {
                into.add(row);
            }
        }
    }

    private void matchTraces(SpanTable table, Intrinsic intrinsic, RowSet into) {
        TraceIndex traces = table.traces();
        Literal bound = intrinsic == Intrinsic.TRACE_ID ? withoutLeadingZeros(operator, literal) : literal;
        Predicate<Value> values = LiteralTest.ofValues(operator, bound);
        for (int trace = 0; trace < traces.count(); trace++) {
            if (values.test(valueOf(traces, trace, intrinsic))) {
                traces.addRows(trace, into);
            }
        }
    }

    private static Value valueOf(TraceIndex traces, int trace, Intrinsic intrinsic) {
        return switch (intrinsic) {
            case TRACE_ID -> new Value.Text(traces.id(trace).toShortHex());
            case ROOT_NAME -> new Value.Text(traces.rootName(trace));
            case ROOT_SERVICE_NAME -> new Value.Text(traces.rootServiceName(trace));
            case TRACE_DURATION -> new Value.Duration(traces.durationNanos(trace));
            default -> throw new IllegalArgumentException("no value of the trace: " + intrinsic);
        };
    }

    /// Trace ids are compared as numbers are: `000a01` is `a01`. Regular expressions stay as they are.
    static Literal withoutLeadingZeros(Operator operator, Literal literal) {
        boolean regex = operator == Operator.MATCHES || operator == Operator.NOT_MATCHES;
        if (!regex && literal instanceof Literal.Text(String text)) {
            int zeros = 0;
            while (zeros < text.length() - 1 && text.charAt(zeros) == '0') {
                zeros++;
            }
            return new Literal.Text(text.substring(zeros));
        }
        return literal;
    }

    @Override
    public int cost() {
        int byOperator = switch (operator) {
            case EQUAL -> 1;
            case MATCHES, NOT_MATCHES -> 8;
            default -> 3;
        };
        return field instanceof AttributeField(FieldScope scope, String _) && scope == FieldScope.UNSCOPED
                ? byOperator * 4
                : byOperator;
    }
}
