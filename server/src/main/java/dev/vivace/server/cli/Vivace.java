package dev.vivace.server.cli;

import dev.vivace.server.ServerRunner;
import dev.vivace.server.UserError;
import dev.vivace.server.Version;
import dev.vivace.server.VivaceServer;
import dev.vivace.server.config.GoFlag;
import dev.vivace.server.config.Spelling;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program. Flags without a command, as in `vivace -config.file=tempo.yaml`, start the server.
@Command(
        name = "vivace",
        header = "Vivace stores traces and finds them. It speaks Grafana Tempo's API.",
        synopsisHeading = "%nUsage: ",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        versionProvider = Vivace.VersionLine.class,
        subcommands = {
            HelpCommand.class,
            VersionCommand.class,
            ConfigCommand.class,
            QueryCommand.class,
            TraceCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vivace demo                            a server, traces, and where to look",
            "  vivace server -config.file=tempo.yaml  a server with your configuration",
            "  vivace query '{ status = error }'      traces with errors, newest first",
            "  vivace trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "",
            "Exit codes: 0 it worked, 1 nothing found or failed, 2 wrong command line."
        })
public final class Vivace implements Runnable {
    private static final int HELP_WIDTH = 100;
    private static final Set<String> OWN_OPTIONS = Set.of("-h", "-help", "--help", "-V", "-version", "--version");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "-help", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "-version", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    private Vivace() {}

    /// @param args what was typed
    public static void main(String[] args) {
        // The one line that knows which server there is.
        ServerRunner runner = VivaceServer::start;
        System.exit(run(runner, args));
    }

    /// Runs one command to its end.
    ///
    /// @return the exit code
    static int run(ServerRunner runner, String... args) {
        return commandLine(runner).execute(withCommand(args));
    }

    /// Go-style flags alone are those of the server.
    static String[] withCommand(String[] args) {
        if (args.length == 0 || !args[0].startsWith("-") || OWN_OPTIONS.contains(args[0])) {
            return args;
        }
        List<String> withServer = new ArrayList<>(args.length + 1);
        withServer.add("server");
        withServer.addAll(Arrays.asList(args));
        return withServer.toArray(String[]::new);
    }

    static CommandLine commandLine(ServerRunner runner) {
        CommandLine server = new CommandLine(new ServerCommand(runner));
        // As Go's flags: the last one counts, and some, like memberlist.host-port, are meant to be repeated.
        server.setOverwrittenOptionsAllowed(true);
        for (GoFlag flag : GoFlag.all()) {
            server.getCommandSpec()
                    .addOption(OptionSpec.builder("-" + flag.name(), "--" + flag.name())
                            .arity(flag.isSwitch() ? "0..1" : "1")
                            .fallbackValue("true")
                            .type(String.class)
                            .hidden(!ServerCommand.SHOWN_FLAGS.contains(flag.name()))
                            .paramLabel("VALUE")
                            .description(flag.key().isEmpty() ? flag.sentence() : "As " + flag.key() + " in the file.")
                            .build());
        }
        CommandLine root = new CommandLine(new Vivace());
        root.addSubcommand(server);
        root.addSubcommand(new CommandLine(new DemoCommand(runner)));
        root.addSubcommand(new CommandLine(new GenerateCommand()));
        root.addSubcommand(new CommandLine(new TrainCommand(runner)));
        root.setPosixClusteredShortOptionsAllowed(false);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpWidth(HELP_WIDTH);
        root.setAbbreviatedOptionsAllowed(false);
        root.setParameterExceptionHandler(Vivace::usageError);
        root.setExecutionExceptionHandler((failure, command, result) -> failed(failure, command.getErr()));
        return root;
    }

    @Override
    public void run() {
        CommandLine command = Commands.running(spec).commandLine();
        command.usage(command.getErr());
        throw new ParameterException(command, "no command given");
    }

    private static int usageError(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String argument = unmatched.getUnmatched().getFirst();
            String kind = unmatched.isUnknownOption() ? "option" : command.getParent() == null ? "command" : "argument";
            err.println("vivace: unknown " + kind + " '" + argument + "'");
            String meant = Spelling.nearest(
                    argument.replaceFirst("=.*", ""),
                    unmatched.isUnknownOption()
                            ? command.getCommandSpec().optionsMap().keySet()
                            : command.getSubcommands().keySet());
            err.println(
                    meant == null
                            ? "hint: " + name + " --help lists what there is"
                            : "hint: did you mean '" + meant + "'?");
        } else {
            err.println("vivace: " + inLowerCase(wrong.getMessage()));
            err.println("hint: " + name + " --help lists what there is");
        }
        err.flush();
        return ExitCode.USAGE;
    }

    private static String inLowerCase(@Nullable String message) {
        if (message == null || message.isEmpty()) {
            return "wrong command line";
        }
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static int failed(Exception failure, PrintWriter err) {
        switch (failure) {
            case UserError mistake -> {
                err.println("vivace: " + mistake.getMessage());
                if (mistake.hint() != null) {
                    err.println("hint: " + mistake.hint());
                }
            }
            case IOException broken -> err.println("vivace: " + broken.getMessage());
            default -> {
                err.println("vivace: this is a bug, please report it with the lines below");
                failure.printStackTrace(err);
            }
        }
        err.flush();
        return ExitCode.FAILED;
    }

    /// For picocli, which makes it.
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Version.current().describe()};
        }
    }
}
