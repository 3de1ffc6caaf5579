package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.server.config.Explanation.Written;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static Explanation explain(String yaml) {
        return new SettingsLoader(Map.of("PASSWORD", "hush", "PORT", "3100")::get).explain(yaml, "t.yaml", true);
    }

    @Test
    void eachKeyIsShownWithPlaceValueAndFate() {
        Explanation explanation = explain("""
                server:
                  http_listen_port: ${PORT}
                  http_server_write_timeout: 2m
                ingester:
                memberlist: {join_members: [a, b]}
                compactor: {compaction: {block_retention: 720h}}
                storage:
                  trace:
                    block:
                      parquet_dedicated_columns:
                        - {scope: span, name: x}
                """);

        assertThat(explanation.problems()).isEmpty();
        assertThat(explanation.keys())
                .containsExactly(
                        new Written("t.yaml:2:3", "server.http_listen_port", "3100", "honoured", ""),
                        new Written(
                                "t.yaml:3:3",
                                "server.http_server_write_timeout",
                                "2m",
                                "mapped",
                                "a query is answered within the smallest of the timeouts of querier, query_frontend and"
                                        + " server"),
                        new Written("t.yaml:4:1", "ingester", "", "accepted", "says nothing, the defaults hold"),
                        new Written(
                                "t.yaml:5:14",
                                "memberlist.join_members",
                                "[a, b]",
                                "accepted",
                                "Vivace has no gossip; members find each other without it"),
                        new Written("t.yaml:6:26", "compactor.compaction.block_retention", "720h", "honoured", ""),
                        new Written(
                                "t.yaml:11:12",
                                "storage.trace.block.parquet_dedicated_columns[0].scope",
                                "span",
                                "accepted",
                                "no need to name columns, every frequent attribute is a column"),
                        new Written(
                                "t.yaml:11:25",
                                "storage.trace.block.parquet_dedicated_columns[0].name",
                                "x",
                                "accepted",
                                "no need to name columns, every frequent attribute is a column"));
    }

    @Test
    void mistakesStandAtTheirKeys() {
        Explanation explanation = explain("server:\n  http_listen_port: web\n  colour: blue\nvivace: 3\n");

        assertThat(explanation.problems()).hasSize(3);
        assertThat(explanation.keys())
                .hasSize(3)
                .allMatch(key -> key.treatment().equals("wrong"));
        assertThat(explanation.keys().get(1).sentence()).startsWith("unknown key 'colour' in server");
    }

    @Test
    void secretsAreMaskedAndNothingElseIs() {
        Explanation explanation = explain("""
                storage:
                  trace:
                    s3: {access_key: me, secret_key: "${PASSWORD}", session_token: hush, sse: {encryption_key: hush}}
                    azure: {storage_account_key: hush, storage-account-key: hush, storage_account_name: shown}
                cache: {caches: [{roles: [bloom], redis: {endpoint: "r:6379", password: hush}}]}
                ingest: {kafka: {sasl_password: hush, sasl_username: shown, sasl_oauthbearer_token: hush}}
                server: {http_tls_config: {key: hush, key_file: /shown}}
                metrics_generator:
                  storage:
                    remote_write:
                      - url: http://user:hush@host:9090/api/v1/write
                        headers: {Authorization: hush}
                        basic_auth: {username: shown, password: hush, password_file: /shown}
                        authorization: {credentials: hush}
                        oauth2: {client_id: shown, client_secret: hush}
                        sigv4: {secret_key: hush}
                overrides:
                  metrics_generator_remote_write_headers: {X-Key: hush}
                  defaults: {metrics_generator: {remote_write_headers: {X-Key: hush}}}
                """);

        assertThat(explanation.toString()).doesNotContain("hush").contains("http://user:********@host:9090");
        assertThat(explanation.keys().stream()
                        .filter(key -> key.value().contains("****"))
                        .map(Written::key))
                .hasSize(17);
        assertThat(explanation.keys().stream().filter(key -> key.value().contains("shown")))
                .hasSize(6);
    }

    @Test
    void statusPageHoldsNoSecrets() {
        Settings settings = new SettingsLoader(Map.<String, String>of()::get).parse("""
                        storage: {trace: {backend: local, s3: {secret_key: hush}}}
                        metrics_generator: {storage: {remote_write: [{url: "http://u:hush@h/", headers: {a: hush}}]}}
                        """, "t.yaml", true, List.of());

        assertThat(SettingsYaml.of(settings) + settings.notes()).doesNotContain("hush");
    }
}
