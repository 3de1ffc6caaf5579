package dev.vivace.server.cli;

import dev.vivace.server.config.KeyTable;
import dev.vivace.server.config.SettingsLoader;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `vivace config`: the keys of a configuration file; below it, what becomes of one file.
@Command(
        name = "config",
        description = "List every key a configuration file may have, and what becomes of it.",
        subcommands = {ConfigCheckCommand.class, ConfigExplainCommand.class},
        synopsisSubcommandLabel = "[check FILE | explain FILE]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  vivace config                      all keys",
            "  vivace config ingester             those with 'ingester' in the name",
            "  vivace config check tempo.yaml     would the server start with it?",
            "  vivace config explain tempo.yaml   what becomes of each key in it",
            "",
            "A key is honoured (it works), mapped (it works, in the sense shown), recorded (read, not acted",
            "upon by this version), accepted (needs nothing here) or refused (the server does not start)."
        })
final class ConfigCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Only keys with this text in their name.")
    private String text = "";

    @Option(names = "--markdown", description = "As the tables of docs/configuration.md.")
    private boolean markdown;

    @Override
    public void run() {
        PrintWriter out = Commands.out(spec);
        if (markdown) {
            out.print(KeyTable.markdown());
            out.flush();
            return;
        }
        new SettingsLoader(System::getenv)
                .describeKeys().stream()
                        .filter(key -> key.substring(0, key.indexOf(' ')).contains(text))
                        .forEach(out::println);
        out.flush();
    }
}
