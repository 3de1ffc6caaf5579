package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `server.http_path_prefix`, which is put before everything, beside `http_api_prefix`, which comes after it.
class PathPrefixTest {

    private static final ServersUnderTest SERVER = new ServersUnderTest(settings -> new HttpSettings(
                    settings.api(),
                    "/tempo",
                    settings.receivers(),
                    settings.receive(),
                    settings.limits(),
                    settings.queryLimits(),
                    settings.decoderThreads(),
                    settings.queryThreads(),
                    settings.queryQueue(),
                    settings.serving(),
                    null,
                    null)
            .below("/tracing"));

    @BeforeAll
    static void ready() {
        SERVER.readiness.ready();
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void everythingIsBelowThePath() {
        assertThat(text(SERVER.get("/tracing/ready"))).isEqualTo("ready\n");
        assertThat(text(SERVER.get("/tracing/tempo/api/echo"))).isEqualTo("echo\n");
        assertThat(text(SERVER.get("/tracing/status/version"))).startsWith("GET /status/version\n");
        assertThat(SERVER.get("/tracing/tempo/api/search?q=%7B%7D").statusCode())
                .isEqualTo(200);
        assertThat(text(SERVER.get("/tracing/metrics")))
                .contains("route=\"tracing_ready\"", "route=\"tracing_tempo_api_search\"");
    }

    @Test
    void nothingIsBesideItButDirections() {
        for (String path : new String[] {"/", "/ready", "/metrics", "/tempo/api/echo", "/tracingx/ready"}) {
            HttpResponse<byte[]> response = SERVER.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(text(response)).contains("404 page not found\n", "ask /tracing" + path);
            assertThat(response.headers().firstValue("x-vivace-below")).hasValue("/tracing");
        }
    }

    @Test
    void thePathItselfLeadsToTheStartPage() {
        HttpResponse<byte[]> response = SERVER.get("/tracing");
        assertThat(response.statusCode()).isEqualTo(307);
        assertThat(response.headers().firstValue("location")).hasValue("tracing/");
    }

    @Test
    void theApiIsBelowBoth() {
        HttpResponse<byte[]> response = SERVER.get("/tracing/api/echo");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(text(response)).contains("ask /tracing/tempo/api/echo");
        assertThat(response.headers().firstValue("x-vivace-below")).hasValue("/tempo");
    }

    @Test
    void linksOfTheStartPageLeadThere() {
        String page = text(SERVER.get("/tracing/"));
        assertThat(page)
                .contains("href=\"/tracing/status\"", "/tracing/tempo/api/v2/traces/")
                .doesNotContain("href=\"/status");
    }
}
