package dev.vivace.traceql.metrics;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.eval.SpanFields;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import dev.vivace.traceql.source.ValueNumbering;
import java.util.Arrays;
import java.util.List;

/// One field by which spans are grouped, its values numbered over all tables. Confined to one thread.
final class FieldCodes {

    /// What [#ofSpans] gives for a span without the key.
    static final int ABSENT = -1;

    private final Field field;
    private final String text;
    private final LabelNumbers numbers = new LabelNumbers();

    FieldCodes(Field field) {
        this.field = field;
        this.text = Canonical.field(field);
    }

    /// The field as labels spell it.
    String text() {
        return text;
    }

    LabelNumbers numbers() {
        return numbers;
    }

    /// The groups of each span: one, or one for each value its events or links have.
    Codes groups(MatchedSpans spans) {
        if (SpanFields.isOfEvents(field)) {
            return ofNested(spans, spans.table().nested(AttributeScope.EVENT));
        }
        if (SpanFields.isOfLinks(field)) {
            return ofNested(spans, spans.table().nested(AttributeScope.LINK));
        }
        if (!field.equals(SERVICE_NAME)) {
            return new Codes(null, ofSpans(spans, LabelNumbers.NIL, numbers));
        }
        int empty = numbers.numberOf(new AttributeValue.Text(""));
        return new Codes(null, ofSpans(spans, empty, new NilAs(numbers, empty)));
    }

    /// Absent, it groups as the empty string.
    static final Field SERVICE_NAME = new AttributeField(FieldScope.RESOURCE, "service.name");

    /// Numbers as others do, but for what counts as no value.
    private record NilAs(ValueNumbering numbers, int nil) implements ValueNumbering {
        @Override
        public int numberOf(AttributeValue value) {
            return orNil(numbers.numberOf(value));
        }

        @Override
        public int numberOfText(byte[] bytes, int offset, int length) {
            return orNil(numbers.numberOfText(bytes, offset, length));
        }

        private int orNil(int number) {
            return number == LabelNumbers.NIL ? nil : number;
        }
    }

    /// The number of each span's value; [#ABSENT] if it has not even the key. Not for fields of events
    /// and links.
    int[] ofSpans(MatchedSpans spans) {
        return ofSpans(spans, ABSENT, numbers);
    }

    /// @param absent what a span without the key gets
    private int[] ofSpans(MatchedSpans spans, int absent, ValueNumbering numbering) {
        SpanTable table = spans.table();
        int[] rows = spans.rows();
        int[] codes = new int[rows.length];
        if (absent != 0) {
            Arrays.fill(codes, absent);
        }
        switch (field) {
            case AttributeField(FieldScope scope, String key) -> {
                switch (scope) {
                    case SPAN -> number(table.attribute(AttributeScope.SPAN, key), rows, numbering, codes);
                    case RESOURCE -> number(table.attribute(AttributeScope.RESOURCE, key), rows, numbering, codes);
                    case INSTRUMENTATION ->
                        number(table.attribute(AttributeScope.INSTRUMENTATION, key), rows, numbering, codes);
                    case UNSCOPED -> {
                        // The span's own decides: written last.
                        number(table.attribute(AttributeScope.RESOURCE, key), rows, numbering, codes);
                        number(table.attribute(AttributeScope.SPAN, key), rows, numbering, codes);
                    }
                    case EVENT, LINK, PARENT, PARENT_SPAN, PARENT_RESOURCE ->
                        throw new IllegalArgumentException("field of spans expected: " + field);
                }
            }
            case IntrinsicField(Intrinsic intrinsic) -> ofIntrinsic(table, intrinsic, rows, codes);
        }
        return codes;
    }

    private void ofIntrinsic(SpanTable table, Intrinsic intrinsic, int[] rows, int[] codes) {
        switch (intrinsic) {
            case NAME, STATUS_MESSAGE, INSTRUMENTATION_NAME, INSTRUMENTATION_VERSION ->
                table.intrinsic(intrinsic).number(rows, numbers, codes);
            case STATUS, KIND -> {
                int[] byCode = new int[8];
                Arrays.fill(byCode, ABSENT);
                long[] stored = new long[rows.length];
                ((Column.OfLong) table.intrinsic(intrinsic)).longsAt(rows, stored);
                SpanFields reader = SpanFields.of(table, field);
                for (int i = 0; i < rows.length; i++) {
                    int code = (int) Math.clamp(stored[i], -1, byCode.length - 2) + 1;
                    if (byCode[code] == ABSENT) {
                        byCode[code] = numbers.numberOf(reader.label(rows[i], -1));
                    }
                    codes[i] = byCode[code];
                }
            }
            case TRACE_ID, TRACE_DURATION, ROOT_NAME, ROOT_SERVICE_NAME -> {
                TraceIndex traces = table.traces();
                SpanFields reader = SpanFields.of(table, field);
                int[] byTrace = new int[traces.count()];
                Arrays.fill(byTrace, ABSENT);
                for (int i = 0; i < rows.length; i++) {
                    int trace = traces.traceOf(rows[i]);
                    if (byTrace[trace] == ABSENT) {
                        byTrace[trace] = numbers.numberOf(reader.label(rows[i], -1));
                    }
                    codes[i] = byTrace[trace];
                }
            }
            default -> {
                SpanFields reader = SpanFields.of(table, field);
                for (int i = 0; i < rows.length; i++) {
                    codes[i] = numbers.numberOf(reader.label(rows[i], -1));
                }
            }
        }
    }

    /// The first column that has a value decides: written last.
    private static void number(List<Column> columns, int[] rows, ValueNumbering numbering, int[] codes) {
        for (int i = columns.size() - 1; i >= 0; i--) {
            columns.get(i).number(rows, numbering, codes);
        }
    }

    private Codes ofNested(MatchedSpans spans, NestedTable table) {
        NestedRange nested = NestedRange.of(table, spans.rows());
        int[] nestedCodes = new int[nested.rows().length];
        if (field instanceof AttributeField(FieldScope _, String key)) {
            number(table.attribute(key), nested.rows(), numbers, nestedCodes);
        } else {
            SpanFields reader = SpanFields.of(spans.table(), field);
            for (int i = 0; i < spans.count(); i++) {
                for (int at = nested.offsets()[i]; at < nested.offsets()[i + 1]; at++) {
                    nestedCodes[at] = numbers.numberOf(reader.label(spans.rows()[i], nested.rows()[at]));
                }
            }
        }
        int[] offsets = new int[spans.count() + 1];
        int[] codes = new int[spans.count() + nestedCodes.length];
        int size = 0;
        for (int i = 0; i < spans.count(); i++) {
            int first = size;
            for (int at = nested.offsets()[i]; at < nested.offsets()[i + 1]; at++) {
                int code = nestedCodes[at];
                if (code != LabelNumbers.NIL && !contains(codes, first, size, code)) {
                    codes[size++] = code;
                }
            }
            if (size == first) {
                codes[size++] = LabelNumbers.NIL;
            }
            offsets[i + 1] = size;
        }
        return new Codes(offsets, codes);
    }

    private static boolean contains(int[] codes, int from, int to, int code) {
        for (int i = from; i < to; i++) {
            if (codes[i] == code) {
                return true;
            }
        }
        return false;
    }
}
