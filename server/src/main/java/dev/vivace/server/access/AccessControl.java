package dev.vivace.server.access;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.receive.GrpcCode;
import dev.vivace.ingest.receive.GrpcReply;
import dev.vivace.ingest.receive.Refusal;
import dev.vivace.ingest.receive.TenantRule;
import dev.vivace.model.TenantId;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Stands before a service and lets in who may: proves who asks, and that the tenant they name is theirs.
/// Thread-safe.
///
/// Who may touch just one tenant need not name it: the header is set for them. Requests browsers send ahead
/// (`OPTIONS`) carry no credentials and are let through; so is what needs no right.
public final class AccessControl implements HttpService {

    private static final String CHALLENGE = "Bearer, Basic realm=\"vivace\", charset=\"UTF-8\"";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpService service;
    private final Supplier<Credentials> credentials;
    private final Function<RequestHeaders, @Nullable Right> needed;
    private final boolean multitenancy;
    private final TenantRule tenantRule = new TenantRule(true);

    /// @param credentials asked for each request: they may change while the server runs
    /// @param needed the right a request needs; null if none
    /// @param multitenancy whether requests name tenants at all
    public AccessControl(
            HttpService service,
            Supplier<Credentials> credentials,
            Function<RequestHeaders, @Nullable Right> needed,
            boolean multitenancy) {
        this.service = service;
        this.credentials = credentials;
        this.needed = needed;
        this.multitenancy = multitenancy;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        RequestHeaders headers = request.headers();
        Right right = needed.apply(headers);
        if (right == null || headers.method() == HttpMethod.OPTIONS) {
            return service.serve(ctx, request);
        }
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        Principal principal = authorization == null ? null : credentials.get().of(authorization);
        if (principal == null) {
            return refused(
                    headers,
                    401,
                    GrpcCode.UNAUTHENTICATED,
                    authorization == null
                            ? "this server wants to know who asks, and the request has no Authorization header"
                            : "the Authorization header is of nobody this server knows",
                    "send 'Authorization: Bearer TOKEN' or a user name and password");
        }
        if (!principal.rights().contains(right)) {
            return refused(
                    headers,
                    403,
                    GrpcCode.PERMISSION_DENIED,
                    "user '" + principal.name() + "' may not " + verb(right) + " (has: " + principal.rights() + ")",
                    "ask whoever runs this server for the right '"
                            + right.name().toLowerCase(Locale.ROOT) + "'");
        }
        return multitenancy ? ofTenant(ctx, request, principal) : service.serve(ctx, request);
    }

    private HttpResponse ofTenant(ServiceRequestContext ctx, HttpRequest request, Principal principal)
            throws Exception {
        RequestHeaders headers = request.headers();
        if (!headers.contains(TenantRule.HEADER) && principal.tenants().size() == 1) {
            String only = principal.tenants().iterator().next().name();
            HttpRequest named = request.withHeaders(
                    headers.toBuilder().set(TenantRule.HEADER, only).build());
            ctx.updateRequest(named);
            return service.serve(ctx, named);
        }
        if (tenantRule.of(headers) instanceof TenantRule.Outcome.Named(List<TenantId> tenants)) {
            for (TenantId tenant : tenants) {
                if (!principal.mayTouch(tenant)) {
                    return refused(
                            headers,
                            403,
                            GrpcCode.PERMISSION_DENIED,
                            "user '" + principal.name() + "' may not touch the tenant '" + tenant + "'",
                            "name one of " + principal.tenants() + " in X-Scope-OrgID");
                }
            }
        }
        return service.serve(ctx, request);
    }

    private static String verb(Right right) {
        return switch (right) {
            case WRITE -> "send spans";
            case READ -> "query";
            case ADMIN -> "administer";
        };
    }

    private static HttpResponse refused(
            RequestHeaders headers, int status, GrpcCode code, String message, String remedy) {
        if (GrpcReply.isWanted(headers)) {
            return GrpcReply.status(new Refusal("unauthorized", status, code, message, remedy, null));
        }
        ResponseHeadersBuilder reply = ResponseHeaders.builder(status).set(HttpHeaderNames.CONTENT_TYPE, TEXT);
        if (status == 401) {
            reply.set(HttpHeaderNames.WWW_AUTHENTICATE, CHALLENGE);
        }
        return HttpResponse.of(reply.build(), HttpData.ofUtf8(message + "; " + remedy + "\n"));
    }
}
