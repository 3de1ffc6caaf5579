package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.Conversation.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The traces the users' documents speak of, as `users-documents/worlds.txt` lists them: sent to a server, and
/// recognised in its answers. Confined to one thread.
final class DocumentWorlds {
    private static final String FIELD = " ¦ ";
    private static final Map<String, Integer> STATUS = Map.of("unset", 0, "ok", 1, "error", 2);

    /// How long ago all spans ended: in the past, for the end of a search's range is not part of it.
    private static final long ENDED_SECONDS_AGO = 2;

    private final Map<String, String> namesBySpanId = new HashMap<>();
    private final ArrayNode resourceSpans = Conversation.MAPPER.createArrayNode();
    private final long endEpochNanos;
    private String firstTraceId = "";
    private String traceId = "";
    private String rootSpanId = "";
    private int traces;

    private DocumentWorlds(long endEpochNanos) {
        this.endEpochNanos = endEpochNanos;
    }

    /// Reads all worlds, and sends each trace in a request of its own, as the programs of the documents would.
    static DocumentWorlds send(ServerUnderTest server) throws Exception {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        DocumentWorlds worlds = new DocumentWorlds(now - TimeUnit.SECONDS.toNanos(ENDED_SECONDS_AGO));
        for (String line : ResourceLines.of("/users-documents/worlds.txt")) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                worlds.read(line.split(FIELD));
            }
        }
        for (JsonNode trace : worlds.resourceSpans) {
            ObjectNode request = Conversation.MAPPER.createObjectNode();
            request.putArray("resourceSpans").add(trace);
            Answer answer = Conversation.post(
                    server.otlpHttp(), Conversation.JSON, request.toString().getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
        return worlds;
    }

    private void read(String[] fields) {
        if (fields[0].equals("trace")) {
            traces++;
            traceId = HexFormat.of().toHexDigits(7L) + HexFormat.of().toHexDigits((long) traces);
            firstTraceId = firstTraceId.isEmpty() ? traceId : firstTraceId;
            rootSpanId = "";
            ObjectNode resource = Conversation.MAPPER.createObjectNode().put("service.name", fields[1]);
            resource.setAll((ObjectNode) Conversation.MAPPER.readTree(fields[2]));
            ObjectNode entry = resourceSpans.addObject();
            entry.putObject("resource").set("attributes", attributes(resource));
            entry.putArray("scopeSpans").addObject().putArray("spans");
            return;
        }
        String spanId = HexFormat.of().toHexDigits(0x1000L + namesBySpanId.size());
        namesBySpanId.put(spanId, fields[1]);
        ObjectNode span = ((ArrayNode) resourceSpans
                        .path(resourceSpans.size() - 1)
                        .path("scopeSpans")
                        .path(0)
                        .path("spans"))
                .addObject();
        span.put("traceId", traceId)
                .put("spanId", spanId)
                .put("name", fields[1])
                .put("kind", 2);
        span.put("startTimeUnixNano", endEpochNanos - TimeUnit.MILLISECONDS.toNanos(Long.parseLong(fields[2])) + "");
        span.put("endTimeUnixNano", endEpochNanos + "");
        span.putObject("status").put("code", STATUS.get(fields[3]));
        span.set("attributes", attributes((ObjectNode) Conversation.MAPPER.readTree(fields[4])));
        if (rootSpanId.isEmpty()) {
            rootSpanId = spanId;
        } else {
            span.put("parentSpanId", rootSpanId);
        }
    }

    private static ArrayNode attributes(ObjectNode values) {
        ArrayNode list = Conversation.MAPPER.createArrayNode();
        values.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            ObjectNode typed = list.addObject().put("key", entry.getKey()).putObject("value");
            if (value.isInt()) {
                typed.put("intValue", value.asString());
            } else if (value.isNumber()) {
                typed.put("doubleValue", value.asDouble());
            } else {
                typed.put("stringValue", value.asString());
            }
        });
        return list;
    }

    /// The first trace of the file.
    String firstTraceId() {
        return firstTraceId;
    }

    /// The names of all spans of a search's answer, in alphabetical order.
    List<String> names(JsonNode answer) {
        List<String> names = new ArrayList<>();
        for (JsonNode trace : answer.path("traces")) {
            for (JsonNode spanSet : trace.path("spanSets")) {
                for (JsonNode span : spanSet.path("spans")) {
                    String id = span.path("spanID").asString();
                    names.add(namesBySpanId.getOrDefault(id, "unknown span " + id));
                }
            }
        }
        return names.stream().sorted().toList();
    }
}
