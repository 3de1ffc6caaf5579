package dev.vivace.server.http;

import dev.vivace.model.TenantId;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.tenancy.TenantLimits;
import dev.vivace.traceql.metrics.TimeGrid;
import dev.vivace.traceql.parse.DurationText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `start`, `end`, `since` and `step` of metrics queries. Immutable.
///
/// Nothing new is hidden: the end stands as it is asked for. Without start and end the last hour is meant.
final class MetricsTimes {

    private static final long SECOND = 1_000_000_000L;
    private static final long DEFAULT_SINCE = 3600 * SECOND;
    /// Times and steps beyond could not be aligned within 64 bits.
    private static final long LATEST = 8_500_000_000_000_000_000L;

    /// A hundred years: the length of a longer range would not fit into 64 bits.
    private static final long LONGEST_RANGE = 100L * 8766 * 3600 * SECOND;

    private static final long MAX_STEP = 300_000_000L * SECOND;
    /// What the reference's errors of these parameters begin with.
    private static final String PREFIX = "rpc error: code = Code(400) desc = ";

    private static final Pattern GO_DURATION_PART =
            Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,19}");
    private static final Pattern FRACTION = Pattern.compile("-?\\d*\\.\\d+");

    private final InstantSource clock;
    private final Duration maxRange;
    private final long maxIntervals;
    private final TenantLimits limits;

    MetricsTimes(InstantSource clock, QuestionLimits questions, TenantLimits limits) {
        this.clock = clock;
        this.maxRange = questions.maxMetricsDuration();
        this.maxIntervals = questions.maxIntervals();
        this.limits = limits;
    }

    /// The intervals of a range query.
    TimeGrid range(ApiRequest request) {
        Parameters parameters = request.parameters();
        Range range = read(parameters);
        long step = step(parameters, range);
        check(range, request.tenants());
        long length = range.end - range.start;
        if (step == 0 || length / step > maxIntervals) {
            throw new BadRequestException("step of " + DurationText.format(step)
                    + " is too small, minimum step for given range is "
                    + DurationText.format(length / maxIntervals));
        }
        return TimeGrid.range(range.start, range.end, step);
    }

    /// The one interval of an instant query.
    TimeGrid instant(ApiRequest request) {
        Parameters parameters = request.parameters();
        Range range = read(parameters);
        check(range, request.tenants());
        return TimeGrid.instant(range.start, range.end);
    }

    private record Range(long start, long end) {}

    private Range read(Parameters parameters) {
        long now = clock.instant().getEpochSecond() * SECOND + clock.instant().getNano();
        String startText = parameters.text("start");
        String endText = parameters.text("end");
        String sinceText = parameters.text("since");
        long end = endText == null ? now : time("end", endText);
        long since = DEFAULT_SINCE;
        if (sinceText != null) {
            try {
                since = PrometheusDuration.parse(sinceText).toNanos();
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new BadRequestException(PREFIX + "could not parse 'since' parameter: " + e.getMessage());
            }
        }
        long start = startText == null
                ? Math.max(-LATEST, Math.min(end, now) - Math.min(since, LATEST / 2))
                : time("start", startText);
        return new Range(start, end);
    }

    private void check(Range range, List<TenantId> tenants) {
        if (range.end <= range.start) {
            throw new BadRequestException("end must be greater than start");
        }
        Duration configured = limits.shortest(tenants, own -> own.read().maxMetricsDuration(), maxRange);
        long longest = configured.isZero() ? LONGEST_RANGE : Math.min(configured.toNanos(), LONGEST_RANGE);
        if (range.end >= Long.MIN_VALUE + longest && range.start < range.end - longest) {
            throw new BadRequestException(
                    "metrics query time range exceeds the maximum allowed duration of " + DurationText.format(longest)
                            + "; ask for a shorter one, or raise query_frontend.metrics.max_duration, or the tenant's"
                            + " max_metrics_duration");
        }
    }

    /// At most ten digits are seconds, more are nanoseconds; with a dot they are seconds, to the
    /// millisecond.
    private static long time(String name, String text) {
        try {
            if (WHOLE.matcher(text).matches()) {
                long number = Long.parseLong(text);
                return clamped(text.length() > 10 ? number : Math.multiplyExact(number, SECOND));
            }
            if (FRACTION.matcher(text).matches()) {
                return clamped(new BigDecimal(text)
                        .setScale(3, RoundingMode.HALF_UP)
                        .movePointRight(9)
                        .longValueExact());
            }
            OffsetDateTime time = OffsetDateTime.parse(text);
            return clamped(Math.addExact(Math.multiplyExact(time.toEpochSecond(), SECOND), time.getNano()));
        } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
            throw new BadRequestException(PREFIX + "could not parse '" + name + "' parameter: '" + text
                    + "' (expected: unix seconds, unix nanoseconds or RFC 3339 such as 2026-01-31T12:00:00Z)");
        }
    }

    private static long clamped(long epochNanos) {
        return Math.clamp(epochNanos, -LATEST, LATEST);
    }

    private long step(Parameters parameters, Range range) {
        String text = parameters.text("step");
        if (text == null) {
            long length = Math.max(0, range.end - range.start);
            return Math.max(TimeGrid.defaultStepNanos(length), Math.ceilDiv(length, maxIntervals));
        }
        BigDecimal nanos = stepNanos(text);
        if (nanos.signum() < 0) {
            throw new BadRequestException(PREFIX + "cannot parse \"" + text + "\": step must be positive");
        }
        return nanos.longValue();
    }

    private static BigDecimal stepNanos(String text) {
        BigDecimal nanos;
        try {
            nanos = new BigDecimal(text).movePointRight(9);
        } catch (NumberFormatException _) {
            boolean negative = text.startsWith("-");
            String digits = negative || text.startsWith("+") ? text.substring(1) : text;
            Matcher part = GO_DURATION_PART.matcher(digits);
            nanos = BigDecimal.ZERO;
            int end = 0;
            while (part.find() && part.start() == end) {
                nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unitNanos(part.group(2)))));
                end = part.end();
            }
            if (end == 0 || end != digits.length()) {
                throw noDuration(text);
            }
            nanos = negative ? nanos.negate() : nanos;
        }
        if (nanos.compareTo(BigDecimal.valueOf(MAX_STEP)) > 0) {
            throw noDuration(text);
        }
        return nanos;
    }

    private static BadRequestException noDuration(String text) {
        return new BadRequestException(PREFIX + "cannot parse \"" + text
                + "\" to a valid duration (expected: seconds such as 15, or 15s, 1m, 1h30m)");
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1000;
            case "ms" -> 1_000_000;
            case "s" -> SECOND;
            case "m" -> 60 * SECOND;
            default -> 3600 * SECOND;
        };
    }
}
