package dev.vivace.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpResponse;
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
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
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
                .port(new ServerPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SessionProtocol.HTTPS))
                .tlsProvider(tls.provider(nanos::get), tls.config())
                .service("/", (_, _) -> HttpResponse.of("in"))
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
