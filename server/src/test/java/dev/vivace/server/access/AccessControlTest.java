package dev.vivace.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.server.Server;
import dev.vivace.model.TenantId;
import dev.vivace.server.access.Credentials.Credential;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A service that answers the tenant it was asked for, behind a door.
class AccessControlTest {

    private static final Credentials CREDENTIALS = new Credentials(List.of(
            new Credential(
                    new Principal("collector", Set.of(new TenantId("shop")), Set.of(Right.WRITE)),
                    Secret.of("w"),
                    null),
            new Credential(
                    new Principal("grafana", Set.of(new TenantId("shop"), new TenantId("billing")), Set.of(Right.READ)),
                    Secret.of("r"),
                    null),
            new Credential(new Principal("root", Set.of(), Set.of(Right.values())), Secret.of("a"), null)));

    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final Server server = server(true);
    private final BlockingWebClient client =
            WebClient.of("http://127.0.0.1:" + server.activeLocalPort()).blocking();

    private Server server(boolean multitenancy) {
        Server server = Server.builder()
                .http(0)
                .serviceUnder(
                        "/",
                        new AccessControl(
                                (ctx, request) -> HttpResponse.of(
                                        "tenant " + ctx.request().headers().get("x-scope-orgid", "none") + " "
                                                + request.headers().get("x-scope-orgid", "none")),
                                () -> CREDENTIALS,
                                (path, _) -> switch (path) {
                                    case "/ready" -> null;
                                    case "/metrics" -> Need.ofEverybody(Right.READ);
                                    case "/v1/traces" -> Need.of(Right.WRITE);
                                    case "/shutdown" -> Need.ofEverybody(Right.ADMIN);
                                    default -> Need.of(Right.READ);
                                },
                                multitenancy,
                                (_, headers, refusal) -> refused.add(headers.path() + " " + refusal.httpStatus())))
                .build();
        server.start().join();
        return server;
    }

    @AfterEach
    void stop() {
        server.stop().join();
    }

    private AggregatedHttpResponse get(String path, String... headers) {
        RequestHeadersBuilder builder = RequestHeaders.builder(HttpMethod.GET, path);
        for (int i = 0; i < headers.length; i += 2) {
            builder.set(headers[i], headers[i + 1]);
        }
        return client.execute(builder.build());
    }

    @Test
    void whoSaysNothingIsAskedToSayWho() {
        AggregatedHttpResponse refused = get("/api/search");

        assertThat(refused.status().code()).isEqualTo(401);
        assertThat(refused.headers().get("www-authenticate")).startsWith("Bearer, Basic realm=");
        assertThat(refused.contentUtf8())
                .isEqualTo("this server wants to know who asks, and the request has no Authorization header; send"
                        + " 'Authorization: Bearer TOKEN' or a user name and password\n");
        assertThat(get("/api/search", "authorization", "Bearer x").contentUtf8())
                .contains("is of nobody");
        assertThat(get("/ready").status().code()).isEqualTo(200);
    }

    @Test
    void rightsAreWhatTheyAreAndNoMore() {
        assertThat(get("/v1/traces", "authorization", "Bearer w").status().code())
                .isEqualTo(200);
        AggregatedHttpResponse refused = get("/api/search", "authorization", "Bearer w");
        assertThat(refused.status().code()).isEqualTo(403);
        assertThat(refused.contentUtf8())
                .isEqualTo("user 'collector' may not query (has: [WRITE]); ask whoever runs this server for the right"
                        + " 'read'\n");
        assertThat(get("/v1/traces", "authorization", "Bearer r").status().code())
                .isEqualTo(403);
        assertThat(get("/v1/traces", "authorization", "Bearer a").status().code())
                .isEqualTo(200);
    }

    @Test
    void tenantIsTheUsersOwn() {
        assertThat(get("/v1/traces", "authorization", "Bearer w").contentUtf8()).isEqualTo("tenant shop shop");
        assertThat(get("/api", "authorization", "Bearer r", "x-scope-orgid", "shop|billing")
                        .contentUtf8())
                .isEqualTo("tenant shop|billing shop|billing");
        AggregatedHttpResponse refused = get("/api", "authorization", "Bearer r", "x-scope-orgid", "shop|other");
        assertThat(refused.status().code()).isEqualTo(403);
        assertThat(refused.contentUtf8()).contains("may not touch the tenant 'other'");
        assertThat(get("/api", "authorization", "Bearer a", "x-scope-orgid", "other")
                        .contentUtf8())
                .isEqualTo("tenant other other");
    }

    @Test
    void callersOfGrpcHearItTheirWay() {
        AggregatedHttpResponse unknown = get("/api", "content-type", "application/grpc");
        AggregatedHttpResponse refused = get("/api", "content-type", "application/grpc", "authorization", "Bearer w");

        assertThat(unknown.status().code()).isEqualTo(200);
        assertThat(unknown.headers().get("grpc-status")).isEqualTo("16");
        assertThat(refused.headers().get("grpc-status")).isEqualTo("7");
    }

    @Test
    void anotherMethodIsNoWayAround() {
        for (HttpMethod method : List.of(HttpMethod.OPTIONS, HttpMethod.HEAD, HttpMethod.TRACE)) {
            AggregatedHttpResponse asked = client.execute(RequestHeaders.of(method, "/v1/traces"));
            AggregatedHttpResponse asBrowser = client.execute(RequestHeaders.of(
                    method, "/shutdown", "origin", "http://evil.example", "access-control-request-method", "POST"));
            AggregatedHttpResponse asGrpc =
                    client.execute(RequestHeaders.of(method, "/v1/traces", "content-type", "application/grpc"));

            assertThat(asked.status().code()).as(method.name()).isEqualTo(401);
            assertThat(asBrowser.status().code()).as(method.name()).isEqualTo(401);
            assertThat(asGrpc.headers().get("grpc-status")).as(method.name()).isEqualTo("16");
        }
    }

    @Test
    void anotherSpellingOfThePathIsNoWayAround() {
        for (String path : List.of("/%73hutdown", "//shutdown", "/shutdown?x=/ready", "/x/../shutdown")) {
            AggregatedHttpResponse answer = get(path, "authorization", "Bearer r");

            assertThat(answer.status().code())
                    .as(path + ": " + answer.contentUtf8())
                    .isIn(400, 403);
        }
    }

    @Test
    void whatIsAboutEverybodyIsNothingForUsersOfSomeTenants() {
        AggregatedHttpResponse refusal = get("/metrics", "authorization", "Bearer r", "x-scope-orgid", "shop");

        assertThat(refusal.status().code()).isEqualTo(403);
        assertThat(refusal.contentUtf8())
                .contains("user 'grafana' is bound to the tenants")
                .contains("/metrics is about all of them; ask as a user without 'tenants'");
        assertThat(get("/metrics", "authorization", "Bearer a").status().code()).isEqualTo(200);
    }

    @Test
    void whoIsNotLetInIsNoted() {
        get("/v1/traces");
        get("/v1/traces", "authorization", "Bearer r");
        get("/v1/traces", "authorization", "Bearer w");

        assertThat(refused).containsExactly("/v1/traces 401", "/v1/traces 403");
    }
}
