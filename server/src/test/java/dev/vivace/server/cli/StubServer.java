package dev.vivace.server.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An HTTP server that gives one answer to every request, and remembers what was asked.
final class StubServer implements AutoCloseable {
    private final HttpServer server;
    private final List<URI> asked = new CopyOnWriteArrayList<>();
    private final List<String> tenants = new CopyOnWriteArrayList<>();
    private volatile String below = "";

    StubServer(int status, String answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI());
            tenants.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Scope-OrgID")));
            exchange.getRequestBody().readAllBytes();
            boolean isHere = exchange.getRequestURI().getPath().startsWith(below + "/");
            if (!isHere) {
                exchange.getResponseHeaders().add("X-Vivace-Below", below);
            }
            byte[] body = isHere ? answer.getBytes(StandardCharsets.UTF_8) : new byte[0];
            exchange.sendResponseHeaders(isHere ? status : 404, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /// From now on it gives its answer below a path alone, and says so elsewhere.
    StubServer below(String path) {
        below = path;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<URI> asked() {
        return asked;
    }

    List<String> tenants() {
        return tenants;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
