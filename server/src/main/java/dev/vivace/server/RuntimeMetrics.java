package dev.vivace.server;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.SummaryWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Quantiles;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/// What `/metrics` says of the Java runtime under the names Go programs have, which dashboards for Tempo show: each
/// is the nearest thing Java has, and its help says which.
final class RuntimeMetrics {

    private RuntimeMetrics() {}

    static void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("go_goroutines")
                .help("Threads of the Java runtime.")
                .callback(callback ->
                        callback.call(ManagementFactory.getThreadMXBean().getThreadCount()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("go_memstats_heap_inuse_bytes")
                .help("Java heap in use, garbage not yet collected included.")
                .callback(callback -> callback.call(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()))
                .register(registry);
        if (ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads) {
            CounterWithCallback.builder()
                    .name("go_memstats_alloc_bytes")
                    .help("Bytes that Java threads allocated.")
                    .callback(callback -> callback.call(threads.getTotalThreadAllocatedBytes()))
                    .register(registry);
        }
        SummaryWithCallback.builder()
                .name("go_gc_duration_seconds")
                .help("Collections of the Java heap, and the time they took.")
                .callback(callback -> {
                    long count = 0;
                    long millis = 0;
                    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                        count += Math.max(0, collector.getCollectionCount());
                        millis += Math.max(0, collector.getCollectionTime());
                    }
                    callback.call(count, millis / 1e3, Quantiles.EMPTY);
                })
                .register(registry);
    }
}
