package dev.vivace.server.cli;

import dev.vivace.demo.LoadGenerator;
import dev.vivace.demo.Progress;
import dev.vivace.demo.Protocol;
import dev.vivace.demo.TraceGenerator;
import dev.vivace.server.UserError;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `vivace generate`: sends traces to any OTLP endpoint.
@Command(
        name = "generate",
        description = "Send generated traces to an OTLP endpoint: a web shop, billing sessions, network flows.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vivace generate                           5 traces a second to this machine, until Ctrl-C",
            "  vivace generate --count 100 --seed 7      always the same hundred traces",
            "  vivace generate --protocol grpc --endpoint http://collector:4317 --rate 50",
            "  vivace generate --load --spans 1000000 --connections 4    as fast as the server takes them"
        })
final class GenerateCommand implements Callable<Integer> {
    private static final double DEFAULT_TRACES_PER_SECOND = 5;
    private static final int MOST_SEEDS = 1_000_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Where to send. Default: $OTEL_EXPORTER_OTLP_ENDPOINT, else $TEMPO_URL and"
                    + " $TEMPO_INTERNAL_HTTP_INGEST or, for grpc, $TEMPO_INTERNAL_GRPC_INGEST, else this machine's"
                    + " 4318 or 4317.")
    private @Nullable String endpoint;

    @Option(
            names = "--protocol",
            paramLabel = "http|grpc",
            defaultValue = "http",
            description = "How to send. Default: ${DEFAULT-VALUE}.")
    private Protocol protocol = Protocol.HTTP;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed sends the same traces, ids included. Default: another one each time.")
    private @Nullable Long seed;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Traces per second, with --load spans per second; 0: as fast as possible."
                    + " Default: 5, with --load 0.")
    private @Nullable Double rate;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "Traces to send. Default: until Ctrl-C.")
    private long count;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "Sent with every request, for example X-Scope-OrgID=shop.")
    private Map<String, String> headers = new HashMap<>();

    @Option(names = "--load", description = "Send requests that were encoded beforehand, to measure the server.")
    private boolean load;

    @Option(
            names = "--spans",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --load: spans to send. Default: until Ctrl-C.")
    private long spans;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "4",
            description = "With --load: connections at a time. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1000",
            description = "With --load: spans per request. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--distinct",
            paramLabel = "N",
            defaultValue = "64",
            description = "With --load: requests encoded beforehand. Default: ${DEFAULT-VALUE}.")
    private int distinct;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        long chosen = seed == null ? new SplittableRandom().nextLong(MOST_SEEDS) : seed;
        URI target = target();
        ProgressLine line = new ProgressLine(Commands.out(spec), Terminal.current(), load ? "request" : "trace");
        line.say(
                "sending to " + target + " with seed " + chosen + (count == 0 && spans == 0 ? "; Ctrl-C ends it" : ""));
        try {
            return load ? load(target, chosen, line) : traces(target, chosen, line);
        } catch (IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()), "vivace generate --help lists the options");
        }
    }

    private URI target() {
        String text = endpoint == null ? environmentsEndpoint(protocol, System::getenv) : endpoint;
        if (text == null || text.isEmpty()) {
            return protocol.defaultEndpoint();
        }
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, together with what parses and is no web address.
        }
        throw new UserError("'" + text + "' is no endpoint", "write it like http://127.0.0.1:4318");
    }

    /// The first variable of those that name an endpoint in people's deployments; null if none is set.
    static @Nullable String environmentsEndpoint(Protocol protocol, Function<String, @Nullable String> environment) {
        List<String> names = protocol == Protocol.HTTP
                ? List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "TEMPO_URL", "TEMPO_INTERNAL_HTTP_INGEST")
                : List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "TEMPO_INTERNAL_GRPC_INGEST");
        for (String name : names) {
            String value = environment.apply(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }

    private int traces(URI target, long chosen, ProgressLine line) {
        double perSecond = rate == null ? DEFAULT_TRACES_PER_SECOND : rate;
        TraceGenerator generator = new TraceGenerator(
                new TraceGenerator.Options(target, protocol, chosen, perSecond, count, headers), line);
        try (OrderlyStop _ = new OrderlyStop(generator::stop)) {
            Progress end = generator.run();
            line.say("sent " + Readable.count(end.traces(), "trace") + ", " + Readable.count(end.acknowledged(), "span")
                    + " acknowledged, " + end.refused() + " refused");
            return end.acknowledged() > 0 && end.refused() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private int load(URI target, long chosen, ProgressLine line) {
        double perSecond = rate == null ? 0 : rate;
        LoadGenerator generator = new LoadGenerator(
                new LoadGenerator.Options(target, chosen, connections, perSecond, spans, batch, distinct, headers),
                line);
        try (OrderlyStop _ = new OrderlyStop(generator::stop)) {
            LoadGenerator.Summary end = generator.run();
            report(end, line);
            return end.acknowledgedSpans() > 0 && end.refusedSpans() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static void report(LoadGenerator.Summary end, ProgressLine line) {
        line.say(String.format(
                Locale.ROOT,
                "acknowledged %,d spans in %,d requests, %.1f MB, %.1f s: %,.0f spans/s",
                end.acknowledgedSpans(),
                end.requests(),
                end.encodedBytes() / 1e6,
                end.elapsed().toMillis() / 1e3,
                end.spansPerSecond()));
        line.say("latency p50 " + Readable.duration(end.latency().median().toNanos()) + ", p90 "
                + Readable.duration(end.latency().p90().toNanos()) + ", p99 "
                + Readable.duration(end.latency().p99().toNanos()) + ", longest "
                + Readable.duration(end.latency().longest().toNanos()));
        line.say(end.errors().isEmpty() ? "no errors" : "errors:");
        end.errors().forEach((what, times) -> line.say("  " + times + " × " + Terminal.printable(what)));
    }
}
