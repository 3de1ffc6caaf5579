package dev.vivace.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// Every known key as a page in Markdown: a table per section, keys with the same fate in one row.
public final class KeyTable {
    private KeyTable() {}

    /// Ends with a line break.
    public static String markdown() {
        SequencedMap<String, SequencedMap<String, List<String>>> sections = new LinkedHashMap<>();
        for (KnownKeys.Known known : KnownKeys.load().all()) {
            int dot = known.path().indexOf('.');
            String section = dot < 0 ? "" : known.path().substring(0, dot);
            String fate = "**" + known.treatment().name().toLowerCase(Locale.ROOT) + "**"
                    + (known.sentence().isEmpty() ? "" : ": " + known.sentence());
            sections.computeIfAbsent(section, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(fate, _ -> new ArrayList<>())
                    .add(dot < 0 ? known.path() : known.path().substring(dot + 1));
        }
        StringBuilder page = new StringBuilder();
        sections.forEach((section, fates) -> {
            page.append("### ")
                    .append(section.isEmpty() ? "Top level" : "`" + section + "`")
                    .append("\n\n| keys | what becomes of them |\n|---|---|\n");
            for (Map.Entry<String, List<String>> fate : fates.entrySet()) {
                page.append("| `")
                        .append(String.join("`, `", fate.getValue()))
                        .append("` | ")
                        .append(fate.getKey())
                        .append(" |\n");
            }
            page.append('\n');
        });
        return page.toString().stripTrailing() + "\n";
    }
}
