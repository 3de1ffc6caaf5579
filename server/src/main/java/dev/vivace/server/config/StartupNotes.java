package dev.vivace.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of settings that do not simply work as written, to be logged once at the start. Keys with the same
/// fate share a note. Confined to one thread.
final class StartupNotes {
    private final Map<String, List<String>> pathsBySentence = new LinkedHashMap<>();

    void add(String path, String sentence) {
        List<String> paths = pathsBySentence.computeIfAbsent(sentence, _ -> new ArrayList<>());
        if (!paths.contains(path)) {
            paths.add(path);
        }
    }

    /// One line each.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        pathsBySentence.forEach((sentence, paths) -> lines.add(String.join(", ", paths) + ": " + sentence));
        return lines;
    }
}
