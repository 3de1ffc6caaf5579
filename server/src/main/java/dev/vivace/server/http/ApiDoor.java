package dev.vivace.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.receive.GrpcCode;
import dev.vivace.ingest.receive.GrpcReply;
import dev.vivace.ingest.receive.Refusal;
import dev.vivace.ingest.receive.TenantRule;
import dev.vivace.model.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What stands on the API port: finds the route, the tenant and a thread, and makes an HTTP answer of what
/// the endpoint says. Thread-safe.
final class ApiDoor implements HttpService {

    /// For routes that ask for nobody's data.
    private static final List<TenantId> NOBODY = List.of(TenantId.SINGLE);

    /// Of what a tenant may set for itself; a few hundred times what anybody does.
    private static final int MAX_DOCUMENT_BYTES = 1 << 20;

    private static final String TOO_LARGE =
            "http: request body too large (expected: at most " + MAX_DOCUMENT_BYTES + " bytes)";

    private static final Logger LOG = LoggerFactory.getLogger(ApiDoor.class);

    private final Routes routes;
    private final String prefix;
    private final TenantRule tenantRule;
    private final QueryThreads queries;
    private final Duration queryTimeout;
    private final QueryGate gate;
    private final GrpcHealth health;
    private final StreamingQuerier streaming;
    private final McpDoor mcp;
    private final RequestMetrics metrics;
    private final @Nullable UserOverridesApi userOverrides;

    /// @param prefix put before every API path; empty or `/…`
    /// @param queries runs endpoints that query
    /// @param userOverrides null if tenants may set nothing for themselves
    ApiDoor(
            Routes routes,
            String prefix,
            TenantRule tenantRule,
            QueryThreads queries,
            Duration queryTimeout,
            QueryGate gate,
            GrpcHealth health,
            StreamingQuerier streaming,
            McpDoor mcp,
            RequestMetrics metrics,
            @Nullable UserOverridesApi userOverrides) {
        this.routes = routes;
        this.prefix = prefix;
        this.tenantRule = tenantRule;
        this.queries = queries;
        this.queryTimeout = queryTimeout;
        this.gate = gate;
        this.health = health;
        this.streaming = streaming;
        this.mcp = mcp;
        this.metrics = metrics;
        this.userOverrides = userOverrides;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        long started = System.nanoTime();
        RequestHeaders headers = request.headers();
        String path = ctx.mappedPath(); // without the path all is below
        Routes.Found found = routes.find(path, prefix);
        if (GrpcReply.isWanted(headers)) {
            return grpc(ctx, request, path, started);
        }
        if (path.equals(prefix + McpDoor.PATH)) {
            return mcp(ctx, request, started);
        }
        if (found == null) {
            metrics.answered(headers.method().name(), "other", 404, started);
            return routes.isBelow(path, prefix)
                    ? PathPrefix.notHere(
                            prefix,
                            "The API is below " + above(ctx) + prefix + ": ask " + above(ctx) + prefix + path + "\n")
                    : plain(routes.notFound(path, prefix));
        }
        CompletableFuture<HttpResponse> response = answer(ctx, headers, found);
        String label = labelOf(above(ctx) + (found.route().kind().hasPrefix() ? prefix : ""))
                + found.route().label();
        ctx.log().whenComplete().thenAccept(log -> {
            int status = log.responseStatus().code();
            metrics.answered(headers.method().name(), label, status, started);
            metrics.queried(found.route(), status);
            String tenant = tenant(headers);
            if (tenant != null) {
                metrics.asked(found.route(), tenant, status);
            }
        });
        // A worker that is late is asked to stop, not interrupted: that would close the files it reads for
        // everybody.
        return HttpResponse.of(response)
                .recover(
                        RequestTimeoutException.class,
                        _ -> query(headers, Reply.text(503, "unable to process request in the configured timeout")));
    }

    /// The path that all of the server is below; empty for the top.
    private static String above(ServiceRequestContext ctx) {
        String whole = ctx.path();
        return whole.substring(0, whole.length() - ctx.mappedPath().length());
    }

    /// Who asks, as a label of metrics: several tenants joined as they are named. Null if nobody who may
    /// ask.
    private @Nullable String tenant(RequestHeaders headers) {
        return tenantRule.of(headers) instanceof TenantRule.Outcome.Named(List<TenantId> tenants)
                ? tenants.stream().map(TenantId::name).collect(Collectors.joining("|"))
                : null;
    }

    private HttpResponse grpc(ServiceRequestContext ctx, HttpRequest request, String path, long started) {
        HttpResponse response = health.serve(path);
        if (response == null) {
            response = streaming.serve(ctx, request);
        }
        String tenant = tenant(request.headers());
        String named = tenant == null ? "" : tenant;
        String label = response == null ? "other" : path;
        ctx.log().whenComplete().thenAccept(log -> metrics.called(named, label, log, started));
        return response == null ? noGrpc(path) : response;
    }

    private HttpResponse mcp(ServiceRequestContext ctx, HttpRequest request, long started) {
        RequestHeaders headers = request.headers();
        ctx.log()
                .whenComplete()
                .thenAccept(log -> metrics.answered(
                        headers.method().name(),
                        Route.label(McpDoor.PATH),
                        log.responseStatus().code(),
                        started));
        return switch (tenantRule.of(headers)) {
            case TenantRule.Outcome.Named(List<TenantId> tenants) -> {
                String refusal = gate.refusal(headers.path(), tenants.size());
                yield refusal == null
                        ? HttpResponse.of(mcp.serve(ctx, request, tenants))
                        : query(headers, Reply.text(400, refusal));
            }
            case TenantRule.Outcome.Missing _ -> noTenant();
            case TenantRule.Outcome.Invalid(String message) -> query(headers, Reply.text(400, message));
        };
    }

    private CompletableFuture<HttpResponse> answer(
            ServiceRequestContext ctx, RequestHeaders headers, Routes.Found found) {
        Route route = found.route();
        if (route.kind().getOnly() && headers.method() != HttpMethod.GET) {
            return done(HttpResponse.of(ResponseHeaders.builder(405)
                    .set(HttpHeaderNames.ALLOW, "GET")
                    .build()));
        }
        ctx.setRequestTimeout(queryTimeout);
        return switch (route.kind()) {
            case PROBE, PROBE_API -> done(plain(run(route, request(ctx, headers, found, NOBODY))));
            case PAGE_API -> done(plain(run(route, request(ctx, headers, found, NOBODY))));
            case PAGE ->
                CompletableFuture.supplyAsync(
                        () -> query(headers, run(route, request(ctx, headers, found, NOBODY))),
                        ctx.blockingTaskExecutor());
            case CONTROL -> control(ctx, headers, found);
            case QUERY, LONG_QUERY -> query(ctx, headers, found);
            case DOCUMENT -> document(ctx, headers, found);
        };
    }

    /// Operators and their tools may, by any method; a page that some browser shows may not.
    private CompletableFuture<HttpResponse> control(
            ServiceRequestContext ctx, RequestHeaders headers, Routes.Found found) {
        if (headers.contains(HttpHeaderNames.ORIGIN) || headers.contains(HttpHeaderNames.SEC_FETCH_MODE)) {
            return done(plain(Reply.text(
                    403, found.path() + " was asked for by a browser; use a command such as: curl -X POST\n")));
        }
        ctx.clearRequestTimeout();
        return CompletableFuture.supplyAsync(
                () -> plain(run(found.route(), request(ctx, headers, found, NOBODY))), ctx.blockingTaskExecutor());
    }

    private CompletableFuture<HttpResponse> query(
            ServiceRequestContext ctx, RequestHeaders headers, Routes.Found found) {
        List<TenantId> tenants;
        switch (tenantRule.of(headers)) {
            case TenantRule.Outcome.Named(List<TenantId> named) -> tenants = named;
            case TenantRule.Outcome.Missing _ -> {
                return done(noTenant());
            }
            case TenantRule.Outcome.Invalid(String message) -> {
                return done(query(headers, Reply.text(400, message)));
            }
        }
        String refusal = gate.refusal(headers.path(), tenants.size());
        if (refusal != null) {
            return done(query(headers, Reply.text(400, refusal)));
        }
        ApiRequest request = request(ctx, headers, found, tenants);
        if (found.route().kind() != Route.Kind.LONG_QUERY) {
            return query(ctx, headers, found.route(), request);
        }
        if (headers.contentLength() > MAX_DOCUMENT_BYTES) {
            return done(query(headers, Reply.text(413, TOO_LARGE)));
        }
        ctx.setMaxRequestLength(8L * MAX_DOCUMENT_BYTES); // a body without a length is judged when it is here
        return ctx.request().aggregate().thenCompose(body -> {
            byte[] bytes = body.content().array();
            return bytes.length > MAX_DOCUMENT_BYTES
                    ? done(query(headers, Reply.text(413, TOO_LARGE)))
                    : query(ctx, headers, found.route(), request.withBody(bytes));
        });
    }

    private CompletableFuture<HttpResponse> query(
            ServiceRequestContext ctx, RequestHeaders headers, Route route, ApiRequest request) {
        try {
            return queries.ask(ctx, () -> query(headers, route.endpoint().answer(request)))
                    .exceptionally(e -> query(headers, failed(request, e)));
        } catch (RejectedExecutionException e) {
            return done(query(headers, failed(request, e)));
        }
    }

    /// A tenant's own overrides: the only thing on this port that is written.
    private CompletableFuture<HttpResponse> document(
            ServiceRequestContext ctx, RequestHeaders headers, Routes.Found found) {
        TenantId tenant;
        switch (tenantRule.of(headers)) {
            case TenantRule.Outcome.Named(List<TenantId> named) -> {
                if (named.size() > 1) {
                    return done(plain(Reply.text(400, "multiple org IDs present\n")));
                }
                tenant = named.getFirst();
            }
            case TenantRule.Outcome.Missing _ -> {
                return done(noTenant());
            }
            case TenantRule.Outcome.Invalid(String message) -> {
                return done(plain(Reply.text(400, message + "\n")));
            }
        }
        UserOverridesApi api = userOverrides;
        if (api == null) {
            return done(plain(Reply.text(404, "404 page not found\n")));
        }
        if (headers.contentLength() > MAX_DOCUMENT_BYTES) {
            return done(plain(Reply.text(413, TOO_LARGE + "\n")));
        }
        ctx.setMaxRequestLength(MAX_DOCUMENT_BYTES);
        return ctx.request()
                .aggregate()
                .thenApplyAsync(
                        body -> document(
                                ctx, headers, tenant, api, body.content().array()),
                        ctx.blockingTaskExecutor());
    }

    private static HttpResponse document(
            ServiceRequestContext ctx, RequestHeaders headers, TenantId tenant, UserOverridesApi api, byte[] body) {
        UserOverridesApi.Answer answer;
        try {
            answer = api.answer(
                    headers.method().name(),
                    tenant,
                    new Parameters(ctx.query()),
                    headers.get(HttpHeaderNames.IF_MATCH, ""),
                    body);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", headers.method(), ctx.path(), e);
            answer = new UserOverridesApi.Answer(
                    Reply.text(500, "the overrides could not be read or stored: " + e.getMessage() + "\n"), null);
        }
        Reply reply = answer.reply();
        ResponseHeadersBuilder out = ResponseHeaders.builder(reply.status());
        if (!reply.contentType().isEmpty()) {
            out.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
        }
        if (answer.version() != null) {
            out.set(HttpHeaderNames.ETAG, answer.version());
        }
        if (reply.status() == 405) {
            out.set(HttpHeaderNames.ALLOW, "GET, POST, PATCH, DELETE");
        }
        byte[] said = reply.body();
        if (reply.status() >= 400 && said.length > 0) {
            out.set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        }
        return HttpResponse.of(out.build(), HttpData.wrap(said));
    }

    private ApiRequest request(
            ServiceRequestContext ctx, RequestHeaders headers, Routes.Found found, List<TenantId> tenants) {
        return new ApiRequest(
                headers.method().name(),
                found.path(),
                found.variable(),
                new Parameters(ctx.query()),
                String.join(", ", headers.getAll(HttpHeaderNames.ACCEPT)),
                tenants);
    }

    private static Reply run(Route route, ApiRequest request) {
        try {
            return route.endpoint().answer(request);
        } catch (Exception e) {
            return failed(request, e);
        }
    }

    private static Reply failed(ApiRequest request, Throwable e) {
        QueryFailure failure = QueryFailure.of(e);
        if (failure.unforeseen()) {
            LOG.error("{} {} failed", request.method(), request.path(), e);
        }
        return failure.reply();
    }

    private static HttpResponse query(RequestHeaders headers, Reply reply) {
        return Compression.apply(reply, headers.get(HttpHeaderNames.ACCEPT_ENCODING, ""));
    }

    private static HttpResponse plain(Reply reply) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(reply.status());
        if (!reply.contentType().isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
        }
        if (reply.retryAfterSeconds() > 0) {
            headers.setInt(HttpHeaderNames.RETRY_AFTER, reply.retryAfterSeconds());
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(reply.body()));
    }

    private static HttpResponse noTenant() {
        return HttpResponse.of(
                ResponseHeaders.builder(401)
                        .set(HttpHeaderNames.CONTENT_TYPE, Reply.TEXT)
                        .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                        .build(),
                HttpData.ofUtf8("no org id\nThis server keeps tenants apart: name one in the header X-Scope-OrgID\n"));
    }

    private HttpResponse noGrpc(String path) {
        return GrpcReply.status(new Refusal(
                "unknown_method",
                404,
                GrpcCode.UNIMPLEMENTED,
                "unknown method " + path,
                routes.grpcRemedy(path),
                null));
    }

    private static String labelOf(String prefix) {
        String words = Route.words(prefix);
        return words.isEmpty() ? "" : words + "_";
    }

    private static CompletableFuture<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
