package dev.vivace.tenancy;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What one tenant may do. Zero is without a limit, and a duration of zero leaves the decision to the setting of the
/// server as a whole. Immutable.
///
/// @param maxBytesPerTrace of one trace, as OTLP protobuf; what exceeds it is not taken
/// @param recorded what was written for the tenant and is not used by any room yet: paths in the scoped style, such
///     as `metrics_generator.processors`, and their values as YAML on one line
public record Limits(
        Ingestion ingestion,
        Read read,
        Compaction compaction,
        long maxBytesPerTrace,
        SequencedMap<String, String> recorded) {

    /// No limits at all: what a tenant has whose entry in the per-tenant file leaves everything out.
    public static final Limits NONE =
            new Limits(Ingestion.NONE, Read.NONE, Compaction.NONE, 0, Collections.emptySortedMap());

    /// What is left out of the defaults. Nothing is limited: the server guards its memory and its disk itself, and
    /// a limit that nobody wrote down would lose spans nobody can explain.
    public static final Limits DEFAULTS = new Limits(
            new Ingestion(RateStrategy.LOCAL, 0, 30_000_000, 0, 0, 0, 0, Duration.ZERO, true),
            new Read(0, 0, 100, Duration.ZERO, Duration.ZERO, false, false, false, false, false, false),
            Compaction.NONE,
            0,
            Collections.emptySortedMap());

    public Limits {
        recorded = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(recorded));
        atLeastZero("max_bytes_per_trace", maxBytesPerTrace);
    }

    /// Whether traces have to be told apart when a request is taken.
    public boolean watchesTraces() {
        return maxBytesPerTrace > 0 || ingestion.maxLiveTraces() > 0;
    }

    /// How a rate is shared by several servers. There is one, so both are the same.
    public enum RateStrategy {
        LOCAL,
        GLOBAL
    }

    /// What may be sent.
    ///
    /// @param rateLimitBytes taken per second on average, as OTLP protobuf
    /// @param burstSizeBytes taken at once after a pause; 0 is as many as in a second
    /// @param maxTracesPerUser traces that wait for more spans at a time
    /// @param maxGlobalTracesPerUser the same, over all servers
    /// @param tenantShardSize servers that share a tenant; there is one
    /// @param maxAttributeBytes of an attribute's key, and of its value if that is text; longer ones are cut
    /// @param artificialDelay how long a sender waits for its answer at least
    /// @param retryInfoEnabled whether a sender past its rate is told when to come back
    public record Ingestion(
            RateStrategy rateStrategy,
            long rateLimitBytes,
            long burstSizeBytes,
            int maxTracesPerUser,
            int maxGlobalTracesPerUser,
            int tenantShardSize,
            int maxAttributeBytes,
            Duration artificialDelay,
            boolean retryInfoEnabled) {

        static final Ingestion NONE = new Ingestion(RateStrategy.LOCAL, 0, 0, 0, 0, 0, 0, Duration.ZERO, true);

        public Ingestion {
            atLeastZero("ingestion.rate_limit_bytes", rateLimitBytes);
            atLeastZero("ingestion.burst_size_bytes", burstSizeBytes);
            atLeastZero("ingestion.max_traces_per_user", maxTracesPerUser);
            atLeastZero("ingestion.max_global_traces_per_user", maxGlobalTracesPerUser);
            atLeastZero("ingestion.tenant_shard_size", tenantShardSize);
            atLeastZero("ingestion.max_attribute_bytes", maxAttributeBytes);
            atLeastZero("ingestion.artificial_delay", artificialDelay.toNanos());
        }

        /// The smaller one of both limits on live traces; 0 if there is none.
        public int maxLiveTraces() {
            if (maxTracesPerUser == 0 || maxGlobalTracesPerUser == 0) {
                return Math.max(maxTracesPerUser, maxGlobalTracesPerUser);
            }
            return Math.min(maxTracesPerUser, maxGlobalTracesPerUser);
        }

        /// What fits into the tenant's bucket: [#burstSizeBytes()], or a second's worth if that is not said.
        public long bucketBytes() {
            return burstSizeBytes == 0 ? rateLimitBytes : burstSizeBytes;
        }
    }

    /// What may be asked.
    ///
    /// @param maxBytesPerTagValuesQuery of the names or values an answer lists
    /// @param maxBlocksPerTagValuesQuery blocks looked into for them
    /// @param maxConditionGroupsPerTagQuery alternatives a filter may have
    /// @param maxSearchDuration between start and end of a search
    /// @param maxMetricsDuration between start and end of a metrics query
    /// @param leftPadTraceIds whether search answers trace ids with all of their zeros
    public record Read(
            long maxBytesPerTagValuesQuery,
            int maxBlocksPerTagValuesQuery,
            int maxConditionGroupsPerTagQuery,
            Duration maxSearchDuration,
            Duration maxMetricsDuration,
            boolean unsafeQueryHints,
            boolean leftPadTraceIds,
            boolean metricsSpanonlyFetch,
            boolean spanPruningAwareness,
            boolean engineBytesTracking,
            boolean spanPruningEnabled) {

        static final Read NONE =
                new Read(0, 0, 0, Duration.ZERO, Duration.ZERO, false, false, false, false, false, false);

        public Read {
            atLeastZero("read.max_bytes_per_tag_values_query", maxBytesPerTagValuesQuery);
            atLeastZero("read.max_blocks_per_tag_values_query", maxBlocksPerTagValuesQuery);
            atLeastZero("read.max_condition_groups_per_tag_query", maxConditionGroupsPerTagQuery);
            atLeastZero("read.max_search_duration", maxSearchDuration.toNanos());
            atLeastZero("read.max_metrics_duration", maxMetricsDuration.toNanos());
        }
    }

    /// How long what was sent is kept.
    ///
    /// @param disabled neither compacted nor deleted
    public record Compaction(Duration blockRetention, Duration compactionWindow, boolean disabled) {

        static final Compaction NONE = new Compaction(Duration.ZERO, Duration.ZERO, false);

        public Compaction {
            atLeastZero("compaction.block_retention", blockRetention.toNanos());
            atLeastZero("compaction.compaction_window", compactionWindow.toNanos());
        }
    }

    private static void atLeastZero(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
        }
    }
}
