package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The fixed data set: everything that was sent comes back, and queries are answered as recorded; while spans are live,
/// after a crash, from blocks, and after a stop.
class ConformanceIT {
    private static final int LINES_IN_SCOPE = 170;
    private static final int DEVIATIONS = 10;

    @Test
    void dataSetComesBackWholeAndIsAnsweredAsRecorded(@TempDir Path directory) throws Exception {
        ConformanceData data = ConformanceData.ofToday();
        assertThat(data.requests()).hasSize(352);
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            data.send(server);
            check("live", server, data);

            server.kill9();
            server.restart(Lifetimes.LIVE);
            assertThat(server.blockCount()).isZero();
            check("live again after SIGKILL", server, data);

            server.kill9();
            server.restart(Lifetimes.STORED);
            server.awaitStored();
            check("stored", server, data);

            assertThat(server.sigterm()).isZero();
            server.restart(Lifetimes.STORED);
            assertThat(server.metric("vivace_live_spans")).isZero();
            check("stored, after SIGTERM and a start", server, data);
        }
    }

    private static void check(String when, ServerUnderTest server, ConformanceData data) throws Exception {
        SoftAssertions all = new SoftAssertions();
        for (TraceById way : TraceById.values()) {
            all.assertThat(way.difference(server, data.traces())).as(when).isEmpty();
        }
        ConformanceQuestion question = new ConformanceQuestion(server, data.baseEpochSeconds());
        Map<String, RecordedAnswer> deviations = deviations();
        int asRecorded = 0;
        int inScope = 0;
        for (RecordedAnswer answer : RecordedAnswer.all()) {
            if (!answer.isInScope()) {
                continue;
            }
            inScope++;
            RecordedAnswer wanted = deviations.remove(answer.line());
            JsonNode got = question.ask(answer.line());
            List<String> differences = ConformanceComparison.differences(wanted == null ? answer : wanted, got);
            if (!differences.isEmpty()) {
                all.fail(when + ", " + answer.line() + ": " + differences.size() + " differences\n  "
                        + String.join("\n  ", differences.subList(0, Math.min(5, differences.size()))));
            }
            if (wanted == null) {
                asRecorded++;
            } else {
                all.assertThat(ConformanceComparison.differences(answer, got))
                        .as("no deviation any more: " + answer.line())
                        .isNotEmpty();
            }
        }
        all.assertThat(deviations.keySet()).as("deviations that are in no line").isEmpty();
        all.assertThat(inScope).as("lines in scope").isEqualTo(LINES_IN_SCOPE);
        all.assertThat(asRecorded).as("lines answered as recorded").isEqualTo(LINES_IN_SCOPE - DEVIATIONS);
        all.assertAll();
    }

    /// Where this server answers otherwise on purpose: what it answers instead. The file gives the reasons.
    private static Map<String, RecordedAnswer> deviations() {
        String text = new String(ResourceLines.bytes("/conformance/deviations.jsonl"), StandardCharsets.UTF_8);
        Map<String, RecordedAnswer> deviations = new LinkedHashMap<>();
        text.lines().map(Conversation.MAPPER::readTree).forEach(line -> {
            assertThat(line.path("reason").asString()).isNotBlank();
            String query = line.path("query").asString();
            deviations.put(query, new RecordedAnswer(query, line.path("answer")));
        });
        return deviations;
    }
}
