package dev.vivace.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What language models can read here: short pages in Markdown, by their URI.
final class McpDocuments {

    /// URI to what it is about.
    static final List<Map.Entry<String, String>> ALL = List.of(
            Map.entry("docs://traceql/query", "What a TraceQL query is"),
            Map.entry("docs://traceql/metrics", "TraceQL metrics"),
            Map.entry("docs://traceql/basic", "Conditions on spans"),
            Map.entry("docs://traceql/aggregates", "Counting and calculating"),
            Map.entry("docs://traceql/structural", "Parents, children and siblings"),
            Map.entry("docs://config/overview", "Where the configuration is"),
            Map.entry("docs://config/reference", "Keys people change"));

    private McpDocuments() {}

    /// Null if there is none.
    static @Nullable String text(String uri) {
        if (ALL.stream().noneMatch(document -> document.getKey().equals(uri))) {
            return null;
        }
        String file = "mcp/" + uri.substring("docs://".length()).replace('/', '-') + ".md";
        try (InputStream in = McpDocuments.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing beside " + McpDocuments.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The names of those below a place, for who asked for another.
    static String names(String place) {
        return ALL.stream()
                .map(Map.Entry::getKey)
                .filter(uri -> uri.startsWith(place))
                .map(uri -> uri.substring(place.length()))
                .collect(Collectors.joining(", "));
    }
}
