package dev.vivace.ingest.receive;

import org.jspecify.annotations.Nullable;

/// Which door is where, for directions to those who came to the wrong one. Immutable.
///
/// @param host how senders reach this machine, `localhost` unless configured otherwise
/// @param api port of the query API
/// @param otlpGrpc port meant for OTLP/gRPC; null if there is none
/// @param otlpHttp port meant for OTLP/HTTP; null if there is none
public record Signposts(
        String host,
        int api,
        @Nullable Integer otlpGrpc,
        @Nullable Integer otlpHttp) {

    /// Where to send OTLP/HTTP: any OTLP port takes it.
    public String otlpHttpUrl() {
        Integer port = otlpHttp != null ? otlpHttp : otlpGrpc;
        return port == null ? "an OTLP port (none is configured)" : "http://" + host + ":" + port + OtlpHttpDoor.PATH;
    }

    /// Where to send OTLP/gRPC: any OTLP port takes it.
    public String otlpGrpcUrl() {
        Integer port = otlpGrpc != null ? otlpGrpc : otlpHttp;
        return port == null ? "an OTLP port (none is configured)" : "http://" + host + ":" + port;
    }

    public String apiUrl() {
        return "http://" + host + ":" + api;
    }
}
