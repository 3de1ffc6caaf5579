package dev.vivace.it;

import dev.vivace.it.Conversation.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks a server one line of the conformance kit and brings the answer into the kit's normal form: times relative to
/// the base, ids with their leading zeros, lists without an order sorted. Confined to one thread.
final class ConformanceQuestion {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MILLIS_PER_SECOND = 1_000L;

    private final ServerUnderTest server;
    private final long base;

    ConformanceQuestion(ServerUnderTest server, long baseEpochSeconds) {
        this.server = server;
        this.base = baseEpochSeconds;
    }

    /// @param line a kind (`M`, `I`, `T`, `V`, `L`, none for a search) and the query
    ObjectNode ask(String line) throws Exception {
        String kind = line.length() > 1 && line.charAt(1) == ' ' && "MITVL".indexOf(line.charAt(0)) >= 0
                ? line.substring(0, 1)
                : "S";
        String query = kind.equals("S") ? line : line.substring(2);
        return switch (kind) {
            case "M" -> series("/api/metrics/query_range", List.of("q", query, "step", "60s", "exemplars", "0"));
            case "I" -> series("/api/metrics/query", List.of("q", query));
            case "T" -> names(query);
            case "V" -> values(query);
            case "L" -> search(legacy(query));
            default -> search(List.of("q", query, "limit", "5000", "spss", "100"));
        };
    }

    private List<String> legacy(String query) {
        List<String> parameters = new ArrayList<>(List.of("limit", "5000", "spss", "100"));
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.add(pair.substring(0, equals));
            parameters.add(pair.substring(equals + 1));
        }
        return parameters;
    }

    private ObjectNode search(List<String> parameters) throws Exception {
        return normalised(get("/api/search", parameters), body -> {
            ObjectNode result = object();
            result.set("traces", sorted(body.path("traces"), this::trace));
            return result;
        });
    }

    private JsonNode trace(JsonNode trace) {
        ObjectNode result = object();
        result.put("id", padded(trace.path("traceID").asString(), 32));
        result.put("rootService", trace.path("rootServiceName").asString(""));
        result.put("rootName", trace.path("rootTraceName").asString(""));
        result.put("start", relative(trace.path("startTimeUnixNano")));
        result.put("durationMs", trace.path("durationMs").asLong(0));
        result.set("spanSets", sorted(trace.path("spanSets"), this::spanset));
        result.set("serviceStats", trace.path("serviceStats").isMissingNode() ? object() : trace.path("serviceStats"));
        return result;
    }

    private JsonNode spanset(JsonNode spanset) {
        ObjectNode result = object();
        result.put("matched", spanset.path("matched").asLong(0));
        result.set("attributes", attributes(spanset.path("attributes")));
        result.set("spans", sorted(spanset.path("spans"), span -> {
            ObjectNode shown = object();
            shown.put("id", padded(span.path("spanID").asString(), 16));
            shown.put("name", span.path("name").asString(""));
            shown.put("start", relative(span.path("startTimeUnixNano")));
            shown.put("duration", Long.parseLong(span.path("durationNanos").asString("0")));
            shown.set("attributes", attributes(span.path("attributes")));
            return shown;
        }));
        return result;
    }

    private long relative(JsonNode nanos) {
        return Long.parseLong(nanos.asString()) - base * NANOS_PER_SECOND;
    }

    private static JsonNode attributes(JsonNode attributes) {
        return sorted(attributes, attribute -> {
            ArrayNode pair = Conversation.MAPPER.createArrayNode();
            pair.add(attribute.path("key").asString());
            pair.add(value(attribute.path("value")));
            return pair;
        });
    }

    private static JsonNode value(JsonNode value) {
        ObjectNode result = object();
        if (value.size() != 1) {
            result.set("multi", value);
            return result;
        }
        String kind = value.propertyNames().iterator().next();
        JsonNode inner = value.path(kind);
        switch (kind) {
            case "arrayValue" -> {
                ArrayNode elements = result.putArray("array");
                inner.path("values").forEach(element -> elements.add(value(element)));
            }
            case "intValue" -> result.put("int", Long.parseLong(inner.asString()));
            default -> result.set(kind.replace("Value", ""), inner);
        }
        return result;
    }

    private ObjectNode series(String path, List<String> parameters) throws Exception {
        return normalised(get(path, parameters), body -> {
            ObjectNode result = object();
            result.set("series", sorted(body.path("series"), this::oneSeries));
            return result;
        });
    }

    /// Samples as pairs of milliseconds from the base, and value. The kit leaves out those whose value is not
    /// printed, which is how JSON tells zero.
    private JsonNode oneSeries(JsonNode series) {
        ObjectNode result = object();
        result.set("labels", attributes(series.path("labels")));
        if (series.has("samples")) {
            ArrayNode samples = result.putArray("samples");
            for (JsonNode sample : series.path("samples")) {
                long millis = Long.parseLong(sample.path("timestampMs").asString()) - base * MILLIS_PER_SECOND;
                if (sample.has("value")) {
                    samples.addArray().add(millis).add(sample.path("value"));
                }
            }
        }
        if (series.has("value")) {
            result.set("value", series.path("value"));
        }
        return result;
    }

    private ObjectNode names(String query) throws Exception {
        String[] words = query.split(" ", 2);
        List<String> parameters = new ArrayList<>(List.of("limit", "10000"));
        if (words.length == 2) {
            int equals = words[1].indexOf('=');
            parameters.add(words[1].substring(0, equals));
            parameters.add(words[1].substring(equals + 1));
        }
        if (words[0].equals("v2")) {
            return normalised(get("/api/v2/search/tags", parameters), body -> {
                ObjectNode result = object();
                ObjectNode scopes = result.putObject("scopes");
                body.path("scopes")
                        .forEach(scope ->
                                scopes.set(scope.path("name").asString(), sorted(scope.path("tags"), tag -> tag)));
                return result;
            });
        }
        return normalised(get("/api/search/tags", parameters), body -> {
            ObjectNode result = object();
            result.set("tags", sorted(body.path("tagNames"), tag -> tag));
            return result;
        });
    }

    private ObjectNode values(String query) throws Exception {
        String[] words = query.split(" ", 2);
        int filter = words[1].indexOf(" q=");
        String name = filter < 0 ? words[1] : words[1].substring(0, filter);
        String path = (words[0].equals("v2") ? "/api/v2/search/tag/" : "/api/search/tag/") + Conversation.escaped(name)
                + "/values";
        Answer answer = Conversation.get(server.api(
                filter < 0 ? path : Conversation.query(path, "q", words[1].substring(filter + " q=".length()))));
        return normalised(answer, body -> {
            ObjectNode result = object();
            result.set("values", sorted(body.path("tagValues"), each -> each));
            return result;
        });
    }

    private Answer get(String path, List<String> parameters) throws Exception {
        String[] all = Stream.concat(
                        parameters.stream(),
                        Stream.of(
                                "start",
                                Long.toString(base),
                                "end",
                                Long.toString(base + ConformanceData.WINDOW.toSeconds())))
                .toArray(String[]::new);
        return Conversation.get(server.api(Conversation.query(path, all)));
    }

    private static ObjectNode normalised(Answer answer, Function<JsonNode, ObjectNode> read) {
        ObjectNode result = answer.status() == 200 ? read.apply(answer.json()) : object();
        if (answer.status() != 200) {
            result.put("message", answer.text().strip());
        }
        result.put("status", answer.status());
        return result;
    }

    /// The recorded answer in the same form: what the kit keeps as text in lists of values is JSON here, and lists are
    /// in this class's order.
    static JsonNode recorded(RecordedAnswer answer) {
        return inOrder(answer.want(), answer.line().startsWith("V v2"));
    }

    private static JsonNode inOrder(JsonNode node, boolean typedValues) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = object();
            for (String name : object.propertyNames()) {
                JsonNode child = inOrder(object.path(name), typedValues);
                result.set(
                        name,
                        switch (name) {
                            case "traces", "spanSets", "spans", "attributes", "tags", "series", "labels" ->
                                sorted(child, each -> each);
                            case "values" ->
                                sorted(
                                        child,
                                        each -> typedValues && each.isString()
                                                ? Conversation.MAPPER.readTree(each.asString())
                                                : each);
                            case "scopes" -> {
                                ObjectNode scopes = object();
                                child.propertyNames()
                                        .forEach(scope -> scopes.set(scope, sorted(child.path(scope), each -> each)));
                                yield scopes;
                            }
                            default -> child;
                        });
            }
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = Conversation.MAPPER.createArrayNode();
            array.forEach(child -> result.add(inOrder(child, typedValues)));
            return result;
        }
        return node;
    }

    private static ArrayNode sorted(JsonNode list, Function<JsonNode, JsonNode> each) {
        record Keyed(String key, JsonNode node) {}
        List<Keyed> nodes = new ArrayList<>();
        for (JsonNode element : list) {
            JsonNode node = each.apply(element);
            nodes.add(new Keyed(sortKey(node), node));
        }
        nodes.sort(Comparator.comparing(Keyed::key));
        ArrayNode result = Conversation.MAPPER.createArrayNode();
        nodes.forEach(keyed -> result.add(keyed.node()));
        return result;
    }

    /// The id where there is one, which no other element of the list has; else everything, properties in the order of
    /// their names.
    static String sortKey(JsonNode node) {
        if (node.path("id").isString()) {
            return node.path("id").asString();
        }
        if (node instanceof ObjectNode object) {
            StringBuilder key = new StringBuilder();
            for (String name : new TreeSet<>(object.propertyNames())) {
                key.append(',').append(name).append(':').append(sortKey(object.path(name)));
            }
            return key.toString();
        }
        if (node instanceof ArrayNode array) {
            StringBuilder key = new StringBuilder("[");
            array.forEach(child -> key.append(sortKey(child)).append(','));
            return key.toString();
        }
        return node.isNumber() ? Double.toString(node.asDouble()) : node.toString();
    }

    private static ObjectNode object() {
        return Conversation.MAPPER.createObjectNode();
    }

    private static String padded(String hex, int digits) {
        return "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }
}
