package dev.vivace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class GenerateCommandTest {

    @Test
    void tracesAreSentToTheEndpointAndCounted() throws IOException {
        try (StubServer server = new StubServer(200, "")) {
            CommandLineRun run = CommandLineRun.of(
                    "generate",
                    "--endpoint",
                    server.url(),
                    "--count",
                    "20",
                    "--rate",
                    "0",
                    "--seed",
                    "7",
                    "--header",
                    "X-Scope-OrgID=shop");

            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("with seed 7").contains("sent 20 traces, ");
            assertThat(server.asked())
                    .isNotEmpty()
                    .allMatch(uri -> uri.getPath().equals("/v1/traces"));
            assertThat(server.tenants()).containsOnly("shop");
        }
    }

    @Test
    void loadReportsWhatWasAcknowledged() throws IOException {
        try (StubServer server = new StubServer(200, "")) {
            CommandLineRun run = CommandLineRun.of(
                    "generate",
                    "--load",
                    "--endpoint",
                    server.url(),
                    "--spans",
                    "2000",
                    "--batch",
                    "100",
                    "--distinct",
                    "2");

            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("acknowledged 2,", "latency p50 ", "no errors");
        }
    }

    @Test
    void refusedSpansAreAFailure() throws IOException {
        try (StubServer server = new StubServer(400, "bad protobuf")) {
            CommandLineRun run =
                    CommandLineRun.of("generate", "--endpoint", server.url(), "--count", "1", "--rate", "0");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("HTTP 400 bad protobuf");
        }
    }

    @Test
    void wrongOptionsAreMessages() {
        assertThat(CommandLineRun.of("generate", "--endpoint", "nowhere").err())
                .startsWith("vivace: 'nowhere' is no endpoint");
        assertThat(CommandLineRun.of("generate", "--rate", "-1").err())
                .startsWith("vivace: rate: -1.0 traces/s (expected");
        assertThat(CommandLineRun.of("generate", "--load", "--connections", "0").err())
                .startsWith("vivace: connections: 0");
        assertThat(CommandLineRun.of("generate", "--protocol", "udp").exitCode())
                .isEqualTo(2);
    }
}
