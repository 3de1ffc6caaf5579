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

/// The fixed data set: everything that was sent comes back, and queries are answered as recorded; while
/// spans are live,
/// after a crash, from blocks, and after a stop.
class ConformanceIT {
    private static final int LINES = 230;
    private static final int DEVIATIONS = 10;

    @Test
    void dataSetComesBackWholeAndIsAnsweredAsRecorded(@TempDir Path directory) throws Exception {
        ConformanceData data = ConformanceData.ofToday();
        assertThat(data.requests()).hasSize(352);
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            data.send(server);
            checkTraces("live", server, data);
            checkAnswers("live", server, data);

            server.kill9();
            server.restart(Lifetimes.LIVE);
            assertThat(server.blockCount()).isZero();
            checkTraces("live again after SIGKILL", server, data);

            server.kill9();
            server.restart(Lifetimes.STORED);
            server.awaitStored();
            checkTraces("stored", server, data);
            checkAnswers("stored", server, data);

            assertThat(server.sigterm()).isZero();
            server.restart(Lifetimes.STORED);
            assertThat(server.metric("vivace_live_spans")).isZero();
            checkTraces("stored, after SIGTERM and a start", server, data);
        }
    }

    @Test
    void tracesTornBetweenBlocksAndMemoryAreAnsweredAsWhole(@TempDir Path directory) throws Exception {
        ConformanceData data = ConformanceData.ofToday();
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE);
                ServerUnderTest whole = ServerUnderTest.start(directory.resolve("whole"), Lifetimes.LIVE)) {
            data.send(whole);
            data.sendHalf(server, 0);
            server.kill9();
            server.restart(Lifetimes.STORED);
            server.awaitStored();
            assertThat(server.sigterm()).isZero();

            server.restart(Lifetimes.LIVE);
            data.sendHalf(server, 1);
            checkTraces("half stored, half live", server, data);
            checkAnswers("half stored, half live", server, data);
            checkAgainst(whole, server, data);

            server.kill9();
            server.restart(Lifetimes.STORED);
            server.awaitStored();
            checkTraces("in two blocks", server, data);
            checkAgainst(whole, server, data);
        }
    }

    /// Conditions that no single part of a torn trace can judge.
    private static final List<String> OF_WHOLE_TRACES = List.of(
            "{ rootName = \"GET /checkout\" && kind = client }",
            "{ rootServiceName = \"frontend\" && resource.service.name = \"payment\" }",
            "{ traceDuration > 900ms && kind = client }",
            "{ traceDuration < 500ms && status = error }",
            "{ span:childCount > 1 } && { span:childCount = 0 && status = error }",
            "{ nestedSetParent > 0 && nestedSetLeft > 4 }",
            "T v2 q={ traceDuration > 900ms && kind = client }",
            "T v2 q={ rootServiceName = \"frontend\" && resource.service.name = \"payment\" }",
            "V v2 name q={ rootName = \"GET /checkout\" && kind = client }",
            "V v2 rootName q={ resource.service.name = \"payment\" }",
            "V v2 rootServiceName q={ traceDuration > 900ms }");

    private static void checkAgainst(ServerUnderTest whole, ServerUnderTest torn, ConformanceData data)
            throws Exception {
        ConformanceQuestion measure = new ConformanceQuestion(whole, data.baseEpochSeconds());
        ConformanceQuestion question = new ConformanceQuestion(torn, data.baseEpochSeconds());
        SoftAssertions all = new SoftAssertions();
        for (String line : OF_WHOLE_TRACES) {
            JsonNode wanted = measure.ask(line);
            all.assertThat(wanted.toString()).as(line + " finds something").hasSizeGreaterThan(60);
            all.assertThat(question.ask(line)).as(line).isEqualTo(wanted);
        }
        all.assertAll();
    }

    private static void checkTraces(String when, ServerUnderTest server, ConformanceData data) throws Exception {
        SoftAssertions all = new SoftAssertions();
        for (TraceById way : TraceById.values()) {
            all.assertThat(way.difference(server, data.traces())).as(when).isEmpty();
        }
        all.assertAll();
    }

    private static void checkAnswers(String when, ServerUnderTest server, ConformanceData data) throws Exception {
        SoftAssertions all = new SoftAssertions();
        ConformanceQuestion question = new ConformanceQuestion(server, data.baseEpochSeconds());
        Map<String, RecordedAnswer> deviations = deviations();
        int asRecorded = 0;
        int asked = 0;
        for (RecordedAnswer answer : RecordedAnswer.all()) {
            asked++;
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
        all.assertThat(asked).as("lines asked").isEqualTo(LINES);
        all.assertThat(asRecorded).as("lines answered as recorded").isEqualTo(LINES - DEVIATIONS);
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
