package dev.vivace.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerPort;
import dev.vivace.server.access.PortTls.Clients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortTlsTest {

    private static final TlsKeyPair FIRST = TlsKeyPair.ofSelfSigned("localhost");
    private static final TlsKeyPair SECOND = TlsKeyPair.ofSelfSigned("localhost");
    private static final TlsKeyPair CLIENT = TlsKeyPair.ofSelfSigned("collector");

    @TempDir
    private Path folder = Path.of("");

    private final AtomicLong nanos = new AtomicLong();

    private Path pem(String name, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    private void write(TlsKeyPair pair) throws Exception {
        pem("tls.crt", "CERTIFICATE", pair.certificateChain().getFirst().getEncoded());
        pem("tls.key", "PRIVATE KEY", pair.privateKey().getEncoded());
    }

    private Server start(PortTls tls) throws IOException {
        Server server = Server.builder()
                .port(new ServerPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        SessionProtocol.HTTPS,
                        SessionProtocol.HTTP))
                .tlsProvider(tls.provider(nanos::get), tls.config())
                .service("/", new TlsOnly((_, _) -> HttpResponse.of("in")))
                .build();
        server.start().join();
        return server;
    }

    private static String get(Server server, X509Certificate trusted, @Nullable TlsKeyPair own) {
        ClientFactoryBuilder factory = ClientFactory.builder().tlsCustomizer(tls -> tls.trustManager(trusted));
        if (own != null) {
            factory.tls(own);
        }
        ClientFactory clients = factory.build();
        try {
            return WebClient.builder("https://localhost:" + server.activeLocalPort())
                    .factory(clients)
                    .build()
                    .blocking()
                    .get("/")
                    .contentUtf8();
        } finally {
            clients.closeAsync();
        }
    }

    @Test
    void certificateIsReplacedWhileTheServerRuns() throws Exception {
        write(FIRST);
        PortTls tls = new PortTls(folder.resolve("tls.crt"), folder.resolve("tls.key"), null, Clients.ANYBODY);
        Server server = start(tls);
        try {
            assertThat(get(server, FIRST.certificateChain().getFirst(), null)).isEqualTo("in");

            write(SECOND);
            nanos.addAndGet(Reloaded.CHECK_NANOS);

            assertThat(get(server, SECOND.certificateChain().getFirst(), null)).isEqualTo("in");
            assertThatThrownBy(() -> get(server, FIRST.certificateChain().getFirst(), null))
                    .hasStackTraceContaining("SSLHandshakeException");
        } finally {
            server.stop().join();
        }
    }

    @Test
    void clientsHaveToShowACertificateThatIsAccepted() throws Exception {
        write(FIRST);
        Path authorities = pem(
                "ca.crt", "CERTIFICATE", CLIENT.certificateChain().getFirst().getEncoded());
        PortTls tls = new PortTls(folder.resolve("tls.crt"), folder.resolve("tls.key"), authorities, Clients.VERIFIED);
        Server server = start(tls);
        try {
            X509Certificate trusted = FIRST.certificateChain().getFirst();

            assertThat(get(server, trusted, CLIENT)).isEqualTo("in");
            assertThatThrownBy(() -> get(server, trusted, null)).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> get(server, trusted, SECOND)).isInstanceOf(RuntimeException.class);
        } finally {
            server.stop().join();
        }
    }

    @Test
    void onlyTheVersionsAndSuitesAskedForAreSpoken() throws Exception {
        write(FIRST);
        TlsTerms modern = new TlsTerms(List.of("TLSv1.3"), List.of("TLS_AES_256_GCM_SHA384"));
        PortTls tls = new PortTls(folder.resolve("tls.crt"), folder.resolve("tls.key"), null, Clients.ANYBODY, modern);
        Server server = start(tls);
        try {
            assertThat(handshake(server, "TLSv1.3")).isEqualTo("TLS_AES_256_GCM_SHA384");
            assertThatThrownBy(() -> handshake(server, "TLSv1.2")).isInstanceOf(SSLException.class);
        } finally {
            server.stop().join();
        }
    }

    /// The suite that is agreed on.
    private static String handshake(Server server, String version) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("server", FIRST.certificateChain().getFirst());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.activeLocalPort())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    @Test
    void whoComesWithoutTlsIsToldSoAndGetsNothingElse() throws Exception {
        write(FIRST);
        PortTls tls = new PortTls(folder.resolve("tls.crt"), folder.resolve("tls.key"), null, Clients.ANYBODY);
        Server server = start(tls);
        try {
            WebClient plain = WebClient.of("http://127.0.0.1:" + server.activeLocalPort());

            AggregatedHttpResponse told = plain.blocking().get("/");
            AggregatedHttpResponse grpc = plain.blocking()
                    .execute(RequestHeaders.of(HttpMethod.POST, "/", "content-type", "application/grpc"));

            assertThat(told.status().code()).isEqualTo(400);
            assertThat(told.contentUtf8()).contains("this port speaks TLS", "https://");
            assertThat(grpc.headers().get("grpc-status")).isEqualTo("14");
            assertThat(get(server, FIRST.certificateChain().getFirst(), null)).isEqualTo("in");
        } finally {
            server.stop().join();
        }
    }

    @Test
    void filesThatAreNoneAreNamed() throws Exception {
        write(FIRST);
        Files.writeString(folder.resolve("tls.key"), "no key");
        PortTls tls = new PortTls(folder.resolve("tls.crt"), folder.resolve("tls.key"), null, Clients.ANYBODY);

        assertThatThrownBy(() -> tls.provider(nanos::get))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tls.key")
                .hasMessageContaining("expected: PEM files that belong together");
        assertThatThrownBy(() -> new PortTls(folder, folder, null, Clients.VERIFIED))
                .hasMessageContaining("expected: a file of authorities");
    }
}
