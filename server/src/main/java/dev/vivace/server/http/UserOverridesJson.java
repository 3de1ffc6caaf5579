package dev.vivace.server.http;

import dev.vivace.wire.json.JsonMistake;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON document in which a tenant sets things for itself: checks it, and writes it in the order and with the empty
/// objects the reference has. Stateless.
final class UserOverridesJson {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> PROCESSORS = List.of(
            "service-graphs",
            "service-graphs-request",
            "service-graphs-latency",
            "service-graphs-connection-info",
            "span-metrics",
            "span-metrics-count",
            "span-metrics-latency",
            "span-metrics-size",
            "host-info",
            "local-blocks");
    private static final Set<String> HISTOGRAMS = Set.of("classic", "native", "both");
    private static final Set<String> SANITIZATIONS = Set.of("", "dry_run", "enabled");
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)(ns|us|µs|ms|s|m|h)");

    private enum Leaf {
        LIST,
        MAP,
        BOOL,
        NUMBER,
        TEXT,
        DURATION
    }

    /// Names to leaves, or to groups of them, in the order in which they are written.
    private static final SequencedMap<String, Object> SHAPE = shape();

    private UserOverridesJson() {}

    private static SequencedMap<String, Object> shape() {
        SequencedMap<String, Object> serviceGraphs = group(
                "histogram_buckets", Leaf.LIST,
                "dimensions", Leaf.LIST,
                "peer_attributes", Leaf.LIST,
                "filter_policies", Leaf.LIST,
                "enable_client_server_prefix", Leaf.BOOL,
                "enable_messaging_system_latency_histogram", Leaf.BOOL,
                "enable_virtual_node_label", Leaf.BOOL,
                "span_multiplier_key", Leaf.TEXT,
                "enable_tracestate_span_multiplier", Leaf.BOOL);
        SequencedMap<String, Object> spanMetrics = group(
                "dimensions", Leaf.LIST,
                "intrinsic_dimensions", Leaf.MAP,
                "dimension_mappings", Leaf.LIST,
                "enable_target_info", Leaf.BOOL,
                "filter_policies", Leaf.LIST,
                "histogram_buckets", Leaf.LIST,
                "target_info_excluded_dimensions", Leaf.LIST,
                "enable_instance_label", Leaf.BOOL,
                "span_multiplier_key", Leaf.TEXT,
                "enable_tracestate_span_multiplier", Leaf.BOOL);
        SequencedMap<String, Object> generator = group(
                "processors", Leaf.LIST,
                "disable_collection", Leaf.BOOL,
                "collection_interval", Leaf.DURATION,
                "trace_id_label_name", Leaf.TEXT,
                "ingestion_time_range_slack", Leaf.DURATION,
                "generate_native_histograms", Leaf.TEXT,
                "native_histogram_max_bucket_number", Leaf.NUMBER,
                "native_histogram_bucket_factor", Leaf.NUMBER,
                "native_histogram_min_reset_duration", Leaf.DURATION,
                "span_name_sanitization", Leaf.TEXT,
                "processor",
                        group(
                                "service_graphs", serviceGraphs,
                                "span_metrics", spanMetrics,
                                "host_info", group("host_identifiers", Leaf.LIST, "metric_name", Leaf.TEXT)));
        return group(
                "forwarders",
                Leaf.LIST,
                "cost_attribution",
                group("dimensions", Leaf.MAP),
                "metrics_generator",
                generator);
    }

    private static SequencedMap<String, Object> group(Object... namesAndShapes) {
        SequencedMap<String, Object> group = new LinkedHashMap<>();
        for (int i = 0; i < namesAndShapes.length; i += 2) {
            group.put((String) namesAndShapes[i], namesAndShapes[i + 1]);
        }
        return group;
    }

    /// A document as it is to be stored.
    ///
    /// @throws BadRequestException if it is none, or says something that cannot be
    static String checked(String json) {
        ObjectNode document = parse(json, 400, "EOF (expected: a JSON object, {} for no overrides at all)");
        ObjectNode ordered = ordered(document, SHAPE, "");
        checkGenerator(ordered.path("metrics_generator"));
        return ordered.toString();
    }

    /// A document with a merge patch (RFC 7386) laid over it, as it is to be stored.
    static String patched(String json, String patch) {
        ObjectNode document = parse(json, 500, "Invalid JSON Patch");
        merge(document, parse(patch, 500, "Invalid JSON Patch"));
        return checked(document.toString());
    }

    /// Everything that can be set: as the tenant set it, else as the operator did, else nothing.
    ///
    /// @param operators values by path, as YAML on one line
    static String merged(String json, Map<String, String> operators) {
        return everything(parse(json, 500, "EOF"), SHAPE, "", operators).toString();
    }

    private static ObjectNode parse(String json, int status, String ifNone) {
        if (json.isBlank()) {
            throw new BadRequestException(status, ifNone + "\n");
        }
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new BadRequestException(
                    status, status == 500 ? ifNone + "\n" : "invalid JSON: " + JsonMistake.words(e) + "\n");
        }
        if (!(node instanceof ObjectNode object)) {
            throw new BadRequestException(status, status == 500 ? ifNone + "\n" : "json: expected an object\n");
        }
        return object;
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            JsonNode value = change.getValue();
            if (value.isNull()) {
                target.remove(change.getKey());
            } else if (value instanceof ObjectNode inner) {
                ObjectNode below = target.get(change.getKey()) instanceof ObjectNode there ? there : NODES.objectNode();
                merge(below, inner);
                target.set(change.getKey(), below);
            } else {
                target.set(change.getKey(), value);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static ObjectNode ordered(JsonNode document, SequencedMap<String, Object> shape, String path) {
        for (String name : document.propertyNames()) {
            if (!shape.containsKey(name)) {
                throw new BadRequestException("json: unknown field \"" + name + "\"\n");
            }
        }
        ObjectNode ordered = NODES.objectNode();
        shape.forEach((name, part) -> {
            JsonNode value = document.path(name);
            String own = path.isEmpty() ? name : path + "." + name;
            if (part instanceof Leaf leaf) {
                if (!value.isMissingNode() && !value.isNull()) {
                    ordered.set(name, leaf(leaf, value, own));
                }
            } else if (value.isObject() || value.isMissingNode() || value.isNull()) {
                ordered.set(name, ordered(value, (SequencedMap<String, Object>) part, own));
            } else {
                throw wrongType(own, value, "an object");
            }
        });
        return ordered;
    }

    private static JsonNode leaf(Leaf leaf, JsonNode value, String path) {
        return switch (leaf) {
            case LIST -> require(value.isArray(), value, path, "a list");
            case MAP -> require(value.isObject(), value, path, "an object");
            case BOOL -> require(value.isBoolean(), value, path, "true or false");
            case NUMBER -> require(value.isNumber(), value, path, "a number");
            case TEXT -> require(value.isString(), value, path, "text");
            case DURATION -> {
                Duration duration = value.isIntegralNumber() ? Duration.ofNanos(value.asLong()) : duration(value);
                if (duration == null) {
                    throw wrongType(path, value, "a duration such as \"30s\", or nanoseconds");
                }
                yield NODES.stringNode(goText(duration));
            }
        };
    }

    private static JsonNode require(boolean isRight, JsonNode value, String path, String expected) {
        if (!isRight) {
            throw wrongType(path, value, expected);
        }
        return value;
    }

    private static BadRequestException wrongType(String path, JsonNode value, String expected) {
        return new BadRequestException(path + ": " + value + " (expected: " + expected + ")\n");
    }

    private static void checkGenerator(JsonNode generator) {
        for (JsonNode processor : generator.path("processors")) {
            if (!PROCESSORS.contains(processor.asString(""))) {
                throw new BadRequestException("metrics_generator.processor \"" + processor.asString("")
                        + "\" is not a known processor, valid values: [" + String.join(" ", PROCESSORS) + "]\n");
            }
        }
        checkRange(generator, "collection_interval", Duration.ofSeconds(15), Duration.ofMinutes(5), "15s to 5m");
        checkRange(generator, "ingestion_time_range_slack", Duration.ZERO, Duration.ofHours(12), "0s to 12h");
        checkWord(generator, "generate_native_histograms", HISTOGRAMS);
        checkWord(generator, "span_name_sanitization", SANITIZATIONS);
        JsonNode factor = generator.path("native_histogram_bucket_factor");
        if (factor.isNumber() && factor.asDouble() <= 1) {
            throw new BadRequestException("metrics_generator.native_histogram_bucket_factor must be greater than 1\n");
        }
    }

    private static void checkRange(JsonNode generator, String name, Duration least, Duration most, String range) {
        JsonNode value = generator.path(name);
        Duration duration = duration(value);
        if (duration != null && (duration.compareTo(least) < 0 || duration.compareTo(most) > 0)) {
            throw new BadRequestException("metrics_generator." + name + " \"" + value.asString()
                    + "\" is outside acceptable range of " + range + "\n");
        }
    }

    private static void checkWord(JsonNode generator, String name, Set<String> words) {
        JsonNode value = generator.path(name);
        if (value.isString() && !words.contains(value.asString())) {
            throw new BadRequestException(
                    "metrics_generator." + name + " \"" + value.asString() + "\" is not known, valid values: "
                            + words.stream().sorted().toList() + "\n");
        }
    }

    @SuppressWarnings("unchecked")
    private static ObjectNode everything(
            JsonNode document, SequencedMap<String, Object> shape, String path, Map<String, String> operators) {
        ObjectNode all = NODES.objectNode();
        shape.forEach((name, part) -> {
            JsonNode value = document.path(name);
            String own = path.isEmpty() ? name : path + "." + name;
            if (!(part instanceof Leaf leaf)) {
                all.set(name, everything(value, (SequencedMap<String, Object>) part, own, operators));
            } else if (!value.isMissingNode()) {
                all.set(name, value);
            } else {
                String operator = operators.get(own);
                all.set(name, operator == null ? unset(leaf) : ofYaml(leaf, operator));
            }
        });
        return all;
    }

    private static JsonNode unset(Leaf leaf) {
        return switch (leaf) {
            case TEXT -> NODES.stringNode("");
            case DURATION -> NODES.stringNode("0s");
            case LIST, MAP, BOOL, NUMBER -> NODES.nullNode();
        };
    }

    private static JsonNode ofYaml(Leaf leaf, String yaml) {
        String plain = yaml.replaceAll("^'|'$", "");
        return switch (leaf) {
            case BOOL -> NODES.booleanNode(plain.equals("true"));
            case NUMBER -> {
                try {
                    yield NODES.numberNode(new BigDecimal(plain));
                } catch (NumberFormatException _) {
                    yield NODES.nullNode();
                }
            }
            case LIST -> {
                ArrayNode list = NODES.arrayNode();
                String inner = plain.replaceAll("^\\[|]$", "");
                for (String element : inner.isEmpty() ? new String[0] : inner.split(", ", -1)) {
                    list.add(element.replaceAll("^'|'$", ""));
                }
                yield list;
            }
            case MAP, TEXT, DURATION -> NODES.stringNode(plain);
        };
    }

    private static @Nullable Duration duration(JsonNode value) {
        if (!value.isString()) {
            return null;
        }
        String text = value.asString();
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = DURATION_PART.matcher(text);
        double nanos = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            nanos += Double.parseDouble(part.group(1)) * nanosOf(part.group(2));
            end = part.end();
        }
        return end == 0 || end != text.length() ? null : Duration.ofNanos((long) nanos);
    }

    private static double nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
    }

    /// As Go prints durations: `1m30s`, `12h0m0s`.
    private static String goText(Duration duration) {
        if (duration.toNanosPart() != 0) {
            return duration.toNanos() + "ns";
        }
        String seconds = duration.toSecondsPart() + "s";
        if (duration.toHours() > 0) {
            return duration.toHours() + "h" + duration.toMinutesPart() + "m" + seconds;
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + "m" + seconds : seconds;
    }
}
