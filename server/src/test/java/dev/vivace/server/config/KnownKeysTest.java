package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of keys against the list of those that are documented.
class KnownKeysTest {

    private final SettingsLoader loader = new SettingsLoader(Map.<String, String>of()::get);

    private static List<String> documented() {
        String list;
        try (InputStream in = KnownKeysTest.class.getResourceAsStream("documented-keys.txt")) {
            list = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("documented-keys.txt", e);
        }
        List<String> keys = new ArrayList<>();
        List<String> prefixes = List.of();
        for (String line : list.split("\n")) {
            if (line.startsWith("[")) {
                prefixes = List.of(line.substring(1, line.length() - 1).split(" ", -1));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                for (String prefix : prefixes) {
                    for (String key : line.split(" ")) {
                        keys.add(prefix.isEmpty() ? key : prefix + "." + key);
                    }
                }
            }
        }
        return keys;
    }

    /// The key alone in a file, with nothing behind it.
    private static String yaml(String key) {
        StringBuilder yaml = new StringBuilder();
        String indent = "";
        for (String name : key.split("\\.")) {
            yaml.append(indent).append(name).append(":\n");
            indent += "  ";
        }
        return yaml.toString();
    }

    @Test
    void everyDocumentedKeyIsKnownAndHarmlessWithoutAValue() {
        List<String> documented = documented();

        assertThat(documented).hasSizeGreaterThan(600).doesNotHaveDuplicates();
        for (String key : documented) {
            Explanation explanation = loader.explain(yaml(key), "tempo.yaml", true);
            assertThat(explanation.problems()).as(key).isEmpty();
            assertThat(explanation.keys()).as(key).singleElement().satisfies(written -> {
                assertThat(written.key()).isEqualTo(key);
                assertThat(written.treatment()).isNotEqualTo("wrong");
            });
        }
    }

    @Test
    void everyKeyOfTheTableHasATreatmentThatIsSaid() {
        for (KnownKeys.Known known : KnownKeys.load().all()) {
            boolean silent = known.treatment() == KnownKeys.Treatment.HONOURED;
            assertThat(known.sentence().isEmpty()).as(known.path()).isEqualTo(silent);
        }
    }

    @Test
    void keyWithAValueIsHonouredMappedNotedOrRefused() {
        for (KnownKeys.Known known : KnownKeys.load().all()) {
            String key = known.path().replace("**", "some.thing").replace("*", "some");
            Explanation explanation = loader.explain(yaml(key).stripTrailing() + " 3\n", "tempo.yaml", true);
            List<String> said = new ArrayList<>(explanation.notes());
            said.addAll(explanation.problems());
            switch (known.treatment()) {
                case HONOURED, MAPPED -> {}
                case RECORDED, ACCEPTED, REFUSED ->
                    assertThat(said).as(known.path()).anyMatch(line -> line.contains(known.sentence()));
            }
        }
    }

    /// Values of every kind there is; for each key at least one of them is understood and not the default.
    private static final List<String> VALUES = List.of(
            "true",
            "false",
            "7",
            "7s",
            "7h",
            "1_000_000",
            "word",
            "/some/path",
            "127.0.0.1:7",
            "debug",
            "json",
            "scalable-single-binary",
            "/prefix",
            "[https://shop.example]",
            "[x-header]");

    /// What a key needs beside it to have a meaning, by how the key begins or ends.
    private static String beside(String key) {
        String section = key.substring(0, Math.max(0, key.lastIndexOf('.')));
        if (key.startsWith("overrides.user_configurable_overrides.") && !key.endsWith(".enabled")) {
            return "overrides.user_configurable_overrides.enabled: true";
        }
        return section.endsWith(".cors") && !key.endsWith(".allowed_origins")
                ? section + ".allowed_origins: ['https://a.example']"
                : "";
    }

    /// Users and certificates come in pairs and lists, and have tests of their own; a backend can only be `local`.
    private static boolean isAlone(String key) {
        return !key.startsWith("vivace.auth.") && !key.contains("tls") && !key.endsWith(".backend");
    }

    @Test
    void everyHonouredKeyChangesWhatTheServerDoes() {
        List<String> without = new ArrayList<>();
        for (KnownKeys.Known known : KnownKeys.load().all()) {
            boolean acts = known.treatment() == KnownKeys.Treatment.HONOURED
                    || known.treatment() == KnownKeys.Treatment.MAPPED;
            String key = known.path();
            if (acts && isAlone(key) && VALUES.stream().noneMatch(value -> changes(key, value))) {
                without.add(key);
            }
        }
        assertThat(without).as("keys that change nothing, whatever they say").isEmpty();
    }

    private boolean changes(String key, String value) {
        try {
            return !settings(key + ": " + value, beside(key)).equals(settings(key + ":", beside(key)));
        } catch (ConfigException notUnderstood) {
            return false;
        }
    }

    /// Of a file with these lines, each a path and a value.
    private Settings settings(String... lines) {
        Map<String, Object> root = new LinkedHashMap<>();
        for (String line : lines) {
            if (!line.isEmpty()) {
                put(
                        root,
                        List.of(line.substring(0, line.indexOf(':')).split("\\.")),
                        line.substring(line.indexOf(':') + 1));
            }
        }
        return loader.parse(flow(root), "tempo.yaml", false, List.of());
    }

    @SuppressWarnings("unchecked") // maps are made here
    private static void put(Map<String, Object> section, List<String> path, String value) {
        if (path.size() == 1) {
            section.put(path.getFirst(), value);
        } else {
            Object below = section.computeIfAbsent(path.getFirst(), _ -> new LinkedHashMap<String, Object>());
            put((Map<String, Object>) below, path.subList(1, path.size()), value);
        }
    }

    private static String flow(Object value) {
        return value instanceof Map<?, ?> section
                ? section.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"))
                : value.toString().strip();
    }

    @Test
    void pageOfTheKeysIsTheTable() throws IOException {
        Path page = Path.of("..", "docs", "configuration.md");

        assertThat(Files.readString(page))
                .as("docs/configuration.md behind its heading 'Every key'; 'vivace config --markdown' prints it")
                .endsWith("\n## Every key\n\n" + KeyTable.markdown());
    }
}
