package dev.vivace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only a process of its own shows: exit codes, signals, and the launcher.
class ProcessTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private record Ended(int exitCode, String output) {}

    private static Process start(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Ended run(Path directory, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Process process = start(directory, environment, List.of(command));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private static List<String> java(Class<?> main, String... args) {
        List<String> command = new ArrayList<>(
                List.of(JAVA.toString(), "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", CLASS_PATH, main.getName()));
        command.addAll(List.of(args));
        return command;
    }

    @Test
    void sigtermClosesTheServerAndIsNoFailure(@TempDir Path dir) throws IOException, InterruptedException {
        Path file = Files.writeString(
                dir.resolve("tempo.yaml"), "server: {http_listen_port: 3100}\nmemberlist: {bind_port: 1}\n");
        Process process = start(dir, Map.of(), java(StoppableServer.class, "-config.file=" + file));
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (line.contains("msg=\"ready: ")) {
                    // Not Process.destroy(), which would close the stream that is being read.
                    process.toHandle().destroy();
                }
            }
        }

        assertThat(process.waitFor()).isZero();
        assertThat(lines).contains("started on :3100").endsWith("closed");
        assertThat(lines)
                .anyMatch(line -> line.matches("ts=\\S+ level=info caller=ServerCommand msg=\"starting vivace .*\""))
                .anyMatch(line -> line.contains("level=warn") && line.contains("memberlist: Vivace has no gossip"));
    }

    @Test
    void programEndsWithTheExitCodeOfTheCommand(@TempDir Path dir) throws IOException, InterruptedException {
        assertThat(run(dir, Map.of(), java(Vivace.class, "nonsense").toArray(String[]::new)))
                .isEqualTo(
                        new Ended(2, "vivace: unknown command 'nonsense'\nhint: vivace --help lists what there is\n"));
    }

    /// A repository with a build that takes no time: it writes down that it ran, and takes the classes of this test.
    private static Path repository(Path dir) throws IOException {
        Path home = Files.createDirectories(dir.resolve("a place with spaces"));
        Files.createDirectories(home.resolve(".mvn"));
        Files.createDirectories(home.resolve("server/src/main/java"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.writeString(home.resolve("server/pom.xml"), "<project/>");
        Files.copy(REPOSITORY.resolve(".mvn/find-jdk.sh"), home.resolve(".mvn/find-jdk.sh"));
        executable(home.resolve("vivace"), Files.readString(REPOSITORY.resolve("vivace")));
        executable(home.resolve("mvnw"), """
                #!/bin/sh
                echo built "$@" >>builds.txt
                mkdir -p server/target
                : >server/target/vivace-server-1.jar
                printf '%s' "$PWD/model.jar:$TEST_CLASS_PATH" >server/target/class-path.txt
                exit "${TEST_BUILD_RESULT:-0}"
                """);
        return home;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Map<String, String> environment(String... more) {
        Map<String, String> environment = new java.util.HashMap<>(
                Map.of("VIVACE_JAVA_HOME", System.getProperty("java.home"), "TEST_CLASS_PATH", CLASS_PATH));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    @Test
    void launcherBuildsOnceAndAgainWhenSourcesAreNewer(@TempDir Path dir) throws IOException, InterruptedException {
        Path home = repository(dir);
        Path elsewhere = Files.createDirectories(dir.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("viv"), Path.of("../a place with spaces/vivace"));

        Ended first = run(elsewhere, environment(), link.toString(), "version");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("vivace: building").contains("Java 25");

        Ended second = run(elsewhere, environment(), "./viv", "version");
        assertThat(second.output()).startsWith("vivace ").doesNotContain("building");
        assertThat(Files.readAllLines(home.resolve("builds.txt"))).hasSize(1);

        Files.writeString(home.resolve("server/src/main/java/New.java"), "class New {}");
        Files.setLastModifiedTime(
                home.resolve("server/target/.vivace-built"),
                java.nio.file.attribute.FileTime.fromMillis(1_000_000_000));
        assertThat(run(elsewhere, environment(), link.toString(), "version").exitCode())
                .isZero();
        assertThat(Files.readAllLines(home.resolve("builds.txt"))).hasSize(2);
    }

    @Test
    void movedRepositoryIsBuiltAgain(@TempDir Path dir) throws IOException, InterruptedException {
        Path home = repository(dir);
        assertThat(run(home, environment(), "./vivace", "version").exitCode()).isZero();

        Path moved = Files.move(home, dir.resolve("moved"));

        assertThat(run(moved, environment(), "./vivace", "version").output()).contains("vivace: building");
        assertThat(Files.readAllLines(moved.resolve("builds.txt"))).hasSize(2);
    }

    @Test
    void launcherPassesArgumentsFlagsAndExitCode(@TempDir Path dir) throws IOException, InterruptedException {
        Path home = repository(dir);

        Ended wrong = run(home, environment(), "./vivace", "query", "--limit", "a  b");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.output()).contains("'a  b'");
        Ended flags = run(home, environment("VIVACE_JAVA_OPTS", "-Xmx64m -showversion"), "./vivace", "version");
        assertThat(flags.output()).contains("OpenJDK");
    }

    @Test
    void brokenBuildIsSaidAndTriedAgain(@TempDir Path dir) throws IOException, InterruptedException {
        Path home = repository(dir);

        Ended broken = run(home, environment("TEST_BUILD_RESULT", "1"), "./vivace", "version");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.output()).contains("vivace: the build failed");

        assertThat(run(home, environment(), "./vivace", "version").exitCode()).isZero();
    }
}
