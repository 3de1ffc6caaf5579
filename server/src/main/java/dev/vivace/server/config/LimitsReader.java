package dev.vivace.server.config;

import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.Limits.RateStrategy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Reads the limits of one tenant, or the defaults, written in sections (`ingestion.rate_limit_bytes`), flat as before
/// 2.3 (`ingestion_rate_limit_bytes`), or both; where both say something, the section wins. Confined to one thread.
final class LimitsReader {

    /// Sections no room acts upon yet, and how their keys begin in the flat style.
    private static final Map<String, String> RECORDED = Map.of(
            "metrics_generator", "metrics_generator_",
            "forwarders", "forwarders",
            "storage", "parquet_dedicated_columns",
            "cost_attribution", "cost_attribution");

    private static final Set<String> PROCESSORS = Set.of("service_graphs", "span_metrics", "host_info", "local_blocks");

    private final SectionReader scoped;
    private final SectionReader flat;
    private final Limits absent;

    /// @param scoped the section with the sections
    /// @param flat the section with the flat keys; may be the same
    /// @param absent what a key that is left out means
    LimitsReader(SectionReader scoped, SectionReader flat, Limits absent) {
        this.scoped = scoped;
        this.flat = flat;
        this.absent = absent;
    }

    Limits read() {
        return new Limits(
                ingestion(absent.ingestion()),
                read(absent.read()),
                compaction(absent.compaction()),
                either(
                        "global.max_bytes_per_trace",
                        "max_bytes_per_trace",
                        SectionReader::bytes,
                        absent.maxBytesPerTrace()),
                recorded());
    }

    private Limits.Ingestion ingestion(Limits.Ingestion absent) {
        RateStrategy strategy = scoped.section("ingestion")
                .oneOf(
                        "rate_strategy",
                        flat.oneOf("ingestion_rate_strategy", absent.rateStrategy(), RateStrategy.class),
                        RateStrategy.class);
        return new Limits.Ingestion(
                strategy,
                ingestion("rate_limit_bytes", SectionReader::bytes, absent.rateLimitBytes()),
                ingestion("burst_size_bytes", SectionReader::bytes, absent.burstSizeBytes()),
                either(
                        "ingestion.max_traces_per_user",
                        "max_traces_per_user",
                        SectionReader::count,
                        absent.maxTracesPerUser()),
                either(
                        "ingestion.max_global_traces_per_user",
                        "max_global_traces_per_user",
                        SectionReader::count,
                        absent.maxGlobalTracesPerUser()),
                ingestion("tenant_shard_size", SectionReader::count, absent.tenantShardSize()),
                ingestion("max_attribute_bytes", SectionReader::count, absent.maxAttributeBytes()),
                ingestion("artificial_delay", SectionReader::duration, absent.artificialDelay()),
                ingestion("retry_info_enabled", SectionReader::bool, absent.retryInfoEnabled()));
    }

    private Limits.Read read(Limits.Read absent) {
        return new Limits.Read(
                read("max_bytes_per_tag_values_query", SectionReader::bytes, absent.maxBytesPerTagValuesQuery()),
                read("max_blocks_per_tag_values_query", SectionReader::count, absent.maxBlocksPerTagValuesQuery()),
                read(
                        "max_condition_groups_per_tag_query",
                        SectionReader::count,
                        absent.maxConditionGroupsPerTagQuery()),
                read("max_search_duration", SectionReader::longDuration, absent.maxSearchDuration()),
                read("max_metrics_duration", SectionReader::longDuration, absent.maxMetricsDuration()),
                read("unsafe_query_hints", SectionReader::bool, absent.unsafeQueryHints()),
                read("left_pad_trace_ids", SectionReader::bool, absent.leftPadTraceIds()),
                read("metrics_spanonly_fetch", SectionReader::bool, absent.metricsSpanonlyFetch()),
                read("span_pruning_awareness", SectionReader::bool, absent.spanPruningAwareness()),
                read("engine_bytes_tracking", SectionReader::bool, absent.engineBytesTracking()),
                read("span_pruning_enabled", SectionReader::bool, absent.spanPruningEnabled()));
    }

    private Limits.Compaction compaction(Limits.Compaction absent) {
        Duration retention = either(
                "compaction.block_retention", "block_retention", SectionReader::longDuration, absent.blockRetention());
        Duration window = either(
                "compaction.compaction_window",
                "compaction_window",
                SectionReader::longDuration,
                absent.compactionWindow());
        boolean disabled =
                either("compaction.compaction_disabled", "compaction_disabled", SectionReader::bool, absent.disabled());
        return new Limits.Compaction(retention, window, disabled);
    }

    private interface Typed<T> {
        T read(SectionReader section, String key, T absent);
    }

    private <T> T ingestion(String key, Typed<T> typed, T absent) {
        return either("ingestion." + key, "ingestion_" + key, typed, absent);
    }

    private <T> T read(String key, Typed<T> typed, T absent) {
        return either("read." + key, key, typed, absent);
    }

    private <T> T either(String scopedPath, String flatKey, Typed<T> typed, T absent) {
        int dot = scopedPath.lastIndexOf('.');
        T old = typed.read(flat, flatKey, absent);
        return typed.read(scoped.section(scopedPath.substring(0, dot)), scopedPath.substring(dot + 1), old);
    }

    /// What is written under keys that nothing acts upon, by the path it has in the scoped style.
    private TreeMap<String, String> recorded() {
        TreeMap<String, String> found = new TreeMap<>();
        flat.forEach((name, value) -> {
            for (String prefix : RECORDED.values()) {
                if (name.startsWith(prefix)) {
                    collect(scopedPath(name), value, found);
                }
            }
        });
        scoped.forEach((name, value) -> {
            if (RECORDED.containsKey(name)) {
                collect(name, value, found);
            }
        });
        return found;
    }

    private static String scopedPath(String flat) {
        if (flat.equals("parquet_dedicated_columns")) {
            return "storage.parquet_dedicated_columns";
        }
        if (!flat.startsWith("metrics_generator_")) {
            return flat;
        }
        String rest = flat.substring("metrics_generator_".length());
        if (rest.startsWith("forwarder_")) {
            return "metrics_generator.forwarder." + rest.substring("forwarder_".length());
        }
        if (rest.startsWith("processor_")) {
            String below = rest.substring("processor_".length());
            for (String processor : PROCESSORS) {
                if (below.startsWith(processor + "_")) {
                    return "metrics_generator.processor." + processor + "." + below.substring(processor.length() + 1);
                }
            }
        }
        return "metrics_generator." + rest;
    }

    private static void collect(String path, ConfigNode value, Map<String, String> found) {
        if (value instanceof ConfigNode.Section section && !section.entries().isEmpty()) {
            section.entries().forEach((name, entry) -> collect(path + "." + name, entry.value(), found));
        } else if (!(value instanceof ConfigNode.Nothing)) {
            found.put(path, flow(value));
        }
    }

    /// The value as YAML on one line.
    private static String flow(ConfigNode value) {
        return switch (value) {
            case ConfigNode.Scalar scalar ->
                scalar.text().matches("[A-Za-z0-9_.-]+") ? scalar.text() : SettingsYaml.text(scalar.text());
            case ConfigNode.Nothing _ -> "null";
            case ConfigNode.Items items ->
                items.values().stream().map(LimitsReader::flow).collect(Collectors.joining(", ", "[", "]"));
            case ConfigNode.Section section ->
                section.entries().entrySet().stream()
                        .map(entry -> SettingsYaml.text(entry.getKey()) + ": "
                                + flow(entry.getValue().value()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }
}
