package dev.vivace.server.config;

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
        values.put("server.log_level", settings.log().level().name().toLowerCase(Locale.ROOT));
        values.put("server.log_format", settings.log().format().name().toLowerCase(Locale.ROOT));
        receivers(settings.receivers(), values);
        values.put(
                "live_store.max_trace_idle", GoDuration.format(settings.live().traceIdle()));
        values.put(
                "live_store.max_trace_live", GoDuration.format(settings.live().traceLive()));
        values.put(
                "live_store.max_block_duration",
                GoDuration.format(settings.live().maxBlockDuration()));
        values.put("live_store.max_block_bytes", Long.toString(settings.live().maxBlockBytes()));
        values.put("storage.trace.backend", "local");
        values.put("storage.trace.local.path", text(settings.storage().blocks().toString()));
        values.put("storage.trace.wal.path", text(settings.storage().log().toString()));
        retention(settings.retention(), values);
        limits(settings.limits(), values);
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
        return plain ? value : "'" + value.replace("'", "''") + "'";
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
