package dev.vivace.server.cli;

import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/// An attribute's value, as OTLP's JSON writes it, for people.
final class AttributeText {
    private AttributeText() {}

    /// @param value an `AnyValue`: an object with one member such as `stringValue`
    static String of(JsonNode value) {
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            JsonNode content = member.getValue();
            return switch (member.getKey()) {
                case "arrayValue" -> {
                    StringJoiner items = new StringJoiner(", ", "[", "]");
                    content.path("values").forEach(item -> items.add(of(item)));
                    yield items.toString();
                }
                case "kvlistValue" -> {
                    StringJoiner items = new StringJoiner(", ", "{", "}");
                    content.path("values")
                            .forEach(item -> items.add(item.path("key").asString("") + ": " + of(item.path("value"))));
                    yield items.toString();
                }
                case "bytesValue" -> "bytes:" + content.asString("");
                default -> Terminal.printable(content.asString(content.toString()));
            };
        }
        return "";
    }
}
