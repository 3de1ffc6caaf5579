package dev.vivace.demo;

import java.net.URI;
import java.util.Locale;

/// How OTLP travels.
public enum Protocol {
    HTTP(4318),
    GRPC(4317);

    private final int port;

    Protocol(int port) {
        this.port = port;
    }

    /// Where a collector of this machine listens for it.
    public URI defaultEndpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// The URL to send spans to: over HTTP an endpoint without a path gets the standard one.
    URI tracesEndpoint(URI endpoint) {
        String path = endpoint.getPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        return this == HTTP && bare ? endpoint.resolve("/v1/traces") : endpoint;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
