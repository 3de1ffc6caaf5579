package dev.vivace.ingest.receive;

import static dev.vivace.ingest.receive.Requests.CART_JSON;
import static dev.vivace.ingest.receive.Requests.CART_PROTOBUF;
import static dev.vivace.ingest.receive.Requests.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.model.TenantId;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OtlpHttpDoorTest {

    private static final String[] PROTOBUF = {"Content-Type", "application/x-protobuf"};
    private static final String[] JSON = {"Content-Type", "application/json"};

    private DoorsUnderTest doors = new DoorsUnderTest();

    @BeforeEach
    void nothingArrivedYet() {
        assertThat(doors.arrivals.arrivals()).isEmpty();
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void protobufIsTakenAndAnsweredWithTheReferencesBytes() {
        HttpResponse<byte[]> response = doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).containsExactly(0x0a, 0x00);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/x-protobuf");
        assertThat(doors.intake.spans()).hasSize(3);
        assertThat(doors.intake.taken().getFirst().tenant()).isEqualTo(TenantId.SINGLE);
        assertThat(doors.intake.taken().getFirst().thread()).startsWith("decode-");
    }

    @Test
    void jsonIsTakenAndAnsweredInJson() {
        HttpResponse<byte[]> response =
                doors.post("/v1/traces", CART_JSON, "Content-Type", "application/json; charset=utf-8");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(text(response)).isEqualTo("{\"partialSuccess\":{}}");
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(doors.intake.spans().getFirst().traceId().toHex()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void trailingSlashAndHttp2AreTaken() {
        HttpRequest request = HttpRequest.newBuilder(doors.uri("/v1/traces/"))
                .version(HttpClient.Version.HTTP_2)
                .headers(PROTOBUF)
                .POST(HttpRequest.BodyPublishers.ofByteArray(CART_PROTOBUF))
                .build();

        HttpResponse<byte[]> response = doors.send(request);

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(doors.intake.spans()).hasSize(3);
    }

    @Test
    void bodyWithoutAnnouncedLengthIsTaken() {
        byte[] large = Requests.cart(50_000).toByteArray();
        HttpRequest request = HttpRequest.newBuilder(doors.uri("/v1/traces"))
                .headers(PROTOBUF)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .build();

        assertThat(doors.send(request).statusCode()).isEqualTo(200);
        assertThat(doors.intake.spans()).hasSize(50_000);
        assertThat(doors.metric("vivace_receiver_inflight_bytes")).isZero();
    }

    static Stream<Arguments> codings() {
        return Stream.of(
                Arguments.of("gzip", Requests.gzip(CART_PROTOBUF)),
                Arguments.of("GZIP", Requests.gzip(CART_PROTOBUF)),
                Arguments.of("x-gzip", Requests.gzip(CART_PROTOBUF)),
                Arguments.of("deflate", Requests.zlib(CART_PROTOBUF)),
                Arguments.of("deflate", Requests.rawDeflate(CART_PROTOBUF)),
                Arguments.of("zlib", Requests.zlib(CART_PROTOBUF)),
                Arguments.of("zstd", Requests.zstd(CART_PROTOBUF)),
                Arguments.of("snappy", Requests.snappyBlock(CART_PROTOBUF)),
                Arguments.of("snappy", Requests.snappyFramed(CART_PROTOBUF)),
                Arguments.of("x-snappy-framed", Requests.snappyFramed(CART_PROTOBUF)),
                Arguments.of("identity", CART_PROTOBUF),
                Arguments.of("none", CART_PROTOBUF));
    }

    @ParameterizedTest
    @MethodSource("codings")
    void compressedBodyIsTaken(String coding, byte[] body) {
        HttpResponse<byte[]> response =
                doors.post("/v1/traces", body, "Content-Type", "application/x-protobuf", "Content-Encoding", coding);

        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        assertThat(doors.intake.spans()).hasSize(3);
    }

    static Stream<Arguments> mistakes() {
        byte[] gzip = Requests.gzip(CART_PROTOBUF);
        return Stream.of(
                Arguments.of("gzip", Arrays.copyOf(gzip, gzip.length - 12), "ends in the middle", "cut off"),
                Arguments.of("gzip", new byte[0], "ends in the middle", "leave the Content-Encoding header out"),
                Arguments.of("gzip", CART_PROTOBUF, "cannot be decompressed", "leave the Content-Encoding header out"),
                Arguments.of("zstd", gzip, "cannot be decompressed", "looks like gzip"),
                Arguments.of("deflate", new byte[] {1, 2, 3, 4}, "deflate body of 4 bytes", "leave the"),
                Arguments.of("snappy", utf8("nonsense of any kind"), "snappy", "leave the Content-Encoding"),
                Arguments.of("br", gzip, "unsupported Content-Encoding: br", "Supported: identity, gzip"),
                Arguments.of("gzip, gzip", gzip, "unsupported Content-Encoding: gzip, gzip", "Compress once"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void wrongCompressionIsNamed(String coding, byte[] body, String mistake, String remedy) throws Exception {
        HttpResponse<byte[]> response =
                doors.post("/v1/traces", body, "Content-Type", "application/x-protobuf", "Content-Encoding", coding);

        assertThat(response.statusCode()).isEqualTo(400);
        Status status = Status.parseFrom(response.body());
        assertThat(status.getCode()).isEqualTo(3);
        assertThat(status.getMessage()).contains(mistake, remedy);
        assertThat(doors.intake.taken()).isEmpty();
        assertThat(doors.arrivals.turnedAway().getFirst().message()).contains(mistake);
        assertThat(doors.metric("vivace_receiver_inflight_bytes")).isZero();
    }

    @Test
    void gzipWithoutItsHeaderIsNamed() throws Exception {
        HttpResponse<byte[]> response = doors.post("/v1/traces", Requests.gzip(CART_PROTOBUF), PROTOBUF);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Status.parseFrom(response.body()).getMessage()).contains("Content-Encoding: gzip");
    }

    @Test
    void zipBombIsRefusedWhileItInflates() throws Exception {
        doors.close();
        doors = new DoorsUnderTest(DoorsUnderTest.limits(1 << 20, 1 << 20, 1 << 20));
        byte[] zeros = new byte[64 << 20];

        for (String coding : new String[] {"gzip", "zstd", "deflate"}) {
            byte[] bomb = switch (coding) {
                case "gzip" -> Requests.gzip(zeros);
                case "zstd" -> Requests.zstd(zeros);
                default -> Requests.zlib(zeros);
            };
            HttpResponse<byte[]> response = doors.post(
                    "/v1/traces", bomb, "Content-Type", "application/x-protobuf", "Content-Encoding", coding);

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(Status.parseFrom(response.body()).getMessage())
                    .contains("http: request body too large", "decompressed from", "1048577 bytes", "1048576")
                    .contains("smaller batches");
        }
    }

    @Test
    void oversizedBodyIsRefusedWithAndWithoutAnnouncement() throws Exception {
        doors.close();
        doors = new DoorsUnderTest(DoorsUnderTest.limits(1000, 1000, 1000));
        byte[] large = new byte[300_000];

        HttpResponse<byte[]> announced = doors.post("/v1/traces", large, PROTOBUF);
        HttpResponse<byte[]> chunked = doors.send(HttpRequest.newBuilder(doors.uri("/v1/traces"))
                .headers(JSON)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .build());

        assertThat(announced.statusCode()).isEqualTo(400);
        assertThat(Status.parseFrom(announced.body()).getMessage())
                .startsWith("http: request body too large")
                .contains("300000 bytes", "at most 1000");
        assertThat(chunked.statusCode()).isEqualTo(400);
        assertThat(text(chunked)).contains("http: request body too large", "\"code\":3");
        assertThat(doors.metric("vivace_receiver_inflight_bytes")).isZero();
    }

    @Test
    void bodyAtTheLimitIsTaken() {
        doors.close();
        int size = CART_PROTOBUF.length;
        doors = new DoorsUnderTest(DoorsUnderTest.limits(size, size, size));

        assertThat(doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF).statusCode())
                .isEqualTo(200);
        assertThat(doors.post(
                                "/v1/traces",
                                Requests.gzip(CART_PROTOBUF),
                                "Content-Type",
                                "application/x-protobuf",
                                "Content-Encoding",
                                "gzip")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void emptyBodyIsAnEmptyRequestInProtobufAndAMistakeInJson() {
        assertThat(doors.post("/v1/traces", new byte[0], PROTOBUF).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> json = doors.post("/v1/traces", new byte[0], JSON);
        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(text(json)).contains("the JSON body is empty");
        assertThat(doors.post("/v1/traces", utf8("{}"), JSON).statusCode()).isEqualTo(200);
        assertThat(doors.post("/v1/traces", utf8("{\"resourceSpans\":[]}"), JSON)
                        .statusCode())
                .isEqualTo(200);
        assertThat(doors.post("/v1/traces", utf8("[]"), JSON).statusCode()).isEqualTo(400);
    }

    @Test
    void jsonSentAsProtobufAndTheOtherWayRoundAreNamed() throws Exception {
        HttpResponse<byte[]> json = doors.post("/v1/traces", CART_JSON, PROTOBUF);
        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(Status.parseFrom(json.body()).getMessage()).contains("JSON", "Content-Type: application/json");

        HttpResponse<byte[]> protobuf = doors.post("/v1/traces", CART_PROTOBUF, JSON);
        assertThat(protobuf.statusCode()).isEqualTo(400);
        assertThat(text(protobuf)).contains("protobuf", "Content-Type: application/x-protobuf");
    }

    static Stream<Arguments> mediaTypes() {
        return Stream.of(
                Arguments.of("application/x-www-form-urlencoded", "curl -d"),
                Arguments.of("application/protobuf", "application/x-protobuf"),
                Arguments.of("text/html; charset=utf-8", "'text/html"),
                Arguments.of("not a media type", "is neither"));
    }

    @ParameterizedTest
    @MethodSource("mediaTypes")
    void wrongMediaTypeIs415(String type, String remedy) {
        HttpResponse<byte[]> response = doors.post("/v1/traces", CART_JSON, "Content-Type", type);

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
        assertThat(text(response))
                .startsWith("415 unsupported media type, supported: [application/json, application/x-protobuf]")
                .contains(remedy);
    }

    @Test
    void missingMediaTypeIs415() {
        HttpResponse<byte[]> response = doors.post("/v1/traces", CART_JSON);

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(text(response)).contains("No Content-Type was sent");
    }

    @Test
    void wrongMethodIs405() {
        for (String method : new String[] {"GET", "PUT", "DELETE", "HEAD"}) {
            HttpResponse<byte[]> response = doors.send(HttpRequest.newBuilder(doors.uri("/v1/traces"))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build());
            assertThat(response.statusCode()).isEqualTo(405);
            assertThat(response.headers().firstValue("allow")).hasValue("POST");
            if (!method.equals("HEAD")) {
                assertThat(text(response)).startsWith("405 method not allowed, supported: [POST]");
            }
        }
    }

    static Stream<Arguments> wrongPaths() {
        return Stream.of(
                Arguments.of("/", "http://localhost:3200/", "GET"),
                Arguments.of("/", "Jaeger at /api/traces", "POST"),
                Arguments.of("/v1/trace", "http://localhost:4318/v1/traces", "POST"),
                Arguments.of("/v1/traces/v1/traces", "do not give it twice", "POST"),
                Arguments.of("/v1/metrics", "traces only: send metrics to Prometheus", "POST"),
                Arguments.of("/v1/logs", "traces only: send logs to Loki", "POST"),
                Arguments.of("/api/search", "http://localhost:3200/api/search", "GET"),
                Arguments.of("/ready", "http://localhost:3200/ready", "GET"),
                Arguments.of("/api/traces", "http://localhost:3200/api/traces", "GET"),
                Arguments.of("/zipkin/api/v2/spans", "http://localhost:9411/api/v2/spans", "POST"),
                Arguments.of("/index.html", "OTLP/HTTP at /v1/traces", "GET"));
    }

    @ParameterizedTest
    @MethodSource("wrongPaths")
    void wrongPathIs404WithDirections(String path, String directions, String method) {
        HttpResponse<byte[]> response = doors.send(HttpRequest.newBuilder(doors.uri(path))
                .method(method, HttpRequest.BodyPublishers.ofString("x"))
                .build());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(text(response)).startsWith("404 page not found\n").contains(directions);
    }

    @Test
    void refusalsOfTheIntakeKeepTheirStatusAndRetryTime() throws Exception {
        doors.intake.failWith(
                new RefusedException(Reason.RATE_LIMITED, "RATE_LIMITED: too much", Duration.ofMillis(4200), null));
        HttpResponse<byte[]> limited = doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).hasValue("5");
        Status status = Status.parseFrom(limited.body());
        assertThat(status.getCode()).isEqualTo(8);
        assertThat(status.getMessage()).isEqualTo("RATE_LIMITED: too much");
        assertThat(status.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(4);

        doors.intake.failWith(new RefusedException(Reason.DISK_FULL, "disk is full", Duration.ofSeconds(5), null));
        HttpResponse<byte[]> full = doors.post("/v1/traces", CART_JSON, JSON);
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("retry-after")).hasValue("5");
        assertThat(text(full)).contains("\"code\":14", "disk is full", "type.googleapis.com/google.rpc.RetryInfo");

        doors.intake.failWith(new IllegalStateException("secret inside"));
        HttpResponse<byte[]> fault = doors.post("/v1/traces", CART_JSON, JSON);
        assertThat(fault.statusCode()).isEqualTo(500);
        assertThat(text(fault)).contains("\"code\":13").doesNotContain("secret inside");

        doors.intake.failWith(null);
        assertThat(doors.post("/v1/traces", CART_JSON, JSON).statusCode()).isEqualTo(200);
    }

    @Test
    void spansOfRefusedRequestsAreCountedByReason() {
        doors.intake.failWith(new RefusedException(Reason.RATE_LIMITED, "slow down", Duration.ofSeconds(5), null));
        doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF);
        doors.intake.failWith(null);
        doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF);

        assertThat(doors.metric("tempo_discarded_spans", "reason", "rate_limited", "tenant", "single-tenant"))
                .isEqualTo(3);
        assertThat(doors.metric("tempo_distributor_spans_received", "tenant", "single-tenant"))
                .isEqualTo(3);
        assertThat(doors.metric("tempo_distributor_bytes_received", "tenant", "single-tenant"))
                .isEqualTo(CART_PROTOBUF.length);
        assertThat(doors.metric("tempo_receiver_accepted_spans", "receiver", "otlp/otlp_receiver", "transport", "http"))
                .isEqualTo(3);
        assertThat(doors.metric("tempo_receiver_refused_spans", "receiver", "otlp/otlp_receiver", "transport", "http"))
                .isEqualTo(3);
        assertThat(doors.metric("vivace_receiver_refused_requests", "transport", "http", "reason", "rate_limited"))
                .isEqualTo(1);
    }

    @Test
    void requestsAreCountedByHowTheyEnd() {
        doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF);
        doors.post("/v1/traces", new byte[0], PROTOBUF);
        doors.post("/v1/traces", new byte[] {1}, PROTOBUF);
        doors.post("/v1/trace", CART_PROTOBUF, PROTOBUF);
        doors.intake.failWith(new RefusedException(Reason.RATE_LIMITED, "slow down", Duration.ofSeconds(5), null));
        doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF);
        doors.intake.failWith(new IllegalStateException("inside"));
        doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF);

        String name = "tempo_distributor_ingestion_requests";
        assertThat(doors.metric(name, "tenant", "single-tenant", "status", "success"))
                .isEqualTo(2);
        assertThat(doors.metric(name, "tenant", "single-tenant", "status", "refused"))
                .isEqualTo(2);
        assertThat(doors.metric(name, "tenant", "single-tenant", "status", "failure"))
                .isEqualTo(2);
    }

    @Test
    void invalidIdsRefuseTheWholeRequest() throws Exception {
        byte[] zeroTraceId = Requests.CART.toBuilder()
                .setResourceSpans(
                        0,
                        Requests.CART.getResourceSpans(0).toBuilder()
                                .setScopeSpans(
                                        0,
                                        Requests.CART.getResourceSpans(0).getScopeSpans(0).toBuilder()
                                                .setSpans(
                                                        1,
                                                        Requests.CART
                                                                .getResourceSpans(0)
                                                                .getScopeSpans(0)
                                                                .getSpans(1)
                                                                .toBuilder()
                                                                .clearTraceId())))
                .build()
                .toByteArray();

        HttpResponse<byte[]> response = doors.post("/v1/traces", zeroTraceId, PROTOBUF);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Status.parseFrom(response.body()).getMessage()).contains("trace ids must be 128 bit");
        assertThat(doors.metric("tempo_discarded_spans", "reason", "invalid_trace_id", "tenant", "single-tenant"))
                .isEqualTo(3);
    }

    @Test
    void spansOfJsonThatIsRefusedAreCountedToo() throws Exception {
        String span = "{\"traceId\":\"\",\"spanId\":\"0102030405060708\",\"name\":\"x\",\"events\":[{\"name\":\"e\"}]}";
        String body = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + span + "," + span + "]},{\"spans\":[" + span
                + "]}]}]}";
        HttpResponse<byte[]> response = doors.post("/v1/traces", body.getBytes(StandardCharsets.UTF_8), JSON);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(doors.metric("tempo_discarded_spans", "reason", "invalid_trace_id", "tenant", "single-tenant"))
                .isEqualTo(3);
        doors.post("/v1/traces", body.substring(0, 150).getBytes(StandardCharsets.UTF_8), JSON);
        assertThat(doors.metric("tempo_discarded_spans", "reason", "invalid_trace_id", "tenant", "single-tenant"))
                .as("as far as it can be read")
                .isEqualTo(5);
    }

    @Test
    void senderSeesTheAnswerOnlyOnceSpansAreDurable() throws Exception {
        CompletableFuture<Receipt> durable = new CompletableFuture<>();
        doors.intake.stallUntil(durable);

        CompletableFuture<HttpResponse<byte[]>> response = doors.client.sendAsync(
                HttpRequest.newBuilder(doors.uri("/v1/traces"))
                        .headers(PROTOBUF)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(CART_PROTOBUF))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        while (doors.intake.taken().isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(response).isNotDone();
        assertThat(doors.metric("vivace_receiver_inflight_bytes")).isPositive();
        durable.complete(new Receipt(3, 1, 0));
        assertThat(response.get().statusCode()).isEqualTo(200);
        assertThat(doors.arrivals.arrivals().getFirst().repeatedSpans()).isEqualTo(1);
    }

    @Test
    void requestsPastTheBytesInFlightAreAskedToComeBack() {
        doors.close();
        ReceiveSettings defaults = ReceiveSettings.DEFAULTS;
        doors = new DoorsUnderTest(new ReceiveSettings(
                10_000, 10_000, 10_000, 20_000, false, Duration.ofSeconds(7), defaults.requestTimeout()));
        CompletableFuture<Receipt> durable = new CompletableFuture<>();
        doors.intake.stallUntil(durable);
        byte[] body = Requests.cart(140).toByteArray();
        assertThat(body.length).isBetween(7_000, 10_000);

        CompletableFuture<HttpResponse<byte[]>> first = post(body);
        CompletableFuture<HttpResponse<byte[]>> second = post(body);
        while (doors.intake.taken().size() < 2) {
            Thread.onSpinWait();
        }
        HttpResponse<byte[]> third = doors.post("/v1/traces", body, PROTOBUF);

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("retry-after")).hasValue("7");
        durable.complete(new Receipt(140, 0, 0));
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
        assertThat(doors.post("/v1/traces", body, PROTOBUF).statusCode()).isEqualTo(200);
    }

    @Test
    void uploadThatBreaksOffIsNotedAndLetsGoOfItsBytes() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", doors.port())) {
            socket.getOutputStream().write(utf8("""
                    POST /v1/traces HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/x-protobuf\r
                    Content-Length: 100000\r
                    \r
                    only this"""));
        }
        while (doors.arrivals.turnedAway().isEmpty()) {
            Thread.onSpinWait();
        }

        Arrivals.TurnedAway refusal = doors.arrivals.turnedAway().getFirst();
        assertThat(refusal.reason()).isEqualTo("aborted");
        assertThat(refusal.message()).contains("after 9 bytes");
        assertThat(doors.metric("vivace_receiver_inflight_bytes")).isZero();
        assertThat(doors.intake.taken()).isEmpty();
    }

    @Test
    void requestThatTakesTooLongIs503() {
        doors.close();
        ReceiveSettings defaults = ReceiveSettings.DEFAULTS;
        doors = new DoorsUnderTest(new ReceiveSettings(
                defaults.maxRequestBytes(),
                defaults.maxDecompressedBytes(),
                defaults.maxGrpcMessageBytes(),
                defaults.maxBytesInFlight(),
                false,
                Duration.ofSeconds(5),
                Duration.ofMillis(100)));
        doors.intake.stallUntil(new CompletableFuture<>());

        HttpResponse<byte[]> response = doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).hasValue("5");
        assertThat(text(response)).contains("stored once");
    }

    @Test
    void tenantIsReadFromTheHeader() throws Exception {
        doors.close();
        doors = new DoorsUnderTest(DoorsUnderTest.multitenant());

        assertThat(postAs("shop").statusCode()).isEqualTo(200);
        assertThat(doors.intake.taken().getFirst().tenant()).isEqualTo(new TenantId("shop"));

        HttpResponse<byte[]> several = postAs("shop|billing");
        assertThat(several.statusCode()).isEqualTo(400);
        assertThat(Status.parseFrom(several.body()).getMessage()).startsWith("multiple org IDs present");

        assertThat(postAs("a/b").statusCode()).isEqualTo(400);

        HttpResponse<byte[]> nobody = doors.post("/v1/traces", CART_PROTOBUF, PROTOBUF);
        assertThat(nobody.statusCode()).isEqualTo(503);
        Status status = Status.parseFrom(nobody.body());
        assertThat(status.getCode()).isEqualTo(14);
        assertThat(status.getMessage()).startsWith("no org id").contains("X-Scope-OrgID");
        assertThat(nobody.headers().firstValue("retry-after")).isEmpty();

        assertThat(doors.post("/v1/traces", new byte[0], PROTOBUF).statusCode()).isEqualTo(200);
    }

    @Test
    void arrivalsNameServiceSenderAndEncoding() {
        doors.post("/v1/traces", CART_JSON, "Content-Type", "application/json", "User-Agent", "my-agent/1");

        Arrivals.Arrival arrival = doors.arrivals.arrivals().getFirst();
        assertThat(arrival.services()).containsExactly("cart");
        assertThat(arrival.sender()).isEqualTo(new Sender("127.0.0.1", Transport.HTTP, "json", "my-agent/1"));
        assertThat(arrival.spans()).isEqualTo(1);
        assertThat(arrival.recentSpans()).isEqualTo(1);
    }

    private CompletableFuture<HttpResponse<byte[]>> post(byte[] body) {
        return doors.client.sendAsync(
                HttpRequest.newBuilder(doors.uri("/v1/traces"))
                        .headers(PROTOBUF)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> postAs(String tenant) {
        return doors.post(
                "/v1/traces", CART_PROTOBUF, "Content-Type", "application/x-protobuf", "X-Scope-OrgID", tenant);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
