package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM, or `/shutdown`: nothing new is invited, what has begun is finished, and the process is gone within five
/// seconds.
class StopIT {

    @Test
    void requestThatHasBegunIsFinishedAndNothingIsLost(@TempDir Path directory) throws Exception {
        SampleSpan before = SampleSpan.of(1);
        SampleSpan during = SampleSpan.of(2);
        byte[] body = during.json().getBytes(StandardCharsets.UTF_8);
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            assertThat(before.send(server).status()).isEqualTo(200);
            try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.otlpHttpPort())) {
                slow.setSoTimeout(10_000);
                OutputStream out = slow.getOutputStream();
                out.write(("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(body, 0, body.length / 2);
                out.flush();
                // The server has begun with the request once a later one on another connection is answered.
                assertThat(server.isReady()).isTrue();

                long asked = System.nanoTime();
                server.askToStop();
                Await.until(
                        Duration.ofSeconds(1),
                        () -> Conversation.get(server.api("/ready")).status() == 503,
                        () -> "/ready does not say no:\n" + server.log());

                out.write(body, body.length / 2, body.length - body.length / 2);
                out.flush();
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
                assertThat(answer.readLine()).isEqualTo("HTTP/1.1 200 OK");

                Duration left = Duration.ofSeconds(5).minusNanos(System.nanoTime() - asked);
                assertThat(server.exitCode(left)).isIn(0, 143);
            }

            server.restart(Lifetimes.LIVE);
            assertThat(TraceById.V2_PROTOBUF.difference(
                            server,
                            Map.of(before.traceId(), Set.of(before.sent()), during.traceId(), Set.of(during.sent()))))
                    .isEmpty();
        }
    }

    @Test
    void operatorsFlushAndShutDownOverHttp(@TempDir Path directory) throws Exception {
        SampleSpan first = SampleSpan.of(1);
        SampleSpan second = SampleSpan.of(2);
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            first.send(server);
            assertThat(post(server, "/flush").status()).isEqualTo(204);
            assertThat(server.blockCount()).isEqualTo(1);
            assertThat(server.metric("vivace_live_spans")).isZero();

            second.send(server);
            HttpRequest.Builder byPage = HttpRequest.newBuilder(server.api("/shutdown"))
                    .header("Sec-Fetch-Mode", "no-cors")
                    .GET();
            assertThat(Conversation.send(byPage).status()).isEqualTo(403);
            assertThat(post(server, "/shutdown").text()).isEqualTo("shutdown job acknowledged\n");
            assertThat(server.exitCode(Duration.ofSeconds(10))).isZero();

            server.restart(Lifetimes.LIVE);
            assertThat(server.metric("vivace_live_spans")).isZero();
            assertThat(TraceById.V2_PROTOBUF.difference(
                            server,
                            Map.of(first.traceId(), Set.of(first.sent()), second.traceId(), Set.of(second.sent()))))
                    .isEmpty();
        }
    }

    private static Conversation.Answer post(ServerUnderTest server, String path) throws Exception {
        return Conversation.send(HttpRequest.newBuilder(server.api(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }
}
