package dev.vivace.server.cli;

import dev.vivace.demo.GeneratorListener;
import dev.vivace.demo.LoadGenerator;
import dev.vivace.demo.Progress;
import dev.vivace.server.RunningServer;
import dev.vivace.server.ServerRunner;
import dev.vivace.server.UserError;
import dev.vivace.server.config.Settings;
import dev.vivace.server.config.SettingsLoader;
import dev.vivace.server.logging.ServerLogging;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `vivace train`: a server's day in some seconds, for the virtual machine to learn which classes and which paths
/// matter. `./vivace` runs it once after each build, with `-XX:AOTCacheOutput`, and starts from what was learnt.
///
/// Everything is on ports of the loopback address that were free, and in a directory that is gone afterwards.
@Command(
        name = "train",
        hidden = true,
        description = "Send a server of its own spans and questions, for -XX:AOTCacheOutput to record.")
final class TrainCommand implements Callable<Integer> {

    /// As many as make the decoder, the log, the live table and the block writer hot.
    private static final long SPANS = 200_000;

    /// Enough for every question to find something, and too few for what answers it to become hot: profiles of a run
    /// this short make slower code than those that a server's own questions leave.
    private static final long SPANS_TO_ASK_FOR = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern TRACE_ID = Pattern.compile("\"traceID\":\"([0-9a-f]+)\"");

    /// Of each kind of condition, stage and function that people's dashboards ask over and over.
    private static final List<String> SEARCHES = List.of(
            "{}",
            "{ resource.service.name = \"order-service\" && duration > 20ms }",
            "{ resource.service.name = \"nobody\" }",
            "{ status = error }",
            "{ name =~ \".*order.*\" && status != ok }",
            "{ .order.currency =~ \"E.*\" }",
            "{ span.order.total > 100 }",
            "{ span.cache.hit = false || span.user.premium = true }",
            "{ trace:id = \"00000000000000000000000000000001\" }",
            "{ event:name = \"exception\" }",
            "{ kind = server } >> { status = error }",
            "{ kind = server } > { kind = client }",
            "{ kind = client } ~ { kind = client }",
            "{ kind = server } | count() > 2",
            "{} | by(resource.service.name) | avg(duration) > 1ms",
            "{ kind = server } | select(span.http.route, resource.service.name)");

    private static final List<String> METRICS = List.of(
            "{} | rate() by (resource.service.name)",
            "{} | quantile_over_time(duration, .5, .95) by (name)",
            "{ status = error } | rate() by (span.http.route)",
            "{} | histogram_over_time(duration)",
            "{} | count_over_time() by (span.user.id) | topk(10)",
            "{ kind = server } | avg_over_time(duration) by (name)",
            "{} | compare({ status = error })");

    private final ServerRunner runner;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    TrainCommand(ServerRunner runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("vivace-train");
        try {
            int apiPort = freePort();
            int otlpPort = freePort();
            String yaml = yaml(directory, apiPort, freePort(), otlpPort);
            Path file = Files.writeString(directory.resolve("vivace.yaml"), yaml);
            Settings settings = new SettingsLoader(_ -> null).load(file, false, List.of());
            ServerLogging.configure(settings.log());
            try (RunningServer _ = runner.start(settings);
                    HttpClient client = HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .build()) {
                train(client, "http://127.0.0.1:" + apiPort, URI.create("http://127.0.0.1:" + otlpPort));
            }
            return ExitCode.OK;
        } finally {
            delete(directory);
        }
    }

    private static void train(HttpClient client, String api, URI otlp) throws IOException, InterruptedException {
        load(otlp, 1, SPANS_TO_ASK_FOR);
        ask(client, api); // live
        flush(client, api);
        ask(client, api); // in a block
        load(otlp, 2, SPANS);
        flush(client, api);
    }

    private static void flush(HttpClient client, String api) throws IOException, InterruptedException {
        client.send(
                HttpRequest.newBuilder(URI.create(api + "/flush"))
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private static void load(URI otlp, long seed, long spans) {
        LoadGenerator.Summary sent = new LoadGenerator(
                        new LoadGenerator.Options(otlp, seed, 4, 0, spans, 1000, 64, Map.of()), new Quiet())
                .run();
        if (sent.acknowledgedSpans() == 0) {
            throw new UserError("the server took no span: " + sent.errors(), null);
        }
    }

    private static void ask(HttpClient client, String api) throws IOException, InterruptedException {
        long now = Instant.now().getEpochSecond();
        String range = "start=" + (now - 900) + "&end=" + (now + 60);
        String found = get(client, api + "/api/search?limit=3&" + range + "&q=" + encoded("{ kind = server }"));
        List<String> traces =
                TRACE_ID.matcher(found).results().map(match -> match.group(1)).toList();
        for (String query : SEARCHES) {
            get(client, api + "/api/search?" + range + "&q=" + encoded(query));
        }
        for (String query : METRICS) {
            get(client, api + "/api/metrics/query_range?" + range + "&q=" + encoded(query));
        }
        get(client, api + "/api/v2/search/tags?" + range);
        get(client, api + "/api/v2/search/tag/resource.service.name/values?" + range);
        for (String trace : traces) {
            get(client, api + "/api/v2/traces/" + trace);
            get(client, api + "/api/traces/" + trace);
        }
    }

    private static String get(HttpClient client, String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new UserError(url + " was answered with " + answer.statusCode() + ": " + answer.body(), null);
        }
        return answer.body();
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    private static String yaml(Path directory, int apiPort, int grpcPort, int otlpPort) {
        return """
                server: {http_listen_address: 127.0.0.1, http_listen_port: %d, grpc_listen_port: %d, log_level: error}
                distributor: {receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:%d"}}}}}
                storage: {trace: {backend: local, local: {path: "%s"}, wal: {path: "%s"}}}
                """.formatted(apiPort, grpcPort, otlpPort, directory.resolve("blocks"), directory.resolve("wal"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// Nobody watches.
    private static final class Quiet implements GeneratorListener {
        @Override
        public void progress(Progress progress) {}

        @Override
        public void trouble(String message) {}

        @Override
        public void recovered() {}
    }
}
