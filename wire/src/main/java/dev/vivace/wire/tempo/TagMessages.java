package dev.vivace.wire.tempo;

import dev.vivace.wire.json.JsonText;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers of the tag endpoints, names and values, versions 1 and 2, and of the streaming calls of the same
/// names.
/// Lists are there even if empty. `inspectedBytes` are those read from blocks.
public final class TagMessages {

    private TagMessages() {}

    /// Version 1 of the names, `/api/search/tags`: without scopes, in the order given.
    public static byte[] namesV1Json(List<String> names, long inspectedBytes) {
        return stringsJson("tagNames", names, inspectedBytes);
    }

    /// `SearchTagsResponse`.
    public static byte[] namesV1Protobuf(List<String> names, long inspectedBytes) {
        return stringsProtobuf(names, inspectedBytes);
    }

    /// Version 2 of the names, `/api/v2/search/tags`, in the order given; scopes without names are left out.
    ///
    /// @param namesByScope keys as the wire has them, `resource`, `span`, `intrinsic`…; names without their
    ///     scope
    public static byte[] namesV2Json(Map<String, List<String>> namesByScope, long inspectedBytes) {
        JsonText out = new JsonText(1024);
        out.beginObject().name("scopes").beginArray();
        for (Map.Entry<String, List<String>> scope : namesByScope.entrySet()) {
            if (!scope.getValue().isEmpty()) {
                out.beginObject()
                        .name("name")
                        .string(scope.getKey())
                        .name("tags")
                        .beginArray();
                for (String name : scope.getValue()) {
                    out.string(name);
                }
                out.endArray().endObject();
            }
        }
        out.endArray();
        return finish(inspectedBytes, out);
    }

    /// `SearchTagsV2Response`.
    public static byte[] namesV2Protobuf(Map<String, List<String>> namesByScope, long inspectedBytes) {
        ProtobufWriter out = new ProtobufWriter(1024);
        for (Map.Entry<String, List<String>> scope : namesByScope.entrySet()) {
            if (!scope.getValue().isEmpty()) {
                int message = out.open(1);
                out.optionalString(1, scope.getKey());
                for (String name : scope.getValue()) {
                    out.string(2, name);
                }
                out.close(message);
            }
        }
        return finish(inspectedBytes, out);
    }

    /// Version 1 of the values, `/api/search/tag/{name}/values`: text only, in the order given.
    public static byte[] valuesV1Json(List<String> values, long inspectedBytes) {
        return stringsJson("tagValues", values, inspectedBytes);
    }

    /// `SearchTagValuesResponse`.
    public static byte[] valuesV1Protobuf(List<String> values, long inspectedBytes) {
        return stringsProtobuf(values, inspectedBytes);
    }

    /// Version 2 of the values, `/api/v2/search/tag/{name}/values`: with their types, in the order given.
    public static byte[] valuesV2Json(List<TagValue> values, long inspectedBytes) {
        JsonText out = new JsonText(1024);
        out.beginObject().name("tagValues").beginArray();
        for (TagValue value : values) {
            out.beginObject().name("type").string(value.type());
            if (!value.value().isEmpty()) {
                out.name("value").string(value.value());
            }
            out.endObject();
        }
        out.endArray();
        return finish(inspectedBytes, out);
    }

    /// Version 2 of the values for language models: texts below their types, in the order given.
    public static byte[] valuesV2Llm(List<TagValue> values, long inspectedBytes) {
        Map<String, List<String>> byType = new LinkedHashMap<>();
        for (TagValue value : values) {
            byType.computeIfAbsent(value.type(), _ -> new ArrayList<>()).add(value.value());
        }
        JsonText out = new JsonText(1024);
        out.beginObject().name("tagValues").beginObject();
        byType.forEach((type, texts) -> {
            out.name(type).beginArray();
            texts.forEach(out::string);
            out.endArray();
        });
        out.endObject();
        return finish(inspectedBytes, out);
    }

    /// `SearchTagValuesV2Response`.
    public static byte[] valuesV2Protobuf(List<TagValue> values, long inspectedBytes) {
        ProtobufWriter out = new ProtobufWriter(1024);
        for (TagValue value : values) {
            int message = out.open(1);
            out.optionalString(1, value.type());
            out.optionalString(2, value.value());
            out.close(message);
        }
        return finish(inspectedBytes, out);
    }

    private static byte[] stringsJson(String key, List<String> strings, long inspectedBytes) {
        JsonText out = new JsonText(1024);
        out.beginObject().name(key).beginArray();
        for (String string : strings) {
            out.string(string);
        }
        out.endArray();
        return finish(inspectedBytes, out);
    }

    private static byte[] stringsProtobuf(List<String> strings, long inspectedBytes) {
        ProtobufWriter out = new ProtobufWriter(1024);
        for (String string : strings) {
            out.string(1, string);
        }
        return finish(inspectedBytes, out);
    }

    private static byte[] finish(long inspectedBytes, JsonText out) {
        out.name("metrics").beginObject();
        if (inspectedBytes != 0) {
            out.name("inspectedBytes").uint64(inspectedBytes);
        }
        return out.endObject().endObject().toByteArray();
    }

    private static byte[] finish(long inspectedBytes, ProtobufWriter out) {
        int message = out.open(2);
        out.optionalInt64(1, inspectedBytes);
        out.close(message);
        return out.toByteArray();
    }
}
