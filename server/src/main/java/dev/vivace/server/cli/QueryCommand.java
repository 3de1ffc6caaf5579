package dev.vivace.server.cli;

import dev.vivace.server.UserError;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `vivace query`: finds traces with TraceQL.
@Command(
        name = "query",
        description = "Find traces, newest first.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vivace query '{ status = error }'",
            "  vivace query '{ resource.service.name = \"billing-service\" && duration > 100ms }' --since 15m",
            "  vivace query '{ span.flow.bytes.sent > 1000000 }' --limit 5 --json",
            "",
            "Put the query in single quotes, or the shell takes it apart.",
            "Exit codes: 0 found something, 1 found nothing or failed, 2 wrong command line."
        })
final class QueryCommand implements Callable<Integer> {
    private static final Pattern SINCE = Pattern.compile("([0-9]{1,9})(s|m|h|d|w)");

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ApiClient api = new ApiClient();

    @Parameters(arity = "0..1", paramLabel = "TRACEQL", description = "What to find. Default: { }, everything.")
    private String query = "{ }";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Traces to show. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How far back: 30s, 15m, 2h, 7d. Default: ${DEFAULT-VALUE}.")
    private String since = "1h";

    @Option(
            names = "--spans",
            paramLabel = "N",
            defaultValue = "3",
            description = "Matched spans to show per trace. Default: ${DEFAULT-VALUE}.")
    private int spans;

    @Option(
            names = "--explain",
            description = "Show the plan too: what each step left, cost, read and did not have to read.")
    private boolean explain;

    @Option(names = "--json", description = "Print the server's answer as it is.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        Instant now = Instant.now();
        SequencedMap<String, String> parameters = new LinkedHashMap<>();
        parameters.put("q", query);
        parameters.put("start", Long.toString(now.minus(parseSince(since)).getEpochSecond()));
        // The end is not part of the range, and the newest span is from this very second.
        parameters.put("end", Long.toString(now.getEpochSecond() + 1));
        parameters.put("limit", Integer.toString(limit));
        parameters.put("spss", Integer.toString(spans));
        parameters.put("why", "true");
        if (explain) {
            parameters.put("explain", "true");
        }
        ApiClient.Answer answer = api.get("/api/search", parameters);
        boolean found = !answer.json().path("traces").isEmpty();
        PrintWriter out = Commands.out(spec);
        if (json) {
            out.println(answer.text());
        } else if (found) {
            new SearchTable(Terminal.current(), out).print(answer.json(), limit);
        } else {
            sayWhyNothing(answer);
        }
        if (explain && !json) {
            out.println();
            new PlanTree(Terminal.current(), out).print(answer.json().path("explain"));
        }
        out.flush();
        return found ? ExitCode.OK : ExitCode.FAILED;
    }

    private void sayWhyNothing(ApiClient.Answer answer) {
        PrintWriter err = Commands.err(spec);
        String reason = answer.json().path("emptyBecause").asString("");
        err.println("nothing found for " + query + " in the last " + since);
        err.println(
                reason.isEmpty()
                        ? "hint: look further back with --since 24h, or at everything with: vivace query '{ }'"
                        : "because: " + Terminal.printable(reason));
        err.flush();
    }

    static Duration parseSince(String text) {
        Matcher since = SINCE.matcher(text);
        if (!since.matches()) {
            throw new UserError(
                    "--since " + text + " (expected: a number and s, m, h, d or w)", "for example --since 15m");
        }
        long count = Long.parseLong(since.group(1));
        return switch (since.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }
}
