package dev.vivace.server.http;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The older way to search: `tags=service.name=cart http.status_code=500`, with `minDuration` and `maxDuration`.
/// Becomes TraceQL: each tag must hold somewhere in the trace.
///
/// As in the reference, names of services and spans match by substring and other tags exactly, on resource or span.
/// Where the reference compares with strings alone, `500` finds the number and `true` the boolean as well.
final class TagsSearch {

    private static final Pattern GO_DURATION =
            Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");

    private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private TagsSearch() {}

    /// @param tags logfmt: `key=value`, separated by blanks, values in double quotes if they have blanks
    static String traceQl(String tags, Parameters parameters) {
        List<String> spansets = new ArrayList<>();
        parse(tags).forEach((key, value) -> spansets.add("{ " + condition(key, value) + " }"));
        BigDecimal min = duration("minDuration", parameters);
        BigDecimal max = duration("maxDuration", parameters);
        if (min != null && max != null && max.compareTo(min) < 0) {
            throw new BadRequestException("invalid maxDuration: must be greater than minDuration");
        }
        if (min != null && min.signum() > 0) {
            spansets.add("{ traceDuration >= " + min.toPlainString() + "ns }");
        }
        if (max != null && max.signum() > 0) {
            spansets.add("{ traceDuration <= " + max.toPlainString() + "ns }");
        }
        return spansets.isEmpty() ? "{ }" : String.join(" && ", spansets);
    }

    private static String condition(String key, String value) {
        return switch (key) {
            case "service.name" -> "resource.service.name =~ " + containing(value);
            case "root.service.name" -> "rootServiceName =~ " + containing(value);
            case "root.name" -> "rootName =~ " + containing(value);
            case "name" -> "name =~ " + containing(value);
            case "status.code" -> "status = " + (value.equals("ok") || value.equals("error") ? value : "unset");
            case "error" -> value.equals("true") ? "status = error" : anywhere(key, value);
            default -> anywhere(key, value);
        };
    }

    private static String anywhere(String key, String value) {
        String span = "span." + name(key);
        String resource = "resource." + name(key);
        String text = quoted(value);
        String condition = span + " = " + text + " || " + resource + " = " + text;
        if (value.matches("-?(0|[1-9]\\d{0,17})(\\.\\d{1,9})?") || value.equals("true") || value.equals("false")) {
            condition += " || " + span + " = " + value + " || " + resource + " = " + value;
        }
        return condition;
    }

    private static String name(String key) {
        return key.matches("[A-Za-z_][A-Za-z0-9_./-]*") ? key : quoted(key);
    }

    private static String containing(String value) {
        StringBuilder pattern = new StringBuilder(".*");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ("\\.[]{}()*+-?^$|".indexOf(c) >= 0) {
                pattern.append('\\');
            }
            pattern.append(c);
        }
        return quoted(pattern.append(".*").toString());
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static Map<String, String> parse(String tags) {
        Map<String, String> parsed = new LinkedHashMap<>();
        int at = 0;
        while (at < tags.length()) {
            if (tags.charAt(at) <= ' ') {
                at++;
                continue;
            }
            int equals = at;
            while (equals < tags.length() && tags.charAt(equals) != '=' && tags.charAt(equals) > ' ') {
                if (tags.charAt(equals) == '"') {
                    throw new BadRequestException("invalid tags: unexpected '\"' at pos " + (equals + 1));
                }
                equals++;
            }
            String key = tags.substring(at, equals);
            if (key.isEmpty()) {
                throw new BadRequestException("invalid tags: unexpected '=' at pos " + (at + 1));
            }
            StringBuilder value = new StringBuilder();
            at = equals;
            if (at < tags.length() && tags.charAt(at) == '=') {
                at = value(tags, at + 1, value);
            }
            if (parsed.put(key, value.toString()) != null) {
                throw new BadRequestException("invalid tags: tag " + key + " has been set twice");
            }
        }
        return parsed;
    }

    /// Reads the value that begins at `from`.
    ///
    /// @return where it ends
    private static int value(String tags, int from, StringBuilder value) {
        int at = from;
        if (at == tags.length() || tags.charAt(at) != '"') {
            while (at < tags.length() && tags.charAt(at) > ' ') {
                if (tags.charAt(at) == '"' || tags.charAt(at) == '=') {
                    throw new BadRequestException(
                            "invalid tags: unexpected '" + tags.charAt(at) + "' at pos " + (at + 1));
                }
                value.append(tags.charAt(at++));
            }
            return at;
        }
        for (at++; at < tags.length(); at++) {
            char c = tags.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\' && at + 1 < tags.length()) {
                c = tags.charAt(++at);
            }
            value.append(c);
        }
        throw new BadRequestException("invalid tags: unterminated quoted value at pos " + (from + 1));
    }

    /// A Go duration in nanoseconds, null if absent.
    private static @Nullable BigDecimal duration(String name, Parameters parameters) {
        String text = parameters.text(name);
        if (text == null) {
            return null;
        }
        Matcher part = GO_DURATION.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit(part.group(2)))));
            end = part.end();
        }
        boolean whole = end > 0 && end == text.length() && nanos.compareTo(LONGEST_NANOS) <= 0;
        if (!whole && !text.equals("0")) {
            throw new BadRequestException("invalid " + name + ": time: invalid duration \"" + text
                    + "\" (expected: a duration such as 100ms or 1.5s, at most 2562047h)");
        }
        return nanos.setScale(0, RoundingMode.DOWN);
    }

    private static long unit(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us", "µs", "μs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }
}
