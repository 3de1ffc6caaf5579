package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A program with the OpenTelemetry SDK for Node sends over each of its exporters, and what comes back
/// is what the same SDK sent to a [Recorder]. Jaeger's and Zipkin's tracers for Node send what is
/// written in `foreign.cjs`. Needs node and npm, and once the package registry.
class NodeClientsIT {
    private static final Path PROGRAM = Path.of("src", "test", "node").toAbsolutePath();
    private static final Path INSTALLED = Path.of("target", "node").toAbsolutePath();
    private static final int OLDEST_NODE = 20;
    private static final long INSTALL_AT_MOST_SECONDS = 180;
    private static final long SEND_AT_MOST_SECONDS = 60;

    @Test
    void spansSentByEachExporterComeBackWhole(@TempDir Path directory) throws Exception {
        prepare();
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            check(server, "http-json", server.otlpHttp().toString());
            check(server, "http-protobuf", server.otlpHttp().toString());
            check(server, "grpc", server.otlpGrpc().toString());
        }
    }

    @Test
    void tracersOfTheTimeBeforeComeBackWhole(@TempDir Path directory) throws Exception {
        prepare();
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            checkOld(server, "jaeger-udp", server.jaegerBinaryPort());
            checkOld(server, "jaeger-http", server.jaegerHttp().getPort());
            checkOld(server, "zipkin", server.zipkin("/").getPort());
        }
    }

    private static void checkOld(ServerUnderTest server, String protocol, int port) throws Exception {
        String traceId = run(
                        INSTALLED,
                        SEND_AT_MOST_SECONDS,
                        "node",
                        "foreign.cjs",
                        protocol,
                        "127.0.0.1",
                        Integer.toString(port))
                .strip();
        List<SentSpan> spans = ForeignSpans.await(server, traceId, 2);
        boolean zipkin = protocol.equals("zipkin");
        SentSpan root = ForeignSpans.named(spans, zipkin ? "get /cart" : "GET /cart");
        SentSpan child = ForeignSpans.named(spans, zipkin ? "select" : "SELECT");
        assertThat(ForeignSpans.resource(root)).containsEntry("service.name", "node-" + protocol);
        assertThat(root.span().getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(root.span().getParentSpanId()).isEmpty();
        assertThat(ForeignSpans.attributes(root)).containsEntry("text", "käse 🧀");
        assertThat(child.span().getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(child.span().getParentSpanId()).isEqualTo(root.span().getSpanId());
        assertThat(child.span().getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(child.span().getEventsList()).hasSize(1);
        assertThat(child.span().getEvents(0).getName()).isEqualTo("retry");
        if (zipkin) {
            assertThat(child.span().getStatus().getMessage()).isEqualTo("no such table");
        } else {
            assertThat(ForeignSpans.resource(root))
                    .containsEntry("beta", "true")
                    .containsEntry("version", "1.2.3");
            assertThat(ForeignSpans.attributes(root))
                    .containsEntry("fraction", "0.125")
                    .containsEntry("small", "42.0");
        }
    }

    private static void prepare() throws Exception {
        String node = version("node");
        assumeTrue(!node.isEmpty(), "NOT RUN: node is not installed, so the OpenTelemetry SDK for Node is not tested");
        assumeTrue(!version("npm").isEmpty(), "NOT RUN: npm is not installed, so the SDK for Node is not tested");
        assumeTrue(
                Integer.parseInt(node.replaceFirst("^v(\\d+)\\D.*", "$1")) >= OLDEST_NODE,
                "NOT RUN: node " + node + " is older than the SDK for Node needs, which is " + OLDEST_NODE);
        install();
    }

    private static void check(ServerUnderTest server, String protocol, String target) throws Exception {
        try (Recorder recorder = new Recorder()) {
            String traceId = run(
                            INSTALLED,
                            SEND_AT_MOST_SECONDS,
                            "node",
                            "send.mjs",
                            protocol,
                            target,
                            recorder.url().toString())
                    .strip();
            Map<String, Set<SentSpan>> sent = SentSpan.byTrace(recorder.requests());
            assertThat(sent).as(protocol).containsOnlyKeys(traceId);
            assertThat(sent.get(traceId)).as(protocol).hasSize(2);
            for (TraceById way : TraceById.values()) {
                assertThat(way.difference(server, sent)).as(protocol).isEmpty();
            }
            String query = "{ resource.service.name = \"node-" + protocol + "\" && span.text = \"käse 🧀\" }"
                    + " && { status = error && event.exception.type = \"TypeError\" && link.hops = 1 }";
            JsonNode found = Conversation.get(server.api(Conversation.query("/api/search", "q", query)))
                    .json();
            assertThat(found.at("/traces/0/traceID").asString(""))
                    .as(query + ": " + found)
                    .isEqualTo(traceId.replaceFirst("^0+", ""));
        }
    }

    /// Once per version of the lock file, into the build's own directory.
    private static void install() throws Exception {
        String lock = Files.readString(PROGRAM.resolve("package-lock.json"));
        Path done = INSTALLED.resolve("installed-lock.json");
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json", "send.mjs", "foreign.cjs")) {
            Files.write(INSTALLED.resolve(file), Files.readAllBytes(PROGRAM.resolve(file)));
        }
        if (!Files.exists(done) || !Files.readString(done).equals(lock)) {
            run(INSTALLED, INSTALL_AT_MOST_SECONDS, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            Files.writeString(done, lock);
        }
    }

    /// Empty if the program is not installed.
    private static String version(String program) throws Exception {
        try {
            return run(Path.of("").toAbsolutePath(), SEND_AT_MOST_SECONDS, program, "--version")
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    /// @return what it printed
    private static String run(Path directory, long atMostSeconds, String... command) throws Exception {
        Path output = Files.createTempFile("program", ".log");
        Path errors = Files.createTempFile("program", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            Children.watch(process);
            boolean ended = process.waitFor(atMostSeconds, TimeUnit.SECONDS);
            if (!ended) {
                process.toHandle().destroyForcibly();
            }
            assertThat(ended && process.exitValue() == 0)
                    .as(String.join(" ", command) + ":\n" + Files.readString(errors))
                    .isTrue();
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
