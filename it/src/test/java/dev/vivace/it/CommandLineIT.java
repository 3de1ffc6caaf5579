package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import dev.vivace.server.cli.Vivace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person does in the first minutes: start a server, send generated traces, find one, look at it. Each command
/// is a process of its own.
class CommandLineIT {
    private static final Duration COMMAND_AT_MOST = Duration.ofSeconds(60);
    private static final int TRACES = 40;
    private static final Pattern TRACE_ID = Pattern.compile("\\b[0-9a-f]{32}\\b");

    @Test
    void generatedTracesAreFoundAndShown(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            assertThat(server.log()).as("a default is nobody's mistake").doesNotContain("max_block_bytes");
            String api = server.api("").toString();
            String otlp = "http://127.0.0.1:" + server.otlpHttpPort();
            vivace(directory, "generate", "--endpoint=" + otlp, "--count=" + TRACES, "--seed=7", "--rate=100");

            String found = vivace(directory, "query", "{ status = error }", "--url", api);
            Matcher id = TRACE_ID.matcher(found);
            assertThat(id.find()).as(found).isTrue();
            String shown = vivace(directory, "trace", id.group(), "--url", api);
            assertThat(shown).contains(id.group()).containsIgnoringCase("error");

            String bySession = vivace(
                    directory, "query", "{ resource.service.name = \"billing-service\" }", "--json", "--url", api);
            assertThat(Conversation.MAPPER.readTree(bySession).path("traces")).isNotEmpty();
        }
    }

    /// @return what the command printed, once it ended well
    private static String vivace(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dstdout.encoding=UTF-8",
                Vivace.class.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "command", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        Children.watch(process);
        assertThat(process.waitFor(COMMAND_AT_MOST.toMillis(), TimeUnit.MILLISECONDS))
                .as(arguments[0] + " ends in time")
                .isTrue();
        String printed = Files.readString(output);
        assertThat(process.exitValue())
                .as(String.join(" ", arguments) + ":\n" + printed)
                .isZero();
        return printed;
    }
}
