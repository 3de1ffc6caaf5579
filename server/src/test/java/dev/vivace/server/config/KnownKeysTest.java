package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @Test
    void pageOfTheKeysIsTheTable() throws IOException {
        Path page = Path.of("..", "docs", "configuration.md");

        assertThat(Files.readString(page))
                .as("docs/configuration.md behind its heading 'Every key'; 'vivace config --markdown' prints it")
                .endsWith("\n## Every key\n\n" + KeyTable.markdown());
    }
}
