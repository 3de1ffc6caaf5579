package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.Conversation.Answer;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real traces come back as they were sent: spans of 346 kB, 32 levels deep, from 1970, with ids used twice.
class RealTracesIT {

    @Test
    void everySpanComesBackWhole(@TempDir Path directory) throws Exception {
        RealTraces real = RealTraces.load();
        assertThat(real.requests()).hasSize(315);
        assertThat(real.spans()).isEqualTo(10_734);
        assertThat(real.traces()).hasSize(306);
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            for (RealTraces.Request request : real.requests()) {
                Answer answer = Conversation.post(
                        server.otlpHttp(), Conversation.JSON, request.json().getBytes(StandardCharsets.UTF_8));
                assertThat(answer.status())
                        .as(request.file() + ": " + answer.text())
                        .isEqualTo(200);
                assertThat(answer.text()).as(request.file()).doesNotContain("rejectedSpans");
            }
            assertThat(TraceById.V2_PROTOBUF.difference(server, real.traces()))
                    .as("live")
                    .isEmpty();
            assertThat(TraceById.V2_JSON.difference(server, real.traces()))
                    .as("live")
                    .isEmpty();

            server.kill9();
            server.restart(Lifetimes.STORED);
            server.awaitStored();
            assertThat(TraceById.V2_PROTOBUF.difference(server, real.traces()))
                    .as("stored")
                    .isEmpty();

            assertThat(server.sigterm()).isZero();
            server.restart(Lifetimes.STORED);
            assertThat(TraceById.V2_PROTOBUF.difference(server, real.traces()))
                    .as("after a restart")
                    .isEmpty();
            assertThat(TraceById.V2_JSON.difference(server, real.traces()))
                    .as("after a restart")
                    .isEmpty();
        }
    }
}
