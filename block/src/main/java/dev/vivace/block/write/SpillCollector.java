package dev.vivace.block.write;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.wire.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Attributes of one level that have no column, gathered for one row group and written as two text columns: the
/// attributes as JSON, and beside them their distinct keys, so that a search for a rare key reads only the rows that
/// have it. Confined to one thread.
final class SpillCollector {

    private final SequencedMap<Integer, List<Attribute>> byPosition = new TreeMap<>();

    void clear() {
        byPosition.clear();
    }

    void add(int position, Attribute attribute) {
        byPosition.computeIfAbsent(position, _ -> new ArrayList<>()).add(attribute);
    }

    /// Fills `group` with codes into the dictionary returned: the attributes of each position.
    TextDictionary attributes(int positions, GroupValues group) {
        ListDictionary dictionary = new ListDictionary();
        group.reset(positions);
        byPosition.forEach(
                (position, attributes) -> group.add(position, dictionary.code(ValueJson.writeAttributes(attributes))));
        return dictionary;
    }

    /// Likewise the keys of each position, distinct and in order.
    TextDictionary keys(int positions, GroupValues group) {
        ListDictionary dictionary = new ListDictionary();
        group.reset(positions);
        byPosition.forEach((position, attributes) -> {
            TreeSet<String> keys = new TreeSet<>();
            attributes.forEach(attribute -> keys.add(attribute.key()));
            List<AttributeValue> texts = new ArrayList<>();
            keys.forEach(key -> texts.add(new AttributeValue.Text(key)));
            group.add(position, dictionary.code(ValueJson.write(new AttributeValue.Many(texts))));
        });
        return dictionary;
    }

    /// The value of an entry as an object again.
    static AttributeValue value(AttributeEntries entries, int entry) {
        long value = entries.values()[entry];
        return switch (entries.type()) {
            case INT -> new AttributeValue.Int(value);
            case DOUBLE -> new AttributeValue.Real(Double.longBitsToDouble(value));
            case BOOLEAN -> new AttributeValue.Bool(value != 0);
            case TEXT -> new AttributeValue.Text(new String(bytes(entries, (int) value), StandardCharsets.UTF_8));
            case JSON -> {
                byte[] json = bytes(entries, (int) value);
                yield ValueJson.parse(json, 0, json.length);
            }
        };
    }

    private static byte[] bytes(AttributeEntries entries, int code) {
        TextDictionary dictionary = entries.dictionary();
        if (dictionary == null) {
            throw new IllegalArgumentException("entries of '" + entries.key() + "' have type " + entries.type()
                    + " and no dictionary (expected: one)");
        }
        byte[] bytes = new byte[dictionary.lengthBytes(code)];
        dictionary.copy(code, bytes, 0);
        return bytes;
    }
}
