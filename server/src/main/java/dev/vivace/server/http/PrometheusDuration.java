package dev.vivace.server.http;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Prometheus writes them: `1h30m`, `2d`, `250ms`; whole numbers, units from large to small.
///
/// @see <a href="https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations">
///     Prometheus, time durations</a>
final class PrometheusDuration {

    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final long[] MILLIS = {365L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000, 1};

    private PrometheusDuration() {}

    /// @throws IllegalArgumentException with the reference's text
    static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            int dot = text.indexOf('.');
            if (dot > 0 && Character.isDigit(text.charAt(dot - 1))) {
                throw new IllegalArgumentException("unknown unit \".\" in duration \"" + text + "\"");
            }
            throw new IllegalArgumentException("not a valid duration string: \"" + text + "\"");
        }
        try {
            long millis = 0;
            for (int i = 0; i < MILLIS.length; i++) {
                String count = matcher.group(i + 1);
                if (count != null) {
                    millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(count), MILLIS[i]));
                }
            }
            return Duration.ofMillis(millis);
        } catch (ArithmeticException | NumberFormatException _) {
            throw new IllegalArgumentException("duration out of range: \"" + text + "\"");
        }
    }
}
