package dev.vivace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class QueryCommandTest {
    private static final String FOUND = """
            {"traces":[{"traceID":"af7651916cd43dd8448eb211c80319c","rootServiceName":"cart",
            "rootTraceName":"GET /cart",
            "startTimeUnixNano":"1755850000000000000","durationMs":1200,
            "spanSets":[{"spans":[{"spanID":"b7ad6b7169203331","name":"SELECT \\u001b[31mcart",
            "startTimeUnixNano":"1755850000000000000",
            "durationNanos":"120000000","attributes":[{"key":"http.status_code","value":{"intValue":"500"}},
            {"key":"tags",
            "value":{"arrayValue":{"values":[{"stringValue":"a"},{"boolValue":true}]}}}]}],"matched":3}]}],
            "metrics":{}}""";

    private static final Terminal WIDE = new Terminal(false, false, 160);

    @Test
    void tracesAreATableWithTheirMatchedSpans() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new SearchTable(WIDE, out).print(new JsonMapper().readTree(FOUND), 20);
        out.flush();

        assertThat(text.toString().lines().map(line -> line.replaceFirst("^2025-08-22 \\d\\d:06:40.000", "TIME")))
                .containsExactly(
                        "START                    DURATION  SERVICE  NAME       "
                                + "TRACE ID                          MATCHED",
                        "TIME  1.2s      cart     GET /cart  0af7651916cd43dd8448eb211c80319c  3",
                        "  · SELECT \ufffd[31mcart  120ms  http.status_code=500 tags=[a, true]",
                        "  · and 2 more",
                        "1 trace; see one with: vivace trace 0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void foundIsExitCodeZeroAndTheServerIsAskedWhy() throws IOException {
        try (StubServer server = new StubServer(200, FOUND)) {
            CommandLineRun run = CommandLineRun.of(
                    "query", "{ name = \"a b\" }", "--url", server.url(), "--tenant", "shop", "--limit", "5");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("0af7651916cd43dd8448eb211c80319c");
            assertThat(server.asked())
                    .singleElement()
                    .satisfies(uri -> assertThat(uri.getQuery())
                            .startsWith("q={+name+=+\"a+b\"+}&start=")
                            .contains("&end=", "&limit=5", "&spss=3", "&why=true"));
            assertThat(server.tenants()).containsExactly("shop");
        }
    }

    @Test
    void aServerBelowAPathIsFound() throws IOException {
        try (StubServer server = new StubServer(200, FOUND).below("/tracing")) {
            CommandLineRun run = CommandLineRun.of("query", "{}", "--url", server.url());

            assertThat(run.exitCode()).isZero();
            assertThat(server.asked())
                    .extracting(uri -> uri.getPath())
                    .containsExactly("/api/search", "/tracing/api/search");
        }
    }

    @Test
    void healthOfAServerBelowAPathIsAsked() throws IOException {
        try (StubServer server = new StubServer(200, "ready").below("/tracing")) {
            assertThat(CommandLineRun.of("server", "-health", "-health.url=" + server.url() + "/ready")
                            .exitCode())
                    .isZero();
            assertThat(server.asked()).extracting(uri -> uri.getPath()).containsExactly("/ready", "/tracing/ready");
        }
    }

    @Test
    void jsonIsPassedThrough() throws IOException {
        try (StubServer server = new StubServer(200, FOUND)) {
            assertThat(CommandLineRun.of("query", "{ }", "--json", "--url", server.url())
                            .out())
                    .isEqualTo(FOUND + "\n");
        }
    }

    @Test
    void planIsATreeWithWhatEachStepSpared() throws IOException {
        String plan = """
                {"traces":[],"explain":{"step":"{ a }","times":1,"unit":"spans to traces","in":1200,"out":0,
                "micros":2500,"reads":{"bytes read":90412},"steps":[
                {"step":"x = 1","times":3,"unit":"spans","in":1200,"out":7,"micros":12,
                "reads":{"attributes absent by the catalogue":2}},
                {"step":"tables","times":1,"unit":"tables","in":3,"out":3,"micros":0}]}}""";
        try (StubServer server = new StubServer(200, plan)) {
            CommandLineRun run = CommandLineRun.of("query", "{ a }", "--explain", "--url", server.url());

            assertThat(server.asked().getFirst().getQuery()).contains("&explain=true");
            assertThat(run.out().lines().skip(2))
                    .containsExactly(
                            "2.5ms     { a }  1,200 spans → 0 traces",
                            "             90,412 bytes read",
                            "12µs      ├─ x = 1  1,200 → 7 spans",
                            "          │     2 attributes absent by the catalogue",
                            "0ns       └─ tables  3 → 3 tables");
        }
    }

    @Test
    void nothingFoundSaysWhy() throws IOException {
        try (StubServer server =
                new StubServer(200, "{\"traces\":[],\"emptyBecause\":\"nobody sends 'sevice.name'\"}")) {
            CommandLineRun run = CommandLineRun.of("query", "{ .sevice.name = 1 }", "--url", server.url());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .isEqualTo("nothing found for { .sevice.name = 1 } in the last 1h\n"
                            + "because: nobody sends 'sevice.name'\n");
        }
    }

    @Test
    void refusedQueryShowsTheServersWords() throws IOException {
        try (StubServer server = new StubServer(400, "invalid TraceQL query: parse error at line 1, col 3\n")) {
            CommandLineRun run = CommandLineRun.of("query", "{ ! }", "--url", server.url());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).isEqualTo("vivace: invalid TraceQL query: parse error at line 1, col 3\n");
        }
    }

    @Test
    void missingServerIsAMessage() throws IOException {
        String url;
        try (StubServer server = new StubServer(200, "")) {
            url = server.url();
        }
        CommandLineRun run = CommandLineRun.of("query", "{ }", "--url", url);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("vivace: no server answers at " + url)
                .endsWith("hint: start one with ./vivace server, or name another with --url\n")
                .doesNotContain("\tat ");
    }

    @Test
    void somethingElseAtTheUrlIsAMessage() throws IOException {
        try (StubServer server = new StubServer(200, "<html>")) {
            assertThat(CommandLineRun.of("query", "{ }", "--url", server.url()).err())
                    .contains("answers something that is not JSON");
        }
        assertThat(CommandLineRun.of("query", "{ }", "--url", "nowhere").err()).contains("is no URL of a server");
        assertThat(CommandLineRun.of("query", "{ }", "--since", "soon").err()).contains("expected: a number and s");
    }
}
