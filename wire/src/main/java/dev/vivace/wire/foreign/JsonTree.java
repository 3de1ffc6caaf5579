package dev.vivace.wire.foreign;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Small JSON values as objects: `Map`, `List`, `String`, `Long`, `Double`, `Boolean`; `null` is as good
/// as nothing. To be used for one span at a time, so that a large request never stands in memory as a tree.
public final class JsonTree {

    private static final int MAX_DEPTH = 64;

    /// Bodies are bounded in size before they come here.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonTree() {}

    /// What is done with a document.
    public interface Walk {
        /// @param parser before the first token
        void walk(JsonParser parser) throws ForeignRequestException;
    }

    /// Parses a document.
    ///
    /// @param format what it should be, for messages
    /// @throws ForeignRequestException if it is no JSON, and whatever `walk` throws
    public static void parse(byte[] json, int offset, int length, String format, Walk walk)
            throws ForeignRequestException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, offset, length)) {
            walk.walk(parser);
        } catch (JacksonException noJson) {
            TokenStreamLocation at = noJson.getLocation();
            throw new ForeignRequestException(
                    ForeignRequestException.MALFORMED,
                    "malformed " + format + (at == null ? "" : " at " + at.getLineNr() + ":" + at.getColumnNr()) + ": "
                            + noJson.getOriginalMessage() + " (expected: one complete JSON document in UTF-8)");
        }
    }

    /// The object some text is; null if it is none.
    public static @Nullable Map<String, Object> object(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Map<String, Object> object = readObject(parser);
            return parser.nextToken() == null ? object : null;
        } catch (JacksonException noJson) {
            return null;
        }
    }

    /// Reads the value at whose first token the parser stands; null if it is `null`.
    public static @Nullable Object read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object element = read(parser);
                    if (element != null) {
                        list.add(element);
                    }
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) Double.valueOf(parser.getString())
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> Double.valueOf(parser.getString());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }

    private static Map<String, Object> readObject(JsonParser parser) {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = read(parser);
            if (value != null) {
                object.put(name, value);
            }
        }
        return object;
    }

    /// A member that is an object; null if it is absent or something else.
    @SuppressWarnings("unchecked") // objects are made here, with strings as keys
    public static @Nullable Map<String, Object> object(Map<String, Object> object, String name) {
        return object.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : null;
    }

    /// A value that is an object; null if it is something else.
    @SuppressWarnings("unchecked") // as above
    public static @Nullable Map<String, Object> asObject(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : null;
    }

    /// A member that is a list; empty if it is absent or something else.
    @SuppressWarnings("unchecked") // lists are made here, too
    public static List<Object> list(Map<String, Object> object, String name) {
        return object.get(name) instanceof List<?> list ? (List<Object>) list : List.of();
    }

    /// A member as text, numbers and booleans too; empty if it is absent, an object or a list.
    public static String text(Map<String, Object> object, String name) {
        Object value = object.get(name);
        return value == null || value instanceof Map || value instanceof List ? "" : value.toString();
    }

    /// A member as a whole number, also if it stands in quotes; null if it is absent or none.
    public static @Nullable Long whole(Map<String, Object> object, String name) {
        return switch (object.get(name)) {
            case Long number -> number;
            case Double number when Double.isFinite(number) -> number.longValue();
            case String text -> {
                try {
                    yield Long.valueOf(text.strip());
                } catch (NumberFormatException noNumber) {
                    yield null;
                }
            }
            case null, default -> null;
        };
    }
}
