package dev.vivace.server.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A path and who answers it. Immutable.
///
/// @param template a path; one segment may be `{name}`, which stands for one or more characters, slashes
///     included
///     if something fixed follows it
/// @param kind how requests are treated before and after the endpoint
record Route(String template, Kind kind, Endpoint endpoint) {

    /// How a route's requests are treated.
    enum Kind {
        /// Any method, tenant required, query pool, time limit, compressed. Has the configured prefix.
        QUERY,
        /// As [#QUERY], and the body is read.
        LONG_QUERY,
        /// Any method, nothing required. Answered at once: must not block. Has the configured prefix.
        PROBE_API,
        /// As [#PROBE_API], without the prefix.
        PROBE,
        /// The endpoint's methods, one tenant required, the body is read, may take a moment. Has the
        /// configured prefix.
        DOCUMENT,
        /// Any method but from a web page, nothing required, may take a moment. Without the prefix.
        CONTROL,
        /// GET alone, nothing required, may take a moment, compressed. Without the prefix.
        PAGE,
        /// GET alone, nothing required. Answered at once: must not block. Has the configured prefix.
        PAGE_API;

        boolean hasPrefix() {
            return this == QUERY || this == LONG_QUERY || this == DOCUMENT || this == PROBE_API || this == PAGE_API;
        }

        boolean getOnly() {
            return this == PAGE || this == PAGE_API;
        }
    }

    /// What stands at `{name}` in a path that this route answers, empty if it has none; null if it does not
    /// answer
    /// it.
    @Nullable
    String match(String path) {
        int open = template.indexOf('{');
        if (open < 0) {
            return path.equals(template) ? "" : null;
        }
        String before = template.substring(0, open);
        String after = template.substring(template.indexOf('}') + 1);
        if (path.length() <= before.length() + after.length() || !path.startsWith(before) || !path.endsWith(after)) {
            return null;
        }
        String variable = path.substring(before.length(), path.length() - after.length());
        return after.isEmpty() && variable.indexOf('/') >= 0 ? null : variable;
    }

    /// The `route` label of request metrics: words joined by underscores, as the reference has it.
    String label() {
        return label(template);
    }

    /// The same of a path without variables.
    static String label(String path) {
        String words = words(path.toLowerCase(Locale.ROOT));
        return words.isEmpty() ? "root" : words;
    }

    /// Runs of ASCII letters and digits, joined by underscores. Asked for each request.
    static String words(String text) {
        StringBuilder words = new StringBuilder(text.length());
        boolean between = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
                if (between && !words.isEmpty()) {
                    words.append('_');
                }
                words.append(c);
                between = false;
            } else {
                between = true;
            }
        }
        return words.toString();
    }
}
