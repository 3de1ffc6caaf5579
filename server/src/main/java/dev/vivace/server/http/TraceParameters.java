package dev.vivace.server.http;

import dev.vivace.traceql.source.TracePlaces;
import java.util.Locale;

/// The parameters of both versions of trace by id.
final class TraceParameters {

    private static final String UUID = "[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}";

    private TraceParameters() {}

    /// Where to look for the trace. `start` and `end` are checked and narrow nothing: a trace is answered
    /// whole. With `mode=ingesters` nothing else counts.
    static TracePlaces places(Parameters parameters) {
        String mode = parameters.text("mode", "all");
        if (mode.equals("ingesters")) {
            return new TracePlaces(true, false, "", "");
        }
        boolean live = switch (mode) {
            case "all" -> true;
            case "blocks" -> false;
            case "external" -> throw new BadRequestException(500, "external mode is not enabled\n");
            default ->
                throw new BadRequestException(
                        "invalid value for mode " + mode + " (expected: all, ingesters or blocks)");
        };
        String first = blockDigits(parameters, "blockStart", "invalid value for blockstart: ");
        String last = blockDigits(parameters, "blockEnd", "invalid value for blockEnd: ");
        TimeParameters.checkTraceRange(parameters);
        return new TracePlaces(live, true, first, last);
    }

    private static String blockDigits(Parameters parameters, String name, String complaint) {
        String value = parameters.text(name, "");
        if (!value.isEmpty() && !value.matches(UUID)) {
            throw new BadRequestException(complaint + "'" + value + "' (expected: a UUID)");
        }
        return value.replace("-", "").toLowerCase(Locale.ROOT);
    }

    /// How many levels of a trace: a whole number, or -1 for all.
    static int levels(Parameters parameters, String name, int absent) {
        String value = parameters.text(name, "");
        if (value.isEmpty()) {
            return absent;
        }
        int levels;
        try {
            levels = Integer.parseInt(value);
        } catch (NumberFormatException _) {
            throw new BadRequestException(
                    "invalid value for " + name + ": '" + value + "' (expected: a whole number, or -1 for all levels)");
        }
        if (levels < -1) {
            throw new BadRequestException("invalid value for " + name + ": must be >= -1");
        }
        return levels;
    }
}
