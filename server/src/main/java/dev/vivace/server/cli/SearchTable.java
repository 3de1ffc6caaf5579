package dev.vivace.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The answer of a search as a table: one line per trace, its matched spans below it.
///
/// @param out not flushed
record SearchTable(Terminal terminal, PrintWriter out) {
    private static final int TIME_WIDTH = 23;
    private static final int DURATION_WIDTH = 8;
    private static final int ID_WIDTH = 32;
    private static final int MATCHED_WIDTH = 7;
    private static final int GAPS = 10;
    private static final int LEAST_TEXT = 12;

    private record Row(
            String start, String duration, String service, String name, String id, long matched, JsonNode trace) {}

    /// @param limit that was asked for
    void print(JsonNode answer, int limit) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode trace : answer.path("traces")) {
            rows.add(row(trace));
        }
        int left = terminal.width() - TIME_WIDTH - DURATION_WIDTH - ID_WIDTH - MATCHED_WIDTH - GAPS;
        int service = widest(rows.stream().map(Row::service).toList(), "SERVICE", Math.max(LEAST_TEXT, left / 2));
        int name = widest(rows.stream().map(Row::name).toList(), "NAME", Math.max(LEAST_TEXT, left - service));
        out.println(terminal.bold(Terminal.fit("START", TIME_WIDTH) + "  " + Terminal.fit("DURATION", DURATION_WIDTH)
                + "  " + Terminal.fit("SERVICE", service) + "  " + Terminal.fit("NAME", name) + "  "
                + Terminal.fit("TRACE ID", ID_WIDTH) + "  MATCHED"));
        for (Row row : rows) {
            out.println(row.start() + "  " + Terminal.fit(row.duration(), DURATION_WIDTH) + "  "
                    + terminal.cyan(Terminal.fit(row.service(), service)) + "  " + Terminal.fit(row.name(), name) + "  "
                    + row.id() + "  " + row.matched());
            spans(row.trace());
        }
        String found = Readable.count(rows.size(), "trace");
        out.println(terminal.dim(
                rows.size() >= limit
                        ? found + ", there may be more: --limit " + 5 * limit
                        : found + "; see one with: vivace trace "
                                + rows.getFirst().id()));
    }

    private static int widest(List<String> texts, String header, int most) {
        int widest = header.length();
        for (String text : texts) {
            widest = Math.max(widest, text.codePointCount(0, text.length()));
        }
        return Math.min(most, widest);
    }

    private static Row row(JsonNode trace) {
        String id = trace.path("traceID").asString("");
        long matched = 0;
        for (JsonNode set : spansets(trace)) {
            matched += set.path("matched").asLong(0);
        }
        return new Row(
                Readable.time(trace.path("startTimeUnixNano").asLong(0)),
                Readable.duration(trace.path("durationMs").asLong(0) * 1_000_000),
                trace.path("rootServiceName").asString("?"),
                trace.path("rootTraceName").asString(""),
                "0".repeat(Math.max(0, ID_WIDTH - id.length())) + id,
                matched,
                trace);
    }

    private static List<JsonNode> spansets(JsonNode trace) {
        List<JsonNode> sets = new ArrayList<>();
        trace.path("spanSets").forEach(sets::add);
        if (sets.isEmpty() && trace.has("spanSet")) {
            sets.add(trace.path("spanSet"));
        }
        return sets;
    }

    private void spans(JsonNode trace) {
        for (JsonNode set : spansets(trace)) {
            String group = attributes(set);
            if (!group.isEmpty()) {
                line("  " + group);
            }
            long shown = 0;
            for (JsonNode span : set.path("spans")) {
                String name = span.path("name").asString("");
                if (name.isEmpty() && span.path("attributes").isEmpty()) {
                    continue; // the query asked for nothing of it, and an id alone helps nobody
                }
                line("  · " + (name.isEmpty() ? span.path("spanID").asString("") : name) + "  "
                        + Readable.duration(span.path("durationNanos").asLong(0)) + "  " + attributes(span));
                shown++;
            }
            long more = set.path("matched").asLong(0) - shown;
            if (more > 0 && shown > 0) {
                line("  · and " + Readable.count(more, "more span").replace("more spans", "more"));
            }
        }
    }

    private void line(String text) {
        out.println(terminal.dim(Terminal.fit(text, terminal.width()).stripTrailing()));
    }

    private static String attributes(JsonNode holder) {
        StringBuilder text = new StringBuilder();
        for (JsonNode attribute : holder.path("attributes")) {
            if (!text.isEmpty()) {
                text.append(' ');
            }
            text.append(attribute.path("key").asString(""))
                    .append('=')
                    .append(AttributeText.of(attribute.path("value")));
        }
        return text.toString();
    }
}
