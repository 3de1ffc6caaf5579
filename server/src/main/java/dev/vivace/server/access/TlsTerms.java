package dev.vivace.server.access;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.ArrayList;
import java.util.List;

/// On which terms a port speaks TLS. Immutable.
///
/// @param versions as Java names them, such as `TLSv1.3`; empty for those that are safe
/// @param cipherSuites by their IANA names; empty for the usual ones. The one without which there is no HTTP/2 is
///     always among them
public record TlsTerms(List<String> versions, List<String> cipherSuites) {

    /// Every server of HTTP/2 has it.
    ///
    /// @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-9.2.2">RFC 9113, 9.2.2</a>
    private static final String OF_HTTP2 = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

    /// What is served at most: older versions are broken, and clients that know nothing newer are gone.
    public static final List<String> SERVED = List.of("TLSv1.2", "TLSv1.3");

    /// Versions 1.2 and 1.3, and the suites that are safe with them.
    public static final TlsTerms USUAL = new TlsTerms(List.of(), List.of());

    public TlsTerms {
        versions = List.copyOf(versions);
        cipherSuites = List.copyOf(cipherSuites);
        if (!SERVED.containsAll(versions)) {
            throw new IllegalArgumentException("TLS versions " + versions + " (expected: some of " + SERVED + ")");
        }
    }

    void apply(SslContextBuilder builder) {
        if (!versions.isEmpty()) {
            builder.protocols(versions);
        }
        if (!cipherSuites.isEmpty()) {
            List<String> all = new ArrayList<>(cipherSuites);
            if (!all.contains(OF_HTTP2)) {
                all.add(OF_HTTP2);
            }
            builder.ciphers(all, SupportedCipherSuiteFilter.INSTANCE);
        }
    }
}
