package dev.vivace.server.http;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.SpanIntake;
import dev.vivace.ingest.receive.Protocol;
import dev.vivace.ingest.receive.ReceiveSettings;
import dev.vivace.model.work.MemoryBudget;
import dev.vivace.query.QueryLimits;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.server.config.Settings.Serving;
import dev.vivace.server.http.ServerFacts.ServiceState;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// All servers on loopback ports chosen by the system, with fixed answers behind them.
final class ServersUnderTest implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    final FixedQueries queries = new FixedQueries();
    final Readiness readiness = new Readiness("LiveStore not ready: live-store is starting");
    final AtomicInteger taken = new AtomicInteger();
    final HttpServers servers;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private volatile @Nullable CompletableFuture<Receipt> stalled;

    ServersUnderTest() {
        this(UnaryOperator.identity());
    }

    ServersUnderTest(UnaryOperator<HttpSettings> change) {
        this(change, TenantControls.none());
    }

    ServersUnderTest(UnaryOperator<HttpSettings> change, TenantControls tenants) {
        SpanIntake intake = (tenant, data, offset, length) -> {
            taken.incrementAndGet();
            CompletableFuture<Receipt> waiting = stalled;
            return waiting != null ? waiting : CompletableFuture.completedFuture(new Receipt(1, 0, 0));
        };
        try {
            servers = HttpServers.start(
                    change.apply(settings()),
                    intake,
                    queries,
                    MemoryBudget.unlimited(),
                    new PrometheusRegistry(),
                    readiness,
                    facts(),
                    tenants,
                    InstantSource.fixed(NOW));
        } catch (PortUnavailableException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static HttpSettings settings() {
        return new HttpSettings(
                anyPort(),
                "",
                otlp(anyPort(), anyPort()),
                ReceiveSettings.DEFAULTS,
                QuestionLimits.DEFAULTS,
                QueryLimits.DEFAULTS.withTimeout(Duration.ofSeconds(20)),
                2,
                2,
                10,
                new Serving(Duration.ofMinutes(2), 0, true, true, Duration.ofSeconds(3), Duration.ofSeconds(5)),
                null,
                null);
    }

    static List<Listener> otlp(InetSocketAddress grpc, InetSocketAddress http) {
        return List.of(
                Listener.of(Protocol.OTLP_GRPC, grpc, "distributor.receivers.otlp.protocols.grpc.endpoint"),
                Listener.of(Protocol.OTLP_HTTP, http, "distributor.receivers.otlp.protocols.http.endpoint"));
    }

    static ServerFacts facts() {
        return new ServerFacts(
                new BuildInfo("0.1.0", "abc1234", "main", Instant.EPOCH),
                NOW,
                () -> List.of(new ServiceState("live-store", "Running", "")),
                () -> "server:\n  http_listen_port: 3200\n",
                () -> "{}\n",
                () -> "server: {}\n",
                List.of("cache: not needed"),
                ServerControls.NONE);
    }

    void stallIntakeUntil(CompletableFuture<Receipt> release) {
        stalled = release;
    }

    URI api(String path) {
        return URI.create("http://127.0.0.1:" + servers.apiPort() + path);
    }

    /// @param headers name, value, name, value …
    HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", api(path), headers);
    }

    HttpResponse<byte[]> send(String method, URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        servers.close();
        client.close();
    }

    /// Settings with other receivers.
    static UnaryOperator<HttpSettings> receiving(Listener... listeners) {
        return settings -> new HttpSettings(
                settings.api(),
                "",
                List.of(listeners),
                settings.receive(),
                settings.limits(),
                settings.queryLimits(),
                1,
                1,
                1,
                settings.serving(),
                null,
                null);
    }

    /// Exports one span over gRPC.
    static AggregatedHttpResponse export(int port) {
        byte[] frame = {0, 0, 0, 0, 4, 0x0a, 0x02, 0x12, 0x00};
        return WebClient.of("h2c://127.0.0.1:" + port)
                .execute(
                        RequestHeaders.builder(
                                        HttpMethod.POST, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
                                .add("content-type", "application/grpc")
                                .add("te", "trailers")
                                .build(),
                        HttpData.wrap(frame))
                .aggregate()
                .join();
    }

    int grpcPort() {
        return Objects.requireNonNull(servers.otlpGrpcPort());
    }

    int httpPort() {
        return Objects.requireNonNull(servers.otlpHttpPort());
    }
}
