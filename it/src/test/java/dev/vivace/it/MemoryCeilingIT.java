package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server with 256 MiB of heap is sent many times what it can carry, by senders who do not listen to it.
/// It refuses
/// what it has no room for with a time to come back, answers queries or refuses them, has every span it
/// acknowledged
/// exactly once and no other, and works again as soon as the load ends.
///
/// Every span has text that no other span has, which costs the most memory: short ones, long ones, and both.
/// Meanwhile somebody asks for everything at once.
class MemoryCeilingIT {
    private static final Duration LOAD = Duration.ofSeconds(Long.getLong("vivace.load.seconds", 20));
    /// Together they hold several times the server's heap in requests.
    private static final int SENDERS = 160;

    private static final int TRACES_PER_REQUEST = 20;
    private static final int SPANS_PER_TRACE = 50;
    private static final int SPANS_PER_REQUEST = TRACES_PER_REQUEST * SPANS_PER_TRACE;
    private static final int SHORT_TEXT = 200;
    private static final int LONG_TEXT = 1500;
    private static final int LOOKED_UP = 150;
    private static final byte[] LETTERS = letters();

    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Long> refused = new ConcurrentLinkedQueue<>();
    private final Queue<Long> uncertain = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicLong> answers = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicLong> wrong = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final long startSeconds = System.currentTimeMillis() / 1000 - 60;

    @Test
    void overloadIsRefusedAndEverythingAcknowledgedIsThereOnce(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("vivace.seed", System.nanoTime());
        Lifetimes lifetimes = new Lifetimes(Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (ServerUnderTest server = ServerUnderTest.start(directory, lifetimes)) {
            loadFor(LOAD, server, seed);
            String what = "seed " + seed + ", answers " + answers;
            assertThat(wrong).as(what + "\n" + server.log()).isEmpty();
            assertThat(server.isAlive()).as(what + "\n" + server.log()).isTrue();
            assertThat(server.log()).as(what).doesNotContain("OutOfMemoryError");
            assertThat(refused)
                    .as("the load was more than the server can carry; " + what)
                    .isNotEmpty();
            assertThat(acknowledged).as(what).isNotEmpty();
            assertThat(answers.keySet()).as("queries were answered; " + what).anyMatch(it -> it.startsWith("query"));

            try (HttpClient client = client()) {
                for (Long number : List.copyOf(uncertain)) {
                    sendUntilTaken(client, server, number);
                }
                sendUntilTaken(client, server, numbers.incrementAndGet());
            }
            checkCount(what, server);
            server.awaitStored();
            checkCount(what, server);
            checkById(what, server, new SplittableRandom(seed));
            assertThat(server.log()).as(what).doesNotContain("OutOfMemoryError");
            System.out.printf(
                    "seed %d: %d requests acknowledged, %d refused, %d uncertain; %s%n",
                    seed, acknowledged.size(), refused.size(), uncertain.size(), answers);
        }
    }

    private void loadFor(Duration duration, ServerUnderTest server, long seed) throws Exception {
        long deadline = System.nanoTime() + duration.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                // threads of their own: senders leave the others hardly any turn
                ExecutorService askers = Executors.newCachedThreadPool();
                HttpClient client = client()) {
            List<Future<?>> running = new ArrayList<>();
            for (String query : List.of(
                    Conversation.query("/api/search", "q", "{}", "limit", "100000"),
                    Conversation.query(
                            "/api/metrics/query_range",
                            "q",
                            "{} | quantile_over_time(duration, .5, .9) by (span.text)",
                            "since",
                            "10m"),
                    Conversation.query("/api/search", "q", "{ span.text != \"\" } >> { name = \"work\" }"),
                    Conversation.query("/api/search", "q", "{ span.text != nil } | by(span.text)", "limit", "10000"),
                    "/api/v2/search/tag/span.text/values",
                    "/api/search?q=%7B%7D&limit=20",
                    "/api/search/tags",
                    "/api/v2/search/tag/resource.service.name/values",
                    Conversation.query("/api/metrics/query_range", "q", "{} | rate() by (name)", "since", "10m"),
                    Conversation.query("/api/search", "q", "{ span.text =~ \".*zz.*\" }"))) {
                running.add(askers.submit(() -> {
                    while (System.nanoTime() - deadline < 0) {
                        ask(client, server.api(query));
                    }
                    return null;
                }));
            }
            for (int sender = 0; sender < SENDERS; sender++) {
                running.add(threads.submit(() -> {
                    while (System.nanoTime() - deadline < 0) {
                        send(client, server, numbers.incrementAndGet());
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private void ask(HttpClient client, URI query) throws InterruptedException {
        try {
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(query)
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            int status = answer.statusCode();
            String begin;
            try (InputStream body = answer.body()) {
                begin = new String(body.readNBytes(300), StandardCharsets.UTF_8);
                body.transferTo(OutputStream.nullOutputStream());
            }
            count(answers, "query " + status);
            boolean couldNeverFit = status == 400 && begin.contains("bytes of memory an answer may take");
            if (status != 200 && status != 429 && status != 503 && !couldNeverFit) {
                count(wrong, "query " + query + ": " + status + " " + begin);
            }
            boolean saysWhen = answer.headers().firstValue("Retry-After").isPresent();
            if ((status == 429 || status == 503) && !saysWhen && !begin.contains("configured timeout")) {
                count(wrong, "query " + query + ": " + status + " without Retry-After: " + begin);
            }
        } catch (IOException e) {
            count(wrong, "query " + query + ": " + e);
        }
    }

    private int send(HttpClient client, ServerUnderTest server, long number) throws InterruptedException {
        HttpResponse<byte[]> answer;
        try {
            answer = client.send(
                    HttpRequest.newBuilder(server.otlpHttp())
                            .timeout(Duration.ofSeconds(60))
                            .header("Content-Type", "application/x-protobuf")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(request(number)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            // A server that refuses a body before it has read it may close the connection under it.
            count(answers, "send " + e.getClass().getSimpleName());
            uncertain.add(number);
            return 0;
        }
        int status = answer.statusCode();
        count(answers, "send " + status);
        if (status == 200) {
            acknowledged.add(number);
        } else {
            if (status == 503) {
                uncertain.add(number); // it took too long, and may be stored nevertheless
            } else {
                refused.add(number);
            }
            if (status != 429 && status != 503) {
                count(wrong, "send: " + status + " " + new String(answer.body(), StandardCharsets.UTF_8));
            } else if (answer.headers().firstValue("Retry-After").isEmpty()) {
                count(wrong, "send: " + status + " without Retry-After");
            }
        }
        return status;
    }

    private void sendUntilTaken(HttpClient client, ServerUnderTest server, long number) throws Exception {
        Await.until(
                Duration.ofSeconds(30),
                () -> send(client, server, number) == 200,
                () -> "the server does not recover: " + answers + "\n" + state(server) + "\n" + server.log());
        refused.removeIf(other -> other == number); // it may have been refused several times
    }

    /// What the server says of its memory.
    private static String state(ServerUnderTest server) {
        try {
            return "live bytes " + server.metric("vivace_live_bytes") + ", bytes in flight "
                    + server.metric("vivace_receiver_inflight_bytes") + "\n"
                    + Conversation.get(server.api("/status/refusals")).text();
        } catch (IOException | InterruptedException e) {
            return "(no answer: " + e + ")";
        }
    }

    private static void count(Map<String, AtomicLong> counts, String what) {
        counts.computeIfAbsent(what, _ -> new AtomicLong()).incrementAndGet();
    }

    private void checkCount(String what, ServerUnderTest server) throws Exception {
        JsonNode answer = Conversation.get(server.api(Conversation.query(
                        "/api/metrics/query",
                        "q",
                        "{} | count_over_time()",
                        "start",
                        Long.toString(startSeconds - 60),
                        "end",
                        Long.toString(startSeconds + 3600))))
                .json();
        assertThat(answer.at("/series/0/value").asLong(-1))
                .as("spans by metrics query; " + what + " " + answer)
                .isEqualTo((long) acknowledged.stream().distinct().count() * SPANS_PER_REQUEST);
    }

    private void checkById(String what, ServerUnderTest server, SplittableRandom random) throws Exception {
        List<Long> taken = List.copyOf(acknowledged);
        for (int i = 0; i < LOOKED_UP; i++) {
            long number = taken.get(random.nextInt(taken.size()));
            int trace = random.nextInt(TRACES_PER_REQUEST);
            List<SentSpan> spans = TraceById.V2_PROTOBUF.spans(server, traceId(number, trace));
            assertThat(spans)
                    .as("spans of request " + number + ", trace " + trace + "; " + what)
                    .hasSize(SPANS_PER_TRACE);
            assertThat(spans.stream().map(span -> span.span().getSpanId()).distinct())
                    .hasSize(SPANS_PER_TRACE);
        }
        List<Long> turnedAway = List.copyOf(refused);
        for (int i = 0; i < Math.min(LOOKED_UP, turnedAway.size()); i++) {
            long number = turnedAway.get(random.nextInt(turnedAway.size()));
            assertThat(TraceById.V2_PROTOBUF.spans(server, traceId(number, 0)))
                    .as("nothing of refused request " + number + "; " + what)
                    .isEmpty();
        }
    }

    private static String traceId(long request, int trace) {
        return String.format("%016x%016x", request, trace + 1);
    }

    private byte[] request(long number) {
        SplittableRandom random = new SplittableRandom(number);
        ProtobufWriter out = new ProtobufWriter(SPANS_PER_REQUEST * (SHORT_TEXT + 120));
        int resourceSpans = out.open(1);
        int resource = out.open(1);
        attribute(out, 1, "service.name", "overload".getBytes(StandardCharsets.US_ASCII));
        out.close(resource);
        int scopeSpans = out.open(2);
        for (int i = 0; i < SPANS_PER_REQUEST; i++) {
            byte[] text = text(number, i, textLength(number, random), random);
            int span = out.open(2);
            out.bytes16(1, number, i / SPANS_PER_TRACE + 1);
            out.bytes8(2, i + 1);
            out.string(5, "work");
            out.fixed64(7, startSeconds * 1_000_000_000L + i);
            out.fixed64(8, startSeconds * 1_000_000_000L + i + 1_000_000);
            attribute(out, 9, "text", text);
            out.close(span);
        }
        out.close(scopeSpans);
        out.close(resourceSpans);
        return out.toByteArray();
    }

    /// Unlike any other, and hardly compressible; made at little cost, for the load must not wait for it.
    private static byte[] text(long request, int span, int length, SplittableRandom random) {
        int from = random.nextInt(LETTERS.length - length);
        byte[] text = Arrays.copyOfRange(LETTERS, from, from + length);
        byte[] name = String.format("%08x%04x", request, span).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, text, 0, name.length);
        return text;
    }

    private static byte[] letters() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] letters = new byte[1 << 22];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) ('a' + random.nextInt(26));
        }
        return letters;
    }

    /// A third of the requests has short texts, a third long ones, and a third anything up to twice as long.
    private static int textLength(long request, SplittableRandom random) {
        return switch ((int) (request % 3)) {
            case 0 -> SHORT_TEXT;
            case 1 -> LONG_TEXT;
            default -> 24 + random.nextInt(2 * LONG_TEXT);
        };
    }

    private static void attribute(ProtobufWriter out, int field, String key, byte[] value) {
        int attribute = out.open(field);
        out.string(1, key);
        int any = out.open(2);
        out.bytes(1, value);
        out.close(any);
        out.close(attribute);
    }
}
