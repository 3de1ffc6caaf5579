package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What was acknowledged is found at the first try, whatever is being written into blocks at that moment.
class FreshnessIT {
    private static final int SPANS = 150;

    @Test
    void acknowledgedSpanIsFoundAtOnce(@TempDir Path directory) throws Exception {
        Lifetimes shortLives = new Lifetimes(Duration.ofMillis(20), Duration.ofMillis(20));
        try (ServerUnderTest server = ServerUnderTest.start(directory, shortLives)) {
            for (int number = 0; number < SPANS; number++) {
                SampleSpan sample = SampleSpan.of(number);
                assertThat(sample.send(server).status()).isEqualTo(200);

                assertThat(TraceById.V2_PROTOBUF.spans(server, sample.traceId()))
                        .as("by id")
                        .containsExactly(sample.sent());
                String query = "{ span.sample.key." + number + " = \"value " + number + "\" }";
                JsonNode found = Conversation.get(server.api(Conversation.query("/api/search", "q", query)))
                        .json();
                assertThat(found.at("/traces/0/rootTraceName").asString(""))
                        .as("by search: " + found)
                        .isEqualTo(sample.name());
                assertThat(found.at("/traces/0/spanSets/0/matched").asInt(0)).isEqualTo(1);
                assertThat(Conversation.get(server.api("/api/v2/search/tags?scope=span"))
                                .text())
                        .as("tags")
                        .contains("\"sample.key." + number + "\"");
                assertThat(Conversation.get(server.api("/api/v2/search/tag/span.sample.key." + number + "/values"))
                                .text())
                        .as("tag values")
                        .contains("\"value " + number + "\"");
            }
            assertThat(server.blockCount()).as("blocks were written meanwhile").isPositive();
        }
    }
}
