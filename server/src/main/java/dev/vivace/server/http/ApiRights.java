package dev.vivace.server.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.vivace.server.access.Right;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which right a request to the API's port needs: none to see whether the server lives, [Right#ADMIN] for the server
/// itself, [Right#READ] for everything else. Immutable.
record ApiRights(String pathPrefix, String prefix) implements Function<RequestHeaders, @Nullable Right> {

    private static final Set<String> PROBES = Set.of("/ready", "/api/echo");
    private static final Set<String> OF_SERVER = Set.of("/flush", "/shutdown", "/api/overrides");

    @Override
    public @Nullable Right apply(RequestHeaders headers) {
        String path = headers.path();
        int query = path.indexOf('?');
        String whole = query < 0 ? path : path.substring(0, query);
        String plain = whole.startsWith(pathPrefix) ? whole.substring(pathPrefix.length()) : whole;
        String api = plain.startsWith(prefix) ? plain.substring(prefix.length()) : plain;
        if (PROBES.contains(plain) || PROBES.contains(api)) {
            return null;
        }
        boolean changes = OF_SERVER.contains(api) && !(api.startsWith("/api/") && headers.method() == HttpMethod.GET);
        return changes || plain.equals("/status") || plain.startsWith("/status/") ? Right.ADMIN : Right.READ;
    }
}
