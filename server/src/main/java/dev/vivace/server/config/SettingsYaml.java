package dev.vivace.server.config;

import dev.vivace.tenancy.Limits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Settings as the `tempo.yaml` that would give them, in the newest spelling; for status pages. A
/// port nobody asked for looks like one that was: written down, it would have to be free.
/// Holds no secrets, since settings hold none.
public final class SettingsYaml {
    private static final String INDENT = "  ";

    private SettingsYaml() {}

    /// Everything in effect.
    public static String of(Settings settings) {
        return print(values(settings));
    }

    /// Only what differs.
    public static String difference(Settings settings, Settings defaults) {
        SequencedMap<String, String> values = values(settings);
        values(defaults).forEach(values::remove); // the two-argument remove: only where key and value are the same
        return print(values);
    }

    private static SequencedMap<String, String> values(Settings settings) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        values.put("multitenancy_enabled", Boolean.toString(settings.tenants() == Settings.Tenants.BY_HEADER));
        values.put("http_api_prefix", text(settings.apiPrefix()));
        values.put("shutdown_delay", GoDuration.format(settings.shutdownDelay()));
        values.put("server.http_listen_address", text(settings.http().host()));
        values.put("server.http_listen_port", Integer.toString(settings.http().port()));
        grpc(settings, values);
        values.put("server.http_path_prefix", text(settings.pathPrefix()));
        values.put("server.http_server_write_timeout", writeTimeout(settings.queries()));
        serving(settings.serving(), values);
        values.put("server.log_level", settings.log().level().name().toLowerCase(Locale.ROOT));
        values.put("server.log_format", settings.log().format().name().toLowerCase(Locale.ROOT));
        values.put(
                "distributor.max_attribute_bytes",
                Integer.toString(settings.overrides().maxAttributeBytes()));
        values.put(
                "distributor.retry_after_on_resource_exhausted",
                GoDuration.format(settings.serving().retryAfter()));
        receivers(settings.receivers(), values);
        values.put(
                "live_store.max_trace_idle", GoDuration.format(settings.live().traceIdle()));
        values.put(
                "live_store.max_block_duration",
                GoDuration.format(settings.live().maxBlockDuration()));
        values.put("live_store.max_block_bytes", Long.toString(settings.live().maxBlockBytes()));
        values.put(
                "live_store.max_live_traces_bytes",
                Long.toString(settings.live().maxLiveBytes()));
        values.put(
                "ingester.flush_all_on_shutdown",
                Boolean.toString(settings.live().flushAtStop()));
        values.put("storage.trace.backend", "local");
        values.put("storage.trace.local.path", text(settings.storage().blocks().toString()));
        values.put("storage.trace.wal.path", text(settings.storage().log().toString()));
        retention(settings.retention(), values);
        overrides(settings.overrides(), values);
        values.put(
                "query_frontend.mcp_server.enabled",
                Boolean.toString(settings.serving().mcp()));
        queries(settings.queries(), values);
        return values;
    }

    private static void grpc(Settings settings, Map<String, String> values) {
        Settings.GrpcDoor grpc = settings.grpc();
        if (grpc != null) {
            Door door = grpc.door();
            // empty: where the API is, wherever that moves
            values.put(
                    "server.grpc_listen_address",
                    text(door.host().equals(settings.http().host()) ? "" : door.host()));
            values.put("server.grpc_listen_port", Integer.toString(door.port()));
            values.put("server.grpc_listen_conn_limit", Integer.toString(grpc.maxConnections()));
        }
    }

    private static void receivers(Receivers receivers, Map<String, String> values) {
        for (Receivers.Receiver receiver : receivers.all()) {
            String path = receiver.section() + ".";
            String door = text(receiver.door().toString());
            // several addresses of one section stand in a list
            values.merge(
                    receiver.setting(),
                    door,
                    (before, next) -> "[" + before.replaceAll("^\\[|]$", "") + ", " + next + "]");
            if (receiver.protocol().isUdp()) {
                values.put(
                        path + "max_packet_size",
                        Integer.toString(receiver.udp().maxPacketBytes()));
                values.put(path + "queue_size", Integer.toString(receiver.udp().maxQueuedPackets()));
            } else if (receiver.section().endsWith(".grpc")) {
                values.put(path + "max_recv_msg_size_mib", Long.toString(receiver.maxRequestBytes() >> 20));
            } else {
                values.put(path + "max_request_body_size", Long.toString(receiver.maxRequestBytes()));
            }
            if (!receiver.cors().allowedOrigins().isEmpty()) {
                values.put(path + "cors.allowed_origins", list(receiver.cors().allowedOrigins()));
                values.put(path + "cors.allowed_headers", list(receiver.cors().allowedHeaders()));
                values.put(
                        path + "cors.max_age",
                        Long.toString(receiver.cors().maxAge().toSeconds()));
            }
            if (receiver.typedTags()) {
                values.put(path + "parse_string_tags", "true");
            }
        }
    }

    private static String list(List<String> texts) {
        return texts.stream().map(SettingsYaml::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static void queries(Settings.Queries queries, Map<String, String> values) {
        QuestionLimits limits = queries.limits();
        String path = "query_frontend.";
        values.put(path + "max_outstanding_per_tenant", Integer.toString(queries.maxOutstanding()));
        values.put(path + "max_query_expression_size_bytes", Integer.toString(limits.maxQueryBytes()));
        values.put(path + "search.default_result_limit", Integer.toString(limits.defaultResults()));
        values.put(path + "search.max_result_limit", Integer.toString(limits.maxResults()));
        values.put(path + "search.default_spans_per_span_set", Integer.toString(limits.defaultSpans()));
        values.put(path + "search.max_spans_per_span_set", Integer.toString(limits.maxSpans()));
        values.put(path + "search.max_duration", GoDuration.format(limits.maxSearchDuration()));
        values.put(path + "metrics.max_duration", GoDuration.format(limits.maxMetricsDuration()));
        values.put(path + "metrics.max_intervals", Integer.toString(limits.maxIntervals()));
        values.put(path + "metrics.max_exemplars", Integer.toString(limits.maxExemplars()));
        values.put(path + "metrics.max_response_series", Integer.toString(limits.maxSeries()));
        values.put(path + "multi_tenant_queries_enabled", Boolean.toString(limits.severalTenants()));
        values.put(
                path + "url_deny_list",
                limits.deniedUrls().stream().map(SettingsYaml::quoted).collect(Collectors.joining(", ", "[", "]")));
        values.put("querier.max_concurrent_queries", Integer.toString(queries.maxConcurrent()));
        values.put("querier.search.query_timeout", GoDuration.format(queries.timeout()));
        values.put("querier.trace_by_id.query_timeout", GoDuration.format(queries.traceTimeout()));
        values.put("vivace.strict_traceql", Boolean.toString(limits.strict()));
    }

    private static void serving(Settings.Serving serving, Map<String, String> values) {
        values.put("server.http_server_idle_timeout", GoDuration.format(serving.idleTimeout()));
        values.put("server.http_listen_conn_limit", Integer.toString(serving.maxConnections()));
        values.put("server.register_instrumentation", Boolean.toString(serving.metrics()));
        values.put("server.graceful_shutdown_timeout", GoDuration.format(serving.stopTimeout()));
    }

    /// The longest a query may take, behind which no shorter timeout hides.
    private static String writeTimeout(Settings.Queries queries) {
        Duration timeout = queries.timeout();
        Duration trace = queries.traceTimeout();
        return GoDuration.format(timeout.compareTo(trace) > 0 ? timeout : trace);
    }

    private static void retention(Settings.Retention retention, Map<String, String> values) {
        values.put("backend_scheduler.provider.retention.interval", GoDuration.format(retention.period()));
        String path = "backend_worker.compaction.";
        values.put(path + "block_retention", GoDuration.format(retention.blockRetention()));
        values.put(path + "compacted_block_retention", GoDuration.format(retention.compactedBlockRetention()));
        values.put(path + "compaction_window", GoDuration.format(retention.compactionWindow()));
    }

    /// Limits as the section `overrides.defaults`, or the one of a tenant in the per-tenant file, has them.
    public static String of(Limits limits) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        limits(limits, "", values);
        return print(values);
    }

    /// Of [#of(Limits)], only what differs.
    public static String difference(Limits limits, Limits defaults) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        limits(limits, "", values);
        SequencedMap<String, String> same = new LinkedHashMap<>();
        limits(defaults, "", same);
        same.forEach(values::remove);
        return print(values);
    }

    private static void overrides(Settings.Overrides overrides, Map<String, String> values) {
        limits(overrides.defaults(), "overrides.defaults.", values);
        if (overrides.perTenantFile() != null) {
            values.put(
                    "overrides.per_tenant_override_config",
                    text(overrides.perTenantFile().toString()));
            values.put("overrides.per_tenant_override_period", GoDuration.format(overrides.perTenantPeriod()));
        }
        Settings.UserConfigurable user = overrides.userConfigurable();
        String path = "overrides.user_configurable_overrides.";
        values.put(path + "enabled", Boolean.toString(user != null));
        if (user != null) {
            values.put(path + "client.backend", "local");
            values.put(path + "client.local.path", text(user.directory().toString()));
            values.put(
                    path + "api.check_for_conflicting_runtime_overrides", Boolean.toString(user.checkForConflicts()));
        }
    }

    private static void limits(Limits limits, String path, Map<String, String> values) {
        Limits.Ingestion ingestion = limits.ingestion();
        String in = path + "ingestion.";
        values.put(in + "rate_strategy", ingestion.rateStrategy().name().toLowerCase(Locale.ROOT));
        values.put(in + "rate_limit_bytes", Long.toString(ingestion.rateLimitBytes()));
        values.put(in + "burst_size_bytes", Long.toString(ingestion.burstSizeBytes()));
        values.put(in + "max_traces_per_user", Integer.toString(ingestion.maxTracesPerUser()));
        values.put(in + "max_global_traces_per_user", Integer.toString(ingestion.maxGlobalTracesPerUser()));
        values.put(in + "tenant_shard_size", Integer.toString(ingestion.tenantShardSize()));
        values.put(in + "max_attribute_bytes", Integer.toString(ingestion.maxAttributeBytes()));
        values.put(in + "artificial_delay", GoDuration.format(ingestion.artificialDelay()));
        values.put(in + "retry_info_enabled", Boolean.toString(ingestion.retryInfoEnabled()));
        Limits.Read asked = limits.read();
        String read = path + "read.";
        values.put(read + "max_bytes_per_tag_values_query", Long.toString(asked.maxBytesPerTagValuesQuery()));
        values.put(read + "max_blocks_per_tag_values_query", Integer.toString(asked.maxBlocksPerTagValuesQuery()));
        values.put(
                read + "max_condition_groups_per_tag_query", Integer.toString(asked.maxConditionGroupsPerTagQuery()));
        values.put(read + "max_search_duration", GoDuration.format(asked.maxSearchDuration()));
        values.put(read + "max_metrics_duration", GoDuration.format(asked.maxMetricsDuration()));
        values.put(read + "unsafe_query_hints", Boolean.toString(asked.unsafeQueryHints()));
        values.put(read + "left_pad_trace_ids", Boolean.toString(asked.leftPadTraceIds()));
        values.put(read + "metrics_spanonly_fetch", Boolean.toString(asked.metricsSpanonlyFetch()));
        values.put(read + "span_pruning_awareness", Boolean.toString(asked.spanPruningAwareness()));
        values.put(read + "engine_bytes_tracking", Boolean.toString(asked.engineBytesTracking()));
        values.put(read + "span_pruning_enabled", Boolean.toString(asked.spanPruningEnabled()));
        Limits.Compaction kept = limits.compaction();
        values.put(path + "compaction.block_retention", GoDuration.format(kept.blockRetention()));
        values.put(path + "compaction.compaction_window", GoDuration.format(kept.compactionWindow()));
        values.put(path + "compaction.compaction_disabled", Boolean.toString(kept.disabled()));
        values.put(path + "global.max_bytes_per_trace", Long.toString(limits.maxBytesPerTrace()));
        limits.recorded().forEach((key, value) -> values.put(path + key, value));
    }

    /// Plain where YAML reads it back as the same text, in single quotes elsewhere.
    static String text(String value) {
        boolean plain =
                value.matches("[A-Za-z/.][A-Za-z0-9/._-]*") && !value.matches("(?i)null|true|false|yes|no|on|off");
        return plain ? value : quoted(value);
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /// Paths with the same beginning stand together in the map.
    private static String print(SequencedMap<String, String> values) {
        StringBuilder yaml = new StringBuilder();
        String[] open = {};
        for (Map.Entry<String, String> value : values.entrySet()) {
            String[] names = value.getKey().split("\\.");
            int same = 0;
            while (same < open.length && same < names.length - 1 && open[same].equals(names[same])) {
                same++;
            }
            for (int depth = same; depth < names.length - 1; depth++) {
                yaml.append(INDENT.repeat(depth)).append(names[depth]).append(":\n");
            }
            yaml.append(INDENT.repeat(names.length - 1))
                    .append(names[names.length - 1])
                    .append(": ")
                    .append(value.getValue())
                    .append('\n');
            open = names;
        }
        return yaml.toString();
    }
}
