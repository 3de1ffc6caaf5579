package dev.vivace.server.config;

import dev.vivace.server.access.Credentials;
import dev.vivace.server.access.PortTls;
import dev.vivace.server.access.PortTls.Clients;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads who may do what (`vivace.auth`) and the certificates of ports (`server.http_tls_config`, `tls` of receivers).
/// Confined to one thread.
final class SecurityReader {

    private static final Path NONE = Path.of("");

    private SecurityReader() {}

    static Security read(SectionReader root) {
        SectionReader auth = root.section("vivace.auth");
        Path file = auth.path("users_file", NONE);
        Credentials inline = auth.has("users") ? auth.users("users") : null;
        if (inline != null && !file.equals(NONE)) {
            auth.refuse("users_file", "users are also written below 'users' (expected: one of the two)");
        }
        return new Security(
                file.equals(NONE) ? null : file, inline, tls(root.section("server.http_tls_config"), true));
    }

    /// @param typed whether what is asked of clients is said by `client_auth_type`, as for Tempo's own port; a
    ///     receiver's authorities alone mean that clients must have a certificate
    /// @return null if nothing is said
    static @Nullable PortTls tls(SectionReader section, boolean typed) {
        if (section.isEmpty()) {
            return null;
        }
        Path certificate = section.path("cert_file", NONE);
        Path key = section.path("key_file", NONE);
        Path authorities = section.path("client_ca_file", NONE);
        if (certificate.equals(NONE) || key.equals(NONE)) {
            section.refuse("cert_file", "certificate and key (expected: both cert_file and key_file)");
            return null;
        }
        Path known = authorities.equals(NONE) ? null : authorities;
        Clients clients = typed ? clients(section) : known == null ? Clients.ANYBODY : Clients.VERIFIED;
        if (clients != Clients.ANYBODY && known == null) {
            section.refuse(
                    "client_auth_type", "clients' certificates are to be verified (expected: also client_ca_file)");
            return null;
        }
        return new PortTls(certificate, key, known, clients);
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
