package dev.vivace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
    private static Receiver shared;

    @BeforeAll
    static void startReceivers() {
        shared = new Receiver();
    }

    @AfterAll
    static void stopReceivers() {
        shared.close();
    }

    private static final class Silent implements GeneratorListener {
        private final List<String> troubles = new CopyOnWriteArrayList<>();

        @Override
        public void progress(Progress progress) {}

        @Override
        public void trouble(String message) {
            troubles.add(message);
        }

        @Override
        public void recovered() {}
    }

    private static LoadGenerator.Options options(URI endpoint, long spans) {
        return new LoadGenerator.Options(endpoint, 3, 2, 0, spans, 200, 4, Map.of());
    }

    @Test
    void everySpanIsAcknowledgedAndSentOnce() {
        Receiver receiver = shared.cleared();
        LoadGenerator.Summary summary = new LoadGenerator(options(receiver.uri(), 20_000), new Silent()).run();

        List<Span> spans = receiver.spans();
        assertThat(summary.acknowledgedSpans()).isGreaterThanOrEqualTo(20_000).isEqualTo(spans.size());
        assertThat(summary.requests()).isEqualTo(receiver.requests().size());
        assertThat(summary.errors()).isEmpty();
        assertThat(summary.latency().median()).isPositive();
        assertThat(spans.stream().map(Span::getSpanId).distinct()).hasSize(spans.size());
    }

    @Test
    void patchedRequestKeepsItsShape() throws InvalidProtocolBufferException {
        RequestTemplate template = RequestTemplate.encode(new TracePlanner(5), 0, 500);
        byte[] plain = new byte[template.sizeBytes()];
        byte[] patched = new byte[template.sizeBytes() + 3];
        template.fill(plain, 0, 0, 0);
        template.fill(patched, 3, 0x1234_5678_9abcL, 1_000);

        List<Span> before = spans(ExportTraceServiceRequest.parseFrom(plain));
        List<Span> after = spans(ExportTraceServiceRequest.parser().parseFrom(patched, 3, template.sizeBytes()));

        assertThat(template.spans()).isEqualTo(before.size()).isGreaterThanOrEqualTo(500);
        assertThat(after).hasSameSizeAs(before);
        Set<Object> idsAfter = new HashSet<>();
        after.forEach(span -> idsAfter.add(span.getSpanId()));
        for (int i = 0; i < before.size(); i++) {
            Span old = before.get(i);
            Span moved = after.get(i);
            assertThat(moved.getSpanId()).isNotEqualTo(old.getSpanId());
            assertThat(moved.getTraceId()).isNotEqualTo(old.getTraceId());
            assertThat(moved.getStartTimeUnixNano()).isEqualTo(old.getStartTimeUnixNano() + 1_000);
            assertThat(moved.getEndTimeUnixNano()).isEqualTo(old.getEndTimeUnixNano() + 1_000);
            assertThat(moved.getAttributesList()).isEqualTo(old.getAttributesList());
            if (moved.getParentSpanId().isEmpty()) {
                assertThat(old.getParentSpanId().isEmpty()).isTrue();
            } else {
                assertThat(idsAfter).contains(moved.getParentSpanId());
            }
            for (int e = 0; e < old.getEventsCount(); e++) {
                assertThat(moved.getEvents(e).getTimeUnixNano())
                        .isEqualTo(old.getEvents(e).getTimeUnixNano() + 1_000);
            }
        }
    }

    @Test
    void refusalsAndBusyAnswersAreCounted() {
        Receiver receiver = shared.cleared();
        receiver.refuse(3, 429);
        LoadGenerator.Summary summary = new LoadGenerator(options(receiver.uri(), 1_000), new Silent()).run();

        assertThat(summary.errors()).isEqualTo(Map.of("HTTP 429: not now", 3L));
        assertThat(summary.acknowledgedSpans()).isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void serverThatIsAwayIsOneTrouble() throws InterruptedException {
        Silent listener = new Silent();
        URI endpoint = URI.create("http://127.0.0.1:" + Receiver.unusedPort());
        LoadGenerator generator = new LoadGenerator(options(endpoint, 1_000), listener);
        Thread running = Thread.ofVirtual().start(generator::run);
        while (listener.troubles.isEmpty()) {
            Thread.onSpinWait();
        }
        generator.stop();
        running.join();

        assertThat(listener.troubles).singleElement().asString().startsWith("nothing answers at");
    }

    private static List<Span> spans(ExportTraceServiceRequest request) {
        return request.getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }
}
