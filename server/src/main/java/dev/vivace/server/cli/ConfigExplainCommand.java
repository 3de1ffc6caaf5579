package dev.vivace.server.cli;

import dev.vivace.server.config.Explanation;
import dev.vivace.server.config.SettingsLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `vivace config explain`: what becomes of each key of a file.
@Command(
        name = "explain",
        description = "Show each key of a configuration file, its value, and what the server does with it.",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0 the server starts with it, 1 it does not, 2 the command line is wrong.",
            "",
            "Variables are replaced as the server would replace them; secrets are masked."
        })
final class ConfigExplainCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A tempo.yaml of any version.")
    private Path file = Path.of("tempo.yaml");

    @Option(
            names = {"-config.expand-env", "--config.expand-env"},
            paramLabel = "BOOL",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Replace $${VARIABLE} in the file. Default: true.")
    private boolean expandEnvironment;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        PrintWriter out = Commands.out(spec);
        Explanation file = new SettingsLoader(System::getenv).explain(this.file, expandEnvironment);
        Map<String, Integer> counts = new TreeMap<>();
        for (Explanation.Written key : file.keys()) {
            counts.merge(key.treatment(), 1, Integer::sum);
            out.println(key.key() + ":" + (key.value().isEmpty() ? "" : " " + Terminal.printable(key.value())));
            out.println("    " + key.treatment() + (key.sentence().isEmpty() ? "" : ": " + key.sentence()) + "  ("
                    + key.place() + ")");
        }
        if (!file.problems().isEmpty()) {
            out.println();
            file.problems().forEach(out::println);
        }
        out.println();
        out.println(Readable.count(file.keys().size(), "key")
                + counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", ", counts.isEmpty() ? "" : ": ", ""))
                + (file.problems().isEmpty()
                        ? ""
                        : "; " + Readable.count(file.problems().size(), "problem")
                                + ", the server does not start with it"));
        out.flush();
        return file.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
