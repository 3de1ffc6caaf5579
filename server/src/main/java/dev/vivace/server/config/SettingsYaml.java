package dev.vivace.server.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Settings as the `tempo.yaml` that would give them, in the newest spelling; for status pages. A
/// receiver nobody asked for looks like one that was: written down, its port would have to be free.
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
        values.put("server.http_server_write_timeout", writeTimeout(settings.queries()));
        serving(settings.serving(), values);
        values.put("server.log_level", settings.log().level().name().toLowerCase(Locale.ROOT));
        values.put("server.log_format", settings.log().format().name().toLowerCase(Locale.ROOT));
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
        limits(settings.limits(), values);
        values.put(
                "query_frontend.mcp_server.enabled",
                Boolean.toString(settings.serving().mcp()));
        queries(settings.queries(), values);
        return values;
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
        String path = "backend_worker.compaction.";
        values.put(path + "block_retention", GoDuration.format(retention.blockRetention()));
        values.put(path + "compacted_block_retention", GoDuration.format(retention.compactedBlockRetention()));
        values.put(path + "compaction_window", GoDuration.format(retention.compactionWindow()));
    }

    private static void limits(Settings.Limits limits, Map<String, String> values) {
        String path = "overrides.defaults.";
        values.put(path + "ingestion.rate_limit_bytes", Long.toString(limits.ingestBytesPerSecond()));
        values.put(path + "ingestion.burst_size_bytes", Long.toString(limits.ingestBurstBytes()));
        values.put(path + "ingestion.max_traces_per_user", Integer.toString(limits.maxLiveTraces()));
        values.put(path + "global.max_bytes_per_trace", Long.toString(limits.maxTraceBytes()));
        values.put(path + "read.max_bytes_per_tag_values_query", Long.toString(limits.maxTagValuesBytes()));
        values.put(path + "read.max_search_duration", GoDuration.format(limits.maxSearchDuration()));
    }

    /// Plain where YAML reads it back as the same text, in single quotes elsewhere.
    private static String text(String value) {
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
