package dev.vivace.server.http;

import com.linecorp.armeria.common.logging.RequestLog;
import dev.vivace.ingest.receive.GrpcCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// How queries end, over HTTP and gRPC, per tenant, under the names service levels are computed of. Thread-safe.
///
/// Good is what ended without a fault of the server's: no goal for duration or throughput is configured.
final class QueryOutcomes {

    private static final int CLIENT_CLOSED_REQUEST = 499;

    /// gRPC's INVALID_ARGUMENT, NOT_FOUND and RESOURCE_EXHAUSTED: no fault of the server's.
    private static final Set<String> GOOD = Set.of("3", "5", "8");

    /// Whoever asks names a tenant, there or not: so many are counted by their names.
    private static final int MOST_TENANTS = 10_000;

    private static final String OTHERS = "(others)";

    private final Set<String> tenants = ConcurrentHashMap.newKeySet();
    private final Counter queries;
    private final Counter good;

    /// Registers the metrics; once per registry.
    QueryOutcomes(PrometheusRegistry registry) {
        queries = Counter.builder()
                .name("tempo_query_frontend_queries_total")
                .help("Queries, by how they ended: completed, whatever the answer, or canceled by who asked.")
                .labelNames("tenant", "op", "result")
                .register(registry);
        good = Counter.builder()
                .name("tempo_query_frontend_queries_within_slo_total")
                .help("Of them, those that ended without a fault of the server's.")
                .labelNames("tenant", "op", "result")
                .register(registry);
    }

    /// @param tenant as it was named: of several, joined by `|`
    void http(String tenant, String operation, int status) {
        count(tenant, operation, status == CLIENT_CLOSED_REQUEST, status < 500);
    }

    /// @param path of the call
    /// @return how it ended, in the reference's words: `success`, `error` or `cancel`
    String grpc(String tenant, String path, RequestLog log) {
        String code =
                log.responseTrailers().get("grpc-status", log.responseHeaders().get("grpc-status", ""));
        boolean ok = code.equals("0");
        boolean canceled = code.equals(Integer.toString(GrpcCode.CANCELLED.number())) || code.isEmpty();
        String operation = operation(path);
        if (!operation.isEmpty()) {
            count(tenant, operation, canceled, ok || canceled || GOOD.contains(code));
        }
        return ok ? "success" : canceled ? "cancel" : "error";
    }

    private void count(String name, String operation, boolean canceled, boolean isGood) {
        String tenant = tenants.contains(name) || tenants.size() < MOST_TENANTS && tenants.add(name) ? name : OTHERS;
        String result = canceled ? "canceled" : "completed";
        queries.labelValues(tenant, operation, result).inc();
        good.labelValues(tenant, operation, result).inc(isGood ? 1 : 0); // both have the same labels from the start
    }

    private static String operation(String path) {
        if (!path.startsWith(StreamingQuerier.SERVICE)) {
            return "";
        }
        String method = path.substring(StreamingQuerier.SERVICE.length());
        return method.startsWith("Metrics") ? "metrics" : method.startsWith("SearchTag") ? "metadata" : "search";
    }
}
