package dev.vivace.traceql.metrics;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
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

/// One field by which spans are grouped, its values numbered over all tables. Confined to one thread.
final class FieldCodes {

    /// What [#ofSpans] gives for a span without the key.
    static final int ABSENT = -1;

    private final Field field;
    private final LabelNumbers numbers = new LabelNumbers();

    FieldCodes(Field field) {
        this.field = field;
    }

    Field field() {
        return field;
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
        int[] codes = ofSpans(spans);
        int absent = field.equals(SERVICE_NAME) ? numbers.numberOf(new AttributeValue.Text("")) : LabelNumbers.NIL;
        boolean nilIsEmpty = absent != LabelNumbers.NIL;
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < 0 || nilIsEmpty && codes[i] == LabelNumbers.NIL) {
                codes[i] = absent;
            }
        }
        return new Codes(null, codes);
    }

    /// Absent, it groups as the empty string.
    static final Field SERVICE_NAME = new AttributeField(FieldScope.RESOURCE, "service.name");

    /// The number of each span's value; [#ABSENT] if it has not even the key. Not for fields of events
    /// and links.
    int[] ofSpans(MatchedSpans spans) {
        SpanTable table = spans.table();
        int[] rows = spans.rows();
        int[] codes = new int[rows.length];
        Arrays.fill(codes, ABSENT);
        switch (field) {
            case AttributeField(FieldScope scope, String key) -> {
                switch (scope) {
                    case SPAN -> number(table.attribute(AttributeScope.SPAN, key), rows, codes);
                    case RESOURCE -> number(table.attribute(AttributeScope.RESOURCE, key), rows, codes);
                    case INSTRUMENTATION -> number(table.attribute(AttributeScope.INSTRUMENTATION, key), rows, codes);
                    case UNSCOPED -> {
                        // The span's own decides: written last.
                        number(table.attribute(AttributeScope.RESOURCE, key), rows, codes);
                        number(table.attribute(AttributeScope.SPAN, key), rows, codes);
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
                table.intrinsic(intrinsic).number(rows, numbers::numberOf, codes);
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
    private void number(List<Column> columns, int[] rows, int[] codes) {
        for (int i = columns.size() - 1; i >= 0; i--) {
            columns.get(i).number(rows, numbers::numberOf, codes);
        }
    }

    private Codes ofNested(MatchedSpans spans, NestedTable table) {
        NestedRange nested = NestedRange.of(table, spans.rows());
        int[] nestedCodes = new int[nested.rows().length];
        if (field instanceof AttributeField(FieldScope _, String key)) {
            number(table.attribute(key), nested.rows(), nestedCodes);
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
