package dev.vivace.server.config;

import dev.vivace.tenancy.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything the server needs to know, resolved: no key is absent, no name is historical. Immutable.
///
/// @param http where the query API, `/ready`, `/metrics` and the pages are served
/// @param apiPrefix put before `/api`; empty, or starting and not ending with `/`
/// @param otlp where spans are received
/// @param tenants whose data it is
/// @param live when spans leave memory for a block
/// @param storage where the log and the blocks are
/// @param retention how long blocks are kept
/// @param overrides what tenants may send and ask
/// @param log what the server says of itself
/// @param shutdownDelay how long `/ready` says no before the doors close
/// @param notes one sentence for each setting that does not simply work as written; to be logged at the start
public record Settings(
        Door http,
        String apiPrefix,
        Otlp otlp,
        Tenants tenants,
        Live live,
        Storage storage,
        Retention retention,
        Overrides overrides,
        Log log,
        Duration shutdownDelay,
        List<String> notes) {

    private static final long KIBI = 1024;
    private static final long MEBI = KIBI * KIBI;

    public Settings {
        notes = List.copyOf(notes);
        if (!apiPrefix.isEmpty() && !apiPrefix.startsWith("/")) {
            throw new IllegalArgumentException("http_api_prefix: '" + apiPrefix + "' (expected: to start with '/')");
        }
    }

    /// Who decides whose data a request is about.
    public enum Tenants {
        /// Everything belongs to one tenant, headers are ignored.
        SINGLE,
        /// The header `X-Scope-OrgID`, which is then required.
        BY_HEADER
    }

    /// The doors for OTLP; null is closed. Each answers gRPC and HTTP alike.
    public record Otlp(@Nullable OtlpDoor grpc, @Nullable OtlpDoor http) {
        /// As collectors do: 4317 and 4318 on the loopback address.
        public static final Otlp DEFAULTS = new Otlp(OtlpDoor.DEFAULT_GRPC, OtlpDoor.DEFAULT_HTTP);
    }

    /// @param maxRequestBytes of one request, before and after decompression
    public record OtlpDoor(Door door, long maxRequestBytes) {
        public static final OtlpDoor DEFAULT_GRPC = new OtlpDoor(new Door("localhost", 4317), 4 * MEBI);
        public static final OtlpDoor DEFAULT_HTTP = new OtlpDoor(new Door("localhost", 4318), 20 * MEBI);

        public OtlpDoor {
            if (maxRequestBytes < KIBI) {
                throw new IllegalArgumentException(
                        "largest request: " + maxRequestBytes + " bytes (expected: at least " + KIBI + ")");
            }
        }
    }

    /// @param traceIdle a trace without new spans for this long is complete
    /// @param traceLive a trace is taken as complete after this long even if spans still arrive
    /// @param maxBlockDuration spans stay in memory at most this long
    /// @param maxBlockBytes spans are written to a block once this much is in memory
    public record Live(Duration traceIdle, Duration traceLive, Duration maxBlockDuration, long maxBlockBytes) {
        public static final Live DEFAULTS =
                new Live(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), 128 * MEBI);

        public Live {
            requirePositive("trace idle period", traceIdle);
            requirePositive("trace live period", traceLive);
            requirePositive("max_block_duration", maxBlockDuration);
            if (maxBlockBytes < KIBI) {
                throw new IllegalArgumentException(
                        "max_block_bytes: " + maxBlockBytes + " (expected: at least " + KIBI + ")");
            }
            if (traceLive.compareTo(traceIdle) < 0) {
                throw new IllegalArgumentException("trace live period: " + GoDuration.format(traceLive)
                        + " (expected: at least the trace idle period, " + GoDuration.format(traceIdle) + ")");
            }
        }
    }

    /// @param blocks the directory of the blocks, one folder per tenant
    /// @param log the directory of the span log
    public record Storage(Path blocks, Path log) {
        /// Below the current directory.
        public static final Storage DEFAULTS =
                new Storage(Path.of("vivace-data", "blocks"), Path.of("vivace-data", "wal"));
    }

    /// @param blockRetention blocks whose newest span is older are deleted
    /// @param compactedBlockRetention a block that was merged into another is kept this much longer
    /// @param compactionWindow only blocks of the same window are merged
    public record Retention(Duration blockRetention, Duration compactedBlockRetention, Duration compactionWindow) {
        public static final Retention DEFAULTS =
                new Retention(Duration.ofHours(336), Duration.ofHours(1), Duration.ofHours(1));

        public Retention {
            requirePositive("compaction_window", compactionWindow);
        }
    }

    /// What tenants may do, and where that is written.
    ///
    /// @param defaults of tenants without an entry of their own
    /// @param maxAttributeBytes of tenants whose limits say nothing about it; 0 for any length
    /// @param perTenantFile the file with the entries of single tenants; null for none
    /// @param perTenantPeriod how often it is looked at
    /// @param userConfigurable what tenants may set for themselves; null for nothing
    public record Overrides(
            Limits defaults,
            int maxAttributeBytes,
            @Nullable Path perTenantFile,
            Duration perTenantPeriod,
            @Nullable UserConfigurable userConfigurable) {
        public static final Overrides DEFAULTS = new Overrides(Limits.DEFAULTS, 0, null, Duration.ofSeconds(10), null);

        public Overrides {
            requirePositive("per_tenant_override_period", perTenantPeriod);
        }
    }

    /// Overrides that tenants change through the API.
    ///
    /// @param directory where they are kept
    /// @param checkForConflicts whether a tenant with an entry in the per-tenant file may not begin to
    public record UserConfigurable(Path directory, boolean checkForConflicts) {}

    /// What the server says of itself.
    public record Log(Level level, Format format) {
        public static final Log DEFAULTS = new Log(Level.INFO, Format.LOGFMT);

        /// From the most to the least talkative.
        public enum Level {
            DEBUG,
            INFO,
            WARN,
            ERROR
        }

        /// How a line looks.
        public enum Format {
            LOGFMT,
            JSON
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + ": " + GoDuration.format(duration) + " (expected: more than 0s)");
        }
    }
}
