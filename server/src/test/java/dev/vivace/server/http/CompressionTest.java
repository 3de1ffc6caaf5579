package dev.vivace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.server.Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompressionTest {

    @Test
    void largeAnswersAreCompressedAsAskedFor() throws IOException {
        try (ServersUnderTest server = new ServersUnderTest()) {
            String path = "/api/v2/search/tags";
            byte[] plain = server.get(path).body();
            assertThat(plain.length).isBetween(500, 1023);
            assertThat(server.get(path, "Accept-Encoding", "gzip").headers().firstValue("content-encoding"))
                    .isEmpty();
        }
        byte[] body = "x".repeat(5000).getBytes(StandardCharsets.UTF_8);
        Reply reply = new Reply(200, Reply.TEXT, body);
        String[][] cases = {
            {"gzip", "gzip"},
            {"zstd, br", "zstd"},
            {"gzip, zstd", "zstd"},
            {"deflate, gzip;q=0.5", "gzip"},
            {"gzip;q=0", null},
            {"*", null},
            {"", null}
        };
        for (String[] some : cases) {
            AggregatedHttpResponse response =
                    Compression.apply(reply, some[0]).aggregate().join();
            String coding = response.headers().get("content-encoding");
            assertThat(coding).as(some[0]).isEqualTo(some[1]);
            byte[] content = response.content().array();
            byte[] decompressed = coding == null
                    ? content
                    : coding.equals("gzip")
                            ? new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes()
                            : Zstd.decompress(content, body.length);
            assertThat(decompressed).isEqualTo(body);
            assertThat(response.headers().get("vary")).isEqualTo("Accept-Encoding");
        }
    }

    /// The server waits for seconds for a client that wants no other answer to close the connection.
    @Test
    void sentContentIsLetGoWhileTheConnectionIsOpen() throws IOException {
        AtomicReference<@Nullable Reply> reply =
                new AtomicReference<>(Reply.json(List.of(ByteBuffer.allocate(1 << 20), ByteBuffer.allocate(1 << 20))));
        List<WeakReference<byte[]>> contents = Objects.requireNonNull(reply.get()).pieces().stream()
                .map(piece -> new WeakReference<>(piece.array()))
                .toList();
        Server server = Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .service("/", (_, _) -> Compression.apply(Objects.requireNonNull(reply.getAndSet(null)), ""))
                .build();
        server.start().join();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.activeLocalPort())) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = client.getInputStream();
            while (!header(in).isEmpty()) {
                continue;
            }
            in.readNBytes(2 << 20);

            client.setSoTimeout(1);
            while (contents.stream().anyMatch(content -> content.get() != null)) {
                System.gc();
                assertThat(isOpen(in))
                        .as("the connection ended, and the content was still there")
                        .isTrue();
            }
        } finally {
            server.stop().join();
        }
    }

    private static String header(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static boolean isOpen(InputStream in) throws IOException {
        try {
            return in.read() >= 0;
        } catch (SocketTimeoutException _) {
            return true;
        }
    }
}
