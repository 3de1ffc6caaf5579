package dev.vivace.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The plan of a query as a tree: what each step was put to, what it left, what it cost, and what it did
/// not have to
/// read.
///
/// @param out not flushed
record PlanTree(Terminal terminal, PrintWriter out) {
    private static final int DURATION_WIDTH = 8;

    void print(JsonNode plan) {
        out.println(terminal.bold("plan") + terminal.dim("  (time of all threads, steps below included)"));
        print(plan, "", "");
    }

    private void print(JsonNode step, String front, String below) {
        String unit = step.path("unit").asString("spans");
        String text = front + Terminal.printable(step.path("step").asString(""));
        out.println(Terminal.fit(Readable.duration(step.path("micros").asLong(0) * 1000), DURATION_WIDTH) + "  " + text
                + terminal.dim("  " + counts(step, unit)));
        String reads = reads(step);
        if (!reads.isEmpty()) {
            out.println(" ".repeat(DURATION_WIDTH) + "  " + below + terminal.dim("   " + reads));
        }
        List<JsonNode> steps = new ArrayList<>();
        step.path("steps").forEach(steps::add);
        for (int i = 0; i < steps.size(); i++) {
            boolean last = i == steps.size() - 1;
            print(steps.get(i), below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
        }
    }

    private static String counts(JsonNode step, String unit) {
        String in = grouped(step.path("in").asLong(0));
        String out = grouped(step.path("out").asLong(0));
        int to = unit.indexOf(" to ");
        return to < 0
                ? in + " → " + out + " " + unit
                : in + " " + unit.substring(0, to) + " → " + out + " " + unit.substring(to + 4);
    }

    private static String reads(JsonNode step) {
        List<String> reads = new ArrayList<>();
        for (Map.Entry<String, JsonNode> read : step.path("reads").properties()) {
            reads.add(grouped(read.getValue().asLong(0)) + " " + Terminal.printable(read.getKey()));
        }
        return String.join(", ", reads);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
