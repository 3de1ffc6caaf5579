package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.Conversation.Answer;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import dev.vivace.server.UserError;
import dev.vivace.server.config.Explanation;
import dev.vivace.server.config.Receivers.Receiver;
import dev.vivace.server.config.Settings;
import dev.vivace.server.config.SettingsLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What people wrote down about the system they run, or believe they run: each command, port, query,
/// configuration, metric and promise of five documents is a row of `users-documents/rows.txt`, and true of
/// Vivace or marked with what is to come. Where an author was wrong, the answer has to say so at that place.
///
/// One server holds the worlds of all documents, in blocks. `docs/compatibility.md` shows the same rows.
class UsersDocumentsIT {
    static final Path SERVER_TEXTS =
            Repository.ROOT.resolve("server/src/test/resources/dev/vivace/server/config/documents");
    private static final Path OWN_TEXTS = Repository.ROOT.resolve("it/src/test/resources/users-documents");
    private static final Pattern NUMBER = Pattern.compile("\\d{4,5}");
    private static final Pattern SELECTOR =
            Pattern.compile("\\b((?:tempo|tempodb|traces|vivace|process|jvm)_[a-z_]+)(\\{[^}]*})?");

    @TempDir
    private static Path directory;

    private static ServerUnderTest server;
    private static DocumentWorlds worlds;
    private static List<String> classes;

    @BeforeAll
    static void fillTheWorlds() throws Exception {
        server = ServerUnderTest.start(directory, Lifetimes.STORED);
        worlds = DocumentWorlds.send(server);
        server.awaitStored();
        Conversation.get(server.api("/api/search"));
        classes = Repository.javaFiles().stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .toList();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<DocumentRow> rows() {
        return DocumentRow.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isTrue(DocumentRow row) throws Exception {
        switch (row.kind()) {
            case CURL -> checkCurl(row);
            case GET ->
                checkAnswer(
                        row,
                        Conversation.get(server.api(escaped(row.what().replace("<trace_id>", worlds.firstTraceId())))),
                        "");
            case QUERY -> checkQuery(row);
            case CONFIG -> checkConfig(row);
            case DOOR -> checkDoor(row);
            case METRIC -> checkMetric(row);
            case SHOWN_BY -> checkShownBy(row);
            case LATER, ELSEWHERE -> assertThat(row.expectation()).isNotBlank();
        }
    }

    private static void checkCurl(DocumentRow row) throws Exception {
        CurlCommand command = CurlCommand.parse(row.what());
        URI target = command.target();
        String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        URI here = switch (target.getPort()) {
            // A gateway's port, the one of today, and the one of older charts.
            case -1, 3200, 3100 -> server.api(path);
            case 4318 -> server.otlpHttp().resolve(path);
            case 14268 -> server.jaegerHttp().resolve(path);
            case 9411 -> server.zipkin(path);
            default -> throw new IllegalArgumentException("port of " + target + " (expected: one of Vivace's)");
        };
        checkAnswer(row, Conversation.send(command.to(here)), command.grep());
    }

    /// A path with parameters as people read them, as a URL; `=`, `&` and `%` mean what they mean there.
    private static String escaped(String path) {
        return Pattern.compile("[{}\"|<> ]").matcher(path).replaceAll(match -> Conversation.escaped(match.group()));
    }

    private static void checkAnswer(DocumentRow row, Answer answer, String grep) {
        String text = answer.text().lines().filter(line -> line.contains(grep)).collect(Collectors.joining("\n"));
        assertThat(answer.status() + "")
                .as(answer.text())
                .isEqualTo(row.expected().getFirst());
        assertContains(text, row.phrases());
    }

    private static void checkQuery(DocumentRow row) throws Exception {
        long now = Instant.now().getEpochSecond();
        // As `./vivace query` asks, but for the number of spans.
        Answer answer = Conversation.get(server.api(Conversation.query(
                "/api/search",
                "q",
                row.what(),
                "start",
                now - 3600 + "",
                "end",
                now + 1 + "",
                "spss",
                "20",
                "why",
                "true")));
        String verb = row.expected().getFirst();
        if (verb.startsWith("finds ")) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            List<String> names = verb.equals("finds nothing")
                    ? List.of()
                    : List.of(verb.substring("finds ".length()).split(", "));
            assertThat(worlds.names(answer.json())).containsExactlyInAnyOrderElementsOf(names);
            assertContains(answer.json().path("emptyBecause").asString(""), row.phrases());
        } else {
            checkAnswer(row, answer, "");
        }
    }

    private static void checkConfig(DocumentRow row) throws IOException {
        List<String> said = new ArrayList<>();
        boolean loads = false;
        try {
            Explanation explanation = new SettingsLoader(Map.<String, String>of()::get).explain(text(row.what()), true);
            explanation
                    .keys()
                    .forEach(key ->
                            said.add(key.key() + ": " + key.value() + " " + key.treatment() + ": " + key.sentence()));
            said.addAll(explanation.notes());
            said.addAll(explanation.problems());
            loads = explanation.problems().isEmpty();
        } catch (UserError e) {
            said.add(e.getMessage());
        }
        String all = String.join("\n", said);
        assertThat(loads ? "loads" : "refused").as(all).isEqualTo(row.expected().getFirst());
        assertContains(all, row.phrases());
    }

    private static void assertContains(String text, List<String> phrases) {
        assertThat(phrases).allSatisfy(phrase -> assertThat(text).contains(phrase));
    }

    /// The file of that name, or one with that text.
    private static Path text(String what) throws IOException {
        if (!what.endsWith(".yaml")) {
            return Files.writeString(directory.resolve("inline.yaml"), what);
        }
        Path file = SERVER_TEXTS.resolve(what);
        return Files.exists(file) ? file : OWN_TEXTS.resolve(what);
    }

    private static void checkDoor(DocumentRow row) throws IOException {
        Matcher number = NUMBER.matcher(row.what());
        assertThat(number.find()).as("a port in " + row.what()).isTrue();
        int port = Integer.parseInt(number.group());
        boolean udp = row.what().contains("UDP");
        String[] expected = row.expectation().split(" with ");
        Path file = expected.length == 1 ? null : text(expected[1]);
        Settings settings = new SettingsLoader(Map.<String, String>of()::get).load(file, true, List.of());
        List<String> open = settings.receivers().all().stream()
                .filter(receiver ->
                        receiver.door().port() == port && receiver.protocol().isUdp() == udp)
                .filter(receiver -> receiver.door().host().equals("localhost"))
                .map(Receiver::section)
                .map(section -> section.replace("distributor.receivers.", ""))
                .collect(Collectors.toCollection(ArrayList::new));
        if (settings.http().port() == port && settings.http().host().equals("localhost") && !udp) {
            open.add("server.http_listen_port");
        }
        assertThat(open).containsExactly(expected[0]);
    }

    private static void checkMetric(DocumentRow row) throws Exception {
        List<String> lines =
                Conversation.get(server.api("/metrics")).text().lines().toList();
        Matcher selector = SELECTOR.matcher(row.what());
        List<String> found = new ArrayList<>();
        while (selector.find()) {
            String name = selector.group(1);
            List<String> labels = selector.group(2) == null
                    ? List.of()
                    : Arrays.asList(selector.group(2).replaceAll("[{} ]", "").split(","));
            double sum = 0;
            List<String> samples = lines.stream()
                    .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                    .filter(line -> labels.stream().allMatch(line::contains))
                    .toList();
            for (String sample : samples) {
                sum += Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1));
            }
            assertThat(samples).as(selector.group()).isNotEmpty();
            assertThat(row.expectation().equals("exists") || sum > 0)
                    .as(selector.group() + " is " + sum)
                    .isTrue();
            found.add(name);
        }
        assertThat(found).as("metrics in " + row.what()).isNotEmpty();
        assertThat(row.expectation()).isIn("exists", "> 0");
    }

    private static void checkShownBy(DocumentRow row) throws IOException {
        for (String by : row.expectation().split(", ")) {
            assertThat(by.endsWith(".md") ? Files.exists(Repository.ROOT.resolve(by)) : classes.contains(by))
                    .as(by + " is a test or a file")
                    .isTrue();
        }
    }
}
