package dev.vivace.ingest.receive;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells senders that came to the wrong place where the right one is. Thread-safe.
///
/// Used on the receivers' ports and by the query API, so that a mistake is named the same way on both.
public final class Directions {

    /// Paths of the query APIs of Jaeger and of Zipkin that no path of this server's begins with.
    private static final List<String> FOREIGN_QUERIES = List.of(
            "/api/services",
            "/api/operations",
            "/api/dependencies",
            "/api/v3",
            "/api/v2/services",
            "/api/v2/trace",
            "/api/v2/dependencies",
            "/api/v2/autocompleteKeys",
            "/zipkin");

    private final Supplier<Signposts> signposts;

    /// @param signposts asked at every use, for a port may be known only once it is open
    public Directions(Supplier<Signposts> signposts) {
        this.signposts = signposts;
    }

    /// Where spans sent to this path should go; null if the path is no known way of sending spans.
    public @Nullable String forSender(String path) {
        if (path.endsWith("/v1/traces") || path.endsWith("/v1/traces/") || path.equals("/v1/trace")) {
            return "Send OTLP/HTTP traces to " + signposts.get().otlpHttpUrl()
                    + "; many SDKs append /v1/traces to the endpoint themselves, so do not give it twice.";
        }
        if (path.contains("/v1/metrics") || path.contains("MetricsService")) {
            return "Vivace stores traces only: send metrics to Prometheus or Mimir, and in a collector's configuration"
                    + " name this exporter in the traces pipeline alone (SDKs: OTEL_METRICS_EXPORTER=none).";
        }
        if (path.contains("/v1/logs") || path.contains("LogsService")) {
            return "Vivace stores traces only: send logs to Loki or another log store, and in a collector's"
                    + " configuration name this exporter in the traces pipeline alone (SDKs: OTEL_LOGS_EXPORTER=none).";
        }
        if (path.contains("/v1development/profiles") || path.contains("ProfilesService")) {
            return "Vivace stores traces only: send profiles to a profile store such as Pyroscope.";
        }
        if (path.endsWith(ForeignHttpDoor.ZIPKIN_2_PATH) || path.endsWith(ForeignHttpDoor.ZIPKIN_1_PATH)) {
            String zipkin = path.substring(path.lastIndexOf("/api/v"));
            return "This looks like Zipkin's API: send such spans to "
                    + signposts.get().url(Protocol.ZIPKIN, zipkin) + ", or OTLP to "
                    + signposts.get().otlpHttpUrl() + ".";
        }
        if (path.contains("jaeger.api_v2.CollectorService")) {
            return "This looks like Jaeger's API: send such spans to "
                    + signposts.get().url(Protocol.JAEGER_GRPC, "") + ", method " + GrpcDoor.JAEGER_PATH
                    + ", or OTLP/gRPC to " + signposts.get().otlpGrpcUrl() + ".";
        }
        if (path.contains("jaeger.api_v2") || path.contains("jaeger.api_v3")) {
            return "Of Jaeger's API only " + GrpcDoor.JAEGER_PATH + " is here: tracers decide on sampling themselves,"
                    + " and traces are read from the query API at "
                    + signposts.get().apiUrl() + ".";
        }
        if (path.contains("opentelemetry.proto.collector.trace")) {
            return "Send OTLP/gRPC traces to " + signposts.get().otlpGrpcUrl() + ", method " + GrpcDoor.OTLP_PATH + ".";
        }
        return null;
    }

    /// Tells those who ask as they would ask Jaeger or Zipkin, or over gRPC, where and how to ask here; null if the
    /// path is nothing of that kind.
    public @Nullable String forReader(String path) {
        String api = signposts.get().apiUrl();
        if (path.startsWith("/tempopb.")) {
            Integer port = signposts.get().grpcQueries();
            return "Queries over gRPC (tempopb.StreamingQuerier) are answered at " + api
                    + (port == null ? "." : " and on port " + port + ".");
        }
        for (String foreign : FOREIGN_QUERIES) {
            if (path.equals(foreign) || path.startsWith(foreign + "/")) {
                return "This looks like the query API of Jaeger or Zipkin, which is not here. Search with GET " + api
                        + "/api/search?q={resource.service.name=\"…\"}, read a trace with GET " + api
                        + "/api/traces/<trace id>, list services with GET " + api
                        + "/api/v2/search/tag/resource.service.name/values.";
            }
        }
        return null;
    }

    /// What to say to a request on a receiver's port that is nothing a receiver takes.
    String atReceiver(String path) {
        String sender = forSender(path);
        if (sender != null) {
            return sender;
        }
        String reader = forReader(path);
        if (reader != null) {
            return reader;
        }
        if (path.startsWith("/api/")
                || path.startsWith("/status")
                || path.equals("/ready")
                || path.equals("/metrics")) {
            return "This port takes spans only; the query API, status and metrics are at "
                    + signposts.get().apiUrl() + path + ".";
        }
        // An endpoint without a path: a sender's that needs one, or a person's who looks what is here.
        return "This port takes OTLP/HTTP at " + OtlpHttpDoor.PATH + ", OTLP/gRPC, Jaeger at "
                + ForeignHttpDoor.JAEGER_PATH + " and over gRPC, and Zipkin at " + ForeignHttpDoor.ZIPKIN_2_PATH
                + (path.equals("/")
                        ? "; the query API, status and metrics are at "
                                + signposts.get().apiUrl() + path + "."
                        : ".");
    }

    public Signposts signposts() {
        return signposts.get();
    }
}
