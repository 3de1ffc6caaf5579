package dev.vivace.server.http;

import dev.vivace.model.TenantId;
import java.util.List;

/// A request to the API port, as endpoints see it. Immutable.
///
/// @param method upper case
/// @param path as in the URL, without the query and without the configured prefix
/// @param variable what stands in the path where the route has its `{…}`; percent-encodings
///     resolved; empty if it has none
/// @param parameters the URL's query
/// @param accept the `Accept` header, empty if none
/// @param tenants whose data is asked for, at least one
/// @param body empty unless the route's kind has it read; belongs to the request
record ApiRequest(
        String method,
        String path,
        String variable,
        Parameters parameters,
        String accept,
        List<TenantId> tenants,
        byte[] body) {
    ApiRequest {
        tenants = List.copyOf(tenants);
    }

    ApiRequest(
            String method, String path, String variable, Parameters parameters, String accept, List<TenantId> tenants) {
        this(method, path, variable, parameters, accept, tenants, new byte[0]);
    }

    ApiRequest withBody(byte[] body) {
        return new ApiRequest(method, path, variable, parameters, accept, tenants, body);
    }
}
