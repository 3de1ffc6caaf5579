package dev.vivace.server.http;

import dev.vivace.server.config.QuestionLimits;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns queries away for what they are, before they are read. Immutable.
final class QueryGate {

    private final List<Pattern> denied;
    private final boolean severalTenants;

    QueryGate(QuestionLimits limits) {
        this.denied = limits.deniedUrls().stream().map(Pattern::compile).toList();
        this.severalTenants = limits.severalTenants();
    }

    /// @param url path and parameters, as they were sent
    /// @param tenants whose data is asked for
    /// @return why the query is refused, null if it is not
    @Nullable
    String refusal(String url, int tenants) {
        if (tenants > 1 && !severalTenants) {
            return "multiple org IDs present";
        }
        for (Pattern pattern : denied) {
            if (pattern.matcher(url).find()) {
                return "Invalid request " + url + ". This query has been identified as one that destabilizes our"
                        + " system. Contact your system administrator for more information";
            }
        }
        return null;
    }
}
