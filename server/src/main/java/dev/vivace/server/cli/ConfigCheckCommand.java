package dev.vivace.server.cli;

import dev.vivace.server.config.Explanation;
import dev.vivace.server.config.NamedFiles;
import dev.vivace.server.config.SettingsLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `vivace config check`: whether the server would start with a file.
@Command(
        name = "check",
        description = "Check a configuration file: every mistake with its place, every setting without effect.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 the server starts with it, 1 it does not, 2 the command line is wrong.")
final class ConfigCheckCommand implements Callable<Integer> {
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
        SettingsLoader loader = new SettingsLoader(System::getenv);
        Explanation file = loader.explain(this.file, expandEnvironment);
        List<String> problems = new ArrayList<>(file.problems());
        if (problems.isEmpty()) {
            problems.addAll(NamedFiles.problems(loader.load(this.file, expandEnvironment, List.of())));
        }
        problems.forEach(out::println);
        file.notes().forEach(note -> out.println("note: " + note));
        boolean good = problems.isEmpty();
        if (good) {
            out.println(file.notes().isEmpty() ? "ok: every setting works as written" : "ok, with the notes above");
        } else {
            out.println(Readable.count(problems.size(), "problem") + ": the server does not start with it");
        }
        out.flush();
        return good ? ExitCode.OK : ExitCode.FAILED;
    }
}
