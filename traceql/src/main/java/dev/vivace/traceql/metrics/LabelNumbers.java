package dev.vivace.traceql.metrics;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.work.QueryWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers the values one field has anywhere, so that loops over spans compare numbers only. Zero stands
/// for no value; arrays and the string `nil` count as none, since both would be labelled so. Confined to
/// one thread.
final class LabelNumbers {

    static final int NIL = 0;

    private static final String NIL_TEXT = "nil";

    /// Of a value in the map and the list, without its characters.
    private static final long BYTES_PER_VALUE = 200;

    /// In the map, and in the answer while that is written.
    private static final long BYTES_PER_CHARACTER = 5;

    private final Map<AttributeValue, Integer> numbers = new HashMap<>();
    private final List<AttributeValue> values = new ArrayList<>();

    LabelNumbers() {
        values.add(new AttributeValue.Text(NIL_TEXT));
    }

    int count() {
        return values.size();
    }

    /// The value of a number; the string `nil` for zero.
    AttributeValue value(int number) {
        return values.get(number);
    }

    int numberOf(AttributeValue value) {
        AttributeValue label = label(value);
        if (label instanceof AttributeValue.Absent
                || label instanceof AttributeValue.Text(String text) && text.equals(NIL_TEXT)) {
            return NIL;
        }
        Integer known = numbers.get(label);
        if (known != null) {
            return known;
        }
        QueryWork.holding(BYTES_PER_VALUE
                + (label instanceof AttributeValue.Text(String text) ? BYTES_PER_CHARACTER * text.length() : 0));
        int number = values.size();
        numbers.put(label, number);
        values.add(label);
        return number;
    }

    /// The value as spans are grouped by it: an array of one scalar is that scalar.
    private static AttributeValue label(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text _, AttributeValue.Int _, AttributeValue.Real _, AttributeValue.Bool _ -> value;
            case AttributeValue.Many(List<AttributeValue> elements) ->
                elements.size() == 1 && !(elements.getFirst() instanceof AttributeValue.Many)
                        ? label(elements.getFirst())
                        : new AttributeValue.Absent();
            case AttributeValue.Bytes _, AttributeValue.Fields _, AttributeValue.Absent _ ->
                new AttributeValue.Absent();
        };
    }
}
