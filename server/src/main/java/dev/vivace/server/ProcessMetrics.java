package dev.vivace.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What `/metrics` says of the process: processor time, memory, open files, under the names Prometheus clients
/// agree on. What the system does not tell is left out.
final class ProcessMetrics {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private ProcessMetrics() {}

    static void register(PrometheusRegistry registry) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            CounterWithCallback.builder()
                    .name("process_cpu_seconds")
                    .help("Processor time of all threads.")
                    .callback(callback ->
                            callback.call(system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1)))
                    .register(registry);
            GaugeWithCallback.builder()
                    .name("process_open_fds")
                    .help("Open files and sockets.")
                    .callback(callback -> callback.call(system.getOpenFileDescriptorCount()))
                    .register(registry);
            GaugeWithCallback.builder()
                    .name("process_max_fds")
                    .help("Files and sockets that may be open.")
                    .callback(callback -> callback.call(system.getMaxFileDescriptorCount()))
                    .register(registry);
        }
        GaugeWithCallback.builder()
                .name("process_resident_memory_bytes")
                .help("Memory of the process, heap and all else.")
                .callback(callback -> {
                    long bytes = residentBytes();
                    if (bytes > 0) {
                        callback.call(bytes);
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("process_start_time_seconds")
                .help("When the process began, in seconds since 1970.")
                .callback(callback ->
                        callback.call(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3))
                .register(registry);
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        GaugeWithCallback.builder()
                .name("jvm_memory_used_bytes")
                .help("Memory the Java runtime uses, garbage not yet collected included.")
                .labelNames("area")
                .callback(callback -> {
                    callback.call(memory.getHeapMemoryUsage().getUsed(), "heap");
                    callback.call(memory.getNonHeapMemoryUsage().getUsed(), "nonheap");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_memory_max_bytes")
                .help("Memory the Java runtime may use.")
                .labelNames("area")
                .callback(callback -> callback.call(memory.getHeapMemoryUsage().getMax(), "heap"))
                .register(registry);
    }

    /// 0 if the system does not tell.
    private static long residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.substring(RESIDENT.length()).strip().split(" ")[0])
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException _) {
            return 0;
        }
    }
}
