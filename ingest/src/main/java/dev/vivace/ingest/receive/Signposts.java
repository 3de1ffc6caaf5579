package dev.vivace.ingest.receive;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which door is where, for directions to those who came to the wrong one. Immutable.
///
/// @param host how senders reach this machine, `localhost` unless configured otherwise
/// @param api port of the query API
/// @param grpcQueries another port of the query API, for gRPC; null if there is none
/// @param apiPath below which all of it is; empty or `/…`
/// @param ports the first port of each protocol that is open
public record Signposts(
        String host, int api, @Nullable Integer grpcQueries, String apiPath, Map<Protocol, Integer> ports) {

    public Signposts {
        ports = ports.isEmpty() ? Map.of() : new EnumMap<>(ports);
    }

    /// The port meant for OTLP/gRPC; null if there is none.
    public @Nullable Integer otlpGrpc() {
        return ports.get(Protocol.OTLP_GRPC);
    }

    /// The port meant for OTLP/HTTP; null if there is none.
    public @Nullable Integer otlpHttp() {
        return ports.get(Protocol.OTLP_HTTP);
    }

    /// Where to send OTLP/HTTP: any OTLP port takes it.
    public String otlpHttpUrl() {
        Integer port = otlpHttp() != null ? otlpHttp() : otlpGrpc();
        return port == null ? "an OTLP port (none is configured)" : "http://" + host + ":" + port + OtlpHttpDoor.PATH;
    }

    /// Where to send OTLP/gRPC: any OTLP port takes it.
    public String otlpGrpcUrl() {
        Integer port = otlpGrpc() != null ? otlpGrpc() : otlpHttp();
        return port == null ? "an OTLP port (none is configured)" : "http://" + host + ":" + port;
    }

    /// Where to send what the protocol stands for: to its own port, or to any other that is open.
    public String url(Protocol protocol, String path) {
        Integer port = ports.get(protocol);
        for (Map.Entry<Protocol, Integer> other : ports.entrySet()) {
            port = port == null && !other.getKey().isUdp() ? other.getValue() : port;
        }
        return port == null ? "a receiver's port (none is configured)" : "http://" + host + ":" + port + path;
    }

    public String apiUrl() {
        return "http://" + host + ":" + api + apiPath;
    }
}
