package dev.vivace.server.http;

import dev.vivace.model.TenantId;
import dev.vivace.model.TimeRange;
import dev.vivace.tenancy.TenantLimits;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;

/// Reads `start`, `end` and `since`. Immutable.
///
/// Without any of them everything is asked for: Vivace neither defaults to the last minutes nor hides the newest
/// ones. A second stands for all of its instants, so `end=1755850000` includes what began 0.9 s into it.
final class TimeParameters {

    private static final long SECOND = 1_000_000_000L;
    private static final String ONLY_ONE =
            "error parsing date range: only one of start and end provided: must provide both or neither";

    private final InstantSource clock;
    private final Duration maxDuration;
    private final TenantLimits limits;

    /// @param maxDuration longest range a search may have if its tenant has no limit of its own; zero for any
    TimeParameters(InstantSource clock, Duration maxDuration, TenantLimits limits) {
        this.clock = clock;
        this.maxDuration = maxDuration;
        this.limits = limits;
    }

    /// The range of `/api/search`: whole unix seconds.
    TimeRange ofSearch(ApiRequest request) {
        Parameters parameters = request.parameters();
        List<TenantId> tenants = request.tenants();
        long start = parameters.uint32("start", 0);
        long end = parameters.uint32("end", 0);
        if (start != 0 && end <= start) {
            throw new BadRequestException("http parameter start must be before end. received start=" + start + " end="
                    + end + (end == 0 ? "; give end too, in unix seconds, or neither" : ""));
        }
        String since = parameters.text("since");
        if (since != null) {
            return since(tenants, since);
        }
        if (end == 0) {
            return TimeRange.ALL;
        }
        if (parameters.text("start") == null) {
            throw new BadRequestException(ONLY_ONE);
        }
        checkLength(tenants, start, end);
        return start == 0
                ? new TimeRange(Long.MIN_VALUE, lastOfSecond(end))
                : new TimeRange(start * SECOND, lastOfSecond(end));
    }

    /// The range of the tag endpoints: seconds, nanoseconds, fractional seconds or RFC 3339.
    TimeRange ofTags(ApiRequest request) {
        Parameters parameters = request.parameters();
        List<TenantId> tenants = request.tenants();
        String since = parameters.text("since");
        if (since != null) {
            return since(tenants, since);
        }
        String start = parameters.text("start");
        String end = parameters.text("end");
        if (start == null && end == null) {
            return TimeRange.ALL;
        }
        if (start == null || end == null) {
            throw new BadRequestException(ONLY_ONE);
        }
        Instant from = instant("start", start);
        Instant to = instant("end", end);
        if (to.isBefore(from)) {
            throw new BadRequestException("http parameter start must be before end. received start="
                    + from.getEpochSecond() + " end=" + to.getEpochSecond());
        }
        checkLength(tenants, from.getEpochSecond(), to.getEpochSecond());
        long toNanos = nanos(to);
        return new TimeRange(nanos(from), to.getNano() == 0 ? lastOfSecond(to.getEpochSecond()) : toNanos);
    }

    /// Checks the optional range of a trace lookup, which narrows nothing here: a trace is answered whole.
    static void checkTraceRange(Parameters parameters) {
        Long start = parameters.int64("start");
        Long end = parameters.int64("end");
        if (start != null && end != null && end <= start) {
            throw new BadRequestException(
                    "http parameter start must be before end. received start=" + start + " end=" + end);
        }
    }

    private TimeRange since(List<TenantId> tenants, String since) {
        Duration back;
        try {
            back = PrometheusDuration.parse(since);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(
                    "error parsing date range: could not parse 'since' parameter: " + e.getMessage());
        }
        Instant now = clock.instant();
        Instant start = now.minus(back);
        checkLength(tenants, start.getEpochSecond(), now.getEpochSecond());
        return new TimeRange(nanos(start), Long.MAX_VALUE);
    }

    private void checkLength(List<TenantId> tenants, long startSeconds, long endSeconds) {
        Duration longest = limits.shortest(tenants, own -> own.read().maxSearchDuration(), maxDuration);
        if (longest.isPositive() && endSeconds - startSeconds > longest.toSeconds()) {
            throw new BadRequestException("range specified by start and end exceeds " + goText(longest)
                    + ". received start=" + startSeconds + " end=" + endSeconds);
        }
    }

    private static Instant instant(String name, String text) {
        try {
            if (text.matches("-?\\d+")) {
                return text.length() > 10 ? ofNanos(Long.parseLong(text)) : Instant.ofEpochSecond(Long.parseLong(text));
            }
            if (text.matches("-?\\d*\\.\\d+")) {
                return ofNanos(new BigDecimal(text).movePointRight(9).longValue());
            }
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
            throw new BadRequestException("error parsing date range: could not parse '" + name + "' parameter: '" + text
                    + "' (expected: unix seconds, unix nanoseconds or RFC 3339 such as 2026-01-31T12:00:00Z)");
        }
    }

    private static Instant ofNanos(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }

    /// Saturates: a range that begins before 1678 begins with time itself.
    private static long nanos(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
        } catch (ArithmeticException _) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static long lastOfSecond(long second) {
        return second >= Long.MAX_VALUE / SECOND ? Long.MAX_VALUE : second * SECOND + SECOND - 1;
    }

    /// As Go prints durations: `168h0m0s`.
    private static String goText(Duration duration) {
        return duration.toHours() + "h" + duration.toMinutesPart() + "m" + duration.toSecondsPart() + "s";
    }
}
