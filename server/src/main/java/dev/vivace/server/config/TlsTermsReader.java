package dev.vivace.server.config;

import dev.vivace.server.access.TlsTerms;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/// Reads on which terms TLS is spoken: in Go's words for the server (`VersionTLS12`), in a collector's for its
/// receivers (`"1.2"`). Both name cipher suites by their IANA names. Confined to one thread.
final class TlsTermsReader {

    /// What the two styles write before a version's digits, and between them.
    private record Style(String before, String between) {}

    private static final Style GO = new Style("VersionTLS", "");
    private static final Style COLLECTOR = new Style("", ".");

    private static final Set<String> KNOWN_SUITES = suites();

    private TlsTermsReader() {}

    private static Set<String> suites() {
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java speaks TLS", e);
        }
    }

    static TlsTerms ofServer(SectionReader server) {
        int min = version(server, "tls_min_version", GO, 2);
        return terms(server, "tls_cipher_suites", min, 3);
    }

    /// @param tls the section `tls` of a receiver
    static TlsTerms ofReceiver(SectionReader tls) {
        int min = version(tls, "min_version", COLLECTOR, 2);
        int max = version(tls, "max_version", COLLECTOR, 3);
        if (max < min) {
            tls.refuse(
                    "max_version",
                    "'" + COLLECTOR.before + "1." + max + "' is below min_version (expected: 1." + min + " or more)");
            return TlsTerms.USUAL;
        }
        return terms(tls, "cipher_suites", min, max);
    }

    private static TlsTerms terms(SectionReader section, String suitesKey, int min, int max) {
        List<String> suites = section.texts(suitesKey);
        for (String suite : suites) {
            if (!KNOWN_SUITES.contains(suite)) {
                section.refuse(
                        suitesKey,
                        "'" + suite + "' is no cipher suite of this Java (expected: IANA names, such as"
                                + " TLS_AES_128_GCM_SHA256)");
            }
        }
        List<String> versions = new ArrayList<>();
        for (int minor = min; minor <= max; minor++) {
            versions.add("TLSv1." + minor);
        }
        return new TlsTerms(versions.equals(TlsTerms.SERVED) ? List.of() : versions, suites);
    }

    /// The minor version that is meant: older ones are not served, so asking for them at least asks for 1.2.
    private static int version(SectionReader section, String key, Style style, int absent) {
        String text = section.text(key, "");
        if (text.isEmpty()) {
            return absent;
        }
        for (int minor = 0; minor <= 3; minor++) {
            if (text.equals(style.before + "1" + style.between + minor)) {
                if (minor < 2 && absent == 3) {
                    section.refuse(key, "'" + text + "' is too old to be safe (expected: 1.2 or 1.3)");
                }
                return Math.max(2, minor);
            }
        }
        section.refuse(
                key,
                "'" + text + "' (expected: " + style.before + "1" + style.between + "2 or " + style.before + "1"
                        + style.between + "3)");
        return absent;
    }
}
