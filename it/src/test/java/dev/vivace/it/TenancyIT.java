package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tenants over HTTP and gRPC: kept apart, asked together, limited one by one, and changed while the server
/// runs.
class TenancyIT {
    private static final String TENANT = "X-Scope-OrgID";

    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private final long now = System.currentTimeMillis() * 1_000_000L;

    @Test
    void tenantsAreKeptApartAndAskedTogether(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server =
                ServerUnderTest.start(directory, Lifetimes.STORED, "multitenancy_enabled: true\n")) {
            assertThat(send(server, "cart", trace(1, 2, "cart-key")).statusCode())
                    .isEqualTo(200);
            assertThat(grpc(server, "pay", trace(2, 3, "pay-key")).status()).isZero();
            assertThat(send(server, "cart", trace(3, 1, "cart-key")).statusCode())
                    .isEqualTo(200);
            assertThat(send(server, "pay", trace(3, 1, "pay-key")).statusCode()).isEqualTo(200);
            server.awaitStored();
            assertThat(server.blocks().resolve("cart")).isDirectory();
            assertThat(server.blocks().resolve("pay")).isDirectory();

            assertThat(ids(server, "cart")).containsExactlyInAnyOrder("1", "3");
            assertThat(ids(server, "pay")).containsExactlyInAnyOrder("2", "3");
            assertThat(ids(server, "cart|pay")).contains("1", "2", "3");
            assertThat(ids(server, "pay|cart|pay")).contains("1", "2", "3");
            assertThat(ids(server, "nobody")).isEmpty();
            assertThat(get(server, "cart", "/api/traces/1").statusCode()).isEqualTo(200);
            assertThat(get(server, "pay", "/api/traces/1").statusCode()).isEqualTo(404);
            assertThat(get(server, "nobody|cart", "/api/traces/1").statusCode()).isEqualTo(200);
            JsonNode both = json(get(server, "cart|pay", "/api/traces/3"));
            assertThat(both.path("batches").toString()).contains("cart-key").contains("pay-key");
            assertThat(text(get(server, "cart", "/api/v2/search/tags?scope=span")))
                    .contains("cart-key")
                    .doesNotContain("pay-key");
            assertThat(text(get(server, "cart|pay", "/api/v2/search/tags?scope=span")))
                    .contains("cart-key")
                    .contains("pay-key");
            assertThat(text(get(server, "pay", "/api/v2/search/tag/span.cart-key/values")))
                    .doesNotContain("value");
            assertThat(text(get(server, "cart|pay", "/api/v2/search/tag/span.cart-key/values")))
                    .contains("\"value\":\"cart-key\"");
            assertThat(count(server, "cart")).isEqualTo(3);
            assertThat(count(server, "pay")).isEqualTo(4);
            assertThat(count(server, "pay|cart")).isEqualTo(7);

            HttpResponse<byte[]> missing = get(server, null, "/api/search");
            assertThat(missing.statusCode()).isEqualTo(401);
            assertThat(text(missing)).startsWith("no org id\n").contains("X-Scope-OrgID");
            assertThat(text(get(server, "a/b", "/api/search")))
                    .isEqualTo("tenant ID 'a/b' contains unsupported character '/'");
            assertThat(get(server, "a|", "/api/search").statusCode()).isEqualTo(400);
            assertThat(text(get(server, "..", "/api/search"))).isEqualTo("tenant ID is '.' or '..'");
            assertThat(send(server, null, trace(9, 1, "x")).statusCode()).isEqualTo(503);
            assertThat(status(send(server, "a|b", trace(9, 1, "x"))).getMessage())
                    .startsWith("multiple org IDs present");
            assertThat(grpc(server, "a|b", trace(9, 1, "x")).status()).isEqualTo(3);
            assertThat(grpc(server, null, trace(9, 1, "x")).message()).startsWith("no org id");
            assertThat(get(server, null, "/status/refusals").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void limitsAreKeptSaidAndChangedWhileTheServerRuns(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("overrides.yaml"), """
                overrides:
                  slow:
                    ingestion: {rate_limit_bytes: 100, burst_size_bytes: 2000}
                  few:
                    max_traces_per_user: 2
                  small:
                    global: {max_bytes_per_trace: 600}
                    read: {max_search_duration: 1h, max_metrics_duration: 2h, max_bytes_per_tag_values_query: 30}
                  short:
                    ingestion_max_attribute_bytes: 5
                  newest:
                    read: {max_blocks_per_tag_values_query: 1}
                """);
        String yaml = """
                multitenancy_enabled: true
                overrides:
                  per_tenant_override_config: "%s"
                  per_tenant_override_period: 100ms
                """.formatted(file);
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE, yaml)) {
            rate(server);
            liveTraces(server);
            traceSize(server);
            questions(server);
            assertThat(send(server, "short", trace(7, 1, "long-key")).statusCode())
                    .isEqualTo(200);
            assertThat(text(get(server, "short", "/api/traces/7")))
                    .contains("\"long-\"")
                    .doesNotContain("long-key");
            assertThat(server.metric("tempo_distributor_attributes_truncated_total"))
                    .isEqualTo(2);
            refusals(server);
            newestBlock(server);

            assertThat(server.metric("tempo_runtime_config_last_reload_successful"))
                    .isEqualTo(1);
            Files.writeString(file, "overrides: {slow: {ingestion: {rate_limit: 1}}}");
            Await.until(
                    Duration.ofSeconds(20),
                    () -> server.metric("tempo_runtime_config_last_reload_successful") == 0,
                    server::log);
            assertThat(server.log()).contains("unknown key 'rate_limit' in overrides.slow.ingestion");
            assertThat(text(get(server, null, "/status/runtime_config")))
                    .contains("is broken")
                    .contains("small");
            assertThat(send(server, "slow", trace(100, 60, "x")).statusCode()).isEqualTo(429);
            Files.writeString(file, "overrides: {}");
            Await.until(
                    Duration.ofSeconds(20),
                    () -> send(server, "slow", trace(100, 60, "x")).statusCode() == 200,
                    server::log);
        }
    }

    private void rate(ServerUnderTest server) throws Exception {
        TracesData large = trace(20, 60, "x");
        int size = large.getSerializedSize();
        String expected = "RATE_LIMITED: batch size (" + size + " bytes) exceeds ingestion limit (local: 100 bytes/s,"
                + " global: 0 bytes/s, burst: 2000 bytes) while adding " + size
                + " bytes for user slow. consider reducing batch size or increasing rate limit.";
        HttpResponse<byte[]> refused = send(server, "slow", large);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        Status status = status(refused);
        assertThat(status.getMessage()).isEqualTo(expected);
        assertThat(status.getCode()).isEqualTo(8);
        assertThat(status.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(5);
        GrpcAnswer answer = grpc(server, "slow", large);
        assertThat(answer.status()).isEqualTo(8);
        assertThat(answer.message()).isEqualTo(expected);
        assertThat(answer.details()).isNotNull();
        TracesData half = trace(21, 20, "x");
        int halfSize = half.getSerializedSize();
        assertThat(halfSize).isBetween(1001, 2000);
        assertThat(send(server, "slow", half).statusCode()).isEqualTo(200);
        assertThat(status(send(server, "slow", half)).getMessage())
                .isEqualTo("RATE_LIMITED: ingestion rate limit (local: 100 bytes/s, global: 0 bytes/s, burst: 2000"
                        + " bytes) exceeded while adding " + halfSize
                        + " bytes for user slow. consider increasing the limit or reducing ingestion rate.");
        assertThat(send(server, "slow", TracesData.getDefaultInstance()).statusCode())
                .isEqualTo(200);
        assertThat(Conversation.get(server.api("/metrics")).text())
                .contains("tempo_discarded_spans_total{reason=\"rate_limited\",tenant=\"slow\"} 140.0");
    }

    private void liveTraces(ServerUnderTest server) throws Exception {
        assertThat(send(server, "few", trace(30, 1, "x")).statusCode()).isEqualTo(200);
        assertThat(send(server, "few", trace(31, 1, "x")).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> refused = send(server, "few", trace(32, 1, "x"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(status(refused).getMessage())
                .isEqualTo("LIVE_TRACES_EXCEEDED: max live traces exceeded for tenant few: per-user traces limit"
                        + " (local: 2 global: 0 actual local: 2) exceeded");
        assertThat(send(server, "few", trace(30, 5, "y")).statusCode())
                .as("known ones go on")
                .isEqualTo(200);
    }

    private void traceSize(ServerUnderTest server) throws Exception {
        TracesData mixed = TracesData.newBuilder()
                .mergeFrom(trace(40, 50, "x"))
                .mergeFrom(trace(41, 1, "x"))
                .build();
        HttpResponse<byte[]> partial = send(server, "small", mixed);
        assertThat(partial.statusCode()).isEqualTo(200);
        ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(partial.body());
        assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(50);
        assertThat(response.getPartialSuccess().getErrorMessage())
                .startsWith("TRACE_TOO_LARGE: max size of trace (600) exceeded while adding ")
                .contains(" bytes to trace 00000000000000000000000000000028 for tenant small");
        assertThat(get(server, "small", "/api/traces/28").statusCode()).isEqualTo(404);
        assertThat(get(server, "small", "/api/traces/29").statusCode()).isEqualTo(200);
        assertThat(Conversation.get(server.api("/metrics")).text())
                .contains("tempo_discarded_spans_total{reason=\"trace_too_large\",tenant=\"small\"} 50.0");
    }

    private void questions(ServerUnderTest server) throws Exception {
        String day = "start=1755850000&end=1755936400";
        HttpResponse<byte[]> search = get(server, "small", "/api/search?" + day);
        assertThat(search.statusCode()).isEqualTo(400);
        assertThat(text(search))
                .isEqualTo("range specified by start and end exceeds 1h0m0s. received start=1755850000 end=1755936400");
        assertThat(get(server, "few", "/api/search?" + day).statusCode()).isEqualTo(200);
        assertThat(get(server, "few|small", "/api/search?" + day).statusCode()).isEqualTo(400);
        HttpResponse<byte[]> metrics =
                get(server, "small", "/api/metrics/query_range?q=%7B%7D%7Crate()&step=1h&" + day);
        assertThat(metrics.statusCode()).isEqualTo(400);
        assertThat(text(metrics))
                .startsWith("metrics query time range exceeds the maximum allowed duration of 2h0m0s;");
        for (int i = 0; i < 5; i++) {
            assertThat(send(server, "small", trace(50 + i, 1, "ten-bytes" + i)).statusCode())
                    .isEqualTo(200);
        }
        assertThat(json(get(server, "small", "/api/v2/search/tags?scope=span"))
                        .at("/scopes/0/tags")
                        .size())
                .as("names of ten bytes in thirty")
                .isEqualTo(3);
    }

    private void refusals(ServerUnderTest server) throws Exception {
        JsonNode refusals = json(get(server, null, "/status/refusals")).path("refusals");
        List<String> tenants = new ArrayList<>();
        refusals.forEach(refusal -> {
            tenants.add(refusal.path("tenant").asString());
            assertThat(refusal.path("limit").asString()).as(refusal.toString()).isNotEmpty();
            assertThat(refusal.path("remedy").asString()).as(refusal.toString()).contains("overrides");
            assertThat(refusal.path("times").asInt()).isPositive();
        });
        assertThat(tenants).contains("slow", "few", "small");
        assertThat(text(get(server, null, "/status")))
                .contains("limit: ingestion.rate_limit_bytes: 100, ingestion.burst_size_bytes: 2000")
                .contains("tenant few");
        assertThat(json(get(server, null, "/status/overrides", "Accept", "application/json"))
                        .path("tenants")
                        .size())
                .isEqualTo(5);
        assertThat(json(get(server, null, "/status/overrides/few", "Accept", "application/json"))
                        .path("runtime_overrides")
                        .asString())
                .contains("max_traces_per_user: 2");
    }

    @Test
    void tenantSetsThingsForItself(@TempDir Path directory) throws Exception {
        String yaml = """
                multitenancy_enabled: true
                overrides:
                  user_configurable_overrides: {enabled: true, client: {local: {path: "%s"}}}
                """.formatted(directory.resolve("own"));
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE, yaml)) {
            assertThat(overrides(server, "GET", "cart", "").statusCode()).isEqualTo(404);
            assertThat(overrides(server, "GET", null, "").statusCode()).isEqualTo(401);
            assertThat(overrides(server, "GET", "a|b", "").statusCode()).isEqualTo(400);
            assertThat(overrides(server, "PUT", "cart", "{}").statusCode()).isEqualTo(405);
            HttpResponse<byte[]> unversioned = overrides(server, "POST", "cart", "{}");
            assertThat(unversioned.statusCode()).isEqualTo(428);
            assertThat(text(unversioned))
                    .startsWith("must specify If-Match header")
                    .contains("ETag");
            String json =
                    "{\"metrics_generator\":{\"collection_interval\":30000000000,\"processors\":[\"service-graphs\"]}}";
            HttpResponse<byte[]> created = overrides(server, "POST", "cart", json, "If-Match", "0");
            assertThat(created.statusCode()).isEqualTo(200);
            String version = created.headers().firstValue("ETag").orElseThrow();
            HttpResponse<byte[]> found = overrides(server, "GET", "cart", "");
            assertThat(text(found))
                    .isEqualTo("{\"cost_attribution\":{},\"metrics_generator\":{\"processors\":[\"service-graphs\"],"
                            + "\"collection_interval\":\"30s\","
                            + "\"processor\":{\"service_graphs\":{},\"span_metrics\":{},"
                            + "\"host_info\":{}}}}");
            assertThat(found.headers().firstValue("ETag")).contains(version);
            assertThat(overrides(server, "POST", "cart", "{}", "If-Match", "0").statusCode())
                    .isEqualTo(412);
            HttpResponse<byte[]> patched = overrides(
                    server,
                    "PATCH",
                    "cart",
                    "{\"metrics_generator\":{\"processors\":null,\"disable_collection\":true}}");
            assertThat(text(patched)).contains("\"disable_collection\":true").doesNotContain("service-graphs");
            assertThat(text(overrides(server, "POST", "cart", "{\"foo\":1}", "If-Match", "1")))
                    .isEqualTo("json: unknown field \"foo\"\n");
            assertThat(text(overrides(server, "POST", "cart", "", "If-Match", "1")))
                    .startsWith("EOF")
                    .contains("JSON object");
            assertThat(text(overrides(
                            server,
                            "POST",
                            "cart",
                            "{\"metrics_generator\":{\"collection_interval\":\"1s\"}}",
                            "If-Match",
                            "1")))
                    .isEqualTo("metrics_generator.collection_interval \"1s\" is outside acceptable range of 15s to"
                            + " 5m\n");
            assertThat(text(get(server, "cart", "/api/overrides?scope=merged")))
                    .contains("\"forwarders\":null")
                    .contains("\"ingestion_time_range_slack\":\"0s\"");
            assertThat(text(get(server, "cart", "/api/overrides?scope=x")))
                    .isEqualTo("unknown scope \"x\", valid options are api and merged\n");
            String last = patched.headers().firstValue("ETag").orElseThrow();
            assertThat(overrides(server, "DELETE", "cart", "", "If-Match", version)
                            .statusCode())
                    .isEqualTo(412);
            assertThat(overrides(server, "DELETE", "cart", "", "If-Match", last).statusCode())
                    .isEqualTo(200);
            assertThat(overrides(server, "GET", "cart", "").statusCode()).isEqualTo(404);
        }
    }

    /// A trace with an attribute whose value is its key.
    /// Values are looked for in the newest block and among live spans.
    private void newestBlock(ServerUnderTest server) throws Exception {
        for (String key : List.of("older", "newer")) {
            assertThat(send(server, "newest", trace(8, 1, key)).statusCode()).isEqualTo(200);
            assertThat(get(server, null, "/flush").statusCode()).isEqualTo(204);
        }
        assertThat(send(server, "newest", trace(8, 1, "live")).statusCode()).isEqualTo(200);
        for (String key : List.of("older", "newer", "live")) {
            String values = text(get(server, "newest", "/api/v2/search/tag/span." + key + "/values"));
            assertThat(values.contains("\"value\":\"" + key + "\"")).as(values).isEqualTo(!key.equals("older"));
        }
    }

    private TracesData trace(long id, int spans, String key) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int i = 0; i < spans; i++) {
            scope.addSpans(Span.newBuilder()
                    .setTraceId(ByteString.copyFrom(
                            ByteBuffer.allocate(16).putLong(0).putLong(id).flip()))
                    .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8)
                            .putLong(key.hashCode() * 1000L + i + 1)
                            .flip()))
                    .setName("work")
                    .setStartTimeUnixNano(now)
                    .setEndTimeUnixNano(now + 1000)
                    .addAttributes(attribute(key, key)));
        }
        return TracesData.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder().addAttributes(attribute("app", "shop")))
                        .addScopeSpans(scope))
                .build();
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static HttpResponse<byte[]> send(ServerUnderTest server, @Nullable String tenant, TracesData traces)
            throws IOException, InterruptedException {
        return exchange(
                "POST", server.otlpHttp(), tenant, traces.toByteArray(), "Content-Type", "application/x-protobuf");
    }

    private static HttpResponse<byte[]> get(
            ServerUnderTest server, @Nullable String tenant, String path, String... headers)
            throws IOException, InterruptedException {
        return exchange("GET", server.api(path), tenant, new byte[0], headers);
    }

    private static HttpResponse<byte[]> overrides(
            ServerUnderTest server, String method, @Nullable String tenant, String body, String... headers)
            throws IOException, InterruptedException {
        return exchange(method, server.api("/api/overrides"), tenant, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static HttpResponse<byte[]> exchange(
            String method, URI uri, @Nullable String tenant, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (tenant != null) {
            request.header(TENANT, tenant);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    /// @param details null if there are none
    private record GrpcAnswer(int status, String message, byte @Nullable [] details) {}

    private static GrpcAnswer grpc(ServerUnderTest server, @Nullable String tenant, TracesData traces) {
        GrpcClientBuilder client = GrpcClients.builder("gproto+" + server.otlpGrpc());
        if (tenant != null) {
            client.addHeader(TENANT, tenant);
        }
        try {
            client.build(TraceServiceBlockingStub.class)
                    .export(ExportTraceServiceRequest.newBuilder()
                            .addAllResourceSpans(traces.getResourceSpansList())
                            .build());
            return new GrpcAnswer(0, "", null);
        } catch (StatusRuntimeException e) {
            Metadata trailers = e.getTrailers();
            byte[] details = trailers == null ? null : trailers.get(DETAILS);
            return new GrpcAnswer(
                    e.getStatus().getCode().value(),
                    String.valueOf(e.getStatus().getDescription()),
                    details);
        }
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return Conversation.MAPPER.readTree(text(response));
    }

    private static Status status(HttpResponse<byte[]> response) throws IOException {
        return Status.parseFrom(response.body());
    }

    private static List<String> ids(ServerUnderTest server, String tenant) throws Exception {
        List<String> ids = new ArrayList<>();
        json(get(server, tenant, "/api/search"))
                .path("traces")
                .forEach(trace -> ids.add(trace.path("traceID").asString()));
        return ids;
    }

    private static long count(ServerUnderTest server, String tenant) throws Exception {
        return json(get(server, tenant, "/api/metrics/query?q=%7B%7D%7Ccount_over_time()&since=1h"))
                .at("/series/0/value")
                .asLong();
    }
}
