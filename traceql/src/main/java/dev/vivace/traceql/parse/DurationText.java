package dev.vivace.traceql.parse;

import java.util.OptionalLong;

/// Durations as people write them, to nanoseconds. Two notations: Prometheus's (`1y2w3d4h5m6s7ms`, integers, each unit
/// at most once, in this order), and Go's (`1.5s`, `1m1s1m`, any units up to hours in any order).
public final class DurationText {
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private DurationText() {}

    /// Nanoseconds, or nothing if the text is no duration or does not fit 63 bits.
    public static OptionalLong parse(String text) {
        OptionalLong nanos = prometheus(text);
        return nanos.isPresent() ? nanos : go(text);
    }

    private static OptionalLong prometheus(String text) {
        int i = 0;
        int lastRank = 0;
        long total = 0;
        while (i < text.length()) {
            int digits = i;
            long number = 0;
            while (i < text.length() && Characters.isDigit(text.charAt(i))) {
                number = number * 10 + (text.charAt(i) - '0');
                i++;
                if (number < 0 || i - digits > 18) {
                    return OptionalLong.empty();
                }
            }
            int unitStart = i;
            while (i < text.length() && !Characters.isDigit(text.charAt(i))) {
                i++;
            }
            String unit = text.substring(unitStart, i);
            int rank = rank(unit);
            if (unitStart == digits || rank <= lastRank) {
                return OptionalLong.empty();
            }
            lastRank = rank;
            long scaled = Math.multiplyHigh(number, prometheusUnit(rank)) == 0 ? number * prometheusUnit(rank) : -1;
            total += scaled;
            if (scaled < 0 || total < 0) {
                return OptionalLong.empty();
            }
        }
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(total);
    }

    private static int rank(String unit) {
        return switch (unit) {
            case "y" -> 1;
            case "w" -> 2;
            case "d" -> 3;
            case "h" -> 4;
            case "m" -> 5;
            case "s" -> 6;
            case "ms" -> 7;
            default -> 0;
        };
    }

    private static long prometheusUnit(int rank) {
        return switch (rank) {
            case 1 -> 365 * DAY;
            case 2 -> 7 * DAY;
            case 3 -> DAY;
            case 4 -> HOUR;
            case 5 -> MINUTE;
            case 6 -> SECOND;
            default -> MILLISECOND;
        };
    }

    private static OptionalLong go(String text) {
        int i = 0;
        long total = 0;
        while (i < text.length()) {
            int start = i;
            long whole = 0;
            while (i < text.length() && Characters.isDigit(text.charAt(i))) {
                if (whole > (Long.MAX_VALUE - 9) / 10) {
                    return OptionalLong.empty();
                }
                whole = whole * 10 + (text.charAt(i) - '0');
                i++;
            }
            int digits = i - start;
            // Digits behind the point are cut off where a 63-bit number is full, as Go does.
            long fraction = 0;
            double scale = 1;
            if (i < text.length() && text.charAt(i) == '.') {
                i++;
                int fractionStart = i;
                boolean full = false;
                while (i < text.length() && Characters.isDigit(text.charAt(i))) {
                    full |= fraction > (Long.MAX_VALUE - 9) / 10;
                    if (!full) {
                        fraction = fraction * 10 + (text.charAt(i) - '0');
                        scale *= 10;
                    }
                    i++;
                }
                digits += i - fractionStart;
            }
            int unitStart = i;
            while (i < text.length() && text.charAt(i) != '.' && !Characters.isDigit(text.charAt(i))) {
                i++;
            }
            long unit = goUnit(text.substring(unitStart, i));
            if (digits == 0 || unit == 0 || Math.multiplyHigh(whole, unit) != 0 || whole * unit < 0) {
                return OptionalLong.empty();
            }
            long group = whole * unit + (fraction > 0 ? (long) ((double) fraction * ((double) unit / scale)) : 0);
            total += group;
            if (group < 0 || total < 0) {
                return OptionalLong.empty();
            }
        }
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(total);
    }

    private static long goUnit(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> MICROSECOND;
            case "ms" -> MILLISECOND;
            case "s" -> SECOND;
            case "m" -> MINUTE;
            case "h" -> HOUR;
            default -> 0;
        };
    }

    /// The unit as Go's durations print: `1m30s`, `1.5s`, `100ms`, `1h0m0s`, `0s`.
    public static String format(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        // The magnitude is unsigned, so that the smallest long needs no special case.
        String sign = nanos < 0 ? "-" : "";
        long magnitude = nanos < 0 ? -nanos : nanos;
        if (Long.compareUnsigned(magnitude, SECOND) < 0) {
            if (magnitude < MICROSECOND) {
                return sign + magnitude + "ns";
            }
            return magnitude < MILLISECOND
                    ? sign + decimal(magnitude, MICROSECOND) + "µs"
                    : sign + decimal(magnitude, MILLISECOND) + "ms";
        }
        long hours = Long.divideUnsigned(magnitude, HOUR);
        long minutes = Long.remainderUnsigned(magnitude, HOUR) / MINUTE;
        String seconds = decimal(Long.remainderUnsigned(magnitude, MINUTE), SECOND) + "s";
        if (hours > 0) {
            return sign + hours + "h" + minutes + "m" + seconds;
        }
        return minutes > 0 ? sign + minutes + "m" + seconds : sign + seconds;
    }

    private static String decimal(long amount, long unit) {
        long fraction = amount % unit;
        if (fraction == 0) {
            return Long.toString(amount / unit);
        }
        String padded = Long.toString(unit + fraction).substring(1);
        int end = padded.length();
        while (padded.charAt(end - 1) == '0') {
            end--;
        }
        return amount / unit + "." + padded.substring(0, end);
    }
}
