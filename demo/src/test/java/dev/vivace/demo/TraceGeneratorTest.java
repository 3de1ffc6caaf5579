package dev.vivace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TraceGeneratorTest {
    private static Receiver shared;
    private static Receiver sharedToo;

    @BeforeAll
    static void startReceivers() {
        shared = new Receiver();
        sharedToo = new Receiver();
    }

    @AfterAll
    static void stopReceivers() {
        shared.close();
        sharedToo.close();
    }

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private static final class Heard implements GeneratorListener {
        private final List<String> troubles = new ArrayList<>();
        private final CountDownLatch trouble = new CountDownLatch(1);
        private int recoveries;

        @Override
        public synchronized void progress(Progress progress) {}

        @Override
        public synchronized void trouble(String message) {
            troubles.add(message);
            trouble.countDown();
        }

        @Override
        public synchronized void recovered() {
            recoveries++;
        }
    }

    private static TraceGenerator.Options options(URI endpoint, Protocol protocol, long count) {
        return new TraceGenerator.Options(endpoint, protocol, 7, 0, count, Map.of("X-Scope-OrgID", "demo"));
    }

    private static List<Span> sorted(List<Span> spans) {
        return spans.stream()
                .sorted(Comparator.comparing(span -> span.getSpanId().toStringUtf8()))
                .toList();
    }

    private static int plannedSpans(long count) {
        TracePlanner planner = new TracePlanner(7);
        int spans = 0;
        for (long i = 0; i < count; i++) {
            spans += planner.plan(i).spans().size();
        }
        return spans;
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void everythingPlannedArrives(Protocol protocol) {
        Receiver receiver = shared.cleared();
        Progress progress = new TraceGenerator(options(receiver.uri(), protocol, 400), new Heard(), CLOCK).run();

        assertThat(progress.traces()).isEqualTo(400);
        assertThat(progress.acknowledged()).isEqualTo(plannedSpans(400));
        assertThat(receiver.spans()).hasSize(plannedSpans(400));
        assertThat(receiver.spans().stream().map(Span::getTraceId).distinct()).hasSize(400);
    }

    @Test
    void sameSeedSendsTheSameSpans() {
        Receiver first = shared.cleared();
        Receiver second = sharedToo.cleared();
        new TraceGenerator(options(first.uri(), Protocol.HTTP, 100), new Heard(), CLOCK).run();
        new TraceGenerator(options(second.uri(), Protocol.GRPC, 100), new Heard(), CLOCK).run();

        assertThat(sorted(first.spans())).isEqualTo(sorted(second.spans()));
    }

    @Test
    void tracesEndNow() {
        Receiver receiver = shared.cleared();
        new TraceGenerator(options(receiver.uri(), Protocol.HTTP, 20), new Heard(), CLOCK).run();

        long now = NOW.getEpochSecond() * 1_000_000_000L;
        assertThat(receiver.spans()).allMatch(span -> span.getEndTimeUnixNano() <= now);
        assertThat(receiver.spans()).anyMatch(span -> span.getEndTimeUnixNano() == now);
    }

    @Test
    void serverThatIsNotThereYetIsWaitedFor() throws InterruptedException {
        int port = Receiver.unusedPort();
        Heard heard = new Heard();
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        TraceGenerator generator = new TraceGenerator(options(endpoint, Protocol.HTTP, 50), heard, CLOCK);
        Thread running = Thread.ofVirtual().start(generator::run);
        heard.trouble.await();
        try (Receiver receiver = new Receiver(port)) {
            running.join();

            assertThat(heard.troubles)
                    .singleElement()
                    .asString()
                    .startsWith("nothing answers at http://127.0.0.1:" + port + "/v1/traces");
            assertThat(heard.recoveries).isEqualTo(1);
            assertThat(receiver.spans()).hasSize(plannedSpans(50));
        }
    }

    @Test
    void stopEndsWaitingForAServer() throws InterruptedException {
        Heard heard = new Heard();
        URI endpoint = URI.create("http://127.0.0.1:" + Receiver.unusedPort());
        TraceGenerator generator = new TraceGenerator(options(endpoint, Protocol.GRPC, 0), heard, CLOCK);
        Thread running = Thread.ofVirtual().start(generator::run);
        heard.trouble.await();

        generator.stop();
        running.join();

        assertThat(heard.troubles).hasSize(1);
    }

    @Test
    void busyServerIsAskedAgainAndRefusalIsReported() {
        Receiver receiver = shared.cleared();
        Heard heard = new Heard();
        receiver.refuse(1, 503);
        new TraceGenerator(options(receiver.uri(), Protocol.HTTP, 10), heard, CLOCK).run();
        assertThat(receiver.spans()).hasSize(plannedSpans(10));
        assertThat(heard.troubles).singleElement().asString().contains("HTTP 503 not now");

        receiver.refuse(1, 400);
        Progress progress = new TraceGenerator(options(receiver.uri(), Protocol.HTTP, 1), heard, CLOCK).run();
        assertThat(progress.refused()).isEqualTo(plannedSpans(1));
        assertThat(heard.troubles.getLast()).contains("refused").contains("HTTP 400");
    }
}
