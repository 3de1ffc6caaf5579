package dev.vivace.server.cli;

import dev.vivace.server.UserError;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `vivace trace`: one trace as a tree.
@Command(
        name = "trace",
        description = "Show one trace as a tree.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vivace trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "  vivace trace 4bf92f3577b34da6a3ce929d0e0e4736 -v    with attributes and events",
            "",
            "Exit codes: 0 found, 1 not found or failed, 2 wrong command line."
        })
final class TraceCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ApiClient api = new ApiClient();

    @Parameters(paramLabel = "ID", description = "The trace id, up to 32 hex digits.")
    private String id = "";

    @Option(
            names = {"-v", "--verbose"},
            description = "Show attributes, events and links too.")
    private boolean verbose;

    @Option(names = "--json", description = "Print the server's answer as it is.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        if (!id.matches("[0-9a-fA-F]{1,32}")) {
            throw new UserError("'" + id + "' is no trace id (expected: 1 to 32 hex digits)", "vivace query shows ids");
        }
        ApiClient.Answer answer = api.get("/api/v2/traces/" + id, new LinkedHashMap<>());
        List<ReceivedSpan> spans = ReceivedSpan.read(answer.json().path("trace"));
        if (spans.isEmpty()) {
            throw new UserError(
                    "no trace " + id + " at " + api.url(), "vivace query '{ }' shows the newest traces there are");
        }
        PrintWriter out = Commands.out(spec);
        if (json) {
            out.println(answer.text());
        } else {
            new TraceTree(Terminal.current(), out, verbose).print(spans);
            String message = answer.json().path("message").asString("");
            if (!message.isEmpty()) {
                out.println("partial: " + Terminal.printable(message));
            }
        }
        out.flush();
        return ExitCode.OK;
    }
}
