package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
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
                Arguments.of("GET", "/compactor/ring", "GET / lists what is here"),
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
}
