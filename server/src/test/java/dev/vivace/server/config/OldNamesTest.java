package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What Tempo has called the same thing over the years.
class OldNamesTest {

    private static Settings parse(String yaml) {
        return new SettingsLoader(Map.<String, String>of()::get).parse(yaml, "tempo.yaml", true, List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live_store: {max_block_duration: 3m, max_block_bytes: 5000000}",
                "ingester: {max_block_duration: 3m, max_block_bytes: 5_000_000}",
                "block_builder: {consume_cycle_duration: 3m, block: {max_block_bytes: 5000000}}",
                "{live_store: {max_block_duration: 3m}, ingester: {max_block_bytes: 5MB}}",
            })
    void blocksAreCutByAgeAndSize(String yaml) {
        Settings settings = parse(yaml);

        assertThat(settings.live().maxBlockDuration()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.live().maxBlockBytes()).isEqualTo(5_000_000);
        assertThat(settings.notes()).isEmpty();
    }

    @Test
    void newerNameWins() {
        Settings settings = parse("""
                live_store: {max_trace_idle: 1s, max_block_duration: 1m, wal: {path: /new}}
                ingester: {trace_idle_period: 2s, max_block_duration: 2m, max_block_bytes: 3MB}
                block_builder: {consume_cycle_duration: 4m, block: {max_block_bytes: 4MB}}
                storage: {trace: {wal: {path: /old}}}
                """);

        assertThat(settings.live().traceIdle()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.live().maxBlockDuration()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.live().maxBlockBytes()).isEqualTo(3_000_000);
        assertThat(settings.storage().log()).isEqualTo(Path.of("/new"));
    }

    @Test
    void idlePeriodMayBeLongerThanBlocksAndTracesLast() {
        Settings settings = parse("ingester: {trace_idle_period: 2m, trace_live_period: 30s, max_block_duration: 1m}");

        assertThat(settings.live().traceIdle()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.notes())
                .containsExactly("ingester.trace_live_period: no effect, a trace that still grows stays whole in memory"
                        + " until max_block_duration");
    }

    @Test
    void serverLimitsAreRead() {
        Settings settings = parse("""
                server:
                  http_server_idle_timeout: 10s
                  http_listen_conn_limit: 7
                  register_instrumentation: false
                  graceful_shutdown_timeout: 30s
                  http_path_prefix: ""
                  http_tls_config: {cert_file: "", key_file: }
                distributor: {retry_after_on_resource_exhausted: 9s}
                live_store: {max_live_traces_bytes: 250000000}
                ingester: {flush_all_on_shutdown: true}
                """);

        assertThat(settings.serving())
                .isEqualTo(new Settings.Serving(
                        Duration.ofSeconds(10), 7, false, false, Duration.ofSeconds(30), Duration.ofSeconds(9)));
        assertThat(settings.live().maxLiveBytes()).isEqualTo(250_000_000);
        assertThat(settings.live().flushAtStop()).isTrue();
        assertThat(settings.notes()).isEmpty();
    }

    @Test
    void noRetryTimeAtAllBecomesTheShortest() {
        Settings settings = parse("distributor: {retry_after_on_resource_exhausted: 0}");

        assertThat(settings.serving().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.notes())
                .containsExactly("distributor.retry_after_on_resource_exhausted: without a time to come back, senders"
                        + " drop what was refused; 1s is used");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "querier | 'querier' is one process of several",
                "ingester | 'ingester' is one process of several",
                "compactor | 'compactor' is one process of several",
                "live-store | 'live-store' is one process of several",
                "quierer | 'quierer', did you mean 'querier'?",
                "moon | 'moon' (expected: all",
            })
    void otherTargetsAreToldWhatToDo(String target, String expected) {
        assertThat(catchThrowableOfType(ConfigException.class, () -> parse("target: " + target))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("tempo.yaml:1:9: target: ")
                .contains(expected, "expected: all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "all-3.0", "scalable-single-binary"})
    void wholeTargetsRun(String target) {
        assertThat(parse("target: " + target).notes()).hasSize(target.equals("all") ? 0 : 1);
    }

    @Test
    void unexpandedVariablesAreNamed() {
        Settings settings = new SettingsLoader(Map.<String, String>of()::get)
                .parse("# ${OK}\nstorage: {trace: {local: {path: '${DIR}'}}}\n", "tempo.yaml", false, List.of());

        assertThat(settings.notes())
                .containsExactly("tempo.yaml: ${…}: stays as it is, because of -config.expand-env=false");
    }
}
