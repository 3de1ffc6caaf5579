package dev.vivace.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.model.TenantId;
import io.grpc.Codec;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OtlpGrpcDoorTest {

    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private DoorsUnderTest doors = new DoorsUnderTest();

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void exportIsTakenAndAnsweredWithTheReferencesBytes() {
        ExportTraceServiceResponse response = stub().export(Requests.CART);

        assertThat(response.hasPartialSuccess()).isTrue();
        assertThat(response.toByteArray()).containsExactly(0x0a, 0x00);
        assertThat(doors.intake.spans()).hasSize(3);
        assertThat(doors.intake.taken().getFirst().thread()).startsWith("decode-");
        assertThat(doors.metric("tempo_receiver_accepted_spans", "receiver", "otlp/otlp_receiver", "transport", "grpc"))
                .isEqualTo(3);
    }

    @Test
    void emptyExportSucceeds() {
        stub().export(ExportTraceServiceRequest.getDefaultInstance());

        assertThat(doors.intake.taken()).isEmpty();
    }

    @Test
    void gzippedExportIsTaken() {
        GrpcClients.builder("gproto+h2c://127.0.0.1:" + doors.port())
                .compressor(new Codec.Gzip())
                .build(TraceServiceBlockingStub.class)
                .export(Requests.CART);

        assertThat(doors.intake.spans()).hasSize(3);
        assertThat(doors.arrivals.arrivals().getFirst().sender().encoding()).isEqualTo("protobuf+gzip");
    }

    static Stream<Arguments> codings() {
        return Stream.of(
                Arguments.of("gzip", Requests.gzip(Requests.CART_PROTOBUF)),
                Arguments.of("zstd", Requests.zstd(Requests.CART_PROTOBUF)),
                Arguments.of("snappy", Requests.snappyFramed(Requests.CART_PROTOBUF)));
    }

    @ParameterizedTest
    @MethodSource("codings")
    void compressedMessageIsTaken(String coding, byte[] message) {
        AggregatedHttpResponse response = call(coding, frame(1, message));

        assertThat(status(response)).isEqualTo("0");
        assertThat(response.content().array()).containsExactly(0, 0, 0, 0, 2, 0x0a, 0x00);
        assertThat(doors.intake.spans()).hasSize(3);
    }

    static Stream<Arguments> mistakes() {
        byte[] gzip = Requests.gzip(Requests.CART_PROTOBUF);
        return Stream.of(
                Arguments.of("deflate", frame(1, gzip), "12", "Decompressor is not installed", "gzip,zstd"),
                Arguments.of("br", frame(1, gzip), "12", "\"br\"", "Supported"),
                Arguments.of("identity", frame(1, gzip), "3", "flagged as compressed", ""),
                Arguments.of("gzip", frame(1, new byte[] {1, 2, 3}), "3", "gzip body of 3 bytes", ""),
                Arguments.of("gzip", frame(1, Arrays.copyOf(gzip, 30)), "3", "ends in the middle", "cut off"),
                Arguments.of("identity", new byte[] {0, 0, 0}, "3", "ends after 3 bytes", ""),
                Arguments.of("identity", new byte[0], "3", "ends after 0 bytes", ""),
                Arguments.of("identity", new byte[] {0, 0, 0, 0, 9, 1}, "3", "says 9 bytes", "1 bytes follow"),
                Arguments.of("identity", frame(0, new byte[] {10, 99}), "3", "", ""));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void wrongMessageIsNamed(String coding, byte[] body, String code, String mistake, String more) {
        AggregatedHttpResponse response = call(coding, body);

        assertThat(response.status().code()).isEqualTo(200);
        assertThat(status(response)).isEqualTo(code);
        assertThat(message(response)).contains(mistake, more);
        assertThat(doors.intake.taken()).isEmpty();
        assertThat(doors.arrivals.turnedAway()).hasSize(1);
        assertThat(doors.metric("vivace_receiver_inflight_bytes")).isZero();
    }

    @Test
    void oversizedMessageIsResourceExhaustedWithoutRetry() {
        doors.close();
        doors = new DoorsUnderTest(DoorsUnderTest.limits(1000, 1000, 1000));

        StatusRuntimeException refused = refusal(Requests.cart(100));

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getStatus().getDescription())
                .startsWith("grpc: received message larger than max ("
                        + Requests.cart(100).getSerializedSize() + " vs. 1000)");
        assertThat(details(refused)).isEmpty();
    }

    @Test
    void zipBombIsResourceExhausted() {
        doors.close();
        doors = new DoorsUnderTest(DoorsUnderTest.limits(100_000, 100_000, 100_000));

        AggregatedHttpResponse response = call("gzip", frame(1, Requests.gzip(new byte[16 << 20])));

        assertThat(status(response)).isEqualTo("8");
        assertThat(message(response)).startsWith("grpc: received message after decompression larger than max (100001");
    }

    @Test
    void refusalCarriesRetryInfo() throws Exception {
        doors.intake.failWith(new RefusedException(
                Reason.RATE_LIMITED, "RATE_LIMITED: 100 % too much – really", Duration.ofSeconds(5), null));

        StatusRuntimeException refused = refusal(Requests.CART);

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getStatus().getDescription()).isEqualTo("RATE_LIMITED: 100 % too much – really");
        Status status = Status.parseFrom(details(refused));
        assertThat(status.getCode()).isEqualTo(8);
        assertThat(delay(status.getDetails(0))).isEqualTo(5);
    }

    @Test
    void faultsKeepApart() {
        doors.intake.failWith(new RefusedException(Reason.DISK_FULL, "disk is full", Duration.ofSeconds(5), null));
        assertThat(refusal(Requests.CART).getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);

        doors.intake.failWith(new RefusedException(Reason.INVALID_SPAN_ID, "span ids must be 64 bit", null, null));
        assertThat(refusal(Requests.CART).getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);

        doors.intake.failWith(new IllegalStateException("a bug"));
        assertThat(refusal(Requests.CART).getStatus().getCode()).isEqualTo(Code.INTERNAL);
    }

    @Test
    void metricsAndLogsAreUnimplementedWithDirections() {
        StatusRuntimeException metrics = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> client().build(MetricsServiceGrpc.MetricsServiceBlockingStub.class)
                        .export(ExportMetricsServiceRequest.getDefaultInstance()));
        StatusRuntimeException logs = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> client().build(LogsServiceGrpc.LogsServiceBlockingStub.class)
                        .export(ExportLogsServiceRequest.getDefaultInstance()));

        assertThat(metrics.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(metrics.getStatus().getDescription()).contains("traces only", "Prometheus");
        assertThat(logs.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(logs.getStatus().getDescription()).contains("traces only", "Loki");
    }

    @Test
    void tenantIsReadFromTheMetadata() {
        doors.close();
        doors = new DoorsUnderTest(DoorsUnderTest.multitenant());

        assertThat(status(call("identity", frame(0, Requests.CART_PROTOBUF), "x-scope-orgid", "shop")))
                .isEqualTo("0");
        assertThat(doors.intake.taken().getFirst().tenant()).isEqualTo(new TenantId("shop"));

        AggregatedHttpResponse nobody = call("identity", frame(0, Requests.CART_PROTOBUF));
        assertThat(status(nobody)).isEqualTo("14");
        assertThat(message(nobody)).startsWith("no org id");

        AggregatedHttpResponse empty = call("identity", frame(0, Requests.CART_PROTOBUF), "x-scope-orgid", "");
        assertThat(status(empty)).isEqualTo("3");
        assertThat(status(call("identity", frame(0, Requests.CART_PROTOBUF), "x-scope-orgid", "a|b")))
                .isEqualTo("3");
    }

    private TraceServiceBlockingStub stub() {
        return client().build(TraceServiceBlockingStub.class);
    }

    private GrpcClientBuilder client() {
        return GrpcClients.builder("gproto+h2c://127.0.0.1:" + doors.port());
    }

    private StatusRuntimeException refusal(ExportTraceServiceRequest request) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> stub().export(request));
    }

    /// A call whose bytes are under the test's control.
    private AggregatedHttpResponse call(String encoding, byte[] body, String... headers) {
        RequestHeadersBuilder request = RequestHeaders.builder(HttpMethod.POST, GrpcDoor.OTLP_PATH)
                .add("content-type", "application/grpc")
                .add("te", "trailers")
                .add("grpc-encoding", encoding);
        for (int i = 0; i < headers.length; i += 2) {
            request.add(headers[i], headers[i + 1]);
        }
        return WebClient.of("h2c://127.0.0.1:" + doors.port())
                .execute(request.build(), HttpData.wrap(body))
                .aggregate()
                .join();
    }

    /// The `google.rpc.Status` beside the code, empty if there is none.
    private static byte[] details(StatusRuntimeException refused) {
        Metadata trailers = refused.getTrailers();
        byte[] details = trailers == null ? null : trailers.get(DETAILS);
        return details == null ? new byte[0] : details;
    }

    private static byte[] frame(int flags, byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) flags)
                .putInt(message.length)
                .put(message)
                .array();
    }

    private static String status(AggregatedHttpResponse response) {
        String trailer = response.trailers().get("grpc-status");
        return trailer != null ? trailer : response.headers().get("grpc-status", "none");
    }

    private static String message(AggregatedHttpResponse response) {
        return URLDecoder.decode(
                response.headers().get("grpc-message", "").replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static long delay(Any detail) throws InvalidProtocolBufferException {
        return detail.unpack(RetryInfo.class).getRetryDelay().getSeconds();
    }
}
