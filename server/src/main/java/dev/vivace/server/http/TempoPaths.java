package dev.vivace.server.http;

import org.jspecify.annotations.Nullable;

/// Paths that are, or were, Tempo's and are not here, and what is instead.
final class TempoPaths {

    private TempoPaths() {}

    /// @return null if the path is none of Tempo's
    @Nullable
    static String instead(String path) {
        if (path.startsWith("/debug/pprof") || path.equals("/debug/fgprof")) {
            long process = ProcessHandle.current().pid();
            return "Profiles of Go's runtime do not exist here. Of this process, on its machine: threads with jcmd "
                    + process + " Thread.print, a profile with jcmd " + process
                    + " JFR.start duration=30s filename=vivace.jfr, memory with jcmd " + process
                    + " GC.class_histogram; over HTTP: GET /metrics";
        }
        if (path.startsWith("/querier/")) {
            return "One process answers all questions: ask " + path.substring("/querier".length());
        }
        if (path.endsWith("/api/metrics/summary")) {
            return "Tempo 3 has removed this one; ask /api/metrics/query_range, such as"
                    + " q={ status = error } | rate() by (resource.service.name)";
        }
        if (path.endsWith("/api/overrides")) {
            return "Tenants may set nothing for themselves: overrides.user_configurable_overrides.enabled is false";
        }
        if (path.equals("/usage_metrics")) {
            return "Costs are not attributed by this version; what each tenant sent is in GET /metrics,"
                    + " tempo_distributor_bytes_received_total";
        }
        if (path.equals("/metrics-generator/ring")) {
            return "Metrics are not generated from spans by this version, so that nothing shares that work";
        }
        if (path.equals("/status/backendscheduler")) {
            return "One process does all work on blocks, without jobs: GET /status/services says how it goes";
        }
        if (path.contains("/prepare-") && path.endsWith("downscale")) {
            return "One process hands nothing over to others: POST /flush writes live spans to blocks, and what is not"
                    + " written is taken from the span log at the next start";
        }
        return null;
    }
}
