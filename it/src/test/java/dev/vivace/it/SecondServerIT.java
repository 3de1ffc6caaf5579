package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers cannot share a directory or a port: the second ends and says why, the first does not notice.
class SecondServerIT {
    private static final Duration END_AT_MOST = Duration.ofSeconds(20);

    @Test
    void secondServerOnTheSameDataEndsWithAMessage(@TempDir Path directory) throws Exception {
        try (ServerUnderTest first = ServerUnderTest.start(directory, Lifetimes.LIVE);
                ServerUnderTest second = first.twin(true, false)) {
            SampleSpan sample = SampleSpan.of(1);
            assertThat(sample.send(first).status()).isEqualTo(200);

            second.launch();
            assertThat(second.exitCode(END_AT_MOST)).isEqualTo(1);
            assertThat(second.log())
                    .contains(directory.toString())
                    .containsIgnoringCase("in use by")
                    .doesNotContain("\tat ");
            assertThat(TraceById.V1_PROTOBUF.spans(first, sample.traceId())).hasSize(1);
        }
    }

    @Test
    void secondServerOnTheSamePortsEndsWithAMessage(@TempDir Path directory) throws Exception {
        try (ServerUnderTest first = ServerUnderTest.start(directory, Lifetimes.LIVE);
                ServerUnderTest second = first.twin(false, true)) {
            second.launch();
            assertThat(second.exitCode(END_AT_MOST)).isEqualTo(1);
            assertThat(second.log())
                    .contains("port " + first.apiPort(), "cannot be opened", "server.http_listen_port")
                    .doesNotContain("\tat ");
            assertThat(first.isReady()).isTrue();
        }
    }
}
