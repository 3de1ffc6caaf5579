package dev.vivace.server.access;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import com.linecorp.armeria.server.ServerTlsConfig;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The certificate of a port, and whose clients' certificates it accepts. Immutable; the files may change.
///
/// @param certificate PEM, the server's own first, then the chain
/// @param key PEM, PKCS#8 or PKCS#1, not encrypted
/// @param clientAuthorities PEM; null if clients are not asked for certificates
/// @param clients whether clients must have one
/// @param terms versions and cipher suites
public record PortTls(Path certificate, Path key, @Nullable Path clientAuthorities, Clients clients, TlsTerms terms) {

    /// With the usual versions and suites.
    public PortTls(Path certificate, Path key, @Nullable Path clientAuthorities, Clients clients) {
        this(certificate, key, clientAuthorities, clients, TlsTerms.USUAL);
    }

    /// What is asked of clients.
    public enum Clients {
        ANYBODY(ClientAuth.NONE),
        VERIFIED_IF_GIVEN(ClientAuth.OPTIONAL),
        VERIFIED(ClientAuth.REQUIRE);

        private final ClientAuth netty;

        Clients(ClientAuth netty) {
            this.netty = netty;
        }
    }

    public PortTls {
        if (clients != Clients.ANYBODY && clientAuthorities == null) {
            throw new IllegalArgumentException(
                    "clients' certificates are asked for, but nothing says whose are accepted (expected: a file of"
                            + " authorities)");
        }
    }

    public ServerTlsConfig config() {
        return ServerTlsConfig.builder()
                .clientAuth(clients.netty)
                .tlsCustomizer(terms::apply)
                .build();
    }

    /// Reads the files now, and again when they change.
    ///
    /// @throws IOException if one cannot be read, naming it
    public TlsProvider provider(LongSupplier nanoTime) throws IOException {
        List<Path> files = new ArrayList<>(List.of(certificate, key));
        if (clientAuthorities != null) {
            files.add(clientAuthorities);
        }
        Reloaded<Material> material;
        try {
            material = new Reloaded<>("TLS certificate", files, this::read, nanoTime);
        } catch (NoSuchFileException e) {
            throw unreadable(e);
        }
        return new TlsProvider() {
            @Override
            public TlsKeyPair keyPair(String hostname) {
                return material.get().keyPair();
            }

            @Override
            public List<X509Certificate> trustedCertificates(String hostname) {
                return material.get().authorities();
            }
        };
    }

    private record Material(TlsKeyPair keyPair, List<X509Certificate> authorities) {}

    private Material read() throws IOException {
        TlsKeyPair pair;
        try {
            pair = TlsKeyPair.of(key.toFile(), certificate.toFile());
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
        return new Material(pair, clientAuthorities == null ? List.of() : certificates(clientAuthorities));
    }

    private IOException unreadable(Exception e) {
        return new IOException(
                "certificate " + certificate + " and key " + key + ": " + rootMessage(e)
                        + " (expected: PEM files that belong together)",
                e);
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> certificates = new ArrayList<>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(certificate -> certificates.add((X509Certificate) certificate));
            if (certificates.isEmpty()) {
                throw new IOException(file + " holds no certificate (expected: PEM)");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IOException(file + ": " + e.getMessage() + " (expected: certificates as PEM)", e);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        return root instanceof NoSuchFileException ? message + " does not exist" : message;
    }
}
