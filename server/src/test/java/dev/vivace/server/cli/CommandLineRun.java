package dev.vivace.server.cli;

import dev.vivace.server.ServerRunner;
import dev.vivace.server.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// One run of the command line within this process, and what it printed.
record CommandLineRun(int exitCode, String out, String err) {

    /// For commands that start no server.
    static CommandLineRun of(String... args) {
        return with(
                settings -> {
                    throw new UserError("unexpected start of a server", null);
                },
                args);
    }

    static CommandLineRun with(ServerRunner runner, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Vivace.commandLine(runner);
        setWriters(commandLine, new PrintWriter(out), new PrintWriter(err));
        int exitCode = commandLine.execute(Vivace.withCommand(args));
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    private static void setWriters(CommandLine commandLine, PrintWriter out, PrintWriter err) {
        commandLine.setOut(out);
        commandLine.setErr(err);
    }
}
