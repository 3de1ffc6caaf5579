package dev.vivace.wire.value;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.wire.json.JsonText;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Attribute values as JSON that a person can read and that loses nothing. UTF-8, no insignificant whitespace.
///
/// | value | JSON |
/// |---|---|
/// | string | string |
/// | integer | number without `.` and exponent, all 64 bits |
/// | double | number with `.`, the shortest that reads back the same; `{"$double":"NaN"}`, `"Infinity"` likewise |
/// | boolean | `true`, `false` |
/// | bytes | `{"$bytes":"<standard base64>"}` |
/// | array | array |
/// | key-value list | object, in order; if its first key begins with `$` or a key repeats: `{"$fields":[["k",v],…]}` |
/// | no value | `null` |
///
/// NaNs are one value here: their payload bits are not kept. Thread-safe.
public final class ValueJson {

    private static final String DOUBLE = "$double";
    private static final String BYTES = "$bytes";
    private static final String FIELDS = "$fields";

    /// Lengths are bounded by whoever let the value in; depth as the decoder bounds it, with room for our own brackets.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private ValueJson() {}

    /// The value as JSON.
    public static byte[] write(AttributeValue value) {
        JsonText out = new JsonText(64);
        write(value, out);
        return out.toByteArray();
    }

    /// Writes the value where the text stands.
    public static void write(AttributeValue value, JsonText out) {
        switch (value) {
            case AttributeValue.Text(String text) -> out.string(text);
            case AttributeValue.Int(long number) -> out.number(number);
            case AttributeValue.Real(double number) -> {
                if (Double.isFinite(number)) {
                    out.real(number);
                } else {
                    out.beginObject().name(DOUBLE).real(number).endObject();
                }
            }
            case AttributeValue.Bool(boolean flag) -> out.bool(flag);
            case AttributeValue.Bytes(byte[] bytes) ->
                out.beginObject().name(BYTES).base64(bytes).endObject();
            case AttributeValue.Many(List<AttributeValue> values) -> {
                out.beginArray();
                for (AttributeValue element : values) {
                    write(element, out);
                }
                out.endArray();
            }
            case AttributeValue.Fields(List<Attribute> attributes) -> write(attributes, out);
            case AttributeValue.Absent() -> out.nothing();
        }
    }

    /// A list of attributes as JSON, in the form of a key-value list.
    public static byte[] writeAttributes(List<Attribute> attributes) {
        JsonText out = new JsonText(256);
        write(attributes, out);
        return out.toByteArray();
    }

    /// Reads what [#write(AttributeValue)] wrote, and any other JSON as the table above has it.
    ///
    /// @throws IllegalArgumentException if the bytes are no such JSON
    public static AttributeValue parse(byte[] json, int offset, int length) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, offset, length)) {
            parser.nextToken();
            AttributeValue value = value(parser);
            if (parser.nextToken() != null) {
                throw malformed(parser, "text goes on behind the value");
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "attribute value is no JSON as ValueJson writes it: " + e.getOriginalMessage(), e);
        }
    }

    /// Reads what [#writeAttributes] wrote.
    ///
    /// @throws IllegalArgumentException if the bytes are no such JSON
    public static List<Attribute> parseAttributes(byte[] json, int offset, int length) {
        AttributeValue value = parse(json, offset, length);
        if (value instanceof AttributeValue.Fields(List<Attribute> attributes)) {
            return attributes;
        }
        throw new IllegalArgumentException("attributes are " + value.getClass().getSimpleName()
                + " in JSON (expected: an object, or {\"$fields\":[…]})");
    }

    private static void write(List<Attribute> attributes, JsonText out) {
        out.beginObject();
        if (isPlainObject(attributes)) {
            for (Attribute attribute : attributes) {
                out.name(attribute.key());
                write(attribute.value(), out);
            }
        } else {
            out.name(FIELDS).beginArray();
            for (Attribute attribute : attributes) {
                out.beginArray().string(attribute.key());
                write(attribute.value(), out);
                out.endArray();
            }
            out.endArray();
        }
        out.endObject();
    }

    private static boolean isPlainObject(List<Attribute> attributes) {
        int count = attributes.size();
        if (count == 0) {
            return true;
        }
        if (attributes.getFirst().key().startsWith("$")) {
            return false;
        }
        if (count <= 8) {
            for (int i = 1; i < count; i++) {
                for (int j = 0; j < i; j++) {
                    if (attributes.get(i).key().equals(attributes.get(j).key())) {
                        return false;
                    }
                }
            }
            return true;
        }
        Set<String> keys = HashSet.newHashSet(count);
        for (Attribute attribute : attributes) {
            if (!keys.add(attribute.key())) {
                return false;
            }
        }
        return true;
    }

    private static AttributeValue value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw malformed(parser, "the text ends where a value should stand");
        }
        return switch (token) {
            case VALUE_STRING -> new AttributeValue.Text(parser.getString());
            case VALUE_NUMBER_INT -> new AttributeValue.Int(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new AttributeValue.Real(Double.parseDouble(parser.getString()));
            case VALUE_TRUE -> new AttributeValue.Bool(true);
            case VALUE_FALSE -> new AttributeValue.Bool(false);
            case VALUE_NULL -> new AttributeValue.Absent();
            case START_ARRAY -> {
                List<AttributeValue> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser));
                }
                yield new AttributeValue.Many(values);
            }
            case START_OBJECT -> object(parser);
            default -> throw malformed(parser, "found " + token + " where a value should stand");
        };
    }

    private static AttributeValue object(JsonParser parser) {
        List<Attribute> attributes = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            if (attributes.isEmpty() && key.startsWith("$")) {
                AttributeValue special = switch (key) {
                    case DOUBLE -> new AttributeValue.Real(Double.parseDouble(string(parser, key)));
                    case BYTES -> new AttributeValue.Bytes(Base64.getDecoder().decode(string(parser, key)));
                    case FIELDS -> new AttributeValue.Fields(fields(parser));
                    default ->
                        throw malformed(parser, "unknown mark '" + key + "' (expected: $double, $bytes or $fields)");
                };
                if (parser.nextToken() != JsonToken.END_OBJECT) {
                    throw malformed(parser, "'" + key + "' is not alone in its object");
                }
                return special;
            }
            attributes.add(new Attribute(key, value(parser)));
        }
        return new AttributeValue.Fields(attributes);
    }

    private static List<Attribute> fields(JsonParser parser) {
        List<Attribute> attributes = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw malformed(parser, "'$fields' holds no array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw malformed(parser, "'$fields' holds something else than pairs");
            }
            parser.nextToken();
            String key = string(parser, FIELDS);
            parser.nextToken();
            attributes.add(new Attribute(key, value(parser)));
            if (parser.nextToken() != JsonToken.END_ARRAY) {
                throw malformed(parser, "a pair of '$fields' has more than two elements");
            }
        }
        return attributes;
    }

    private static String string(JsonParser parser, String mark) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed(parser, "'" + mark + "' needs a string");
        }
        return parser.getString();
    }

    private static IllegalArgumentException malformed(JsonParser parser, String what) {
        return new IllegalArgumentException("attribute value is no JSON as ValueJson writes it: " + what + " at byte "
                + parser.currentLocation().getByteOffset());
    }
}
