package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The configurations people wrote down in their guides, word for word.
class UsersDocumentsTest {

    static Settings load(String document) {
        return load(document, Map.of());
    }

    static Settings load(String document, Map<String, String> environment) {
        return new SettingsLoader(environment::get).parse(text(document), document, true, List.of());
    }

    private static String text(String document) {
        try (InputStream in = UsersDocumentsTest.class.getResourceAsStream("documents/" + document)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(document, e);
        }
    }

    @Test
    void configMapIsTheOneOfTheManifest() {
        String manifest = text("flows-manifest.yaml");
        int from = manifest.indexOf("tempo.yaml: |\n") + "tempo.yaml: |\n".length();
        String inside = manifest.substring(from, manifest.indexOf("---\n"));

        assertThat(inside.stripTrailing().stripIndent() + "\n").isEqualTo(text("flows-configmap.yaml"));
    }

    @Test
    void textsThatHoldNoConfigurationSayWhatToPass() {
        assertThatThrownBy(() -> load("flows-manifest.yaml"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("flows-manifest.yaml:35:1: a second document begins here")
                .hasMessageContaining("Kubernetes manifest: pass the tempo.yaml it contains");
        assertThatThrownBy(() -> load("billing-compose.yaml"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("billing-compose.yaml:2:1: unknown key 'services'")
                .hasMessageContaining("compose file: pass the tempo.yaml it contains");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "billing-memory.yaml",
                "billing-retention.yaml",
                "billing-s3.yaml",
                "fastapi-queue.yaml",
                "flows-configmap.yaml",
                "flows-gcs.yaml",
                "flows-s3.yaml",
                "generator-remote-write.yaml",
                "helm-local.yaml",
                "helm-metrics-generator.yaml",
                "helm-s3-kms.yaml",
                "helm-tune-ingestion.yaml",
                "helm-tune-queries.yaml",
                "helm-tune-storage.yaml"
            })
    void everyKeyOfEverySnippetIsKnown(String document) {
        Explanation explanation =
                new SettingsLoader(Map.<String, String>of()::get).explain(text(document), document, true);

        assertThat(explanation.keys()).isNotEmpty().allSatisfy(key -> {
            boolean store =
                    key.key().equals("storage.trace.backend") && !key.value().equals("local");
            assertThat(key.treatment().equals("wrong")).as(key.key()).isEqualTo(store);
        });
        assertThat(explanation.problems().size()).isLessThanOrEqualTo(1);
    }

    @Test
    void configMapOfTheNetworkFlowsIsHonouredAsItStands() {
        Settings settings = load("flows-configmap.yaml");

        assertThat(settings.http()).isEqualTo(new Door("", 3200));
        assertThat(settings.otlp())
                .isEqualTo(new Settings.Otlp(
                        new Settings.OtlpDoor(new Door("0.0.0.0", 4317), 4 * 1024 * 1024),
                        new Settings.OtlpDoor(new Door("0.0.0.0", 4318), 20 * 1024 * 1024)));
        assertThat(settings.live())
                .isEqualTo(new Settings.Live(Duration.ofSeconds(10), Duration.ofMinutes(5), 1_000_000, 0, false));
        assertThat(settings.retention().blockRetention()).isEqualTo(Duration.ofHours(720));
        assertThat(settings.storage())
                .isEqualTo(new Settings.Storage(Path.of("/var/tempo/traces"), Path.of("/var/tempo/wal")));
        assertThat(settings.tenants()).isEqualTo(Settings.Tenants.SINGLE);
        assertThat(settings.notes()).isEmpty();
    }

    @Test
    void localStorageOfTheHelmGuideKeepsItsLogBesideTheBlocks() {
        Settings settings = load("helm-local.yaml");

        assertThat(settings.storage())
                .isEqualTo(new Settings.Storage(Path.of("/var/tempo/traces"), Path.of("/var/tempo/wal")));
        assertThat(settings.otlp()).isEqualTo(Settings.Otlp.DEFAULTS);
        assertThat(settings.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "billing-retention.yaml",
                "billing-memory.yaml",
                "helm-metrics-generator.yaml",
                "helm-tune-ingestion.yaml",
                "helm-tune-queries.yaml",
                "helm-tune-storage.yaml",
                "fastapi-queue.yaml",
                "generator-remote-write.yaml"
            })
    void everySnippetLoads(String document) {
        assertThat(load(document)).isNotNull();
    }

    @Test
    void sizesWithUnderscoresAreRead() {
        assertThat(load("billing-memory.yaml").live().maxBlockBytes()).isEqualTo(500_000);
        assertThat(load("helm-tune-ingestion.yaml").live().maxBlockBytes()).isEqualTo(2_147_483_648L);
        assertThat(load("billing-memory.yaml").live().maxBlockDuration()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void keysWithoutEffectAreNamedWithWhatTheyBecame() {
        assertThat(load("fastapi-queue.yaml").notes())
                .containsExactly("storage.trace.local.wal: never a key of Tempo's; the log needs no queue");
        assertThat(load("helm-tune-ingestion.yaml").notes())
                .containsExactly("distributor.replicas: a number of processes belongs to Helm values or a compose file,"
                        + " not to tempo.yaml");
        assertThat(load("helm-tune-queries.yaml").notes())
                .containsExactly("query_frontend.search.cache: never a key of Tempo's; Vivace caches in its own memory"
                        + " without it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"billing-s3.yaml", "helm-s3-kms.yaml", "flows-s3.yaml", "flows-gcs.yaml"})
    void objectStoresAreUnderstoodAndRefused(String document) {
        Map<String, String> environment = Map.of("tempo_s3_bucket_name", "traces", "AWS_ACCESS_KEY_ID", "id");

        assertThatThrownBy(() -> load(document, environment))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .asString()
                                .startsWith(document)
                                .contains("storage.trace.backend")
                                .contains("stores blocks in a local directory only"));
    }
}
