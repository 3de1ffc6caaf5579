package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.TlsKeyPair;
import dev.vivace.ingest.receive.Protocol;
import dev.vivace.server.access.PortTls;
import dev.vivace.server.http.HttpSettings.GrpcPort;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The port for queries over gRPC.
class GrpcPortTest {

    @Test
    void answersWhatTheApiPortAnswers() {
        try (ServersUnderTest server = new ServersUnderTest(grpcAt(ServersUnderTest.anyPort(), true))) {
            int port = Objects.requireNonNull(server.servers.grpcQueriesPort());
            assertThat(port).isNotEqualTo(server.servers.apiPort());
            StreamingClient client = new StreamingClient(port);
            StreamingClient api = new StreamingClient(server.servers.apiPort());
            server.readiness.ready();

            assertThat(client.call("grpc.health.v1.Health", "Check", new byte[0], CallOptions.DEFAULT))
                    .containsExactly(new byte[] {8, 1});
            assertThat(client.call("Search", new byte[0]))
                    .containsExactly(api.call("Search", new byte[0]).getFirst());
            HttpResponse<byte[]> ready = server.send("GET", URI.create("http://127.0.0.1:" + port + "/ready"));
            assertThat(text(ready)).startsWith("ready");
            assertThat(text(server.get("/"))).contains("<td>" + port + "</td><td>queries over gRPC");
            assertThat(text(server.get("/metrics")))
                    .contains("route=\"/tempopb.StreamingQuerier/Search\",status_code=\"success\",ws=\"false\"} 2");
            // spans are directed to their port here too, and queries at that port to this one
            assertThat(ServersUnderTest.export(port).headers().get("grpc-message"))
                    .contains("OTLP/gRPC", ":" + server.grpcPort());
            assertThat(catchThrowableOfType(
                            StatusRuntimeException.class,
                            () -> new StreamingClient(server.grpcPort()).call("Search", new byte[0])))
                    .hasMessageContaining(":" + server.servers.apiPort() + " and on port " + port);
        }
    }

    @Test
    void hasTheCertificateOfTheApi(@TempDir Path folder) throws Exception {
        TlsKeyPair pair = TlsKeyPair.ofSelfSigned("localhost");
        PortTls tls = new PortTls(
                pem(
                        folder.resolve("tls.crt"),
                        "CERTIFICATE",
                        pair.certificateChain().getFirst().getEncoded()),
                pem(folder.resolve("tls.key"), "PRIVATE KEY", pair.privateKey().getEncoded()),
                null,
                PortTls.Clients.ANYBODY);
        UnaryOperator<HttpSettings> secured = settings -> new HttpSettings(
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
                        tls)
                .with(new GrpcPort(ServersUnderTest.anyPort(), true, 0));
        ClientFactory clients = ClientFactory.builder()
                .tlsCustomizer(
                        builder -> builder.trustManager(pair.certificateChain().getFirst()))
                .build();
        try (ServersUnderTest server = new ServersUnderTest(secured)) {
            String place = "://localhost:" + server.servers.grpcQueriesPort();

            assertThat(WebClient.builder("https" + place)
                            .factory(clients)
                            .build()
                            .blocking()
                            .get("/api/echo")
                            .contentUtf8())
                    .isEqualTo("echo\n");
            assertThat(server.send("GET", URI.create("http" + place + "/api/echo"))
                            .statusCode())
                    .isEqualTo(400);
        } finally {
            clients.closeAsync();
        }
    }

    private static Path pem(Path file, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    @Test
    void portThatIsTheApisIsOpenedOnce() throws IOException {
        InetSocketAddress address;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
        }
        HttpSettings settings = ServersUnderTest.settings();
        try (ServersUnderTest server = new ServersUnderTest(_ -> new HttpSettings(
                        address,
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
                        null)
                .with(new GrpcPort(address, true, 0)))) {
            assertThat(server.servers.grpcQueriesPort()).isNull();
            assertThat(new StreamingClient(address.getPort()).call("Search", new byte[0]))
                    .hasSize(1);
        }
    }

    @Test
    void takenPortIsDoneWithoutUnlessSomebodyAskedForIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());

            assertThatThrownBy(() -> new ServersUnderTest(grpcAt(address, true)))
                    .hasCauseInstanceOf(PortUnavailableException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " on ")
                    .hasMessageContaining("for queries over gRPC, cannot be opened")
                    .hasMessageContaining(
                            "held by process " + ProcessHandle.current().pid() + " (")
                    .hasMessageContaining("with server.grpc_listen_port");
            try (ServersUnderTest server = new ServersUnderTest(grpcAt(address, false))) {
                assertThat(server.servers.grpcQueriesPort()).isNull();
                assertThat(new StreamingClient(server.servers.apiPort()).call("Search", new byte[0]))
                        .hasSize(1);
            }
        }
    }

    /// A receiver may have the port that nobody asked for, and gets it.
    @Test
    void receiverComesBeforeAPortNobodyAskedFor() throws IOException {
        InetSocketAddress address;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
        }
        UnaryOperator<HttpSettings> receiver =
                ServersUnderTest.receiving(Listener.of(Protocol.OTLP_GRPC, address, "distributor.receivers"));
        try (ServersUnderTest server =
                new ServersUnderTest(settings -> grpcAt(address, false).apply(receiver.apply(settings)))) {
            assertThat(server.grpcPort()).isEqualTo(address.getPort());
            assertThat(server.servers.grpcQueriesPort()).isNull();
        }
    }

    private static UnaryOperator<HttpSettings> grpcAt(InetSocketAddress address, boolean required) {
        return settings -> settings.with(new GrpcPort(address, required, 0));
    }
}
