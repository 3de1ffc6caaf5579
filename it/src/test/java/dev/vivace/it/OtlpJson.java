package dev.vivace.it;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OTLP's own JSON read by protobuf's library, independently of the code under test: ids are hexadecimal in the one and
/// base64 in the other.
final class OtlpJson {
    private static final Set<String> IDS = Set.of("traceId", "spanId", "parentSpanId");

    private OtlpJson() {}

    static TracesData request(String json) {
        JsonNode tree = Conversation.MAPPER.readTree(json);
        idsToBase64(tree);
        return protobufJson(tree);
    }

    /// @param tree in protobuf's JSON, which the query API answers with
    static TracesData protobufJson(JsonNode tree) {
        try {
            TracesData.Builder traces = TracesData.newBuilder();
            JsonFormat.parser().merge(tree.toString(), traces);
            return traces.build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("not protobuf's JSON: " + e.getMessage() + " in " + tree, e);
        }
    }

    private static void idsToBase64(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : object.propertyNames()) {
                JsonNode value = object.path(name);
                if (IDS.contains(name) && value.isString()) {
                    byte[] id = HexFormat.of().parseHex(value.asString());
                    object.put(name, Base64.getEncoder().encodeToString(id));
                } else {
                    idsToBase64(value);
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(OtlpJson::idsToBase64);
        }
    }
}
