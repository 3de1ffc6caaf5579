package dev.vivace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {

    @TempDir
    Path dir;

    private Path file(String yaml) throws IOException {
        return Files.writeString(dir.resolve("tempo.yaml"), yaml);
    }

    @Test
    void goodFileIsOk() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "config", "check", file("server: {http_listen_port: 3100}\n").toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("ok: every setting works as written\n");
    }

    @Test
    void settingsWithoutEffectAreNotes() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "config", "check", file("memberlist: {bind_port: 7946}\n").toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualTo("note: memberlist: Vivace has no gossip; members find each other without it\n"
                        + "ok, with the notes above\n");
    }

    @Test
    void mistakesAreListedWithTheirPlaces() throws IOException {
        Path file = file("server:\n  http_listen_prot: 1\ntarget: querier\n");

        CommandLineRun run = CommandLineRun.of("config", "check", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .startsWith(file + ":2:3: unknown key 'http_listen_prot' in server, did you mean 'http_listen_port'?\n"
                        + file + ":3:9: target: 'querier' is one process of several")
                .endsWith("2 problems: the server does not start with it\n");
    }

    @Test
    void brokenAndMissingFilesAreFailures() throws IOException {
        CommandLineRun broken =
                CommandLineRun.of("config", "check", file("a: [\n").toString());
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.err()).contains("tempo.yaml:2:1: not YAML");

        CommandLineRun missing =
                CommandLineRun.of("config", "explain", dir.resolve("none.yaml").toString());
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("none.yaml does not exist");

        assertThat(CommandLineRun.of("config", "check").exitCode()).isEqualTo(2);
    }

    @Test
    void filesTheConfigurationNamesAreReadToo() throws IOException {
        Path limits = Files.writeString(dir.resolve("limits.yaml"), "overrides: {a: {ingestion: {max_trace: 1}}}\n");
        Path users = Files.writeString(dir.resolve("users.yaml"), "users: [{name: a, token: x, rights: [reed]}]\n");
        Path key = Files.writeString(dir.resolve("tls.key"), "no key\n");
        String yaml = """
                overrides: {per_tenant_override_config: "%s"}
                vivace: {auth: {users_file: "%s"}}
                server: {http_tls_config: {cert_file: "%s", key_file: "%s"}}
                """;
        Path file = file(yaml.formatted(limits, users, dir.resolve("none.crt"), key));

        for (CommandLineRun run : List.of(
                CommandLineRun.of("config", "check", file.toString()),
                CommandLineRun.of("-config.verify", "-config.file=" + file))) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out())
                    .contains(
                            limits + ":1:29: unknown key 'max_trace'",
                            users + ":1:38: right 'reed'",
                            "none.crt and key " + key + ": ",
                            "none.crt does not exist")
                    .endsWith("3 problems: the server does not start with it\n");
        }

        CommandLineRun missing = CommandLineRun.of(
                "config",
                "check",
                file("overrides: {per_tenant_override_config: /not/here}\n").toString());
        assertThat(missing.out()).contains("overrides.per_tenant_override_config: /not/here cannot be read");
    }

    @Test
    void explainShowsEachKey() throws IOException {
        Path file = file("""
                server: {http_listen_port: "${NOBODY_SET_THIS:-3100}"}
                storage: {trace: {backend: s3, s3: {bucket: b, secret_key: hush}}}
                """);

        CommandLineRun run = CommandLineRun.of("config", "explain", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("server.http_listen_port: 3100\n    honoured  (" + file + ":1:10)\n")
                .contains("storage.trace.backend: s3\n    wrong: storage.trace.backend: 's3' is understood, but")
                .contains("storage.trace.s3.secret_key: ********\n    recorded: read; S3 is not used by this version")
                .endsWith("4 keys: 1 honoured, 2 recorded, 1 wrong; 1 problem, the server does not start with it\n");
        assertThat(CommandLineRun.of("config", "explain", "-config.expand-env=false", file.toString())
                        .out())
                .startsWith("server.http_listen_port: ${NOBODY_SET_THIS:-3100}\n    wrong: ");
    }

    @Test
    void helpOfBothSaysTheExitCodes() {
        for (String command : new String[] {"check", "explain"}) {
            CommandLineRun help = CommandLineRun.of("config", command, "--help");
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).startsWith("Usage: vivace config " + command).contains("Exit codes:");
            assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
        }
    }
}
