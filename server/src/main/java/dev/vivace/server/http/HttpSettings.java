package dev.vivace.server.http;

import dev.vivace.ingest.receive.Protocol;
import dev.vivace.ingest.receive.ReceiveSettings;
import dev.vivace.query.QueryLimits;
import dev.vivace.server.access.Credentials;
import dev.vivace.server.access.PortTls;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.server.config.Settings.Serving;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which ports are opened and how they are served. Immutable.
///
/// @param api where the query API, pages and metrics are
/// @param grpc where queries over gRPC have another port; null if the API's has to do
/// @param pathPrefix put before every path but those of gRPC; empty or `/…` without a slash at its end
/// @param apiPrefix put before every path that begins with `/api`; empty or `/…` without a slash at its end
/// @param receivers where spans are received
/// @param receive what the receivers admit
/// @param limits what a query may ask for
/// @param queryLimits what one query may spend
/// @param decoderThreads threads that decompress, transcode and take requests, at least 1; CPU-bound
/// @param queryThreads threads that answer queries, at least 1
/// @param queryQueue queries that may wait for such a thread; further ones are 429
/// @param serving how connections are treated, and how long requests may take to finish once the server
///     stops; longer ones are cut off. Exports get three quarters of it, then queries the rest, so that
///     `/ready` answers to the end
/// @param credentials who may use the doors, as it is at the moment of asking; null if anybody may
/// @param apiTls the certificate of the API's port; null for plain HTTP
public record HttpSettings(
        InetSocketAddress api,
        @Nullable GrpcPort grpc,
        String pathPrefix,
        String apiPrefix,
        List<Listener> receivers,
        ReceiveSettings receive,
        QuestionLimits limits,
        QueryLimits queryLimits,
        int decoderThreads,
        int queryThreads,
        int queryQueue,
        Serving serving,
        @Nullable Supplier<Credentials> credentials,
        @Nullable PortTls apiTls) {

    private static final String LOOPBACK = "localhost";
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /// Loopback only, ports 3200, 9095, 4317 and 4318.
    public static final HttpSettings DEFAULTS = new HttpSettings(
                    new InetSocketAddress(LOOPBACK, 3200),
                    "",
                    List.of(
                            Listener.of(
                                    Protocol.OTLP_GRPC,
                                    new InetSocketAddress(LOOPBACK, 4317),
                                    "distributor.receivers.otlp.protocols.grpc.endpoint"),
                            Listener.of(
                                    Protocol.OTLP_HTTP,
                                    new InetSocketAddress(LOOPBACK, 4318),
                                    "distributor.receivers.otlp.protocols.http.endpoint")),
                    ReceiveSettings.DEFAULTS,
                    QuestionLimits.DEFAULTS,
                    QueryLimits.DEFAULTS,
                    PROCESSORS,
                    Math.max(2, PROCESSORS),
                    2000,
                    Serving.DEFAULTS,
                    null,
                    null)
            .with(new GrpcPort(new InetSocketAddress(LOOPBACK, 9095), false, 0));

    public HttpSettings {
        receivers = List.copyOf(receivers);
        checkPrefix("pathPrefix", pathPrefix);
        checkPrefix("apiPrefix", apiPrefix);
        if (decoderThreads < 1 || queryThreads < 1 || queryQueue < 1) {
            throw new IllegalArgumentException("decoderThreads: " + decoderThreads + ", queryThreads: " + queryThreads
                    + ", queryQueue: " + queryQueue + " (expected: at least 1 each)");
        }
    }

    /// Everything stands at the top, and on the API's port alone.
    public HttpSettings(
            InetSocketAddress api,
            String apiPrefix,
            List<Listener> receivers,
            ReceiveSettings receive,
            QuestionLimits limits,
            QueryLimits queryLimits,
            int decoderThreads,
            int queryThreads,
            int queryQueue,
            Serving serving,
            @Nullable Supplier<Credentials> credentials,
            @Nullable PortTls apiTls) {
        this(
                api,
                null,
                "",
                apiPrefix,
                receivers,
                receive,
                limits,
                queryLimits,
                decoderThreads,
                queryThreads,
                queryQueue,
                serving,
                credentials,
                apiTls);
    }

    /// The same below a path.
    public HttpSettings below(String prefix) {
        return reached(prefix, grpc);
    }

    /// The same with a port for queries over gRPC.
    public HttpSettings with(@Nullable GrpcPort port) {
        return reached(pathPrefix, port);
    }

    private HttpSettings reached(String prefix, @Nullable GrpcPort port) {
        return new HttpSettings(
                api,
                port,
                prefix,
                apiPrefix,
                receivers,
                receive,
                limits,
                queryLimits,
                decoderThreads,
                queryThreads,
                queryQueue,
                serving,
                credentials,
                apiTls);
    }

    /// A second port of the query API, where clients of Tempo look for gRPC. All that the API's port
    /// answers is answered there too.
    ///
    /// @param address the API's own opens nothing more; port 0 leaves the choice to the system
    /// @param required whether the server does not start without it; else it only says so
    /// @param maxConnections open at a time; 0 for any number
    public record GrpcPort(InetSocketAddress address, boolean required, int maxConnections) {}

    private static void checkPrefix(String name, String prefix) {
        if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
            throw new IllegalArgumentException(
                    name + ": '" + prefix + "' (expected: empty, or like '/tempo', without a slash at the end)");
        }
    }
}
