package dev.vivace.it;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rows of the users' documents as they stand in `docs/compatibility.md`. Stateless.
final class CompatibilityTable {
    static final String FILE = "docs/compatibility.md";

    /// The generated part of the page begins and ends with these lines.
    static final String BEGIN = "<!-- begin of what UsersDocumentsTableTest writes -->\n";

    static final String END = "<!-- end of what UsersDocumentsTableTest writes -->\n";

    private static final Map<String, String> TITLES = Map.of(
            "U0", "Billing sessions in containers: a script, dashboards, queries, an alert, ports beside Jaeger's",
            "U1", "Helm on Kubernetes: S3 with KMS, all protocols, metrics to Mimir, objectives, tuning, sampling",
            "U2", "A FastAPI application, on a local machine and on Railway, with traces to metrics and to logs",
            "U3", "\"The dashboard has no data\": a trace generator, make targets, three depths of documentation",
            "U4", "Network flows as spans: a Kubernetes manifest, TraceQL on attributes of flows, S3 and GCS");

    private static final String SERVER_TEXTS = "../server/src/test/resources/dev/vivace/server/config/documents/";
    private static final String OWN_TEXTS = "../it/src/test/resources/users-documents/";
    private static final Pattern NEEDS_NO_CODE = Pattern.compile("[A-Z][a-zA-Z-]*[a-z ].*");

    private CompatibilityTable() {}

    /// Everything between [#BEGIN] and [#END].
    static String of(List<DocumentRow> rows) {
        StringBuilder page = new StringBuilder();
        summary(page, rows);
        for (String document : DocumentRow.DOCUMENTS) {
            page.append("\n## ").append(document).append(": ").append(TITLES.get(document));
            page.append("\n\n| where | what it says | Vivace |\n|---|---|---|\n");
            rows.stream()
                    .filter(row -> row.document().equals(document))
                    .forEach(row -> page.append("| ")
                            .append(cell(row.place()))
                            .append(" | ")
                            .append(what(row))
                            .append(" | ")
                            .append(answer(row))
                            .append(row.note().isEmpty() ? "" : "<br>" + cell(row.note()))
                            .append(" |\n"));
        }
        return page.toString();
    }

    private static void summary(StringBuilder page, List<DocumentRow> rows) {
        page.append("| | run by the suite | shown by other tests | to come | elsewhere |\n|---|---|---|---|---|\n");
        for (String document : DocumentRow.DOCUMENTS) {
            List<DocumentRow> own =
                    rows.stream().filter(row -> row.document().equals(document)).toList();
            long shown = count(own, DocumentRow.Kind.SHOWN_BY);
            long later = count(own, DocumentRow.Kind.LATER);
            long elsewhere = count(own, DocumentRow.Kind.ELSEWHERE);
            page.append("| ").append(document);
            page.append(" | ").append(own.size() - shown - later - elsewhere);
            page.append(" | ").append(shown);
            page.append(" | ").append(later);
            page.append(" | ").append(elsewhere).append(" |\n");
        }
        page.append("\nTo come, with the number of rows that wait for it:\n\n");
        rows.stream()
                .filter(row -> row.kind() == DocumentRow.Kind.LATER)
                .flatMap(row -> Stream.of(row.expectation().split("; ")))
                .collect(Collectors.groupingBy(what -> what, TreeMap::new, Collectors.counting()))
                .forEach((what, times) -> page.append("- ")
                        .append(what)
                        .append(": ")
                        .append(times)
                        .append('\n'));
    }

    private static long count(List<DocumentRow> rows, DocumentRow.Kind kind) {
        return rows.stream().filter(row -> row.kind() == kind).count();
    }

    private static String what(DocumentRow row) {
        boolean plain = switch (row.kind()) {
            case CURL, GET, QUERY, CONFIG, METRIC -> false;
            case DOOR, SHOWN_BY, LATER, ELSEWHERE -> true;
        };
        if (row.kind() == DocumentRow.Kind.CONFIG && row.what().endsWith(".yaml")) {
            return link(row.what());
        }
        return plain && NEEDS_NO_CODE.matcher(row.what()).matches() ? cell(row.what()) : code(row.what());
    }

    private static String answer(DocumentRow row) {
        return switch (row.kind()) {
            case CURL, GET -> row.expected().getFirst() + says(row);
            case QUERY -> {
                String verb = row.expected().getFirst();
                yield verb.startsWith("finds ") && !verb.equals("finds nothing")
                        ? "finds "
                                + Stream.of(verb.substring("finds ".length()).split(", "))
                                        .map(CompatibilityTable::code)
                                        .collect(Collectors.joining(", "))
                        : verb + says(row);
            }
            case CONFIG -> row.expected().getFirst() + says(row);
            case DOOR -> {
                String[] parts = row.expectation().split(" with ");
                yield "open, " + code(parts[0]) + (parts.length == 1 ? "" : ", with " + link(parts[1]));
            }
            case METRIC -> "on `/metrics`" + (row.expectation().equals("> 0") ? ", above zero" : "");
            case SHOWN_BY ->
                "shown by "
                        + Stream.of(row.expectation().split(", "))
                                .map(CompatibilityTable::shown)
                                .collect(Collectors.joining(", "));
            case LATER -> "**to come**: " + cell(row.expectation());
            case ELSEWHERE -> "not Vivace's: " + cell(row.expectation());
        };
    }

    private static String shown(String by) {
        return by.endsWith(".md")
                ? "[" + by + "](" + (by.startsWith("docs/") ? by.substring("docs/".length()) : "../" + by) + ")"
                : code(by);
    }

    private static String says(DocumentRow row) {
        return row.phrases().stream()
                .map(CompatibilityTable::code)
                .collect(Collectors.joining(" … ", row.phrases().isEmpty() ? "" : ": ", ""));
    }

    private static String link(String file) {
        return "[" + file + "](" + (file.equals("beside-jaeger.yaml") ? OWN_TEXTS : SERVER_TEXTS) + file + ")";
    }

    private static String code(String text) {
        String fence = text.contains("`") ? "``" : "`";
        String padding = text.startsWith("`") || text.endsWith("`") ? " " : "";
        return fence + padding + text.replace("|", "\\|") + padding + fence;
    }

    /// Text in a table, code between backticks left alone.
    private static String cell(String text) {
        StringBuilder cell = new StringBuilder();
        String[] parts = text.split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i].replace("|", "\\|");
            cell.append(i > 0 ? "`" : "").append(i % 2 == 1 ? part : part.replace("<", "&lt;"));
        }
        return cell.toString();
    }
}
