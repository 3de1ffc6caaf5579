package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerPort;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// All doors on a loopback port chosen by the system, with an in-memory intake behind them.
final class DoorsUnderTest implements AutoCloseable {

    final InMemoryIntake intake = new InMemoryIntake();
    final Arrivals arrivals = new Arrivals(InstantSource.system());
    final PrometheusRegistry registry = new PrometheusRegistry();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ExecutorService decoders = Executors.newFixedThreadPool(
            2, Thread.ofPlatform().name("decode-", 0).daemon().factory());
    private final Server server;
    private final List<UdpDoor> udp = new ArrayList<>();

    /// What stands on the port.
    final ReceiverDoors doors;

    DoorsUnderTest() {
        this(ReceiveSettings.DEFAULTS);
    }

    DoorsUnderTest(ReceiveSettings settings) {
        this(settings, Protocol.OTLP_HTTP, Cors.NONE, false);
    }

    DoorsUnderTest(ReceiveSettings settings, Protocol home, Cors cors, boolean typedTags) {
        Directions directions = new Directions(() -> new Signposts(
                "localhost",
                3200,
                9095,
                "",
                Map.of(Protocol.OTLP_GRPC, 4317, Protocol.OTLP_HTTP, 4318, Protocol.ZIPKIN, 9411)));
        doors = new ReceiverDoors(intake, settings, decoders, arrivals, directions, registry);
        server = Server.builder()
                .port(new ServerPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SessionProtocol.HTTP))
                .serviceUnder("/", doors.at(home, cors, typedTags))
                .maxRequestLength(0)
                .requestTimeoutMillis(0)
                .build();
        server.start().join();
    }

    static ReceiveSettings limits(int request, int decompressed, int grpc) {
        ReceiveSettings defaults = ReceiveSettings.DEFAULTS;
        return new ReceiveSettings(
                request,
                decompressed,
                grpc,
                defaults.maxBytesInFlight(),
                false,
                defaults.retryAfter(),
                defaults.requestTimeout());
    }

    static ReceiveSettings multitenant() {
        ReceiveSettings defaults = ReceiveSettings.DEFAULTS;
        return new ReceiveSettings(
                defaults.maxRequestBytes(),
                defaults.maxDecompressedBytes(),
                defaults.maxGrpcMessageBytes(),
                defaults.maxBytesInFlight(),
                true,
                Duration.ofSeconds(5),
                defaults.requestTimeout());
    }

    /// Opens a UDP port chosen by the system.
    UdpDoor openUdp(Protocol format, UdpSettings settings) {
        try {
            UdpDoor door = doors.openUdp(format, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), settings);
            udp.add(door);
            return door;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.activeLocalPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /// @param headers name, value, name, value …
    HttpResponse<byte[]> post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
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

    /// The value of a counter or gauge, 0 if it has none with these labels.
    ///
    /// @param labels name, value, name, value …
    double metric(String name, String... labels) {
        Labels wanted = Labels.of(labels);
        for (MetricSnapshot snapshot : registry.scrape()) {
            if (!snapshot.getMetadata().getName().equals(name)) {
                continue;
            }
            if (snapshot instanceof CounterSnapshot counter) {
                return counter.getDataPoints().stream()
                        .filter(point -> point.getLabels().equals(wanted))
                        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                        .sum();
            }
            if (snapshot instanceof GaugeSnapshot gauge) {
                return gauge.getDataPoints().stream()
                        .filter(point -> point.getLabels().equals(wanted))
                        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                        .sum();
            }
        }
        return 0;
    }

    @Override
    public void close() {
        udp.forEach(UdpDoor::close);
        server.stop(); // not waited for: its event loops linger for two seconds
        decoders.shutdown();
        client.close();
    }
}
