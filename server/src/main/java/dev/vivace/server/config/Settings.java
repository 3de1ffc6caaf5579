package dev.vivace.server.config;

import dev.vivace.ingest.receive.Protocol;
import dev.vivace.tenancy.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything the server needs to know, resolved: no key is absent, no name is historical. Immutable.
///
/// @param http where the query API, `/ready`, `/metrics` and the pages are served
/// @param grpc where queries over gRPC are answered too; null if a receiver has the usual port
/// @param pathPrefix put before every path of these ports but gRPC's; empty, or starting and not ending with `/`
/// @param apiPrefix put before `/api`; empty, or starting and not ending with `/`
/// @param receivers where spans are received
/// @param tenants whose data it is
/// @param live when spans leave memory for a block
/// @param storage where the log and the blocks are
/// @param retention how long blocks are kept
/// @param overrides what tenants may send and ask
/// @param queries what a query may ask for, and how many are answered at a time
/// @param serving how ports and senders are treated
/// @param security who may use the doors
/// @param log what the server says of itself
/// @param shutdownDelay how long `/ready` says no before the doors close
/// @param notes one sentence for each setting that does not simply work as written; to be logged at the
///     start
public record Settings(
        Door http,
        @Nullable GrpcDoor grpc,
        String pathPrefix,
        String apiPrefix,
        Receivers receivers,
        Tenants tenants,
        Live live,
        Storage storage,
        Retention retention,
        Overrides overrides,
        Queries queries,
        Serving serving,
        Security security,
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

    /// The port that Tempo has for gRPC. Here both it and that of the API answer everything.
    ///
    /// @param door the API's own if they share one
    /// @param required whether the server does not start without it
    /// @param maxConnections open at a time; 0 for any number
    public record GrpcDoor(Door door, boolean required, int maxConnections) {}

    /// The first ports for OTLP.
    public Otlp otlp() {
        return new Otlp(otlp(Protocol.OTLP_GRPC), otlp(Protocol.OTLP_HTTP));
    }

    private @Nullable OtlpDoor otlp(Protocol protocol) {
        Receivers.Receiver receiver = receivers.first(protocol);
        return receiver == null ? null : new OtlpDoor(receiver.door(), receiver.maxRequestBytes());
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

    /// @param traceIdle a trace without new spans for this long is complete; at most `maxBlockDuration`
    /// @param maxBlockDuration spans stay in memory at most this long
    /// @param maxBlockBytes spans are written to a block once this much is in memory
    /// @param maxLiveBytes requests are refused while live spans take more; 0 for a share of the heap, which
    ///     is the most in any case
    /// @param flushAtStop whether live spans are written to blocks when the server stops, rather than
    ///     taken from the log at the next start
    public record Live(
            Duration traceIdle, Duration maxBlockDuration, long maxBlockBytes, long maxLiveBytes, boolean flushAtStop) {
        public static final Live DEFAULTS =
                new Live(Duration.ofSeconds(5), Duration.ofMinutes(5), 128 * MEBI, 0, false);

        public Live {
            requirePositive("trace idle period", traceIdle);
            requirePositive("max_block_duration", maxBlockDuration);
            if (maxBlockBytes < KIBI) {
                throw new IllegalArgumentException(
                        "max_block_bytes: " + maxBlockBytes + " (expected: at least " + KIBI + ")");
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

    /// @param blockRetention blocks written longer ago are not shown any more; zero for ever
    /// @param compactedBlockRetention their data is deleted this much later
    /// @param compactionWindow only blocks of the same window are merged
    /// @param period how often blocks are looked at
    public record Retention(
            Duration blockRetention, Duration compactedBlockRetention, Duration compactionWindow, Duration period) {
        public static final Retention DEFAULTS =
                new Retention(Duration.ofHours(336), Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(1));

        public Retention {
            requireNotNegative("block_retention", blockRetention);
            requireNotNegative("compacted_block_retention", compactedBlockRetention);
            requirePositive("compaction_window", compactionWindow);
            requirePositive("retention interval", period);
        }

        /// With at least as long between the end of a block and that of its data.
        Retention atLeast(Duration shortest) {
            return compactedBlockRetention.compareTo(shortest) >= 0
                    ? this
                    : new Retention(blockRetention, shortest, compactionWindow, period);
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

    /// How queries are answered.
    ///
    /// @param limits what one may ask for
    /// @param timeout from a query's first byte to its answer
    /// @param traceTimeout the same of a trace by its id
    /// @param maxConcurrent answered at a time; 0 for as many as suit the machine, the most in any case
    /// @param maxOutstanding may wait to be answered, at least 1; further ones are 429
    public record Queries(
            QuestionLimits limits, Duration timeout, Duration traceTimeout, int maxConcurrent, int maxOutstanding) {
        public static final Queries DEFAULTS =
                new Queries(QuestionLimits.DEFAULTS, Duration.ofSeconds(30), Duration.ofSeconds(10), 0, 2000);

        public Queries {
            requirePositive("query timeout", timeout);
            requirePositive("trace by id timeout", traceTimeout);
            if (maxOutstanding < 1) {
                throw new IllegalArgumentException(
                        "max_outstanding_per_tenant: " + maxOutstanding + " (expected: at least 1)");
            }
        }
    }

    /// How ports and senders are treated.
    ///
    /// @param idleTimeout the API port closes a connection without requests after this long; zero for never
    /// @param maxConnections open on the API port at a time; 0 for any number
    /// @param metrics whether the API port serves `/metrics`
    /// @param mcp whether the API port serves `/api/mcp`
    /// @param stopTimeout how long requests under way may take when the server stops, at least 400 ms
    /// @param retryAfter when a sender that found no room may come back, at least a second
    public record Serving(
            Duration idleTimeout,
            int maxConnections,
            boolean metrics,
            boolean mcp,
            Duration stopTimeout,
            Duration retryAfter) {
        public static final Duration SHORTEST_STOP = Duration.ofMillis(400);
        public static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
        public static final Serving DEFAULTS =
                new Serving(Duration.ofMinutes(2), 0, true, false, Duration.ofSeconds(4), Duration.ofSeconds(5));

        public Serving {
            if (stopTimeout.compareTo(SHORTEST_STOP) < 0 || retryAfter.compareTo(SHORTEST_RETRY) < 0) {
                throw new IllegalArgumentException("stopTimeout: " + stopTimeout + ", retryAfter: " + retryAfter
                        + " (expected: at least " + SHORTEST_STOP + " and " + SHORTEST_RETRY + ")");
            }
        }
    }

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

    private static void requireNotNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + GoDuration.format(duration) + " (expected: 0s or more)");
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + ": " + GoDuration.format(duration) + " (expected: more than 0s)");
        }
    }
}
