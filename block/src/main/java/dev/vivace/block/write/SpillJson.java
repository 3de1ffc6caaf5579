package dev.vivace.block.write;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.wire.value.ValueJson;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The two texts that stand for attributes without a column.
final class SpillJson {

    private SpillJson() {}

    /// The attributes as a JSON object.
    static byte[] attributes(List<Attribute> attributes) {
        return ValueJson.writeAttributes(attributes);
    }

    /// Their keys as a JSON array, distinct and in order.
    static byte[] keys(List<Attribute> attributes) {
        TreeSet<String> keys = new TreeSet<>();
        attributes.forEach(attribute -> keys.add(attribute.key()));
        List<AttributeValue> texts = new ArrayList<>();
        keys.forEach(key -> texts.add(new AttributeValue.Text(key)));
        return ValueJson.write(new AttributeValue.Many(texts));
    }
}
