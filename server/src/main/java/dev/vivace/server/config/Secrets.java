package dev.vivace.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Keeps what nobody should read out of what is shown: values of secret keys, and passwords in URLs.
final class Secrets {
    static final String MASK = "********";

    private static final Set<String> NAMES = Set.of(
            "secret_key",
            "session_token",
            "storage_account_key",
            "encryption_key",
            "client_secret",
            "credentials",
            "bearer_token",
            "token",
            "secrets");

    /// Whatever is below: names of headers are free, and their values often credentials.
    private static final Set<String> SECTIONS = Set.of("headers", "http_headers", "remote_write_headers");

    private static final Pattern URL_PASSWORD = Pattern.compile("(://[^/@:\\s]*):[^/@\\s]+@");

    private Secrets() {}

    /// The value as it may be shown.
    ///
    /// @param names of the key and the sections around it, from the top
    static String masked(List<String> names, String value) {
        if (!value.isEmpty() && isSecret(names)) {
            return MASK;
        }
        return URL_PASSWORD.matcher(value).replaceAll("$1:" + MASK + "@");
    }

    private static boolean isSecret(List<String> names) {
        for (String name : names.subList(0, names.size() - 1)) {
            if (SECTIONS.contains(name) || name.endsWith("_headers") && name.contains("remote_write")) {
                return true;
            }
        }
        String last = names.getLast().toLowerCase(Locale.ROOT).replace('-', '_');
        boolean privateKey = last.equals("key") && names.stream().anyMatch(name -> name.contains("tls"));
        return privateKey
                || NAMES.contains(last)
                || last.endsWith("password")
                || last.endsWith("_sha256") // a short password can be guessed from its digest
                || last.endsWith("_token")
                || last.endsWith("_secret")
                || last.endsWith("_secret_key");
    }
}
