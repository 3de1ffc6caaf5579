package dev.vivace.server.cli;

import dev.vivace.server.Version;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `vivace version`.
@Command(name = "version", description = "Print the version, the Java runtime and the machine.")
final class VersionCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public void run() {
        PrintWriter out = Commands.out(spec);
        out.println(Version.current().describe());
        out.flush();
    }
}
