package dev.vivace.it;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Processes that tests started: none outlives the test's own process, whatever happens to that. Thread-safe.
final class Children {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> RUNNING.forEach(process -> process.toHandle().destroyForcibly()), "end-children"));
    }

    private Children() {}

    static void watch(Process process) {
        RUNNING.removeIf(other -> !other.isAlive());
        RUNNING.add(process);
    }
}
