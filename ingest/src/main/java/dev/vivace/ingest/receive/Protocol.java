package dev.vivace.ingest.receive;

/// What a receiver's port is meant for. Every TCP port takes all that comes over HTTP and gRPC all the
/// same.
public enum Protocol {
    OTLP_GRPC("OTLP/gRPC", 4317),
    OTLP_HTTP("OTLP/HTTP", 4318),
    JAEGER_GRPC("Jaeger gRPC", 14250),
    JAEGER_HTTP("Jaeger Thrift over HTTP", 14268),
    JAEGER_COMPACT("Jaeger compact Thrift over UDP", 6831),
    JAEGER_BINARY("Jaeger binary Thrift over UDP", 6832),
    ZIPKIN("Zipkin", 9411);

    private final String words;
    private final int usualPort;

    Protocol(String words, int usualPort) {
        this.words = words;
        this.usualPort = usualPort;
    }

    /// Its name for people.
    public String words() {
        return words;
    }

    /// Where senders expect it.
    public int usualPort() {
        return usualPort;
    }

    public boolean isUdp() {
        return this == JAEGER_COMPACT || this == JAEGER_BINARY;
    }
}
