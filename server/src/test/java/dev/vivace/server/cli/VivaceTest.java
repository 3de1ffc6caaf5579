package dev.vivace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.server.UserError;
import dev.vivace.server.config.Door;
import dev.vivace.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VivaceTest {

    /// Runs a command up to the point where the server would start, and gives the settings it would have.
    private static Settings settings(String... args) {
        List<Settings> started = new ArrayList<>();
        CommandLineRun run = CommandLineRun.with(
                settings -> {
                    started.add(settings);
                    throw new UserError("port 3200 is in use", "stop who uses it");
                },
                args);
        assertThat(run.err()).isEqualTo("vivace: port 3200 is in use\nhint: stop who uses it\n");
        assertThat(run.exitCode()).isEqualTo(1);
        return started.getFirst();
    }

    @Test
    void flagsAloneAreThoseOfTheServer(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("tempo.yaml"), "server: {http_listen_port: 3100}\n");

        assertThat(settings("-config.file=" + file).http()).isEqualTo(new Door("", 3100));
        assertThat(settings("--config.file", file.toString()).http()).isEqualTo(new Door("", 3100));
        assertThat(settings("server", "--config.file=" + file).http()).isEqualTo(new Door("", 3100));
        assertThat(settings("-target=all", "-config.file", file.toString(), "-mem-ballast-size-mbs=1024")
                        .http())
                .isEqualTo(new Door("", 3100));
        assertThat(settings("-config.file=" + file, "-server.http-listen-port", "3300", "-multitenancy.enabled"))
                .satisfies(settings -> {
                    assertThat(settings.http().port()).isEqualTo(3300);
                    assertThat(settings.tenants()).isEqualTo(Settings.Tenants.BY_HEADER);
                });
    }

    @Test
    void environmentIsExpandedUnlessForbidden(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("tempo.yaml"), "storage: {trace: {local: {path: '${U:-/x}'}}}\n");

        assertThat(settings("-config.file=" + file).storage().blocks()).isEqualTo(Path.of("/x"));
        assertThat(settings("-config.file=" + file, "-config.expand-env=true")
                        .storage()
                        .blocks())
                .isEqualTo(Path.of("/x"));
        assertThat(settings("-config.file=" + file, "-config.expand-env=false")
                        .storage()
                        .blocks())
                .isEqualTo(Path.of("${U:-/x}"));
    }

    @Test
    void demoKeepsItsDataWhereItIsTold() {
        Settings settings = settings("demo", "--data", "/tmp/somewhere", "--port", "3300");

        assertThat(settings.http()).isEqualTo(new Door("localhost", 3300));
        assertThat(settings.storage())
                .isEqualTo(new Settings.Storage(Path.of("/tmp/somewhere/blocks"), Path.of("/tmp/somewhere/wal")));
    }

    @Test
    void badConfigurationIsAMessageWithPlaceAndNoStackTrace(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("tempo.yaml"), "server:\n  http_listen_prot: 1\nx: 1\n");

        CommandLineRun run = CommandLineRun.of("-config.file=" + file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("vivace: " + file + ":2:3: unknown key 'http_listen_prot' in server, did you mean"
                        + " 'http_listen_port'?\n" + file + ":3:1: unknown key 'x'")
                .contains("hint: ")
                .doesNotContain("\tat ");
    }

    @Test
    void verifyTellsWhetherEverySettingWorks(@TempDir Path dir) throws IOException {
        Path good = Files.writeString(dir.resolve("good.yaml"), "server: {http_listen_port: 3100}\n");
        Path noted = Files.writeString(dir.resolve("noted.yaml"), "memberlist: {bind_port: 7946}\n");

        assertThat(CommandLineRun.of("-config.file=" + good, "-config.verify").exitCode())
                .isZero();
        CommandLineRun run = CommandLineRun.of("-config.file=" + noted, "-config.verify=true");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("memberlist: Vivace has no gossip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version", "-version", "-V"})
    void versionIsOneLine(String argument) {
        CommandLineRun run = CommandLineRun.of(argument);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("vivace \\d+\\.\\d+\\.\\d+(-SNAPSHOT)? \\(Java 25.*\\)\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "demo", "generate", "query", "trace", "config", "version"})
    void everyCommandHasHelp(String command) {
        CommandLineRun help = CommandLineRun.of("help", command);

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).startsWith("Usage: vivace " + command);
        assertThat(CommandLineRun.of(command, "--help").out()).isEqualTo(help.out());
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void wrongCommandLineIsExitCodeTwo() {
        CommandLineRun typo = CommandLineRun.of("qurey");
        assertThat(typo.exitCode()).isEqualTo(2);
        assertThat(typo.err()).isEqualTo("vivace: unknown command 'qurey'\nhint: did you mean 'query'?\n");

        CommandLineRun flag = CommandLineRun.of("-server.http-listn-port=1");
        assertThat(flag.exitCode()).isEqualTo(2);
        assertThat(flag.err())
                .isEqualTo("vivace: unknown option '-server.http-listn-port=1'\nhint: did you mean"
                        + " '-server.http-listen-port'?\n");

        CommandLineRun number = CommandLineRun.of("query", "{ }", "--limit", "many");
        assertThat(number.exitCode()).isEqualTo(2);
        assertThat(number.err()).contains("many").doesNotContain("\tat ");

        CommandLineRun nothing = CommandLineRun.of();
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err())
                .contains("Usage: vivace")
                .endsWith("vivace: no command given\nhint: vivace --help" + " lists what there is\n");
    }

    @Test
    void everyKeyIsListed() {
        CommandLineRun run = CommandLineRun.of("config", "trace_idle");

        assertThat(run.out())
                .isEqualTo("ingester.trace_idle_period  [honoured]\nlive_store.max_trace_idle  [honoured]\n"
                        + "overrides.metrics_generator_processor_local_blocks_trace_idle_period "
                        + " [accepted] metrics are not yet"
                        + " generated from spans by this version\n");
        assertThat(CommandLineRun.of("config").out().lines()).hasSizeGreaterThan(400);
    }
}
