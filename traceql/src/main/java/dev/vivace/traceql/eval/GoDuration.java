package dev.vivace.traceql.eval;

/// Durations as Go prints them, which is how they appear in results: `1m30s`, `1.5s`, `100ms`, `0s`.
final class GoDuration {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private GoDuration() {}

    static String text(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        if (nanos == Long.MIN_VALUE) {
            return "-2562047h47m16.854775808s";
        }
        StringBuilder text = new StringBuilder();
        if (nanos < 0) {
            text.append('-');
        }
        long rest = Math.abs(nanos);
        if (rest < SECOND) {
            long unit = rest < MICRO ? 1 : rest < MILLI ? MICRO : MILLI;
            append(text, rest, unit).append(unit == 1 ? "ns" : unit == MICRO ? "µs" : "ms");
            return text.toString();
        }
        long hours = rest / (3600 * SECOND);
        long minutes = rest / (60 * SECOND) % 60;
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (hours > 0 || minutes > 0) {
            text.append(minutes).append('m');
        }
        return append(text, rest % (60 * SECOND), SECOND).append('s').toString();
    }

    private static StringBuilder append(StringBuilder text, long amount, long unit) {
        text.append(amount / unit);
        long fraction = amount % unit;
        if (fraction > 0) {
            String digits = Long.toString(unit + fraction).substring(1);
            int end = digits.length();
            while (digits.charAt(end - 1) == '0') {
                end--;
            }
            text.append('.').append(digits, 0, end);
        }
        return text;
    }
}
