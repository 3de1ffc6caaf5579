package dev.vivace.server.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times, durations and numbers for people.
final class Readable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Readable() {}

    /// Three digits and a unit: `1.23ms`, `45s`, `2h3m`.
    static String duration(long nanos) {
        if (nanos < 0) {
            return "-" + duration(-Math.max(nanos, -Long.MAX_VALUE));
        }
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return rounded(nanos, 1_000) + "µs";
        }
        if (nanos < 1_000_000_000) {
            return rounded(nanos, 1_000_000) + "ms";
        }
        if (nanos < 60_000_000_000L) {
            return rounded(nanos, 1_000_000_000) + "s";
        }
        long seconds = nanos / 1_000_000_000;
        return seconds < 3600
                ? seconds / 60 + "m" + seconds % 60 + "s"
                : seconds / 3600 + "h" + seconds % 3600 / 60 + "m";
    }

    private static String rounded(long nanos, long unit) {
        return BigDecimal.valueOf(nanos)
                .divide(BigDecimal.valueOf(unit), new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    /// In the time zone of this machine.
    static String time(long epochNanos) {
        return TIME.format(Instant.ofEpochSecond(
                Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L)));
    }

    /// `1 span`, `2 spans`.
    static String count(long count, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
    }
}
