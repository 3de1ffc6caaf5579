package dev.vivace.server.cli;

import dev.vivace.server.RunningServer;
import dev.vivace.server.ServerRunner;
import dev.vivace.server.UserError;
import dev.vivace.server.Version;
import dev.vivace.server.config.GoFlag;
import dev.vivace.server.config.NamedFiles;
import dev.vivace.server.config.Receivers;
import dev.vivace.server.config.Settings;
import dev.vivace.server.config.SettingsLoader;
import dev.vivace.server.logging.ServerLogging;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `vivace server`: runs until it is told to stop. Takes Go-style flags; those of the table `flags.txt`
/// are added by [Vivace].
@Command(
        name = "server",
        description = "Run the server in the foreground, until Ctrl-C or SIGTERM.",
        customSynopsis = "vivace server [-config.file=FILE] [FLAGS]",
        sortOptions = false,
        versionProvider = Vivace.VersionLine.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vivace server                          this machine only, data below ./vivace-data",
            "  vivace server -config.file=tempo.yaml  as the file says",
            "  vivace -config.file=tempo.yaml         the same; flags alone mean the server",
            "  vivace server -config.file=tempo.yaml -server.http-listen-port=3300",
            "",
            "Flags take one dash or two, and their value behind '=' or a space. Every flag of Tempo is",
            "understood; 'vivace config' lists the keys of the file, 'vivace config explain FILE' says what",
            "becomes of those in it."
        })
final class ServerCommand implements Callable<Integer> {
    static final Set<String> SHOWN_FLAGS = Set.of(
            "target",
            "log.level",
            "log.format",
            "server.http-listen-address",
            "server.http-listen-port",
            "storage.trace.local.path",
            "storage.trace.wal.path",
            "multitenancy.enabled");

    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(5);

    private final ServerRunner runner;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-config.file", "--config.file"},
            paramLabel = "FILE",
            description = "Configuration, a tempo.yaml of any version. Without one: defaults.")
    private @Nullable Path file;

    @Option(
            names = {"-config.expand-env", "--config.expand-env"},
            paramLabel = "BOOL",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Replace $${VARIABLE} in the file. Default: true.")
    private boolean expandEnvironment;

    @Option(
            names = {"-config.verify", "--config.verify"},
            paramLabel = "BOOL",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Check the configuration and exit: 0 if every setting works as written.")
    private boolean verify;

    @Option(
            names = {"-health", "--health"},
            paramLabel = "BOOL",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Ask a running server whether it is ready and exit: 0 if it is.")
    private boolean health;

    @Option(
            names = {"-health.url", "--health.url"},
            paramLabel = "URL",
            defaultValue = "http://localhost:3200/ready",
            description = "Where -health asks. Default: ${DEFAULT-VALUE}.")
    private URI healthUrl = URI.create("http://localhost:3200/ready");

    @Option(
            names = {"-version", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Option(
            names = {"-h", "-help", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    ServerCommand(ServerRunner runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() throws IOException {
        if (health) {
            return askHealth();
        }
        Settings settings = new SettingsLoader(System::getenv).load(file, expandEnvironment, givenFlags());
        if (verify) {
            return report(settings);
        }
        ServerLogging.configure(settings.log());
        Logger log = LoggerFactory.getLogger(ServerCommand.class);
        log.info("starting {}", Version.current().describe());
        settings.notes().forEach(note -> log.warn("configuration: {}", note));
        closeAtEnd(runner.start(settings));
        log.info("ready: {}", doors(settings));
        waitForever();
        return ExitCode.OK;
    }

    private List<GoFlag.Given> givenFlags() {
        Map<String, GoFlag> known = GoFlag.all().stream().collect(Collectors.toMap(GoFlag::name, Function.identity()));
        List<GoFlag.Given> given = new ArrayList<>();
        for (OptionSpec option :
                Commands.running(spec).commandLine().getParseResult().matchedOptions()) {
            GoFlag flag = known.get(option.longestName().replaceFirst("^--?", ""));
            if (flag != null) {
                given.add(new GoFlag.Given(flag, String.valueOf((Object) option.getValue())));
            }
        }
        return given;
    }

    private int report(Settings settings) {
        PrintWriter out = Commands.out(spec);
        settings.notes().forEach(out::println);
        List<String> problems = NamedFiles.problems(settings);
        if (!problems.isEmpty()) {
            problems.forEach(out::println);
            out.println(Readable.count(problems.size(), "problem") + ": the server does not start with it");
            out.flush();
            return ExitCode.FAILED;
        }
        out.println(
                settings.notes().isEmpty()
                        ? "the configuration is good, every setting works as written"
                        : "the configuration can be used, with "
                                + Readable.count(settings.notes().size(), "note") + " above");
        out.flush();
        return settings.notes().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private int askHealth() {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(HEALTH_TIMEOUT).build()) {
            HttpResponse<String> answer = ask(client, healthUrl);
            String below = answer.headers().firstValue(ApiClient.BELOW).orElse("");
            if (answer.statusCode() == 404 && !below.isEmpty()) {
                answer = ask(client, healthUrl.resolve(below + healthUrl.getRawPath()));
            }
            if (answer.statusCode() == 200) {
                return ExitCode.OK;
            }
            throw new UserError(
                    healthUrl + " answers " + answer.statusCode() + ": "
                            + answer.body().strip(),
                    null);
        } catch (IOException e) {
            throw new UserError("no server answers at " + healthUrl, "name another place with -health.url=URL");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }

    private static HttpResponse<String> ask(HttpClient client, URI url) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(url).timeout(HEALTH_TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String doors(Settings settings) {
        StringBuilder doors = new StringBuilder("queries on " + settings.http() + settings.pathPrefix());
        Settings.GrpcDoor grpc = settings.grpc();
        if (grpc != null && grpc.required() && !grpc.door().equals(settings.http())) {
            doors.append(", queries over gRPC on ").append(grpc.door());
        }
        settings.receivers().all().stream()
                .filter(Receivers.Receiver::required)
                .forEach(receiver -> doors.append(", ")
                        .append(receiver.protocol().words())
                        .append(" on ")
                        .append(receiver.door()));
        return doors + ", blocks in " + settings.storage().blocks();
    }

    /// On SIGTERM or Ctrl-C, closes the server and ends the process with 0: an orderly stop is no failure.
    private static void closeAtEnd(RunningServer server) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    server.close();
                    Runtime.getRuntime().halt(ExitCode.OK);
                }));
    }

    private static void waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
