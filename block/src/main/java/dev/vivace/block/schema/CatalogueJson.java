package dev.vivace.block.schema;

import dev.vivace.model.AttributeScope;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The catalogue as footer text:
/// ```json
/// {"span":{"http.route":[{"type":"str","column":"span.http.route","count":812}],
///          "rare.key":[{"type":"int","count":3}]}}
/// ```
/// An entry without `column` is in the spill column. Unknown members are skipped, so that later versions can add some.
public final class CatalogueJson {

    private static final JsonFactory JSON = new JsonFactory();

    private CatalogueJson() {}

    public static String write(Catalogue catalogue) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            for (Map.Entry<AttributeScope, SequencedMap<String, List<Catalogue.Place>>> scope :
                    catalogue.keys().entrySet()) {
                json.writeName(scope.getKey().word());
                json.writeStartObject();
                for (Map.Entry<String, List<Catalogue.Place>> key :
                        scope.getValue().entrySet()) {
                    json.writeName(key.getKey());
                    json.writeStartArray();
                    for (Catalogue.Place place : key.getValue()) {
                        json.writeStartObject();
                        json.writeName("type");
                        json.writeString(place.type().suffix());
                        if (place.column() != null) {
                            json.writeName("column");
                            json.writeString(place.column());
                        }
                        json.writeName("count");
                        json.writeNumber(place.count());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    /// @throws IllegalArgumentException if the text is no catalogue
    public static Catalogue read(String text) {
        Map<AttributeScope, SequencedMap<String, List<Catalogue.Place>>> scopes = new EnumMap<>(AttributeScope.class);
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                AttributeScope scope = scope(json.currentName());
                expect(json, json.nextToken(), JsonToken.START_OBJECT);
                SequencedMap<String, List<Catalogue.Place>> keys = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String key = json.currentName();
                    expect(json, json.nextToken(), JsonToken.START_ARRAY);
                    List<Catalogue.Place> places = new ArrayList<>();
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        places.add(place(json));
                    }
                    keys.put(key, List.copyOf(places));
                }
                scopes.put(scope, keys);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("block catalogue is no JSON: " + e.getOriginalMessage(), e);
        }
        return new Catalogue(scopes);
    }

    private static Catalogue.Place place(JsonParser json) {
        AttributeType type = AttributeType.TEXT;
        String column = null;
        long count = 0;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "type" -> type = AttributeType.ofSuffix(json.getString());
                case "column" -> column = json.getString();
                case "count" -> count = json.getLongValue();
                default -> json.skipChildren();
            }
        }
        return new Catalogue.Place(type, column, count);
    }

    private static AttributeScope scope(String word) {
        for (AttributeScope scope : AttributeScope.values()) {
            if (scope.word().equals(word)) {
                return scope;
            }
        }
        throw new IllegalArgumentException("block catalogue: level '" + word + "' (expected: resource,"
                + " instrumentation, span, event or link)");
    }

    private static void expect(JsonParser json, JsonToken found, JsonToken expected) {
        if (found != expected) {
            throw new IllegalArgumentException("block catalogue: " + found + " at "
                    + json.currentTokenLocation().getCharOffset() + " (expected: " + expected + ")");
        }
    }
}
