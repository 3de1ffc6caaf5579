package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WrongPathsTest {

    private static final ServersUnderTest SERVER = new ServersUnderTest();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    static Stream<Arguments> wrongPaths() {
        return Stream.of(
                Arguments.of("GET", "/api/serach", "did you mean /api/search?"),
                Arguments.of("GET", "/api/search/", "did you mean /api/search?"),
                Arguments.of("GET", "/api/v2/search/tags/", "did you mean /api/v2/search/tags?"),
                Arguments.of("GET", "/api/trace/abc", "did you mean /api/traces/{traceID}?"),
                Arguments.of("GET", "/metric", "did you mean /metrics?"),
                Arguments.of("GET", "/consul/ring", "GET / lists what is here"),
                Arguments.of(
                        "GET",
                        "/debug/pprof/heap",
                        "jcmd " + ProcessHandle.current().pid() + " Thread.print"),
                Arguments.of("GET", "/querier/api/search", "ask /api/search"),
                Arguments.of("GET", "/api/metrics/summary", "/api/metrics/query_range"),
                Arguments.of("GET", "/api/overrides", "user_configurable_overrides.enabled is false"),
                Arguments.of("GET", "/usage_metrics", "tempo_distributor_bytes_received_total"),
                Arguments.of("GET", "/metrics-generator/ring", "not generated"),
                Arguments.of("GET", "/status/backendscheduler", "/status/services"),
                Arguments.of("POST", "/live-store/prepare-downscale", "POST /flush"),
                Arguments.of("POST", "/v1/traces", "/v1/traces; many SDKs"),
                Arguments.of("POST", "/v1/logs", "Loki"),
                Arguments.of("POST", "/api/v2/spans", "Zipkin"));
    }

    @ParameterizedTest
    @MethodSource("wrongPaths")
    void unknownPathIs404WithDirections(String method, String path, String directions) {
        HttpResponse<byte[]> response = SERVER.send(method, SERVER.api(path));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(text(response)).startsWith("404 page not found\n").contains(directions);
    }

    @Test
    void jaegerPostedToTheApiIsToldWhereToGo() {
        HttpResponse<byte[]> response = SERVER.send("POST", SERVER.api("/api/traces?format=jaeger.thrift"));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(text(response)).contains("Jaeger", ":" + SERVER.servers.otlpHttpPort() + "/v1/traces");
    }

    /// No door of ours sees these: the port itself answers, and like a door.
    @Test
    void whatIsNoGoodHttpIsToldWhy() throws IOException {
        assertThat(raw("GET /api/../api/echo HTTP/1.1"))
                .startsWith("HTTP/1.1 400 ")
                .contains("content-type: text/plain; charset=utf-8")
                .contains("Invalid request path (expected: a path without '..'");
        assertThat(raw("GET /api/search?q=%ZZ HTTP/1.1"))
                .startsWith("HTTP/1.1 400 ")
                .contains("(expected: ", "two hex digits");
        assertThat(raw("BREW /api/search HTTP/1.1")).startsWith("HTTP/1.1 405 ").contains("(expected: GET or POST)");
        assertThat(raw("GET /api/echo HTTP/1.1\r\nX-Long: " + "a".repeat(70_000)))
                .startsWith("HTTP/1.1 431 ")
                .contains("(expected: at most 65536 bytes of headers)");
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.servers.apiPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
