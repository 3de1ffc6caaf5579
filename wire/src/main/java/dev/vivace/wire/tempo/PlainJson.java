package dev.vivace.wire.tempo;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.wire.json.JsonText;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Values of attributes with the types JSON has: bytes are hex, an absent value is null.
final class PlainJson {

    private PlainJson() {}

    /// Attributes as an object; of a key that repeats the last value stands.
    static void members(List<Attribute> attributes, JsonText out) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        attributes.forEach(attribute -> values.put(attribute.key(), attribute.value()));
        out.beginObject();
        values.forEach((key, value) -> {
            out.name(key);
            value(value, out);
        });
        out.endObject();
    }

    /// A value where the text stands.
    static void value(AttributeValue value, JsonText out) {
        switch (value) {
            case AttributeValue.Text(String text) -> out.string(text);
            case AttributeValue.Int(long number) -> out.number(number);
            case AttributeValue.Real(double number) -> out.real(number);
            case AttributeValue.Bool(boolean flag) -> out.bool(flag);
            case AttributeValue.Bytes(byte[] bytes) -> out.string(HexFormat.of().formatHex(bytes));
            case AttributeValue.Many(List<AttributeValue> elements) -> {
                out.beginArray();
                elements.forEach(element -> value(element, out));
                out.endArray();
            }
            case AttributeValue.Fields(List<Attribute> attributes) -> members(attributes, out);
            case AttributeValue.Absent() -> out.nothing();
        }
    }
}
