package dev.vivace.server.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Go writes them: `1h30m`, `720h`, `250ms`; and as Prometheus writes them, where days, weeks and years
/// are allowed too.
final class GoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w|y)");
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private GoDuration() {}

    /// @param text such as `1h30m`; a bare number means nanoseconds
    /// @throws IllegalArgumentException with what was expected
    static Duration parse(String text) {
        return parse(text, false);
    }

    /// As [#parse], and `d`, `w`, `y` mean 24 hours, 7 days, 365 days.
    static Duration parseLong(String text) {
        return parse(text, true);
    }

    private static Duration parse(String text, boolean days) {
        String digits = text.replace("_", "");
        if (digits.matches("[0-9]{1,18}")) {
            return bare(text, Long.parseLong(digits));
        }
        Matcher part = PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            String unit = part.group(2);
            if (!days && "dwy".contains(unit)) {
                throw new IllegalArgumentException("expected: a duration in h, m, s, ms, us or ns; '" + unit
                        + "' is not understood here, write " + hours(part.group(1), unit));
            }
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unitNanos(unit))));
            end = part.end();
        }
        if (end == 0 || end != text.length()) {
            throw notADuration();
        }
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("expected: at most " + format(LONGEST));
        }
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    private static Duration bare(String text, long nanos) {
        // A bare number is nanoseconds to Go. Nobody means 10 ns; saying so here saves an afternoon.
        if (nanos != 0 && nanos < 1_000_000) {
            throw new IllegalArgumentException(
                    "expected: a duration with a unit, such as " + text + "s; a bare number means nanoseconds");
        }
        return Duration.ofNanos(nanos);
    }

    private static String hours(String count, String unit) {
        BigDecimal hours = new BigDecimal(count)
                .multiply(BigDecimal.valueOf(unitNanos(unit)))
                .divide(BigDecimal.valueOf(unitNanos("h")), 3, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return hours.toPlainString() + "h";
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us", "µs", "μs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            case "w" -> 604_800_000_000_000L;
            case "y" -> 31_536_000_000_000_000L;
            default -> throw new IllegalArgumentException("unit " + unit);
        };
    }

    private static IllegalArgumentException notADuration() {
        return new IllegalArgumentException("expected: a duration such as 10s, 5m or 1h30m");
    }

    /// The shortest way to write it: `1h30m`, `0s`.
    static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.getNano() % 1_000_000 != 0) {
            return duration.toNanos() + "ns";
        }
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.toString().toLowerCase(Locale.ROOT);
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count != 0) {
            text.append(count).append(unit);
        }
    }
}
