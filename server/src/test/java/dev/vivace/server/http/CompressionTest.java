package dev.vivace.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class CompressionTest {

    private static final long MUCH = 1 << 30;

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

    @Test
    void contentInPiecesIsCodedAsOne() throws IOException {
        byte[] piece = new byte[200_000];
        new Random(7).nextBytes(piece);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Content content = pieces -> {
            for (int i = 0; i < 5; i++) {
                pieces.take(piece, piece.length - i, i == 4);
            }
        };
        content.writeTo((bytes, length, _) -> whole.write(bytes, 0, length));
        for (String coding : new String[] {"", "gzip", "zstd"}) {
            AggregatedHttpResponse response =
                    Compression.apply(Reply.json(content), coding).aggregate().join();
            byte[] sent = response.content().array();
            byte[] read = switch (coding) {
                case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes();
                case "zstd" -> new ZstdInputStream(new ByteArrayInputStream(sent)).readAllBytes();
                default -> sent;
            };
            assertThat(read).as(coding).isEqualTo(whole.toByteArray());
            assertThat(response.headers().contentLength()).as(coding).isIn(-1L, (long) sent.length);
        }
    }

    /// The server waits for seconds for a client that wants no other answer to close the connection.
    @Test
    void sentContentIsLetGoWhileTheConnectionIsOpen() throws IOException {
        try (Sending server = new Sending();
                Socket client = server.asked("GET", "Connection: close\r\n")) {
            InputStream in = client.getInputStream();
            while (!header(in).isEmpty()) {
                continue;
            }
            assertThat(in.readNBytes(Sending.LENGTH)).hasSize(Sending.LENGTH);
            client.setSoTimeout(1);
            while (server.buffersBytes() > 0) {
                assertThat(isOpen(in))
                        .as("the connection ended, and the content was still there")
                        .isTrue();
            }
        }
    }

    @Test
    void contentThatNobodyReadsIsLetGo() throws IOException {
        try (Sending server = new Sending()) {
            try (Socket client = server.asked("HEAD", "")) {
                assertThat(header(client.getInputStream())).contains("200");
                server.awaitNoBuffers();
            }
            try (Socket client = server.asked("GET", "")) {
                assertThat(client.getInputStream().read()).isEqualTo('H');
                assertThat(server.buffersBytes())
                        .as("more than a socket takes unread")
                        .isPositive();
            }
            server.awaitNoBuffers();
        }
    }

    @Test
    void contentThatIsNotSentIsLetGo() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        for (String coding : new String[] {"", "gzip", "zstd"}) {
            HttpResponse response =
                    Compression.apply(new Reply(200, Reply.TEXT, new byte[1 << 20]), coding, allocator, MUCH);
            assertThat(allocator.metric().usedDirectMemory()).as(coding).isPositive();
            response.abort();
            assertThat(allocator.metric().usedDirectMemory()).as(coding).isZero();

            Content torn = pieces -> {
                pieces.take(new byte[1 << 20], 1 << 20, false);
                throw new IllegalStateException("torn");
            };
            assertThatThrownBy(() -> Compression.apply(Reply.json(torn), coding, allocator, MUCH))
                    .hasMessage("torn");
            assertThat(allocator.metric().usedDirectMemory()).as(coding).isZero();
        }
    }

    @Test
    void answersThatNobodyTakesDoNotFillTheMemoryOutsideTheHeap() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        long most = 10 << 20;
        byte[] content = new byte[4 << 20];
        List<HttpResponse> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(Compression.apply(new Reply(200, Reply.TEXT, content), "", allocator, most));
        }
        assertThat(allocator.metric().usedDirectMemory()).isBetween(most, most + (1 << 20));
        assertThat(waiting.getLast().aggregate().join().content().length()).isEqualTo(content.length);
        waiting.forEach(HttpResponse::abort);
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    /// Answers every request with [#LENGTH] bytes out of buffers that are counted.
    private static final class Sending implements AutoCloseable {
        static final int LENGTH = 64 << 20;

        private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        private final Server server = Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .service(
                        "/",
                        (_, _) -> Compression.apply(new Reply(200, Reply.TEXT, new byte[LENGTH]), "", allocator, MUCH))
                .build();

        Sending() {
            server.start().join();
        }

        Socket asked(String method, String headers) throws IOException {
            Socket client = new Socket(InetAddress.getLoopbackAddress(), server.activeLocalPort());
            client.getOutputStream()
                    .write((method + " / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return client;
        }

        long buffersBytes() {
            return allocator.metric().usedDirectMemory();
        }

        void awaitNoBuffers() {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (buffersBytes() > 0) {
                assertThat(System.nanoTime() - deadline)
                        .as("the content of %d bytes is still there", buffersBytes())
                        .isNegative();
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
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
