package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.receive.Cors;
import dev.vivace.ingest.receive.Protocol;
import dev.vivace.ingest.receive.ReceiveSettings;
import dev.vivace.ingest.receive.UdpSettings;
import dev.vivace.model.TenantId;
import dev.vivace.model.work.MemoryBudget;
import dev.vivace.model.work.QueryStoppedException;
import dev.vivace.server.config.QuestionLimits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class HttpServersTest {

    private static final byte[] ONE_SPAN = {0x0a, 0x02, 0x12, 0x00};

    @Test
    void bothOtlpPortsTakeBothProtocols() {
        try (ServersUnderTest server = new ServersUnderTest()) {
            for (Integer port : List.of(server.grpcPort(), server.httpPort())) {
                for (HttpClient.Version version : HttpClient.Version.values()) {
                    if (version != HttpClient.Version.HTTP_1_1 && version != HttpClient.Version.HTTP_2) {
                        continue;
                    }
                    HttpResponse<byte[]> http =
                            server.send(otlp(port).version(version).build());
                    assertThat(http.statusCode()).isEqualTo(200);
                    assertThat(http.version()).isEqualTo(version);
                }
                assertThat(ServersUnderTest.export(port).trailers().get("grpc-status"))
                        .isEqualTo("0");
            }
            assertThat(server.taken).hasValue(6);
        }
    }

    @Test
    void grpcOnTheApiPortIsToldWhereToGo() {
        try (ServersUnderTest server = new ServersUnderTest()) {
            AggregatedHttpResponse response = ServersUnderTest.export(server.servers.apiPort());

            assertThat(response.headers().get("grpc-status")).isEqualTo("12");
            assertThat(response.headers().get("grpc-message")).contains("OTLP/gRPC", ":" + server.grpcPort());
            assertThat(server.taken).hasValue(0);
        }
    }

    @Test
    void prefixMovesTheApiAndNothingElse() {
        try (ServersUnderTest server = new ServersUnderTest(settings -> with(settings, "/tempo", false))) {
            assertThat(server.get("/tempo/api/echo").statusCode()).isEqualTo(200);
            assertThat(server.get("/tempo/api/search?q=%7B%7D").statusCode()).isEqualTo(200);
            assertThat(server.get("/ready").statusCode()).isEqualTo(503);
            assertThat(server.get("/status").statusCode()).isEqualTo(200);
            assertThat(server.get("/tempo/ready").statusCode()).isEqualTo(404);
            HttpResponse<byte[]> unprefixed = server.get("/api/search");
            assertThat(unprefixed.statusCode()).isEqualTo(404);
            assertThat(text(unprefixed)).contains("ask /tempo/api/search");
            assertThat(text(server.get("/metrics"))).contains("route=\"tempo_api_search\"");
        }
    }

    @Test
    void tenantsAreToldApartAndAskedTogether() {
        try (ServersUnderTest server = new ServersUnderTest(settings -> with(settings, "", true))) {
            HttpResponse<byte[]> nobody = server.get("/api/search?q=%7B%7D");
            assertThat(nobody.statusCode()).isEqualTo(401);
            assertThat(text(nobody)).startsWith("no org id\n").contains("X-Scope-OrgID");
            assertThat(nobody.headers().firstValue("x-content-type-options")).hasValue("nosniff");
            assertThat(server.get("/api/search?q=%7B%7D", "X-Scope-OrgID", "").statusCode())
                    .isEqualTo(401);
            HttpResponse<byte[]> bad = server.get("/api/search?q=%7B%7D", "X-Scope-OrgID", "a/b");
            assertThat(bad.statusCode()).isEqualTo(400);
            assertThat(text(bad)).isEqualTo("tenant ID 'a/b' contains unsupported character '/'");
            assertThat(text(server.get("/api/search?q=%7B%7D", "X-Scope-OrgID", "a|")))
                    .isEqualTo("no org id");
            assertThat(server.get("/api/echo").statusCode()).isEqualTo(200);

            HttpResponse<byte[]> both = server.get("/api/search?q=%7B%7D&limit=2", "X-Scope-OrgID", "b|a|a");
            assertThat(both.statusCode()).isEqualTo(200);
            assertThat(server.queries.tenants).containsExactly(new TenantId("a"), new TenantId("b"));
            assertThat(text(both)).contains("\"inspectedTraces\":74");
            assertThat(text(server.get("/api/search/tag/x/values", "X-Scope-OrgID", "a|b")))
                    .contains("[\"500\",\"cart\"]");
            assertThat(text(server.get("/api/v2/search/tag/span.x/values", "X-Scope-OrgID", "a|b")))
                    .contains("[{\"type\":\"int\",\"value\":\"500\"},{\"type\":\"string\",\"value\":\"cart\"}]");
            assertThat(text(server.get("/api/search/tags", "X-Scope-OrgID", "a|b")))
                    .contains("[\"http.status_code\",\"service.name\"]");
            assertThat(server.get("/api/traces/1", "X-Scope-OrgID", "a|b").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void severalTenantsAtOnceCanBeForbidden() {
        QuestionLimits all = QuestionLimits.DEFAULTS;
        QuestionLimits single = new QuestionLimits(
                all.defaultResults(),
                all.maxResults(),
                all.defaultSpans(),
                all.maxSpans(),
                all.maxSearchDuration(),
                all.maxMetricsDuration(),
                all.maxIntervals(),
                all.maxExemplars(),
                all.maxSeries(),
                all.maxQueryBytes(),
                false,
                all.deniedUrls(),
                all.strict());
        try (ServersUnderTest server = new ServersUnderTest(settings -> with(settings, "", true, single))) {
            HttpResponse<byte[]> both = server.get("/api/search?q=%7B%7D", "X-Scope-OrgID", "a|b");

            assertThat(both.statusCode()).isEqualTo(400);
            assertThat(text(both)).isEqualTo("multiple org IDs present");
            assertThat(server.get("/api/search?q=%7B%7D", "X-Scope-OrgID", "a|a")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void queriesPastTheQueueAreTurnedAwayAndProbesStillAnswer() {
        UnaryOperator<HttpSettings> narrow = settings -> new HttpSettings(
                settings.api(),
                "",
                settings.receivers(),
                settings.receive(),
                settings.limits(),
                settings.queryLimits(),
                1,
                1,
                1,
                settings.serving(),
                null,
                null);
        CountDownLatch gate = new CountDownLatch(1);
        try (ServersUnderTest server = new ServersUnderTest(narrow)) {
            server.queries.waitFor(gate);
            CompletableFuture<HttpResponse<byte[]>> running = search(server);
            while (server.queries.count() == 0) {
                Thread.onSpinWait();
            }
            // One of the next two waits in the queue, the other finds it full.
            CompletableFuture<HttpResponse<byte[]>> second = search(server);
            CompletableFuture<HttpResponse<byte[]>> third = search(server);
            CompletableFuture<?> turnedAway = CompletableFuture.anyOf(second, third);
            HttpResponse<?> refused = (HttpResponse<?>) turnedAway.join();

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(server.get("/api/echo").statusCode()).isEqualTo(200);
            assertThat(server.get("/ready").statusCode()).isEqualTo(503);
            assertThat(server.get("/metrics").statusCode()).isEqualTo(200);
            gate.countDown();
            assertThat(running.join().statusCode()).isEqualTo(200);
            assertThat(List.of(second.join().statusCode(), third.join().statusCode()))
                    .containsExactlyInAnyOrder(200, 429);
        }
    }

    @Test
    void queryThatTakesTooLongIs503() {
        UnaryOperator<HttpSettings> hasty = settings -> new HttpSettings(
                settings.api(),
                "",
                List.of(),
                settings.receive(),
                settings.limits(),
                settings.queryLimits().withTimeout(Duration.ofMillis(100)),
                1,
                1,
                1,
                settings.serving(),
                null,
                null);
        CountDownLatch gate = new CountDownLatch(1);
        try (ServersUnderTest server = new ServersUnderTest(hasty)) {
            server.queries.waitFor(gate);
            HttpResponse<byte[]> response = server.get("/api/search?q=%7B%7D");
            gate.countDown();

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(text(response)).isEqualTo("unable to process request in the configured timeout");
            assertThat(server.servers.otlpHttpPort()).isNull();
        }
    }

    @Test
    void queryWhoseClientWentAwayIsGivenUp() {
        try (ServersUnderTest server = new ServersUnderTest()) {
            server.queries.neverEnd();
            CompletableFuture<HttpResponse<byte[]>> asked = search(server);
            while (server.queries.count() == 0) {
                Thread.onSpinWait();
            }
            assertThat(text(server.get("/metrics"))).contains("\nvivace_queries_running 1.0\n");

            asked.cancel(true);

            while (!text(server.get("/metrics")).contains("vivace_queries_stopped_total{reason=\"cancelled\"} 1.0")) {
                Thread.onSpinWait();
            }
            while (!text(server.get("/metrics")).contains("\nvivace_queries_running 0.0\n")) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void refusalForWantOfMemorySaysWhenToAskAgain() {
        try (ServersUnderTest server = new ServersUnderTest()) {
            server.queries.failWith(new QueryStoppedException(QueryStoppedException.Reason.MEMORY, "no room"));
            HttpResponse<byte[]> refused = server.get("/api/search?q=%7B%7D");

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
            assertThat(text(refused)).isEqualTo("no room");

            server.queries.failWith(new QueryStoppedException(QueryStoppedException.Reason.BYTES, "too much"));
            assertThat(server.get("/api/search?q=%7B%7D").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void rangeLimitIsTheTextGrafanaLooksFor() {
        UnaryOperator<HttpSettings> limited = settings -> new HttpSettings(
                settings.api(),
                "",
                List.of(),
                settings.receive(),
                settings.limits().withMaxSearchDuration(Duration.ofHours(168)),
                settings.queryLimits(),
                1,
                1,
                1,
                settings.serving(),
                null,
                null);
        try (ServersUnderTest server = new ServersUnderTest(limited)) {
            HttpResponse<byte[]> response = server.get("/api/search?q=%7B%7D&start=1&end=604802");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(text(response))
                    .isEqualTo("range specified by start and end exceeds 168h0m0s. received start=1 end=604802");
            assertThat(server.get("/api/search?q=%7B%7D&start=1&end=604801").statusCode())
                    .isEqualTo(200);
            assertThat(server.get("/api/search?q=%7B%7D").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void takenPortNamesHolderAndSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpSettings settings = ServersUnderTest.settings();
            HttpSettings clashing = new HttpSettings(
                    settings.api(),
                    "",
                    ServersUnderTest.otlp(
                            ServersUnderTest.anyPort(),
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort())),
                    settings.receive(),
                    settings.limits(),
                    settings.queryLimits(),
                    1,
                    1,
                    1,
                    settings.serving(),
                    null,
                    null);

            PortUnavailableException refused = catchThrowableOfType(
                    PortUnavailableException.class,
                    () -> HttpServers.start(
                            clashing,
                            (tenant, data, offset, length) -> new CompletableFuture<>(),
                            new FixedQueries(),
                            MemoryBudget.unlimited(),
                            new PrometheusRegistry(),
                            new Readiness("starting"),
                            ServersUnderTest.facts(),
                            TenantControls.none(),
                            InstantSource.system()));

            assertThat(refused.port()).isEqualTo(taken.getLocalPort());
            assertThat(refused)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("OTLP/HTTP")
                    .hasMessageContaining(
                            "held by process " + ProcessHandle.current().pid() + " (")
                    .hasMessageContaining("distributor.receivers.otlp.protocols.http.endpoint");
        }
    }

    @Test
    void portNobodyAskedForIsDoneWithout() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            String setting = "distributor.receivers.jaeger.protocols.thrift_compact.endpoint";
            Listener required = Listener.of(Protocol.JAEGER_COMPACT, address, setting);
            Listener optional = new Listener(
                    Protocol.JAEGER_COMPACT, address, setting, Cors.NONE, UdpSettings.DEFAULTS, false, null, false);
            Listener zipkin = Listener.of(Protocol.ZIPKIN, ServersUnderTest.anyPort(), "zipkin");

            assertThatThrownBy(() -> new ServersUnderTest(ServersUnderTest.receiving(required)))
                    .hasMessageContaining("UDP port " + taken.getLocalPort())
                    .hasMessageContaining(
                            "held by process " + ProcessHandle.current().pid() + " (")
                    .hasMessageContaining(setting);
            try (ServersUnderTest server = new ServersUnderTest(ServersUnderTest.receiving(optional, zipkin))) {
                assertThat(server.servers.port(Protocol.JAEGER_COMPACT)).isNull();
                assertThat(server.servers.port(Protocol.ZIPKIN)).isNotNull();
                assertThat(text(server.get("/"))).contains("Zipkin, POST /api/v2/spans");
            }
        }
    }

    @Test
    void receiversOfOneAddressShareIt() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServersUnderTest server = new ServersUnderTest(ServersUnderTest.receiving(
                Listener.of(Protocol.OTLP_HTTP, address, "one"), Listener.of(Protocol.ZIPKIN, address, "other")))) {
            assertThat(server.servers.port(Protocol.OTLP_HTTP)).isEqualTo(port);
            assertThat(server.servers.port(Protocol.ZIPKIN)).isEqualTo(port);
        }
    }

    @Test
    void stopFinishesRequestsAndIsQuick() {
        ServersUnderTest server = new ServersUnderTest();
        server.readiness.ready();
        CompletableFuture<Receipt> durable = new CompletableFuture<>();
        server.stallIntakeUntil(durable);
        CompletableFuture<HttpResponse<byte[]>> underway =
                server.client.sendAsync(otlp(server.httpPort()).build(), HttpResponse.BodyHandlers.ofByteArray());
        while (server.taken.get() == 0) {
            Thread.onSpinWait();
        }

        long started = System.nanoTime();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.servers::close);
        while (!(server.readiness.state() instanceof Readiness.State.Stopping)) {
            Thread.onSpinWait();
        }
        HttpResponse<byte[]> ready = server.get("/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(text(ready)).isEqualTo("Application is stopping");
        assertThat(stopped).isNotDone();
        durable.complete(new Receipt(1, 0, 0));

        assertThat(underway.join().statusCode()).isEqualTo(200);
        stopped.join();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
        server.client.close();
    }

    @Test
    void idleServerStopsAtOnce() {
        ServersUnderTest server = new ServersUnderTest();
        server.get("/ready");

        long started = System.nanoTime();
        server.servers.close();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
        server.client.close();
    }

    static HttpSettings with(HttpSettings settings, String prefix, boolean multitenancy) {
        return with(settings, prefix, multitenancy, settings.limits());
    }

    private static HttpSettings with(
            HttpSettings settings, String prefix, boolean multitenancy, QuestionLimits limits) {
        ReceiveSettings receive = settings.receive();
        return new HttpSettings(
                settings.api(),
                prefix,
                settings.receivers(),
                new ReceiveSettings(
                        receive.maxRequestBytes(),
                        receive.maxDecompressedBytes(),
                        receive.maxGrpcMessageBytes(),
                        receive.maxBytesInFlight(),
                        multitenancy,
                        receive.retryAfter(),
                        receive.requestTimeout()),
                limits,
                settings.queryLimits(),
                settings.decoderThreads(),
                settings.queryThreads(),
                settings.queryQueue(),
                settings.serving(),
                null,
                null);
    }

    private static CompletableFuture<HttpResponse<byte[]>> search(ServersUnderTest server) {
        return server.client.sendAsync(
                HttpRequest.newBuilder(server.api("/api/search?q=%7B%7D")).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder otlp(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(ONE_SPAN));
    }
}
