package dev.vivace.server.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// What picocli gives every command once it runs.
final class Commands {
    private Commands() {}

    static CommandSpec running(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec, "set by picocli before a command runs");
    }

    static PrintWriter out(@Nullable CommandSpec spec) {
        return running(spec).commandLine().getOut();
    }

    static PrintWriter err(@Nullable CommandSpec spec) {
        return running(spec).commandLine().getErr();
    }
}
