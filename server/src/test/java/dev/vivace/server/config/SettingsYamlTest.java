package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsYamlTest {
    private static final SettingsLoader LOADER = new SettingsLoader(Map.<String, String>of()::get);

    private static Settings parse(String yaml) {
        return LOADER.parse(yaml, "tempo.yaml", false, List.of());
    }

    private static void assertReadsBackAsItself(Settings settings) {
        Settings again = parse(SettingsYaml.of(settings));

        // what is written down is required
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("notes")
                .ignoringFieldsMatchingRegexes("receivers\\.all.*\\.required", "grpc\\.required")
                .isEqualTo(settings);
    }

    @Test
    void settingsReadBackAsThemselves() {
        assertReadsBackAsItself(parse(""));
        assertReadsBackAsItself(LOADER.load(null, false, List.of()));
        assertReadsBackAsItself(
                parse("server: {grpc_listen_address: '::1', grpc_listen_port: 1, grpc_listen_conn_limit: 2}"));
        assertReadsBackAsItself(UsersDocumentsTest.load("flows-configmap.yaml"));
        assertReadsBackAsItself(parse("""
                multitenancy_enabled: true
                http_api_prefix: /tempo
                shutdown_delay: 1h30m0.5s
                server: {http_listen_address: "::1", log_level: debug, log_format: json}
                distributor: {receivers: {otlp: {protocols: {grpc: {endpoint: "[::]:1", max_recv_msg_size_mib: 7}}}}}
                storage: {trace: {local: {path: "/it's here/#1"}, wal: {path: "1"}}}
                overrides:
                  defaults:
                    ingestion: {rate_limit_bytes: 1_000, artificial_delay: 1ms, retry_info_enabled: false}
                    read: {max_search_duration: 7d}
                    metrics_generator: {processors: [a, "b: c"], processor: {span_metrics: {dimensions: []}}}
                  per_tenant_override_config: /conf/overrides.yaml
                  user_configurable_overrides: {enabled: true, client: {local: {path: /var/overrides}}}
                """));
    }

    @Test
    void differenceHoldsOnlyWhatWasChanged() {
        Settings changed = parse("server: {http_listen_port: 3100}\nlive_store: {max_block_duration: 2m}\n");

        assertThat(SettingsYaml.difference(changed, parse("")))
                .isEqualTo("server:\n  http_listen_port: 3100\nlive_store:\n  max_block_duration: 2m\n");
        assertThat(SettingsYaml.difference(changed, changed)).isEmpty();
        assertThat(SettingsYaml.difference(parse("server: {http_listen_address: '::1'}"), parse("")))
                .isEqualTo("server:\n  http_listen_address: '::1'\n");
        assertThat(SettingsYaml.difference(parse("server: {grpc_listen_port: 9096}"), parse("")))
                .isEqualTo("server:\n  grpc_listen_port: 9096\n");
    }
}
