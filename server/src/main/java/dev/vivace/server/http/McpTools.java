package dev.vivace.server.http;

import dev.vivace.server.http.McpTools.Argument.Kind;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a language model may ask: each tool is a question of an HTTP endpoint, its result that endpoint's
/// answer.
/// Thread-safe.
final class McpTools {

    private static final Duration DEFAULT_RANGE = Duration.ofHours(1);
    private static final String LLM = "application/vnd.grafana.llm";

    private final QueryEndpoints endpoints;
    private final InstantSource clock;

    McpTools(QueryEndpoints endpoints, InstantSource clock) {
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /// @param description for the model
    record Argument(String name, Kind kind, String description) {
        enum Kind {
            REQUIRED,
            OPTIONAL
        }
    }

    /// @param resultType what its result says of itself, with its version
    record Tool(String name, String description, List<Argument> arguments, String resultType, String resultVersion) {}

    private static final Argument START = new Argument(
            "start", Kind.OPTIONAL, "Start of the time range, RFC 3339. Default: one hour before the end.");
    private static final Argument END =
            new Argument("end", Kind.OPTIONAL, "End of the time range, RFC 3339. Default: now.");

    static final List<Tool> ALL = List.of(
            new Tool(
                    "traceql-search",
                    "Search for traces with a TraceQL query.",
                    List.of(new Argument("query", Kind.REQUIRED, "TraceQL, without metrics functions."), START, END),
                    "search-results",
                    "1"),
            new Tool(
                    "traceql-metrics-instant",
                    "Compute one value per series over a time range with a TraceQL metrics query.",
                    List.of(new Argument("query", Kind.REQUIRED, "A TraceQL metrics query."), START, END),
                    "metrics-instant",
                    "1"),
            new Tool(
                    "traceql-metrics-range",
                    "Compute series over a time range with a TraceQL metrics query.",
                    List.of(new Argument("query", Kind.REQUIRED, "A TraceQL metrics query."), START, END),
                    "metrics-range",
                    "1"),
            new Tool(
                    "get-trace",
                    "Get all spans of one trace.",
                    List.of(new Argument("trace_id", Kind.REQUIRED, "The trace's id in hex.")),
                    "trace",
                    "2"),
            new Tool(
                    "trace-diff",
                    "Compare two traces: what became slower, failed, appeared or disappeared.",
                    List.of(
                            new Argument("base_trace_id", Kind.REQUIRED, "The first trace's id in hex."),
                            new Argument("compare_trace_id", Kind.REQUIRED, "The second trace's id in hex."),
                            new Argument("base_start", Kind.OPTIONAL, "Start of the first trace, RFC 3339."),
                            new Argument("base_end", Kind.OPTIONAL, "End of the first trace, RFC 3339."),
                            new Argument("compare_start", Kind.OPTIONAL, "Start of the second trace, RFC 3339."),
                            new Argument("compare_end", Kind.OPTIONAL, "End of the second trace, RFC 3339."),
                            new Argument(
                                    "format",
                                    Kind.OPTIONAL,
                                    "trace-summary-v0-composed (default) or trace-summary-v0-native: what changed in a"
                                            + " few numbers; trace-patch-v0: every difference.")),
                    "trace-diff",
                    "1"),
            new Tool(
                    "get-attribute-names",
                    "List the names of attributes that can be used in TraceQL.",
                    List.of(new Argument(
                            "scope",
                            Kind.OPTIONAL,
                            "span, resource, event, link or instrumentation; all if left out.")),
                    "attribute-names",
                    "2"),
            new Tool(
                    "get-attribute-values",
                    "List the values of an attribute.",
                    List.of(
                            new Argument("name", Kind.REQUIRED, "The attribute with its scope: resource.service.name."),
                            new Argument("filter-query", Kind.OPTIONAL, "TraceQL that the spans must meet.")),
                    "attribute-values",
                    "2"),
            new Tool(
                    "docs-traceql",
                    "Read about TraceQL.",
                    List.of(new Argument("name", Kind.REQUIRED, "basic, aggregates, structural or metrics.")),
                    "documentation",
                    "1"),
            new Tool(
                    "docs-config",
                    "Read about the configuration of this server.",
                    List.of(new Argument("name", Kind.REQUIRED, "config-overview or config-reference.")),
                    "documentation",
                    "1"));

    static @Nullable Tool named(String name) {
        return ALL.stream().filter(tool -> tool.name().equals(name)).findFirst().orElse(null);
    }

    /// Asks.
    ///
    /// @param question whose tenants are asked; its parameters do not count
    /// @param arguments of the tool; further ones mean nothing
    /// @throws BadRequestException if an argument is missing or wrong
    Reply call(Tool tool, Map<String, String> arguments, ApiRequest question) throws IOException, TraceQlException {
        for (Argument argument : tool.arguments()) {
            if (argument.kind() == Kind.REQUIRED
                    && arguments.getOrDefault(argument.name(), "").isEmpty()) {
                throw new BadRequestException(
                        "required argument \"" + argument.name() + "\" not found (" + argument.description() + ")");
            }
        }
        String query = arguments.getOrDefault("query", "");
        return switch (tool.name()) {
            case "traceql-search" -> {
                if (isMetrics(query)) {
                    throw new BadRequestException(
                            "TraceQL metrics query received: use traceql-metrics-instant or traceql-metrics-range");
                }
                Map<String, String> range = range(arguments);
                range.replaceAll((_, time) -> Long.toString(Instant.parse(time).getEpochSecond()));
                range.put("q", query);
                yield endpoints.search().answer(asked(question, "", range));
            }
            case "traceql-metrics-instant" -> metrics(endpoints.metricsInstant(), query, arguments, question);
            case "traceql-metrics-range" -> metrics(endpoints.metricsRange(), query, arguments, question);
            case "get-trace" ->
                endpoints.trace().answer(asked(question, arguments.getOrDefault("trace_id", ""), Map.of()));
            case "trace-diff" -> endpoints.traceDiff().answer(comparison(arguments), question.tenants());
            case "get-attribute-names" ->
                endpoints.tags().answer(asked(question, "", Map.of("scope", arguments.getOrDefault("scope", ""))));
            case "get-attribute-values" ->
                endpoints
                        .tagValues()
                        .answer(asked(
                                question,
                                arguments.getOrDefault("name", ""),
                                Map.of("q", arguments.getOrDefault("filter-query", ""))));
            case "docs-traceql" -> document("docs://traceql/", arguments.getOrDefault("name", ""));
            case "docs-config" ->
                document("docs://config/", arguments.getOrDefault("name", "").replaceFirst("^config-", ""));
            default -> throw new IllegalStateException("tool " + tool.name() + " is listed and not made");
        };
    }

    private Reply metrics(Endpoint endpoint, String query, Map<String, String> arguments, ApiRequest question)
            throws IOException, TraceQlException {
        if (!isMetrics(query)) {
            throw new BadRequestException("TraceQL search query received: use traceql-search");
        }
        Map<String, String> range = range(arguments);
        range.put("q", query);
        return endpoint.answer(asked(question, "", range));
    }

    private static TraceDiffRequest comparison(Map<String, String> arguments) {
        String format = arguments.getOrDefault("format", "");
        return new TraceDiffRequest(
                side("base", arguments),
                side("compare", arguments),
                format.isEmpty() ? TraceDiffRequest.Format.COMPOSED_SUMMARY : TraceDiffRequest.Format.of(format));
    }

    private static TraceDiffRequest.Side side(String name, Map<String, String> arguments) {
        Instant start = time(name + "_start", arguments);
        Instant end = time(name + "_end", arguments);
        if ((start == null) != (end == null)) {
            throw new BadRequestException(name + "_start and " + name + "_end must be given both or neither");
        }
        return TraceDiffRequest.Side.of(
                name,
                arguments.getOrDefault(name + "_trace_id", ""),
                start == null ? null : start.getEpochSecond(),
                end == null ? null : end.getEpochSecond());
    }

    private static Reply document(String place, String name) {
        String text = McpDocuments.text(place + name);
        if (text == null) {
            throw new BadRequestException("no document '" + name + "' (there are: " + McpDocuments.names(place) + ")");
        }
        return Reply.text(200, text);
    }

    private static ApiRequest asked(ApiRequest question, String variable, Map<String, String> parameters) {
        return new ApiRequest("GET", question.path(), variable, new Parameters(parameters), LLM, question.tenants());
    }

    private static boolean isMetrics(String query) throws TraceQlException {
        return TraceQl.parse(query, Dialect.VIVACE) instanceof Query.Metrics;
    }

    /// Start and end in RFC 3339.
    private Map<String, String> range(Map<String, String> arguments) {
        Instant givenEnd = time("end", arguments);
        Instant end = givenEnd == null ? clock.instant() : givenEnd;
        Instant givenStart = time("start", arguments);
        Instant start = givenStart == null ? end.minus(DEFAULT_RANGE) : givenStart;
        Map<String, String> range = new HashMap<>();
        range.put("start", start.toString());
        range.put("end", end.toString());
        return range;
    }

    private static @Nullable Instant time(String name, Map<String, String> arguments) {
        String text = arguments.getOrDefault(name, "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            throw new BadRequestException(
                    "invalid " + name + ": '" + text + "' (expected: RFC 3339 such as 2026-01-31T12:00:00Z)");
        }
    }
}
