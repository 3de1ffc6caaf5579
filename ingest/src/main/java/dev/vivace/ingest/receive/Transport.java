package dev.vivace.ingest.receive;

/// How spans travel to a door; the words are the `receiver` and `transport` labels of the receiver metrics.
public enum Transport {
    GRPC("otlp/otlp_receiver", "grpc"),
    HTTP("otlp/otlp_receiver", "http"),
    JAEGER_GRPC("jaeger/jaeger_receiver", "grpc"),
    JAEGER_HTTP("jaeger/jaeger_receiver", "http"),
    JAEGER_UDP("jaeger/jaeger_receiver", "udp"),
    ZIPKIN_HTTP("zipkin/zipkin_receiver", "http");

    private final String receiver;
    private final String word;

    Transport(String receiver, String word) {
        this.receiver = receiver;
        this.word = word;
    }

    public String receiver() {
        return receiver;
    }

    public String word() {
        return word;
    }
}
