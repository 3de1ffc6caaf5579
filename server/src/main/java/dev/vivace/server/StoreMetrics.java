package dev.vivace.server;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.compaction.Retention;
import dev.vivace.ingest.store.SpanStore;
import dev.vivace.ingest.store.StoreCounts;
import dev.vivace.model.TenantId;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// What `/metrics` says of live tables and blocks, under the names dashboards for Tempo use where there is
/// such a name.
final class StoreMetrics {

    private StoreMetrics() {}

    static void register(SpanStore store, Retention retention, PrometheusRegistry registry) {
        perTenant(store, registry, "tempo_ingester_live_traces", "Traces in memory.", store::liveTraces);
        perTenant(
                store,
                registry,
                "tempo_live_store_live_traces",
                "Traces in memory, by the newer name.",
                store::liveTraces);
        perTenant(store, registry, "tempo_ingester_live_trace_bytes", "Memory of live traces.", store::liveBytes);
        perTenant(
                store,
                registry,
                "tempo_live_store_live_trace_bytes",
                "Memory of live traces, by the newer name.",
                store::liveBytes);
        perTenant(store, registry, "vivace_live_spans", "Spans in memory.", store::liveSpans);
        perTenant(
                store,
                registry,
                "tempodb_blocklist_length",
                "Blocks.",
                tenant -> store.blocks(tenant).size());
        perTenant(
                store,
                registry,
                "vivace_stored_bytes",
                "Bytes of all blocks.",
                tenant -> store.blocks(tenant).stream()
                        .mapToLong(BlockMeta::sizeBytes)
                        .sum());
        perStatus(store, retention, registry, "tempodb_backend_objects_total", "Traces in blocks", BlockMeta::traces);
        perStatus(store, retention, registry, "tempodb_backend_bytes_total", "Bytes of blocks", BlockMeta::sizeBytes);
        GaugeWithCallback.builder()
                .name("vivace_live_bytes")
                .help("Memory that live tables hold.")
                .callback(callback -> callback.call(store.liveBytes()))
                .register(registry);
        count(store, registry, "tempo_ingester_blocks_flushed", "Blocks written.", StoreCounts::flushedBlocks);
        count(
                store,
                registry,
                "tempo_live_store_local_blocks_flushed",
                "Blocks written, by the newer name.",
                StoreCounts::flushedBlocks);
        count(
                store,
                registry,
                "tempo_live_store_blocks_completed",
                "Blocks written, as one who completes blocks counts them.",
                StoreCounts::flushedBlocks);
        count(store, registry, "vivace_flushed_spans", "Spans written into blocks.", StoreCounts::flushedSpans);
        count(store, registry, "vivace_flushed_bytes", "Bytes of blocks written.", StoreCounts::flushedBytes);
        count(store, registry, "tempo_ingester_failed_flushes", "Blocks that failed.", StoreCounts::failedFlushes);
        count(
                store,
                registry,
                "tempo_live_store_local_failed_flushes",
                "Blocks that failed, by the newer name.",
                StoreCounts::failedFlushes);
        count(
                store,
                registry,
                "tempo_live_store_failed_completions",
                "Blocks that failed, as one who completes blocks counts them.",
                StoreCounts::failedFlushes);
        CounterWithCallback.builder()
                .name("tempo_ingester_replay_errors")
                .help("Damaged places in the log that the start met. Whose data it was cannot be told.")
                .labelNames("tenant")
                .callback(callback -> callback.call(store.counts().replayDamages(), ""))
                .register(registry);
        count(store, registry, "vivace_repeated_spans", "Spans that were here already.", StoreCounts::repeatedSpans);
        count(
                store,
                registry,
                "vivace_repaired_strings",
                "Strings that were not UTF-8 and were repaired.",
                StoreCounts::repairedStrings);
        count(store, registry, "vivace_replay_damages", "Damaged places in the log.", StoreCounts::replayDamages);
    }

    private static void count(
            SpanStore store, PrometheusRegistry registry, String name, String help, ToLongFunction<StoreCounts> count) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(count.applyAsLong(store.counts())))
                .register(registry);
    }

    /// Blocks that are not shown any more count as compacted until their data is deleted, as in the reference.
    private static void perStatus(
            SpanStore store,
            Retention retention,
            PrometheusRegistry registry,
            String name,
            String help,
            ToLongFunction<BlockMeta> size) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help + ": live ones, and compacted ones that wait for their deletion.")
                .labelNames("tenant", "status")
                .callback(callback -> {
                    for (TenantId tenant : store.tenants()) {
                        callback.call(sum(store.blocks(tenant), size), tenant.name(), "live");
                    }
                    for (TenantId tenant : retention.tenants()) {
                        callback.call(sum(retention.retired(tenant), size), tenant.name(), "compacted");
                    }
                })
                .register(registry);
    }

    private static double sum(List<BlockMeta> blocks, ToLongFunction<BlockMeta> size) {
        return blocks.stream().mapToLong(size).sum();
    }

    private static void perTenant(
            SpanStore store, PrometheusRegistry registry, String name, String help, ToDoubleFunction<TenantId> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("tenant")
                .callback(callback -> {
                    for (TenantId tenant : store.tenants()) {
                        callback.call(value.applyAsDouble(tenant), tenant.name());
                    }
                })
                .register(registry);
    }
}
