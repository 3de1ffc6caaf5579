package dev.vivace.server.access;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
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
import java.util.function.Supplier;

/// Stands before a service and lets in who may: proves who asks, and that the tenant they name is theirs.
/// Thread-safe.
///
/// Who may touch just one tenant need not name it: the header is set for them. What is about the whole server is not
/// for users who are bound to tenants.
public final class AccessControl implements HttpService {

    private static final String CHALLENGE = "Bearer, Basic realm=\"vivace\", charset=\"UTF-8\"";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpService service;
    private final Supplier<Credentials> credentials;
    private final Need.Rule rule;
    private final boolean multitenancy;
    private final Refused refused;
    private final TenantRule tenantRule = new TenantRule(true);

    /// @param credentials asked for each request: they may change while the server runs
    /// @param rule what a request needs
    /// @param multitenancy whether requests name tenants at all
    /// @param refused hears of everybody who is not let in
    public AccessControl(
            HttpService service,
            Supplier<Credentials> credentials,
            Need.Rule rule,
            boolean multitenancy,
            Refused refused) {
        this.service = service;
        this.credentials = credentials;
        this.rule = rule;
        this.multitenancy = multitenancy;
        this.refused = refused;
    }

    /// Keeps the books of who was not let in. Thread-safe.
    @FunctionalInterface
    public interface Refused {
        void note(ServiceRequestContext ctx, RequestHeaders headers, Refusal refusal);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        RequestHeaders headers = request.headers();
        Need need = rule.of(ctx.mappedPath(), headers);
        if (need == null) {
            return service.serve(ctx, request);
        }
        Right right = need.right();
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        Principal principal = authorization == null ? null : credentials.get().of(authorization);
        if (principal == null) {
            return refuse(
                    ctx,
                    headers,
                    401,
                    GrpcCode.UNAUTHENTICATED,
                    authorization == null
                            ? "this server wants to know who asks, and the request has no Authorization header"
                            : "the Authorization header is of nobody this server knows",
                    "send 'Authorization: Bearer TOKEN' or a user name and password");
        }
        if (!principal.rights().contains(right)) {
            return refuse(
                    ctx,
                    headers,
                    403,
                    GrpcCode.PERMISSION_DENIED,
                    "user '" + principal.name() + "' may not " + verb(right) + " (has: " + principal.rights() + ")",
                    "ask whoever runs this server for the right '"
                            + right.name().toLowerCase(Locale.ROOT) + "'");
        }
        if (!multitenancy) {
            return service.serve(ctx, request);
        }
        if (need.aboutEverybody() && !principal.tenants().isEmpty()) {
            return refuse(
                    ctx,
                    headers,
                    403,
                    GrpcCode.PERMISSION_DENIED,
                    "user '" + principal.name() + "' is bound to the tenants " + principal.tenants() + ", and "
                            + ctx.path() + " is about all of them",
                    "ask as a user without 'tenants'");
        }
        return ofTenant(ctx, request, principal);
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
                    return refuse(
                            ctx,
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

    private HttpResponse refuse(
            ServiceRequestContext ctx,
            RequestHeaders headers,
            int status,
            GrpcCode code,
            String message,
            String remedy) {
        Refusal refusal = new Refusal("unauthorized", status, code, message, remedy, null);
        refused.note(ctx, headers, refusal);
        if (GrpcReply.isWanted(headers)) {
            return GrpcReply.status(refusal);
        }
        ResponseHeadersBuilder reply = ResponseHeaders.builder(status).set(HttpHeaderNames.CONTENT_TYPE, TEXT);
        if (status == 401) {
            reply.set(HttpHeaderNames.WWW_AUTHENTICATE, CHALLENGE);
        }
        return HttpResponse.of(reply.build(), HttpData.ofUtf8(message + "; " + remedy + "\n"));
    }
}
