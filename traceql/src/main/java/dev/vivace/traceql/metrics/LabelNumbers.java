package dev.vivace.traceql.metrics;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.work.QueryWork;
import dev.vivace.traceql.source.ValueNumbering;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers the values one field has anywhere, so that loops over spans compare numbers only. Zero stands
/// for no value; arrays and the string `nil` count as none, since both would be labelled so. Confined to
/// one thread.
final class LabelNumbers implements ValueNumbering {

    static final int NIL = 0;

    private static final byte[] NIL_TEXT = "nil".getBytes(StandardCharsets.UTF_8);

    /// Of a value in the map and the list, without its characters.
    private static final long BYTES_PER_VALUE = 200;

    /// In the map, and in the answer while that is written.
    private static final long BYTES_PER_CHARACTER = 5;

    private final LabelTexts texts = new LabelTexts();
    /// By number of a text: the number of the value.
    private int[] ofTexts = new int[64];
    /// Values that are no strings.
    private final Map<AttributeValue, Integer> others = new HashMap<>();
    private final List<AttributeValue> otherValues = new ArrayList<>();
    /// By number: that of the text, or what comes below zero: `-1 - i` for the other value `i`.
    private int[] places = new int[64];

    private int count;

    LabelNumbers() {
        int nil = texts.numberOf(NIL_TEXT, 0, NIL_TEXT.length);
        ofTexts[nil] = NIL;
        places[count++] = nil;
    }

    int count() {
        return count;
    }

    /// The value of a number; the string `nil` for zero.
    AttributeValue value(int number) {
        int place = places[number];
        return place >= 0 ? new AttributeValue.Text(texts.text(place)) : otherValues.get(-1 - place);
    }

    /// Orders two numbers as their values are ordered when printed.
    int compare(int a, int b) {
        return places[a] >= 0 && places[b] >= 0
                ? texts.compare(places[a], places[b])
                : Series.printed(value(a)).compareTo(Series.printed(value(b)));
    }

    @Override
    public int numberOfText(byte[] bytes, int offset, int length) {
        int known = texts.count();
        int text = texts.numberOf(bytes, offset, length);
        if (text < known) {
            return ofTexts[text];
        }
        if (text == ofTexts.length) {
            ofTexts = Arrays.copyOf(ofTexts, 2 * text);
        }
        ofTexts[text] = add(text, length);
        return ofTexts[text];
    }

    @Override
    public int numberOf(AttributeValue value) {
        AttributeValue label = label(value);
        if (label instanceof AttributeValue.Absent) {
            return NIL;
        }
        if (label instanceof AttributeValue.Text(String text)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return numberOfText(bytes, 0, bytes.length);
        }
        Integer known = others.get(label);
        if (known != null) {
            return known;
        }
        otherValues.add(label);
        int number = add(-otherValues.size(), 0);
        others.put(label, number);
        return number;
    }

    private int add(int place, int characters) {
        QueryWork.holding(BYTES_PER_VALUE + BYTES_PER_CHARACTER * characters);
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
        }
        places[count] = place;
        return count++;
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
