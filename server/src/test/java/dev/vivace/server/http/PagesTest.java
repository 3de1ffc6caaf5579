package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PagesTest {

    private final ServersUnderTest server = new ServersUnderTest();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void readySaysWhatIsMissingThenYesThenNo() {
        HttpResponse<byte[]> starting = server.get("/ready");
        assertThat(starting.statusCode()).isEqualTo(503);
        assertThat(text(starting)).isEqualTo("LiveStore not ready: live-store is starting\n");

        server.readiness.ready();
        HttpResponse<byte[]> ready = server.get("/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(text(ready)).isEqualTo("ready\n");
        assertThat(server.send("HEAD", server.api("/ready")).statusCode()).isEqualTo(200);

        server.readiness.stopping();
        server.readiness.ready();
        HttpResponse<byte[]> stopping = server.get("/ready");
        assertThat(stopping.statusCode()).isEqualTo(503);
        assertThat(text(stopping)).isEqualTo("Application is stopping");
    }

    @Test
    void echoAndBuildInfoAnswerGrafana() {
        HttpResponse<byte[]> echo = server.get("/api/echo");
        assertThat(text(echo)).isEqualTo("echo\n");
        assertThat(echo.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");

        HttpResponse<byte[]> info = server.get("/api/status/buildinfo");
        assertThat(info.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(text(info))
                .isEqualTo("{\"version\":\"3.0.0+vivace-0.1.0\",\"revision\":\"abc1234\",\"branch\":\"main\","
                        + "\"buildUser\":\"\",\"buildDate\":\"\",\"goVersion\":\"java25\"}\n");
    }

    @Test
    void statusPagesAreText() {
        HttpResponse<byte[]> all = server.get("/status");
        assertThat(all.headers().firstValue("content-type")).hasValue("text/plain");
        assertThat(text(all))
                .contains("GET /status/version\n", "GET /status/services\n", "GET /status/endpoints\n")
                .contains("GET /status/config\n---\n# cache: not needed\nserver:\n  http_listen_port: 3200\n");
        assertThat(text(server.get("/status/version"))).startsWith("GET /status/version\nVivace, version 0.1.0");
        assertThat(text(server.get("/status/services")))
                .contains("SERVICE NAME  STATUS")
                .contains("live-store    Running");
        assertThat(text(server.get("/status/endpoints"))).contains("/api/v2/search/tag/{tagName}/values");
        assertThat(text(server.get("/status/config?mode=diff"))).contains("{}");
        assertThat(text(server.get("/status/config?mode=defaults"))).contains("server: {}");
        HttpResponse<byte[]> mode = server.get("/status/config?mode=x");
        assertThat(mode.statusCode()).isEqualTo(500);
        assertThat(text(mode)).startsWith("unknown value for mode query parameter: x");
        assertThat(server.get("/status/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void pagesAreForGetAlone() {
        for (String path : new String[] {"/status", "/status/version", "/api/status/buildinfo", "/metrics"}) {
            HttpResponse<byte[]> response = server.send("POST", server.api(path));
            assertThat(response.statusCode()).as(path).isEqualTo(405);
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void metricsShowDoorsAndApi() {
        server.get("/api/search?q=%7B%7D");
        post(server.servers.otlpHttpPort(), "/v1/traces", "{}", "application/json");

        HttpResponse<byte[]> metrics = server.get("/metrics");

        assertThat(metrics.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(text(metrics))
                .contains("tempo_request_duration_seconds_count{method=\"GET\",route=\"api_search\","
                        + "status_code=\"200\",ws=\"false\"} 1")
                .contains("tempo_query_frontend_requests_total{op=\"search\",status_code=\"200\"} 1")
                .contains("tempo_query_frontend_requests_total{op=\"traces\",status_code=\"200\"} 0")
                .contains("tempo_build_info{")
                .containsPattern(
                        "tempo_receiver_accepted_spans\\{receiver=\"otlp/otlp_receiver\",transport=\"http\"\\} 0")
                .contains("vivace_receiver_inflight_bytes 0");
        assertThat(server.get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0")
                        .headers()
                        .firstValue("content-type")
                        .orElseThrow())
                .startsWith("application/openmetrics-text");
    }

    @Test
    void metricsShowHowQueriesEnded() {
        server.get("/api/search?q=%7B%7D");
        server.get("/api/search?q=%7B");
        server.get("/api/v2/search/tags");
        server.get("/api/echo");

        assertThat(text(server.get("/metrics")))
                .contains("tempo_query_frontend_queries_total{op=\"search\",result=\"completed\","
                        + "tenant=\"single-tenant\"} 2")
                .contains("tempo_query_frontend_queries_within_slo_total{op=\"search\",result=\"completed\","
                        + "tenant=\"single-tenant\"} 2")
                .contains("tempo_query_frontend_queries_total{op=\"metadata\",result=\"completed\","
                        + "tenant=\"single-tenant\"} 1");
    }

    @Test
    void startPageTellsWhatArrivedAndWhatDidNot() {
        assertThat(text(server.get("/"))).contains("Nothing yet since the start.", "It is starting: LiveStore");

        server.readiness.ready();
        post(server.servers.otlpHttpPort(), "/v1/traces", "{\"resourceSpans\":[]}", "application/json");
        post(server.servers.otlpHttpPort(), "/v1/traces", "<html>", "text/html");
        HttpResponse<byte[]> page = server.get("/");
        String html = text(page);

        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(html)
                .contains("It is ready.", "<td>" + server.servers.otlpGrpcPort() + "</td><td>OTLP/gRPC")
                .contains("(no spans in its requests)", "http json")
                .contains("415: 415 unsupported media type", "&#39;text/html&#39; is neither")
                .doesNotContain("<script", "<link", "src=");
    }

    @Test
    void firstSpanOfTheStartPageIsAValidRequest() {
        String html = text(server.get("/"))
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&gt;", ">")
                .replace("&lt;", "<")
                .replace("&amp;", "&");
        Matcher command = Pattern.compile("curl -sS (http\\S+) -H '([^']+)' -d '(.*)'</pre>")
                .matcher(html);
        assertThat(command.find()).isTrue();
        String body = command.group(3).replace("'$(date +%s)'", "1755850000");
        String id = body.replaceAll(".*\"traceId\":\"([0-9a-f]+)\".*", "$1");

        HttpResponse<byte[]> response = server.send(HttpRequest.newBuilder(URI.create(command.group(1)))
                .headers(command.group(2).split(": ", -1))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());

        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        assertThat(server.taken).hasValue(1);
        assertThat(id).hasSize(32);
        assertThat(html).contains("/api/v2/traces/" + id);
        assertThat(text(server.get("/"))).contains("<td>my-first-service</td>").doesNotContain(id);
    }

    @Test
    void arrivalsAreJsonToo() {
        post(server.servers.otlpGrpcPort(), "/v1/traces", "{}", "application/json");
        post(server.servers.otlpHttpPort(), "/v1/metrics", "{}", "application/json");

        assertThat(text(server.get("/status/arrivals")))
                .startsWith("{\"spans\":0,\"recentMinutes\":5,\"arrivals\":[{\"address\":\"127.0.0.1\","
                        + "\"transport\":\"http\"")
                .contains("\"refusals\":[{", "\"request\":\"POST /v1/metrics\"", "\"reason\":\"unknown_path\"")
                .contains("\"first\":\"2026-01-31T12:00:00Z\"");
    }

    @Test
    void tracesWithoutIdAreGuidance() {
        for (String path : new String[] {"/api/traces", "/api/traces/"}) {
            HttpResponse<byte[]> response = server.get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(text(response))
                    .contains(
                            "/api/traces/<trace id>",
                            "/api/search",
                            ":" + server.servers.otlpHttpPort() + "/v1/traces");
        }
    }

    private void post(@Nullable Integer port, String path, String body, String type) {
        server.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }
}
