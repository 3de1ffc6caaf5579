package dev.vivace.server;

import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.OverridesFile;
import dev.vivace.tenancy.TenantLimits;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What `/metrics` says of tenants' limits, under the names dashboards and alerts for Tempo use.
final class LimitsMetrics {

    private static final Map<String, ToDoubleFunction<Limits>> LIMITS = new LinkedHashMap<>();

    static {
        LIMITS.put("max_local_traces_per_user", limits -> limits.ingestion().maxTracesPerUser());
        LIMITS.put("max_global_traces_per_user", limits -> limits.ingestion().maxGlobalTracesPerUser());
        LIMITS.put("max_bytes_per_trace", Limits::maxBytesPerTrace);
        LIMITS.put("max_bytes_per_tag_values_query", limits -> limits.read().maxBytesPerTagValuesQuery());
        LIMITS.put("max_blocks_per_tag_values_query", limits -> limits.read().maxBlocksPerTagValuesQuery());
        LIMITS.put("ingestion_rate_limit_bytes", limits -> limits.ingestion().rateLimitBytes());
        LIMITS.put("ingestion_burst_size_bytes", limits -> limits.ingestion().burstSizeBytes());
        LIMITS.put(
                "block_retention",
                limits -> limits.compaction().blockRetention().toNanos());
    }

    private LimitsMetrics() {}

    static void register(TenantLimits limits, @Nullable OverridesFile file, PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("tempo_limits_defaults")
                .help("Limits of tenants without an entry of their own; 0 is none. Durations in nanoseconds.")
                .labelNames("limit_name")
                .callback(callback -> LIMITS.forEach((name, limit) ->
                        callback.call(limit.applyAsDouble(limits.overrides().defaults()), name)))
                .register(registry);
        if (file != null) {
            registerFile(limits, file, registry);
        }
    }

    private static void registerFile(TenantLimits limits, OverridesFile file, PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("tempo_limits_overrides")
                .help("Limits of tenants with an entry of their own; 0 is none. Durations in nanoseconds.")
                .labelNames("limit_name", "user")
                .callback(callback -> limits.overrides()
                        .tenants()
                        .forEach((tenant, own) ->
                                LIMITS.forEach((name, limit) -> callback.call(limit.applyAsDouble(own), name, tenant))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("tempo_runtime_config_last_reload_successful")
                .help("1 if the per-tenant file is in force as it is now, 0 if it is broken.")
                .labelNames("config")
                .callback(callback -> callback.call(file.state().failure() == null ? 1 : 0, "overrides"))
                .register(registry);
        GaugeWithCallback.builder()
                .name("tempo_runtime_config_hash")
                .help("Which text of the per-tenant file is in force.")
                .labelNames("config", "sha256")
                .callback(callback -> callback.call(1, "overrides", file.state().sha256()))
                .register(registry);
        CounterWithCallback.builder()
                .name("vivace_overrides_reload_failures")
                .help("How often the per-tenant file was looked at and found broken.")
                .callback(callback -> callback.call(file.state().failures()))
                .register(registry);
    }
}
