package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The server is killed at random moments under load, twenty times, and has every acknowledged span exactly once.
///
/// Every request brings a trace of its own and one more span of a trace that its connection sends all the time, so that
/// some traces are cut in the middle. Every second kill waits for a block that is being written. A request whose fate
/// its sender cannot know is sent again, as exporters do.
class CrashIT {
    private static final int ROUNDS = 20;
    private static final int CONNECTIONS = 3;
    private static final int SPANS_OF_OWN_TRACE = 3;
    private static final int EARLIEST_KILL_MILLIS = 50;
    private static final int LATEST_KILL_MILLIS = 600;
    private static final Duration LONGEST_WAIT_FOR_A_BLOCK = Duration.ofMillis(400);
    private static final Duration WRITTEN_OFTEN = Duration.ofMillis(60);

    @Test
    void everyAcknowledgedSpanIsThereExactlyOnce(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("vivace.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        long begun = System.nanoTime();
        int acknowledged = 0;
        int interrupted = 0;
        Lifetimes lifetimes = new Lifetimes(WRITTEN_OFTEN, WRITTEN_OFTEN);
        try (ServerUnderTest server = ServerUnderTest.start(directory, lifetimes);
                ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Sent> everything = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                String what = "round " + round + " of seed " + seed;
                List<Sender> senders = new ArrayList<>();
                List<Future<?>> running = new ArrayList<>();
                for (int connection = 0; connection < CONNECTIONS; connection++) {
                    Sender sender = new Sender(server.otlpHttp(), random.split(), round);
                    senders.add(sender);
                    running.add(threads.submit(sender::sendUntilItFails));
                }
                // The moment of the kill is the test's random input; nothing is waited for.
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(EARLIEST_KILL_MILLIS, LATEST_KILL_MILLIS))
                        .toNanos());
                if (round % 2 == 1) {
                    awaitBlockBeingWritten(server);
                }
                server.kill9();
                for (Future<?> sender : running) {
                    sender.get();
                }
                server.start();
                for (Sender sender : senders) {
                    if (sender.uncertain != null) {
                        interrupted++;
                        sender.sendAgain();
                    }
                    everything.addAll(sender.sent());
                    acknowledged += sender.acknowledged;
                }
                checkById(what, server, senders);
                checkBySearch(what, server, round, senders);
            }
            server.awaitStored();
            Map<String, Integer> found = new HashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                found.putAll(search(server, round));
            }
            Map<String, Integer> wanted = new HashMap<>();
            everything.forEach(
                    sent -> wanted.merge(sent.traceId(), sent.spanIds().size(), Integer::sum));
            assertThat(found).as("all rounds of seed " + seed).isEqualTo(wanted);
            System.out.printf(
                    "seed %d: %d rounds in %.1f s, %d requests acknowledged, %d sent again, %d blocks%n",
                    seed, ROUNDS, (System.nanoTime() - begun) / 1e9, acknowledged, interrupted, server.blockCount());
        }
    }

    /// Returns when a file has come or gone among the blocks, or after a while.
    private static void awaitBlockBeingWritten(ServerUnderTest server) throws IOException {
        Set<Path> before = filesOfBlocks(server);
        long deadline = System.nanoTime() + LONGEST_WAIT_FOR_A_BLOCK.toNanos();
        while (filesOfBlocks(server).equals(before) && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
    }

    private static Set<Path> filesOfBlocks(ServerUnderTest server) throws IOException {
        try (Stream<Path> files = Files.walk(server.blocks())) {
            return files.collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            return Set.of(); // a file went while the directory was read
        }
    }

    /// What is known to be stored of one trace.
    private record Sent(String traceId, Set<ByteString> spanIds) {}

    private static void checkById(String what, ServerUnderTest server, List<Sender> senders) throws Exception {
        for (Sender sender : senders) {
            for (Sent sent : sender.sent()) {
                List<SentSpan> spans = TraceById.V2_PROTOBUF.spans(server, sent.traceId());
                assertThat(spans)
                        .as(what + ", trace " + sent.traceId())
                        .extracting(span -> span.span().getSpanId())
                        .containsExactlyInAnyOrderElementsOf(sent.spanIds());
            }
        }
    }

    private static void checkBySearch(String what, ServerUnderTest server, int round, List<Sender> senders)
            throws Exception {
        Map<String, Integer> wanted = new HashMap<>();
        for (Sender sender : senders) {
            sender.sent()
                    .forEach(sent -> wanted.put(sent.traceId(), sent.spanIds().size()));
        }
        assertThat(search(server, round)).as(what + ", by search").isEqualTo(wanted);
    }

    /// The traces of a round and how many of their spans match.
    private static Map<String, Integer> search(ServerUnderTest server, int round) throws Exception {
        JsonNode found = Conversation.get(server.api(
                        Conversation.query("/api/search", "q", "{ span.round = " + round + " }", "limit", "100000")))
                .json();
        Map<String, Integer> matched = new HashMap<>();
        for (JsonNode trace : found.path("traces")) {
            String id = trace.path("traceID").asString();
            assertThat(matched.put(
                            "0".repeat(32 - id.length()) + id,
                            trace.at("/spanSets/0/matched").asInt()))
                    .as("trace " + id + " is shown once")
                    .isNull();
        }
        return matched;
    }

    /// One connection. Confined to one thread at a time.
    private static final class Sender {
        private final URI target;
        private final SplittableRandom random;
        private final int round;
        private final long longTrace;
        private final Map<String, Set<ByteString>> stored = new HashMap<>();
        private int acknowledged;
        private @Nullable TracesData uncertain;

        Sender(URI target, SplittableRandom random, int round) {
            this.target = target;
            this.random = random;
            this.round = round;
            this.longTrace = random.nextLong();
        }

        List<Sent> sent() {
            return stored.entrySet().stream()
                    .map(trace -> new Sent(trace.getKey(), trace.getValue()))
                    .toList();
        }

        void sendUntilItFails() {
            try (HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                while (true) {
                    TracesData request = request();
                    try {
                        HttpResponse<String> answer = send(client, request);
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    } catch (IOException e) {
                        uncertain = request;
                        return;
                    }
                    keep(request);
                    acknowledged++;
                }
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }

        void sendAgain() throws IOException, InterruptedException {
            TracesData request = uncertain;
            if (request == null) {
                return;
            }
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertThat(send(client, request).statusCode()).isEqualTo(200);
            }
            keep(request);
            uncertain = null;
        }

        private HttpResponse<String> send(HttpClient client, TracesData request)
                throws IOException, InterruptedException {
            return client.send(
                    HttpRequest.newBuilder(target)
                            .timeout(Duration.ofSeconds(30))
                            .header("Content-Type", "application/x-protobuf")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        private void keep(TracesData request) {
            for (SentSpan span : SentSpan.all(request)) {
                stored.computeIfAbsent(SentSpan.hex(span.span().getTraceId()), _ -> new HashSet<>())
                        .add(span.span().getSpanId());
            }
        }

        private TracesData request() {
            ScopeSpans.Builder spans = ScopeSpans.newBuilder().addSpans(span(longTrace));
            long ownTrace = random.nextLong();
            for (int i = 0; i < SPANS_OF_OWN_TRACE; i++) {
                spans.addSpans(span(ownTrace));
            }
            return TracesData.newBuilder()
                    .addResourceSpans(ResourceSpans.newBuilder()
                            .setResource(Resource.newBuilder()
                                    .addAttributes(KeyValue.newBuilder()
                                            .setKey("service.name")
                                            .setValue(AnyValue.newBuilder().setStringValue("crash"))))
                            .addScopeSpans(spans))
                    .build();
        }

        private Span span(long trace) {
            long now = System.currentTimeMillis() * 1_000_000L;
            return Span.newBuilder()
                    .setTraceId(ByteString.copyFrom(
                            ByteBuffer.allocate(16).putLong(trace).putLong(1).flip()))
                    .setSpanId(ByteString.copyFrom(
                            ByteBuffer.allocate(8).putLong(random.nextLong()).flip()))
                    .setName("work")
                    .setStartTimeUnixNano(now)
                    .setEndTimeUnixNano(now + random.nextInt(1, 1_000_000))
                    .addAttributes(KeyValue.newBuilder()
                            .setKey("round")
                            .setValue(AnyValue.newBuilder().setIntValue(round)))
                    .build();
        }
    }
}
