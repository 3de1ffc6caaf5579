package dev.vivace.server.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.vivace.server.access.Need;
import dev.vivace.server.access.Right;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request to the API's port needs: nothing to see whether the server lives, [Right#ADMIN] for the server
/// itself, [Right#READ] for everything else. Pages about the whole server are about all tenants. Immutable.
record ApiRights(String prefix) implements Need.Rule {

    private static final Set<String> PROBES = Set.of("/ready", "/api/echo", "/grpc.health.v1.Health/Check");
    private static final Set<String> PAGES = Set.of("/", "/metrics");
    private static final Set<String> CONTROLS = Set.of("/flush", "/shutdown");
    private static final String OVERRIDES = "/api/overrides";

    @Override
    public @Nullable Need of(String path, RequestHeaders headers) {
        String api = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
        if (PROBES.contains(path) || PROBES.contains(api)) {
            return null;
        }
        if (PAGES.contains(path)) {
            return Need.ofEverybody(Right.READ);
        }
        if (CONTROLS.contains(path) || path.equals("/status") || path.startsWith("/status/")) {
            return Need.ofEverybody(Right.ADMIN);
        }
        boolean changes = api.equals(OVERRIDES) && headers.method() != HttpMethod.GET;
        return Need.of(changes ? Right.ADMIN : Right.READ);
    }
}
