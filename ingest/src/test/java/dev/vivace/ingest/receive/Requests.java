package dev.vivace.ingest.receive;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;

/// Requests by name, and ways to compress them.
final class Requests {

    static final ExportTraceServiceRequest CART = cart(3);

    static final byte[] CART_PROTOBUF = CART.toByteArray();

    static final byte[] CART_JSON = utf8("""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},
             "scopeSpans":[{"scope":{"name":"demo"},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",
             "spanId":"b7ad6b7169203331","name":"GET /cart","kind":2,"startTimeUnixNano":"1755850000000000000",
             "endTimeUnixNano":"1755850000120000000"}]}]}]}""");

    private Requests() {}

    /// So many spans of service `cart`.
    static ExportTraceServiceRequest cart(int spans) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int i = 1; i <= spans; i++) {
            scope.addSpans(Span.newBuilder()
                    .setTraceId(ByteString.fromHex("0af7651916cd43dd8448eb211c80319c"))
                    .setSpanId(ByteString.fromHex(String.format("%016x", i)))
                    .setName("GET /cart")
                    .setStartTimeUnixNano(1755850000000000000L)
                    .setEndTimeUnixNano(1755850000120000000L));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(KeyValue.newBuilder()
                                        .setKey("service.name")
                                        .setValue(AnyValue.newBuilder().setStringValue("cart"))))
                        .addScopeSpans(scope))
                .build();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] plain) {
        return through(plain, GZIPOutputStream::new);
    }

    static byte[] zlib(byte[] plain) {
        return through(plain, DeflaterOutputStream::new);
    }

    static byte[] rawDeflate(byte[] plain) {
        return through(plain, out -> new DeflaterOutputStream(out, new Deflater(6, true)));
    }

    static byte[] zstd(byte[] plain) {
        return Zstd.compress(plain);
    }

    /// @param linked whether blocks refer to those before them; if not, they have checksums of their own
    static byte[] lz4(byte[] plain, boolean linked) {
        return through(
                plain,
                out -> new FramedLZ4CompressorOutputStream(
                        out,
                        new FramedLZ4CompressorOutputStream.Parameters(
                                FramedLZ4CompressorOutputStream.BlockSize.K64, true, !linked, linked)));
    }

    static byte[] snappyBlock(byte[] plain) {
        ByteBuf out = Unpooled.buffer();
        new Snappy().encode(Unpooled.wrappedBuffer(plain), out, plain.length);
        return ByteBufUtil.getBytes(out);
    }

    /// One plain chunk, then one compressed chunk.
    static byte[] snappyFramed(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'});
        int half = plain.length / 2;
        byte[] first = java.util.Arrays.copyOf(plain, half);
        byte[] second = java.util.Arrays.copyOfRange(plain, half, plain.length);
        frame(out, 1, first, first);
        out.writeBytes(new byte[] {(byte) 0xfe, 2, 0, 0, 9, 9}); // padding
        frame(out, 0, snappyBlock(second), second);
        return out.toByteArray();
    }

    private static void frame(ByteArrayOutputStream out, int type, byte[] content, byte[] plain) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(plain);
        int sum = (int) crc.getValue();
        int masked = (sum >>> 15 | sum << 17) + 0xa282ead8;
        int size = content.length + 4;
        out.writeBytes(new byte[] {(byte) type, (byte) size, (byte) (size >> 8), (byte) (size >> 16)});
        out.writeBytes(new byte[] {(byte) masked, (byte) (masked >> 8), (byte) (masked >> 16), (byte) (masked >> 24)});
        out.writeBytes(content);
    }

    private interface Wrapping {
        OutputStream around(OutputStream out) throws IOException;
    }

    private static byte[] through(byte[] plain, Wrapping wrapping) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = wrapping.around(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
