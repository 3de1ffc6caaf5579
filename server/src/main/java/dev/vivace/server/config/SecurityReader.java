package dev.vivace.server.config;

import dev.vivace.server.access.Credentials;
import dev.vivace.server.access.PortTls;
import dev.vivace.server.access.PortTls.Clients;
import dev.vivace.server.access.TlsTerms;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads who may do what (`vivace.auth`) and the certificates of ports (`server.http_tls_config`, `tls` of
/// receivers).
/// Confined to one thread.
final class SecurityReader {

    private static final Set<String> TLS_TERMS = Set.of("min_version", "max_version", "cipher_suites");

    private SecurityReader() {}

    static Security read(SectionReader root) {
        SectionReader auth = root.section("vivace.auth");
        Path file = file(auth, "users_file");
        Credentials inline = auth.has("users") ? auth.users("users") : null;
        if (inline != null && file != null) {
            auth.refuse("users_file", "users are also written below 'users' (expected: one of the two)");
        }
        return new Security(
                file,
                inline,
                tls(root.section("server.http_tls_config"), true, TlsTermsReader.ofServer(root.section("server"))));
    }

    /// The certificate of a receiver's port; null if nothing is said.
    static @Nullable PortTls ofReceiver(SectionReader tls) {
        return tls(tls, false, TlsTermsReader.ofReceiver(tls));
    }

    /// @param typed whether what is asked of clients is said by `client_auth_type`, as for Tempo's own port; a
    ///     receiver's authorities alone mean that clients must have a certificate
    /// @return null if nothing is said
    private static @Nullable PortTls tls(SectionReader section, boolean typed, TlsTerms terms) {
        Path certificate = file(section, "cert_file");
        Path key = file(section, "key_file");
        Path authorities = file(section, "client_ca_file");
        if (certificate == null && key == null && authorities == null) {
            String asked = asksForTls(section, typed);
            if (asked != null) {
                section.refuse(
                        asked,
                        "says how to speak TLS, and no certificate is named (expected: cert_file and key_file; without"
                                + " them connections would be plain)");
            }
            return null;
        }
        if (certificate == null || key == null) {
            section.refuse(
                    certificate == null ? "cert_file" : "key_file",
                    "a certificate without its key, or a key without certificate (expected: both cert_file and"
                            + " key_file)");
            return null;
        }
        Clients clients = typed ? clients(section) : authorities == null ? Clients.ANYBODY : Clients.VERIFIED;
        if (clients != Clients.ANYBODY && authorities == null) {
            section.refuse(
                    "client_auth_type", "clients' certificates are to be verified (expected: also client_ca_file)");
            return null;
        }
        if (typed && authorities != null && section.text("client_auth_type", "").isEmpty()) {
            section.refuse(
                    "client_ca_file",
                    "clients' authorities are named, and no client is asked for a certificate (expected:"
                            + " client_auth_type beside it, such as RequireAndVerifyClientCert)");
            return null;
        }
        return new PortTls(certificate, key, authorities, clients, terms);
    }

    /// The key of somebody who means to have TLS; null if there is none.
    private static @Nullable String asksForTls(SectionReader section, boolean typed) {
        if (typed) {
            boolean asks = !Set.of("", "NoClientCert").contains(section.text("client_auth_type", ""));
            return asks ? "client_auth_type" : null;
        }
        return section.keys().stream().filter(TLS_TERMS::contains).findFirst().orElse(null);
    }

    private static @Nullable Path file(SectionReader section, String key) {
        String text = section.text(key, "");
        return text.isEmpty() ? null : Path.of(text);
    }

    private static Clients clients(SectionReader section) {
        String type = section.text("client_auth_type", "");
        return switch (type) {
            case "", "NoClientCert" -> Clients.ANYBODY;
            case "VerifyClientCertIfGiven" -> Clients.VERIFIED_IF_GIVEN;
            case "RequireAndVerifyClientCert" -> Clients.VERIFIED;
            default -> {
                section.refuse(
                        "client_auth_type",
                        "'" + type + "' (expected: NoClientCert, VerifyClientCertIfGiven or"
                                + " RequireAndVerifyClientCert; a certificate that nobody verifies proves nothing)");
                yield Clients.ANYBODY;
            }
        };
    }
}
