package dev.vivace.wire.zipkin;

import static dev.vivace.wire.foreign.Translated.map;
import static dev.vivace.wire.foreign.Translated.only;
import static dev.vivace.wire.foreign.Translated.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.vivace.model.Span;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.zipkin.ZipkinTranslator.Format;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.Test;
import zipkin2.Endpoint;
import zipkin2.codec.SpanBytesEncoder;

class ZipkinV1Test {

    private static final long START = 1_700_000_000_000_000L;
    private static final zipkin2.Span CLIENT = zipkin2.Span.newBuilder()
            .traceId("463ac35c9f6413ad48485a3953bb6124")
            .id("2")
            .kind(zipkin2.Span.Kind.CLIENT)
            .name("get")
            .timestamp(START)
            .duration(250)
            .localEndpoint(Endpoint.newBuilder()
                    .serviceName("shop")
                    .ip("10.1.2.3")
                    .port(8080)
                    .build())
            .remoteEndpoint(Endpoint.newBuilder()
                    .serviceName("db")
                    .ip("10.9.9.9")
                    .port(5432)
                    .build())
            .addAnnotation(START + 5, "retry")
            .putTag("http.path", "/cart")
            .build();

    /// What Zipkin's own library writes.
    @Test
    void clientSpanArrivesInBothFormats() throws Exception {
        byte[] json = SpanBytesEncoder.JSON_V1.encodeList(List.of(CLIENT));
        byte[] thrift = SpanBytesEncoder.THRIFT.encodeList(List.of(CLIENT));
        assertThat(ZipkinTranslator.detect(thrift, 0, thrift.length)).isEqualTo(Format.THRIFT);

        Span fromJson = only(new ZipkinTranslator(false).json(json, 0, json.length, false));
        Span fromThrift = only(ZipkinTranslator.thrift(thrift, 0, thrift.length));

        assertThat(fromThrift).isEqualTo(fromJson);
        assertThat(fromJson.kind()).isEqualTo(3);
        assertThat(fromJson.startEpochNanos()).isEqualTo(START * 1000);
        assertThat(fromJson.durationNanos()).isEqualTo(250_000);
        assertThat(map(fromJson.resource().attributes()))
                .containsExactly(entry("service.name", "shop"), entry("ipv4", "10.1.2.3"), entry("port", "8080"));
        assertThat(map(fromJson.attributes()))
                .containsEntry("http.path", "/cart")
                .containsEntry("service.peer.name", "db")
                .containsEntry("network.peer.address", "10.9.9.9")
                .containsEntry("net.peer.port", 5432L)
                .containsKey("sa");
        assertThat(fromJson.events()).hasSize(1);
        assertThat(fromJson.events().getFirst().name()).isEqualTo("retry");
    }

    @Test
    void clientAndServerInOneSpanAreTwo() throws Exception {
        Translation translation = json("""
                [{"traceId":"1","id":"2","name":"get","annotations":[
                  {"timestamp":1000,"value":"cs","endpoint":{"serviceName":"front"}},
                  {"timestamp":1100,"value":"sr","endpoint":{"serviceName":"back","ipv4":"10.0.0.1"}},
                  {"timestamp":1200,"value":"note","endpoint":{"serviceName":"back"}},
                  {"timestamp":1300,"value":"ss","endpoint":{"serviceName":"back"}},
                  {"timestamp":1500,"value":"cr","endpoint":{"serviceName":"front"}}],
                  "binaryAnnotations":[{"key":"a","value":"b","endpoint":{"serviceName":"front"}}]}]""");

        List<Span> spans = spans(translation);
        assertThat(spans).extracting(Span::kind).containsExactly(3, 2);
        assertThat(spans).extracting(Span::startEpochNanos).containsExactly(1_000_000L, 1_100_000L);
        assertThat(spans).extracting(Span::durationNanos).containsExactly(500_000L, 200_000L);
        assertThat(map(spans.get(1).resource().attributes()))
                .containsExactly(entry("service.name", "back"), entry("ipv4", "10.0.0.1"));
        assertThat(map(spans.getFirst().attributes())).containsExactly(entry("a", "b"));
        assertThat(map(spans.get(1).attributes())).containsExactly(entry("zipkin.shared", true));
        assertThat(spans.get(1).events()).hasSize(1);
        assertThat(spans.getFirst().events()).isEmpty();
    }

    @Test
    void tagsAndStatus() throws Exception {
        Span span = spans(json("""
                        [{"traceId":"1","id":"2","timestamp":5,"debug":true,"binaryAnnotations":[
                          {"key":"lc","value":"worker","endpoint":{"serviceName":"jobs"}},
                          {"key":"error","value":"out of cheese"},
                          {"key":"n","value":7},{"key":"b","value":true},
                          {"key":"span.kind","value":"server"}]}]""")).getFirst();

        assertThat(span.kind()).isZero();
        assertThat(span.statusCode()).isEqualTo(2);
        assertThat(span.statusMessage()).isEqualTo("out of cheese");
        assertThat(map(span.resource().attributes())).containsExactly(entry("service.name", "jobs"));
        assertThat(map(span.attributes()))
                .containsEntry("component", "worker")
                .containsEntry("n", 7L)
                .containsEntry("b", true)
                .containsEntry("span.kind", "server")
                .containsEntry("zipkin.debug", true)
                .hasSize(5);
        Span http = spans(json("""
                        [{"traceId":"1","id":"2","timestamp":5,"binaryAnnotations":[
                          {"key":"http.status_code","value":"404"},
                          {"key":"http.status_message","value":"no"}]}]""")).getFirst();
        assertThat(http.statusCode()).isEqualTo(2);
        assertThat(http.statusMessage()).isEqualTo("no");
        assertThat(map(http.resource().attributes())).containsExactly(entry("service.name", "unknown-service"));
    }

    @Test
    void typedAnnotationsOfThriftKeepTheirType() throws Exception {
        byte[] thrift = typed();

        Translation translation = ZipkinTranslator.thrift(thrift, 0, thrift.length);

        Span span = spans(translation).getFirst();
        assertThat(map(span.attributes()))
                .containsEntry("bool", true)
                .containsEntry("bytes", "AQI=")
                .containsEntry("i16", -2L)
                .containsEntry("i32", -3L)
                .containsEntry("i64", -4L)
                .containsEntry("double", 0.5)
                .containsEntry("string", "text")
                .containsEntry("odd", "0102");
        assertThat(translation.summary()).contains("'odd'", "2 bytes do not fit type 4");
    }

    @Test
    void damagedBytesAreRefused() throws Exception {
        byte[] good = typed();
        long seed = 941;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, round % 4 == 0 ? random.nextInt(good.length) : good.length);
            for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                spans(ZipkinTranslator.thrift(bad, 0, bad.length));
            } catch (ForeignRequestException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        byte[] huge = {12, 0x7f, -1, -1, -1};
        assertThatThrownBy(() -> ZipkinTranslator.thrift(huge, 0, huge.length))
                .isInstanceOf(ForeignRequestException.class)
                .hasMessageContaining("2147483647 elements");
    }

    /// A span with a binary annotation of each type, and one whose bytes do not fit.
    private static byte[] typed() throws TException {
        TMemoryBuffer buffer = new TMemoryBuffer(1000);
        TProtocol out = new TBinaryProtocol(buffer);
        out.writeListBegin(new TList(TType.STRUCT, 1));
        field(out, TType.I64, 1).writeI64(1);
        field(out, TType.I64, 4).writeI64(2);
        field(out, TType.LIST, 8).writeListBegin(new TList(TType.STRUCT, 8));
        annotation(out, "bool", 0, new byte[] {1});
        annotation(out, "bytes", 1, new byte[] {1, 2});
        annotation(out, "i16", 2, ByteBuffer.allocate(2).putShort((short) -2).array());
        annotation(out, "i32", 3, ByteBuffer.allocate(4).putInt(-3).array());
        annotation(out, "i64", 4, ByteBuffer.allocate(8).putLong(-4).array());
        annotation(out, "double", 5, ByteBuffer.allocate(8).putDouble(0.5).array());
        annotation(out, "string", 6, "text".getBytes(StandardCharsets.UTF_8));
        annotation(out, "odd", 4, new byte[] {1, 2});
        out.writeFieldStop();
        return Arrays.copyOf(buffer.getArray(), buffer.length());
    }

    private static void annotation(TProtocol out, String key, int type, byte[] value) throws TException {
        field(out, TType.STRING, 1).writeString(key);
        field(out, TType.STRING, 2).writeBinary(ByteBuffer.wrap(value));
        field(out, TType.I32, 3).writeI32(type);
        out.writeFieldStop();
    }

    private static TProtocol field(TProtocol out, byte type, int id) throws TException {
        out.writeFieldBegin(new TField("", type, (short) id));
        return out;
    }

    private static Translation json(String json) throws ForeignRequestException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new ZipkinTranslator(false).json(bytes, 0, bytes.length, true);
    }
}
