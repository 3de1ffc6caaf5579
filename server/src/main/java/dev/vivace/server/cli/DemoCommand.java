package dev.vivace.server.cli;

import dev.vivace.demo.Progress;
import dev.vivace.demo.Protocol;
import dev.vivace.demo.TraceGenerator;
import dev.vivace.server.RunningServer;
import dev.vivace.server.ServerRunner;
import dev.vivace.server.config.GoFlag;
import dev.vivace.server.config.Settings;
import dev.vivace.server.config.SettingsLoader;
import dev.vivace.server.logging.ServerLogging;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `vivace demo`: a server, the generator against it, and where to look.
@Command(
        name = "demo",
        description = "Run a server and send it traces; says where to look. Ctrl-C ends both.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  vivace demo", "  vivace demo --rate 50 --data /tmp/demo --port 3300"})
final class DemoCommand implements Callable<Integer> {
    private static final int MOST_SEEDS = 1_000_000;

    private final ServerRunner runner;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "5",
            description = "Traces per second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--seed", paramLabel = "N", description = "Of the traces. Default: another one each time.")
    private @Nullable Long seed;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "vivace-data",
            description = "Where the server keeps its data. Default: ./${DEFAULT-VALUE}.")
    private Path data = Path.of("vivace-data");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "3200",
            description = "Of the query API. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    DemoCommand(ServerRunner runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = new SettingsLoader(System::getenv)
                .load(
                        null,
                        false,
                        List.of(
                                given("server.http-listen-port", Integer.toString(port)),
                                given(
                                        "storage.trace.local.path",
                                        data.resolve("blocks").toString()),
                                given(
                                        "storage.trace.wal.path",
                                        data.resolve("wal").toString()),
                                given("log.level", "warn")));
        ServerLogging.configure(settings.log());
        Settings.OtlpDoor http = Objects.requireNonNull(settings.otlp().http(), "open by default");
        long chosen = seed == null ? new SplittableRandom().nextLong(MOST_SEEDS) : seed;
        URI endpoint = URI.create("http://" + http.door());
        PrintWriter out = Commands.out(spec);
        ProgressLine line = new ProgressLine(out, Terminal.current(), "trace");
        try (RunningServer server = runner.start(settings)) {
            whereToLook(settings, http).forEach(line::say);
            TraceGenerator generator = new TraceGenerator(
                    new TraceGenerator.Options(endpoint, Protocol.HTTP, chosen, rate, 0, Map.of()), line);
            try (OrderlyStop _ = new OrderlyStop(generator::stop)) {
                Progress end = generator.run();
                line.say("stopping: " + Readable.count(end.traces(), "trace") + " were sent; they stay in " + data);
                server.close();
            }
        }
        return ExitCode.OK;
    }

    private static GoFlag.Given given(String name, String value) {
        GoFlag flag = GoFlag.all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new GoFlag.Given(flag, value);
    }

    private List<String> whereToLook(Settings settings, Settings.OtlpDoor http) {
        String url = "http://" + settings.http();
        String option = settings.http().port() == 3200 ? "" : " --url " + url;
        List<String> lines = new ArrayList<>();
        lines.add("Vivace is running, and traces are on their way. Ctrl-C ends both.");
        lines.add("");
        lines.add("  start page    " + url);
        Settings.OtlpDoor grpc = settings.otlp().grpc();
        lines.add("  send spans    http://" + http.door() + "/v1/traces (OTLP/HTTP)"
                + (grpc == null ? "" : ", " + grpc.door() + " (OTLP/gRPC)"));
        lines.add("  Grafana       add a data source of type Tempo with the URL " + url);
        lines.add("");
        lines.add("In another terminal:");
        lines.add("  ./vivace query '{ status = error }'" + option);
        lines.add("  ./vivace query '{ resource.customer.id = \"customer-alice\" }'" + option);
        lines.add("  ./vivace query '{ name = \"process-payment\" && duration > 100ms }'" + option);
        lines.add("  ./vivace query '{ span.flow.bytes.sent > 1000000 }'" + option);
        lines.add("  ./vivace trace <id>" + option);
        lines.add(
                "  curl -sG " + url + "/api/search --data-urlencode 'q={ resource.service.name = \"test-service\" }'");
        lines.add("");
        return lines;
    }
}
