package dev.vivace.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.model.Span;
import dev.vivace.wire.protobuf.ProtobufWriter;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Process;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializer;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TProtocolFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zipkin2.codec.SpanBytesEncoder;

/// Jaeger and Zipkin over HTTP and gRPC, on a port meant for OTLP: every port takes everything.
class ForeignDoorsTest {

    private static final String[] THRIFT = {"Content-Type", "application/x-thrift"};
    private static final String[] JSON = {"Content-Type", "application/json"};
    private static final zipkin2.Span ZIPKIN =
            zipkin2.Span.newBuilder().traceId("a").id("b").name("zip").build();

    private DoorsUnderTest doors = new DoorsUnderTest();

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void thriftIsTakenInBothProtocols() throws Exception {
        assertThat(doors.post("/api/traces", batch(new TBinaryProtocol.Factory()), THRIFT)
                        .statusCode())
                .isEqualTo(202);
        HttpResponse<byte[]> compact = doors.post(
                "/api/traces?format=jaeger.thrift",
                gzip(batch(new TCompactProtocol.Factory())),
                "Content-Type",
                "application/vnd.apache.thrift.compact",
                "Content-Encoding",
                "gzip");

        assertThat(compact.statusCode()).isEqualTo(202);
        assertThat(compact.body()).isEmpty();
        assertThat(doors.intake.spans()).extracting(Span::name).containsExactly("op", "op");
        assertThat(doors.metric(
                        "tempo_receiver_accepted_spans", "receiver", "jaeger/jaeger_receiver", "transport", "http"))
                .isEqualTo(2);
        assertThat(doors.arrivals.arrivals())
                .extracting(arrival -> arrival.sender().encoding())
                .containsExactlyInAnyOrder("jaeger thrift-binary", "jaeger thrift-compact+gzip");
    }

    @Test
    void jaegersJsonIsTakenAndAnswered() {
        HttpResponse<byte[]> empty =
                doors.post("/api/traces", bytes("{\"data\": [{\"traceID\": \"test\", \"spans\": []}]}"), JSON);
        assertThat(empty.statusCode()).isEqualTo(202);
        assertThat(text(empty)).startsWith("Understood");
        assertThat(doors.intake.taken()).isEmpty();

        HttpResponse<byte[]> one = doors.post(
                "/api/traces", bytes("[{\"traceID\":\"1\",\"spans\":[{\"traceID\":\"1\",\"spanID\":\"2\"}]}]"), JSON);
        assertThat(text(one)).isEqualTo("1 spans stored.\n");
        assertThat(doors.intake.spans()).hasSize(1);
    }

    @Test
    void zipkinIsTakenInAllItsFormats() {
        List<zipkin2.Span> spans = List.of(ZIPKIN);
        assertThat(zipkin("/api/v2/spans", SpanBytesEncoder.JSON_V2, "application/json"))
                .isEqualTo(202);
        assertThat(zipkin("/api/v2/spans", SpanBytesEncoder.PROTO3, "application/x-protobuf"))
                .isEqualTo(202);
        assertThat(zipkin("/api/v1/spans", SpanBytesEncoder.JSON_V1, "application/json"))
                .isEqualTo(202);
        assertThat(zipkin("/api/v1/spans", SpanBytesEncoder.THRIFT, "application/x-thrift"))
                .isEqualTo(202);
        assertThat(doors.post("/api/v2/spans", SpanBytesEncoder.PROTO3.encodeList(spans))
                        .statusCode())
                .as("without a content type")
                .isEqualTo(202);

        assertThat(doors.intake.spans()).hasSize(5).allSatisfy(span -> {
            assertThat(span.name()).isEqualTo("zip");
            assertThat(span.spanId().value()).isEqualTo(0xb);
        });
        assertThat(doors.metric(
                        "tempo_receiver_accepted_spans", "receiver", "zipkin/zipkin_receiver", "transport", "http"))
                .isEqualTo(5);
    }

    private int zipkin(String path, SpanBytesEncoder encoder, String type) {
        return doors.post(path, encoder.encodeList(List.of(ZIPKIN)), "Content-Type", type)
                .statusCode();
    }

    @Test
    void whatIsTakenInPartSaysSo() {
        HttpResponse<byte[]> response = doors.post(
                "/api/v2/spans",
                bytes("[{\"traceId\":\"1\",\"id\":\"2\",\"localEndpoint\":{\"ipv4\":\"52.0.0.04\"}},{\"id\":\"x\"}]"),
                JSON);

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(text(response)).startsWith("1 spans taken, 1 left out, 1 values repaired: [0].localEndpoint.ipv4");
        assertThat(response.headers().firstValue("x-vivace-warning"))
                .hasValueSatisfying(warning -> assertThat(warning).contains("'52.0.0.04' is no address"));
        assertThat(doors.intake.spans()).hasSize(1);
        assertThat(doors.metric("vivace_receiver_repaired_values", "receiver", "zipkin/zipkin_receiver"))
                .isEqualTo(1);
        assertThat(doors.metric("tempo_discarded_spans", "reason", "invalid_trace_id", "tenant", "single-tenant"))
                .isEqualTo(1);
        assertThat(doors.arrivals.turnedAway().getFirst().message()).contains("52.0.0.04");
    }

    @Test
    void refusalsNameTheMistake() {
        HttpResponse<byte[]> otlp = doors.post("/api/v2/spans", bytes("{\"resourceSpans\":[]}"), JSON);
        assertThat(otlp.statusCode()).isEqualTo(400);
        assertThat(text(otlp)).contains("this is OTLP/JSON, send it to /v1/traces");

        HttpResponse<byte[]> html = doors.post("/api/traces", bytes("<html>"), "Content-Type", "text/html");
        assertThat(html.statusCode()).isEqualTo(400);
        assertThat(text(html)).contains("malformed Jaeger batch in thrift-compact");

        HttpResponse<byte[]> get =
                doors.send(HttpRequest.newBuilder(doors.uri("/api/v2/spans")).build());
        assertThat(get.statusCode()).isEqualTo(405);

        doors.intake.failWith(new RefusedException(Reason.RATE_LIMITED, "too much", Duration.ofSeconds(5), null));
        HttpResponse<byte[]> limited =
                doors.post("/api/v2/spans", SpanBytesEncoder.JSON_V2.encodeList(List.of(ZIPKIN)), JSON);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).hasValue("5");

        HttpResponse<byte[]> thriftToOtlp = doors.post("/v1/traces", new byte[1], THRIFT);
        assertThat(thriftToOtlp.statusCode()).isEqualTo(415);
        assertThat(text(thriftToOtlp)).contains("Jaeger's Thrift belongs to /api/traces");
    }

    @Test
    void tenantsAreKeptApart() {
        doors.close();
        doors = new DoorsUnderTest(DoorsUnderTest.multitenant());
        byte[] body = SpanBytesEncoder.JSON_V2.encodeList(List.of(ZIPKIN));

        assertThat(doors.post("/api/v2/spans", body, JSON).statusCode()).isEqualTo(503);
        assertThat(doors.post("/api/v2/spans", body, "X-Scope-OrgID", "a|b").statusCode())
                .isEqualTo(400);
        assertThat(doors.post("/api/v2/spans", body, "X-Scope-OrgID", "team-a").statusCode())
                .isEqualTo(202);
        assertThat(doors.intake.taken().getFirst().tenant().name()).isEqualTo("team-a");
    }

    @Test
    void postSpansIsTaken() {
        AggregatedHttpResponse taken = call("/jaeger.api_v2.CollectorService/PostSpans", jaegerSpan("grpc op"));
        assertThat(taken.trailers().get("grpc-status")).isEqualTo("0");
        assertThat(taken.content().array()).containsExactly(0, 0, 0, 0, 0);
        assertThat(doors.intake.spans()).extracting(Span::name).containsExactly("grpc op");

        AggregatedHttpResponse empty = call("/jaeger.api_v2.CollectorService/PostSpans", new byte[0]);
        assertThat(empty.trailers().get("grpc-status")).isEqualTo("0");

        AggregatedHttpResponse broken = call("/jaeger.api_v2.CollectorService/PostSpans", new byte[] {10, 9});
        assertThat(broken.headers().get("grpc-status")).isEqualTo("3");
        assertThat(broken.headers().get("grpc-message")).contains("malformed PostSpansRequest");

        AggregatedHttpResponse sampling = call("/jaeger.api_v2.SamplingManager/GetSamplingStrategy", new byte[0]);
        assertThat(sampling.headers().get("grpc-status")).isEqualTo("12");
        assertThat(sampling.headers().get("grpc-message")).contains("tracers decide on sampling themselves");
    }

    @Test
    void spansThatALimitLeftOutAreToldOfWhereverThereIsRoom() throws Exception {
        String limit = "TRACE_TOO_LARGE: max size of trace (100) exceeded";
        doors.intake.leaveOut(new Receipt.Rejection(
                2, "trace_too_large", limit, "global.max_bytes_per_trace: 100", "Look for a program."));
        String told = "2 spans left out because of a limit: " + limit;

        HttpResponse<byte[]> zipkin =
                doors.post("/api/v2/spans", SpanBytesEncoder.JSON_V2.encodeList(List.of(ZIPKIN)), JSON);
        HttpResponse<byte[]> jaeger =
                doors.post("/api/traces", batch(new TBinaryProtocol.Factory()), "Content-Type", "application/x-thrift");
        AggregatedHttpResponse grpc = call("/jaeger.api_v2.CollectorService/PostSpans", jaegerSpan("grpc op"));

        for (HttpResponse<byte[]> response : List.of(zipkin, jaeger)) {
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(text(response)).isEqualTo(told + "\n");
            assertThat(response.headers().firstValue("x-vivace-warning")).hasValue(told);
        }
        assertThat(grpc.trailers().get("grpc-status")).isEqualTo("0");
        assertThat(grpc.trailers().get("x-vivace-warning")).isEqualTo(told);
        assertThat(doors.metric("tempo_discarded_spans", "reason", "trace_too_large", "tenant", "single-tenant"))
                .isEqualTo(6);
        assertThat(doors.arrivals.turnedAway())
                .hasSize(3)
                .allSatisfy(entry -> assertThat(entry.limit()).isEqualTo("global.max_bytes_per_trace: 100"));
    }

    @Test
    void whatIsTakenInPartOverGrpcSaysSoInATrailer() {
        ProtobufWriter out = new ProtobufWriter();
        int batch = out.open(1);
        for (int id = 0; id < 2; id++) {
            int span = out.open(1);
            out.bytes16(1, 1, 2);
            out.bytes8(2, id);
            out.close(span);
        }
        out.close(batch);

        AggregatedHttpResponse taken = call("/jaeger.api_v2.CollectorService/PostSpans", out.toByteArray());

        assertThat(taken.trailers().get("grpc-status")).isEqualTo("0");
        assertThat(taken.trailers().get("x-vivace-warning")).contains("1 spans taken, 1 left out");
    }

    private static byte[] jaegerSpan(String name) {
        ProtobufWriter out = new ProtobufWriter();
        int batch = out.open(1);
        int span = out.open(1);
        out.bytes16(1, 1, 2);
        out.bytes8(2, 3);
        out.string(3, name);
        out.close(span);
        out.close(batch);
        return out.toByteArray();
    }

    @Test
    void otlpSentToAnothersPathIsRecognised() {
        for (String path : List.of("/api/traces", "/api/v2/spans", "/api/v1/spans")) {
            HttpResponse<byte[]> refused =
                    doors.post(path, Requests.CART_PROTOBUF, "Content-Type", "application/x-protobuf");

            assertThat(refused.statusCode()).as(path).isEqualTo(400);
            assertThat(text(refused))
                    .startsWith("this is OTLP in protobuf, and the path is of another protocol: send it to /v1/traces");
        }
    }

    @Test
    void whoAsksHereAsTheyWouldAskJaegerOrZipkinIsToldHowToAsk() {
        for (String path : List.of("/api/services", "/api/v2/services", "/api/v2/trace/abc", "/zipkin/")) {
            HttpResponse<byte[]> refused =
                    doors.send(HttpRequest.newBuilder(doors.uri(path)).build());

            assertThat(refused.statusCode()).as(path).isEqualTo(404);
            assertThat(text(refused))
                    .contains("This looks like the query API of Jaeger or Zipkin")
                    .contains("http://localhost:3200/api/search?q=");
        }
        AggregatedHttpResponse query = call("/tempopb.StreamingQuerier/Search", new byte[0]);
        assertThat(query.headers().get("grpc-message"))
                .contains("are answered at http://localhost:3200 and on port 9095.");
    }

    @Test
    void zipkinsPortMindsNoPath() {
        doors.close();
        doors = new DoorsUnderTest(ReceiveSettings.DEFAULTS, Protocol.ZIPKIN, Cors.NONE, true);

        HttpResponse<byte[]> response =
                doors.post("/", bytes("[{\"traceId\":\"1\",\"id\":\"2\",\"tags\":{\"n\":\"7\"}}]"), JSON);

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(doors.intake.spans().getFirst().attributes())
                .anySatisfy(attribute ->
                        assertThat(attribute.value()).isEqualTo(new dev.vivace.model.AttributeValue.Int(7)));
        assertThat(doors.post("/v1/metrics", new byte[0], JSON).statusCode()).isEqualTo(404);
        assertThat(doors.post("/v1/traces", bytes("{}"), JSON).statusCode()).isEqualTo(200);
    }

    @Test
    void pagesMaySendIfAllowed() {
        doors.close();
        Cors cors = new Cors(List.of("https://*.shop.example"), List.of("Authorization"), Duration.ofMinutes(10));
        doors = new DoorsUnderTest(ReceiveSettings.DEFAULTS, Protocol.OTLP_HTTP, cors, false);

        AggregatedHttpResponse asked = preflight("https://www.shop.example", "content-type, authorization");
        assertThat(asked.status().code()).isEqualTo(204);
        assertThat(asked.headers().get("access-control-allow-origin")).isEqualTo("https://www.shop.example");
        assertThat(asked.headers().get("access-control-allow-methods")).isEqualTo("POST");
        assertThat(asked.headers().get("access-control-allow-headers")).isEqualTo("content-type, authorization");
        assertThat(asked.headers().get("access-control-max-age")).isEqualTo("600");
        assertThat(asked.headers().get("vary")).isEqualTo("Origin");

        AggregatedHttpResponse sent = browser(HttpMethod.POST, "https://www.shop.example", null);
        assertThat(sent.status().code()).isEqualTo(200);
        assertThat(sent.headers().get("access-control-allow-origin")).isEqualTo("https://www.shop.example");

        assertThat(preflight("https://evil.example", "content-type").status().code())
                .isEqualTo(403);
        assertThat(preflight("https://www.shop.example", "x-other").status().code())
                .isEqualTo(403);
        assertThat(browser(HttpMethod.POST, "https://evil.example", null)
                        .headers()
                        .get("access-control-allow-origin"))
                .isNull();
        assertThat(doors.arrivals.turnedAway())
                .anySatisfy(refused -> assertThat(refused.remedy()).contains("cors.allowed_origins"));
    }

    private AggregatedHttpResponse preflight(String origin, String headers) {
        return browser(HttpMethod.OPTIONS, origin, headers);
    }

    private AggregatedHttpResponse browser(HttpMethod method, String origin, @Nullable String asks) {
        RequestHeadersBuilder headers =
                RequestHeaders.builder(method, "/v1/traces").add("origin", origin);
        if (asks != null) {
            headers.add("access-control-request-method", "POST").add("access-control-request-headers", asks);
        } else {
            headers.add("content-type", "application/json");
        }
        return WebClient.of("http://127.0.0.1:" + doors.port())
                .execute(headers.build(), HttpData.ofUtf8(asks == null ? "{}" : ""))
                .aggregate()
                .join();
    }

    private AggregatedHttpResponse call(String path, byte[] message) {
        byte[] frame = ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        return WebClient.of("h2c://127.0.0.1:" + doors.port())
                .execute(
                        RequestHeaders.builder(HttpMethod.POST, path)
                                .add("content-type", "application/grpc")
                                .add("te", "trailers")
                                .build(),
                        HttpData.wrap(frame))
                .aggregate()
                .join();
    }

    private static byte[] batch(TProtocolFactory protocol) throws TException {
        return new TSerializer(protocol)
                .serialize(new Batch(
                        new Process("shop"),
                        List.of(new io.jaegertracing.thriftjava.Span(1, 2, 3, 0, "op", 1, 1_000_000, 5))));
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
