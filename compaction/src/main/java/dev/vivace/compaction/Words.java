package dev.vivace.compaction;

import java.time.Duration;

/// Amounts as log lines have them.
final class Words {

    private Words() {}

    static String of(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    /// In the largest unit that divides it, as the configuration would have it: `336h`, `90m`, `1500ms`.
    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
