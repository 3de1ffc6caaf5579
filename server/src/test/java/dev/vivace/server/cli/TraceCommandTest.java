package dev.vivace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceCommandTest {
    private static final long MILLI = 1_000_000;
    private static final long START = 1_755_850_000_000_000_000L;

    private static ReceivedSpan span(String id, String parent, String service, String name, long startMs, long endMs) {
        return span(id, parent, service, name, startMs, endMs, false);
    }

    private static ReceivedSpan span(
            String id, String parent, String service, String name, long startMs, long endMs, boolean failed) {
        return new ReceivedSpan(
                "4bf92f3577b34da6a3ce929d0e0e4736",
                id,
                parent,
                service,
                name,
                parent.isEmpty() ? "server" : "internal",
                START + startMs * MILLI,
                START + endMs * MILLI,
                failed,
                failed ? "it broke" : "",
                List.of("a=1"),
                List.of("service.name=" + service),
                List.of("event e +1ms"),
                List.of());
    }

    private static List<String> tree(boolean verbose, ReceivedSpan... spans) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new TraceTree(new Terminal(false, false, 80), out, verbose).print(List.of(spans));
        out.flush();
        return text.toString().lines().map(String::stripTrailing).skip(2).toList();
    }

    @Test
    void childrenStandBelowTheirParentsInOrderOfStart() {
        assertThat(tree(
                        false,
                        span("03", "01", "shop", "second", 50, 90),
                        span("01", "", "shop", "root", 0, 100),
                        span("04", "02", "bank", "deep", 20, 40, true),
                        span("02", "01", "shop", "first", 10, 50)))
                .containsExactly(
                        "shop  root (server)   100ms     ████████████████████████████████████████",
                        "├─ first              40ms          ████████████████",
                        "│  └─ bank  deep      20ms              ████████                         ✗ error: it broke",
                        "└─ second             40ms                          ████████████████");
    }

    @Test
    void spansWithoutTheirParentAreShownAsSuch() {
        assertThat(tree(false, span("05", "99", "shop", "lost", 0, 10), span("06", "05", "shop", "child", 0, 5)))
                .satisfies(lines -> {
                    assertThat(lines.get(0)).isEqualTo("parent not received: span 99");
                    assertThat(lines.get(1)).startsWith("shop  lost");
                    assertThat(lines.get(2)).startsWith("└─ child");
                });
    }

    @Test
    void circlesAndGreatDepthAreShown() {
        assertThat(tree(false, span("01", "02", "a", "x", 0, 1), span("02", "01", "a", "y", 0, 1)))
                .first()
                .isEqualTo("parents in a circle:");

        List<ReceivedSpan> deep = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            deep.add(span("s" + i, i == 0 ? "" : "s" + (i - 1), "a", "level", i, i + 1));
        }
        assertThat(tree(false, deep.toArray(ReceivedSpan[]::new))).hasSize(5_000);
    }

    @Test
    void verboseShowsAttributesAndEvents() {
        assertThat(tree(true, span("01", "", "shop", "root", 0, 100), span("02", "01", "shop", "first", 10, 50)))
                .filteredOn(line -> !line.contains("█"))
                .containsExactly(
                        "│    a=1",
                        "│    event e +1ms",
                        "│    resource service.name=shop",
                        "        a=1",
                        "        event e +1ms");
    }

    @Test
    void answerOfTheServerIsRead() throws IOException {
        String answer = """
                {"trace":{"resourceSpans":[
                {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},
                "scopeSpans":[{"scope":{},"spans":[{"traceId":"CvdlGRbNQ92ESOshHIAxnA==","spanId":"t61rcWkgMzE=",
                "name":"GET /cart","kind":"SPAN_KIND_SERVER","startTimeUnixNano":"1755850000000000000",
                "endTimeUnixNano":"1755850000120000000",
                "status":{"code":"STATUS_CODE_ERROR","message":"no"}}]}]}]},"metrics":{}}""";
        try (StubServer server = new StubServer(200, answer)) {
            CommandLineRun run = CommandLineRun.of("trace", "af7651916cd43dd8448eb211c80319c", "--url", server.url());

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .startsWith("trace 0af7651916cd43dd8448eb211c80319c\n")
                    .contains("120ms, 1 span, 1 service, 1 error", "cart  GET /cart (server)", "✗ error: no");
            assertThat(server.asked().getFirst().getPath()).isEqualTo("/api/v2/traces/af7651916cd43dd8448eb211c80319c");
        }
    }

    @Test
    void unknownTraceAndWrongIdAreMessages() throws IOException {
        try (StubServer server = new StubServer(200, "{\"trace\":{},\"metrics\":{}}")) {
            CommandLineRun run = CommandLineRun.of("trace", "abc", "--url", server.url());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).startsWith("vivace: no trace abc at " + server.url());
        }
        assertThat(CommandLineRun.of("trace", "xyz").err()).startsWith("vivace: 'xyz' is no trace id");
        assertThat(CommandLineRun.of("trace").exitCode()).isEqualTo(2);
    }
}
