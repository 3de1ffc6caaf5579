package dev.vivace.server.http;

import dev.vivace.ingest.receive.Arrivals;
import dev.vivace.ingest.receive.Arrivals.Arrival;
import dev.vivace.ingest.receive.Arrivals.TurnedAway;
import dev.vivace.ingest.receive.Directions;
import dev.vivace.ingest.receive.Protocol;
import dev.vivace.ingest.receive.Sender;
import dev.vivace.ingest.receive.Signposts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/// Answers `/`: which door is where, what has arrived, what was turned away, how to send a first span.
/// One file of HTML without scripts, readable without its few lines of style. Thread-safe.
final class StartPage implements Endpoint {

    private static final int ROWS = 20;

    /// What stands in the examples for a trace id until the page is sent with a new one.
    private static final String TRACE_ID = "0000000000000000000000000000c0de";

    private final Directions directions;
    private final Arrivals arrivals;
    private final Readiness readiness;
    private final String prefix;
    private final boolean multitenancy;
    private final InstantSource clock;

    /// @param prefix put before every API path; empty or `/…`
    StartPage(
            Directions directions,
            Arrivals arrivals,
            Readiness readiness,
            String prefix,
            boolean multitenancy,
            InstantSource clock) {
        this.directions = directions;
        this.arrivals = arrivals;
        this.readiness = readiness;
        this.prefix = prefix;
        this.multitenancy = multitenancy;
        this.clock = clock;
    }

    @Override
    public Reply answer(ApiRequest request) {
        Signposts ports = directions.signposts();
        String html = """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>Vivace</title>
                <meta name="viewport" content="width=device-width">
                <style>
                body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}
                table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2em 1em .2em 0}
                pre{background:#8881;padding:.8em;overflow-x:auto}
                </style></head><body>
                <h1>Vivace</h1>
                <p>A tracing backend that speaks Grafana Tempo's API. %s</p>
                %s
                <h2>What has arrived</h2>
                %s
                <h2>What was turned away</h2>
                %s
                <h2>Send a first span</h2>
                <pre>%s</pre>
                <p>and find it, by its id and by a query:</p>
                <pre>%s</pre>
                <h2>More</h2>
                <ul>
                <li>%s: version, services, endpoints, configuration</li>
                <li>%s: the two tables above, as JSON</li>
                <li>%s: for Prometheus; %s: for probes</li>
                <li>Grafana: add a Tempo data source with the URL %s</li>
                </ul>
                </body></html>
                """.formatted(
                        state(),
                        doors(ports),
                        arrived(),
                        turnedAway(),
                        escape(send(ports)),
                        escape(find(ports)),
                        link("/status"),
                        link("/status/arrivals"),
                        link("/metrics"),
                        link("/ready"),
                        escape(ports.apiUrl() + prefix));
        return new Reply(200, Reply.HTML, html.replace(TRACE_ID, newTraceId()).getBytes(StandardCharsets.UTF_8));
    }

    private String state() {
        return switch (readiness.state()) {
            case Readiness.State.Starting(String reason) -> "It is starting: " + escape(reason) + ".";
            case Readiness.State.Ready() -> "It is ready.";
            case Readiness.State.Stopping() -> "It is stopping.";
        };
    }

    private String doors(Signposts ports) {
        StringBuilder rows = new StringBuilder("<table><tr><th>Port</th><th>What</th></tr>\n");
        row(rows, ports.api() + "", "queries, status and metrics (this page)");
        if (ports.grpcQueries() != null) {
            row(rows, ports.grpcQueries() + "", "queries over gRPC; the port above takes them too");
        }
        ports.ports()
                .forEach((protocol, port) -> row(
                        rows,
                        port + "",
                        switch (protocol) {
                            case OTLP_GRPC -> "OTLP/gRPC";
                            case OTLP_HTTP -> "OTLP/HTTP, POST /v1/traces";
                            case JAEGER_GRPC -> "Jaeger over gRPC";
                            case JAEGER_HTTP -> "Jaeger's Thrift and JSON over HTTP, POST /api/traces";
                            case JAEGER_COMPACT -> "Jaeger's compact Thrift over UDP";
                            case JAEGER_BINARY -> "Jaeger's binary Thrift over UDP";
                            case ZIPKIN -> "Zipkin, POST /api/v2/spans and /api/v1/spans";
                        }));
        row(rows, "", "Every port for spans but those over UDP takes what any of them takes.");
        return rows.append("</table>").toString();
    }

    private String arrived() {
        List<Arrival> senders = arrivals.arrivals();
        if (senders.isEmpty()) {
            return "<p>Nothing yet since the start.</p>";
        }
        Instant now = clock.instant();
        StringBuilder rows = new StringBuilder("<table><tr><th>Service</th><th>From</th><th>By</th><th>Last "
                + Arrivals.RECENT_MINUTES + " min</th><th>Spans</th><th>Last heard</th></tr>\n");
        senders.stream().limit(ROWS).forEach(arrival -> {
            String services = arrival.services().stream()
                    .map(name -> name.isEmpty() ? "(no service.name)" : name)
                    .collect(Collectors.joining(", "));
            String repeated = arrival.repeatedSpans() == 0 ? "" : " (" + arrival.repeatedSpans() + " repeated)";
            row(
                    rows,
                    services.isEmpty() ? "(no spans in its requests)" : services,
                    arrival.sender().address(),
                    by(arrival.sender()),
                    arrival.recentSpans() + "",
                    arrival.spans() + repeated,
                    ago(arrival.last(), now));
        });
        return rows.append("</table>") + more(senders.size());
    }

    private String turnedAway() {
        List<TurnedAway> refusals = arrivals.turnedAway();
        if (refusals.isEmpty()) {
            return "<p>Nothing since the start.</p>";
        }
        Instant now = clock.instant();
        StringBuilder rows = new StringBuilder(
                "<table><tr><th>From</th><th>Request</th><th>Why</th><th>Times</th><th>Last</th></tr>\n");
        refusals.stream()
                .limit(ROWS)
                .forEach(refusal -> row(
                        rows,
                        refusal.sender().address() + ", " + by(refusal.sender()),
                        refusal.what(),
                        refusal.httpStatus() + ": " + refusal.message()
                                + (refusal.remedy().isEmpty() ? "" : ". " + refusal.remedy()),
                        refusal.times() + "",
                        ago(refusal.last(), now)));
        return rows.append("</table>") + more(refusals.size());
    }

    private static String by(Sender sender) {
        String agent = sender.agent().isEmpty() ? "" : ", " + sender.agent();
        return sender.transport().word() + " " + sender.encoding() + agent;
    }

    private String link(String path) {
        String whole = escape(directions.signposts().apiPath() + path);
        return "<a href=\"" + whole + "\">" + whole + "</a>";
    }

    private String more(int rows) {
        return rows <= ROWS ? "" : "<p>and " + (rows - ROWS) + " more: " + link("/status/arrivals") + "</p>";
    }

    /// The shell puts the current time in when the line is pasted, so that it works tomorrow too.
    private String send(Signposts ports) {
        return "curl -sS " + ports.otlpHttpUrl() + " -H 'Content-Type: application/json'" + tenant() + " -d '"
                + "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
                + "{\"stringValue\":\"my-first-service\"}}]},\"scopeSpans\":[{\"spans\":[{\"traceId\":\"" + TRACE_ID
                + "\",\"spanId\":\"0a0a0a0a0a0ac0de"
                + "\",\"name\":\"hello\",\"kind\":2,\"startTimeUnixNano\":\"'$(date +%s)'000000000\","
                + "\"endTimeUnixNano\":\"'$(date +%s)'250000000\"}]}]}]}'";
    }

    private String find(Signposts ports) {
        String api = ports.apiUrl() + prefix + "/api";
        return "curl -sS" + tenant() + " " + api + "/v2/traces/" + TRACE_ID + "\ncurl -sSG" + tenant() + " " + api
                + "/search --data-urlencode 'q={ resource.service.name = \"my-first-service\" }'";
    }

    private String tenant() {
        return multitenancy ? " -H 'X-Scope-OrgID: my-tenant'" : "";
    }

    private static String newTraceId() {
        HexFormat hex = HexFormat.of();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return hex.toHexDigits(random.nextLong() | 1L << 62) + hex.toHexDigits(random.nextLong());
    }

    /// Answers `/api/traces` without an id: how to read, and how to send, traces.
    Reply guidance(ApiRequest request) {
        Signposts ports = directions.signposts();
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Reply.text(
                    405,
                    "405 method not allowed: traces are read here, with GET " + prefix + "/api/traces/<trace id>\n"
                            + "If these are spans of Jaeger's, send them to "
                            + ports.url(Protocol.JAEGER_HTTP, "/api/traces") + ", or OTLP to " + ports.otlpHttpUrl()
                            + "\n");
        }
        return Reply.text(
                200,
                "To read a trace, name it: " + ports.apiUrl() + prefix + "/api/traces/<trace id>\n"
                        + "To find traces, search:\n  curl -sSG" + tenant() + " " + ports.apiUrl() + prefix
                        + "/api/search --data-urlencode 'q={ resource.service.name = \"my-service\" }'\n"
                        + "To send traces: OTLP/HTTP to " + ports.otlpHttpUrl() + ", OTLP/gRPC to "
                        + ports.otlpGrpcUrl() + "\n"
                        + "What has arrived: " + ports.apiUrl() + "/\n");
    }

    private static void row(StringBuilder rows, String... cells) {
        rows.append("<tr>");
        for (String cell : cells) {
            rows.append("<td>").append(escape(cell)).append("</td>");
        }
        rows.append("</tr>\n");
    }

    private static String ago(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        return seconds < 120 ? seconds + " s ago" : seconds / 60 + " min ago";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
