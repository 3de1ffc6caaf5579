package dev.vivace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpDecoder;
import dev.vivace.wire.otlp.OtlpEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveTableTest {

    private static final Resource RESOURCE =
            new Resource(List.of(new Attribute("service.name", new AttributeValue.Text("cart"))), 0, "");
    private static final InstrumentationScope SCOPE = new InstrumentationScope("lib", "1", List.of(), 0, "");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everythingSentComesBack(long seed) {
        SpanGenerator generator = new SpanGenerator(seed);
        List<Span> spans = generator.spans(120);
        LiveSnapshot snapshot = TestTables.of(spans).snapshot();

        assertThat(TestTables.spans(snapshot))
                .as(generator.toString())
                .containsExactlyInAnyOrderElementsOf(
                        spans.stream().map(SpanGenerator::inColumnOrder).toList());
        Set<TraceId> ids = spans.stream().map(Span::traceId).collect(Collectors.toSet());
        assertThat(snapshot.traces().count()).isEqualTo(ids.size());
        for (TraceId id : ids) {
            List<Span> found = snapshot.spans(id);
            assertThat(found)
                    .as("%s, trace %s", generator, id)
                    .isSortedAccordingTo(TestTables.RESULT_ORDER)
                    .containsExactlyInAnyOrderElementsOf(spans.stream()
                            .filter(span -> span.traceId().equals(id))
                            .map(SpanGenerator::inColumnOrder)
                            .toList());
        }
    }

    @Test
    void hugeValuesAndManyKeysComeBack() {
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(new Attribute("prompt", new AttributeValue.Text("é".repeat(173_000))));
        attributes.add(new Attribute("prompt", new AttributeValue.Text("")));
        attributes.add(new Attribute("k".repeat(100_000), new AttributeValue.Int(1)));
        for (int i = 0; i < 40_000; i++) {
            attributes.add(new Attribute("key." + i, new AttributeValue.Text("v")));
        }
        Span span = span(1, 1, "big", attributes);
        LiveTable table = TestTables.of(List.of(span, span(1, 2, "small", List.of())));

        assertThat(table.snapshot().spans(span.traceId()))
                .containsExactlyInAnyOrder(SpanGenerator.inColumnOrder(span), span(1, 2, "small", List.of()));
        assertThat(TestTables.append(table, List.of(span))).isEqualTo(new Appended(0, 1));
        assertThat(table.snapshot().attributeKeys(AttributeScope.SPAN)).hasSize(40_002);
        LiveTable next = TestTables.empty();
        table.cut(new CutPolicy(Duration.ofDays(1), Duration.ofDays(1)), 0)
                .remainder(next)
                .copy();
        assertThat(next.snapshot().spans(span.traceId()))
                .isEqualTo(table.snapshot().spans(span.traceId()));
    }

    @Test
    void attributesInRandomOrderComeBackThoughShapesRunOut() {
        SplittableRandom random = new SplittableRandom(3);
        List<String> keys = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"));
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 12_000; i++) {
            for (int k = keys.size() - 1; k > 0; k--) {
                Collections.swap(keys, k, random.nextInt(k + 1));
            }
            spans.add(span(
                    i,
                    i,
                    "n",
                    keys.stream()
                            .limit(8)
                            .map(key -> new Attribute(key, new AttributeValue.Text("v")))
                            .toList()));
        }
        LiveTable table = TestTables.of(spans);

        for (Span span : spans.subList(11_900, 12_000)) {
            assertThat(table.snapshot().spans(span.traceId())).containsExactly(SpanGenerator.inColumnOrder(span));
        }
        assertThat(TestTables.append(table, spans)).isEqualTo(new Appended(0, spans.size()));
        assertThat(table.sizeBytes()).isLessThan(20_000_000);
    }

    @Test
    void unknownTraceHasNoSpans() {
        LiveTable table = TestTables.of(new SpanGenerator(7).spans(3));

        assertThat(table.snapshot().spans(new TraceId(0, 2))).isEmpty();
        assertThat(table.contains(new TraceId(0, 2))).isFalse();
    }

    @Test
    void emptyTableAnswersEverything() {
        LiveTable table = TestTables.empty();
        LiveSnapshot snapshot = table.snapshot();

        assertThat(snapshot.rowCount()).isZero();
        assertThat(snapshot.traces().count()).isZero();
        assertThat(snapshot.tree().parentRows()).isEmpty();
        assertThat(snapshot.attribute(AttributeScope.SPAN, "x")).isEmpty();
        assertThat(snapshot.attributeKeys(AttributeScope.EVENT)).isEmpty();
        assertThat(table.cut(CutPolicy.EVERYTHING, 0).rows().count()).isZero();
        assertThatThrownBy(table::oldestArrivalNanos)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void spansOfARequestAreSeenOnlyOnceItIsCommitted() {
        LiveTable table = TestTables.empty();
        LiveSnapshot before = table.snapshot();
        TestTables.decode(table, OtlpEncoder.encode(new SpanGenerator(8).spans(10)));
        LiveSnapshot during = table.snapshot();
        table.appender().commit();

        assertThat(before.rowCount()).isZero();
        assertThat(during.rowCount()).isZero();
        assertThat(during.attributeKeys(AttributeScope.SPAN)).isEmpty();
        assertThat(during.attributeKeys(AttributeScope.RESOURCE)).isEmpty();
        assertThat(table.snapshot().rowCount()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void rolledBackRequestLeavesNoTrace(long seed) {
        SpanGenerator generator = new SpanGenerator(seed);
        SplittableRandom random = new SplittableRandom(seed);
        LiveTable table = TestTables.empty();
        LiveTable untouched = TestTables.empty();
        List<Span> kept = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            List<Span> spans = generator.spans(random.nextInt(30));
            // half of what fails was tried before and belongs to traces that stay
            List<Span> failing = new ArrayList<>(new SpanGenerator(seed * 100 + round).spans(random.nextInt(60)));
            failing.addAll(spans.subList(0, spans.size() / 2));
            byte[] request = OtlpEncoder.encode(failing);
            breakOff(table, request, random.nextInt(request.length + 1));

            assertThat(TestTables.append(table, spans)).isEqualTo(TestTables.append(untouched, spans));
            kept.addAll(spans);
            assertThat(table.rowCount()).as(generator.toString()).isEqualTo(kept.size());
            assertThat(table.traceCount()).isEqualTo(untouched.traceCount());
            for (AttributeScope scope : AttributeScope.values()) {
                assertThat(table.snapshot().attributeKeys(scope))
                        .as("%s, keys of %s", generator, scope)
                        .containsExactlyInAnyOrderElementsOf(
                                untouched.snapshot().attributeKeys(scope));
            }
        }
        assertThat(TestTables.spans(table.snapshot()))
                .as(generator.toString())
                .isEqualTo(TestTables.spans(untouched.snapshot()));
        assertThat(table.names.count()).isEqualTo(untouched.names.count());
        assertThat(table.resources.size()).isEqualTo(untouched.resources.size());
        assertThat(table.snapshot().tree().parentRows())
                .isEqualTo(untouched.snapshot().tree().parentRows());
        // chunks and hash tables that grew for what was taken back stay, all else goes
        assertThat(table.sizeBytes()).isBetween(untouched.sizeBytes() / 2, untouched.sizeBytes() * 2);
    }

    private static void breakOff(LiveTable table, byte[] request, int length) {
        byte[] cutOff = Arrays.copyOf(request, length);
        try {
            new OtlpDecoder().decode(cutOff, 0, cutOff.length, table.appender());
        } catch (MalformedOtlpException e) {
            assertThat(e).isNotNull();
        }
        table.appender().rollback();
    }

    @Test
    void memoryDoesNotGrowByRequestsThatFail() {
        LiveTable table = TestTables.of(new SpanGenerator(15).spans(20));
        long before = 0;
        for (int round = 0; round < 60; round++) {
            TestTables.decode(table, OtlpEncoder.encode(new SpanGenerator(1000 + round % 20).spans(10)));
            table.appender().rollback();
            if (round == 19) {
                before = table.sizeBytes();
            }
        }

        assertThat(table.sizeBytes()).isEqualTo(before);
    }

    @Test
    void spanRepeatedByRetryIsStoredOnce() {
        SpanGenerator generator = new SpanGenerator(21);
        List<Span> spans = generator.spans(100);
        LiveTable table = TestTables.of(spans);
        List<Span> expected = TestTables.spans(table.snapshot());

        assertThat(TestTables.append(table, spans)).isEqualTo(new Appended(0, spans.size()));
        List<Span> more = generator.spans(20);
        List<Span> mixed = Stream.of(more, spans.subList(0, 10), more)
                .flatMap(List::stream)
                .toList();
        assertThat(TestTables.append(table, mixed)).isEqualTo(new Appended(more.size(), more.size() + 10));

        assertThat(TestTables.spans(table.snapshot()).subList(0, expected.size()))
                .isEqualTo(expected);
        assertThat(new HashSet<>(TestTables.spans(table.snapshot()))).hasSize(spans.size() + more.size());
        assertThat(table.rowCount()).isEqualTo(spans.size() + more.size());
    }

    @Test
    void spansThatDifferAnywhereAreBothKept() {
        Span span = span(1, 1, "a", List.of(new Attribute("k", new AttributeValue.Int(1))));
        Span otherValue = span(1, 1, "a", List.of(new Attribute("k", new AttributeValue.Int(2))));
        Span otherTrace = span(2, 1, "a", List.of(new Attribute("k", new AttributeValue.Int(1))));
        LiveTable table = TestTables.of(List.of(span, otherValue, otherTrace));
        Resource otherResource = new Resource(List.of(), 0, "");
        Span elsewhere = new Span(
                span.traceId(),
                span.spanId(),
                null,
                "",
                0,
                "a",
                1,
                10,
                20,
                span.attributes(),
                0,
                List.of(),
                0,
                List.of(),
                0,
                0,
                "",
                otherResource,
                SCOPE);

        assertThat(TestTables.append(table, List.of(elsewhere))).isEqualTo(new Appended(1, 0));
        assertThat(table.snapshot().spans(span.traceId())).containsExactly(span, otherValue, elsewhere);
    }

    @Test
    void appenderRefusesToBeUsedOutOfOrder() {
        Appender appender = TestTables.empty().appender();

        assertThatThrownBy(appender::commit).isInstanceOf(IllegalStateException.class);
        appender.begin(new byte[0]);
        assertThatThrownBy(() -> appender.begin(new byte[0])).isInstanceOf(IllegalStateException.class);
        appender.rollback();
        assertThatThrownBy(appender::rollback).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void traceSeenBeforeIsSplit() {
        List<TraceId> asked = new ArrayList<>();
        LiveTable table = new LiveTable(() -> 0, (high, low) -> {
            asked.add(new TraceId(high, low));
            return low == 2;
        });
        TestTables.append(table, List.of(span(1, 1, "a", List.of()), span(2, 2, "b", List.of())));
        TestTables.append(table, List.of(span(2, 3, "c", List.of())));

        assertThat(asked).containsExactly(new TraceId(0, 1), new TraceId(0, 2));
        assertThat(table.snapshot().traces().isSplit(0)).isFalse();
        assertThat(table.snapshot().traces().isSplit(1)).isTrue();
    }

    @Test
    void arrivalsAndStartsAreKept() {
        long[] now = {100};
        LiveTable table = TestTables.empty(() -> now[0]);
        TestTables.append(table, List.of(span(1, 1, "a", List.of())));
        now[0] = 250;
        TestTables.append(table, List.of(span(1, 2, "b", List.of())));

        assertThat(table.oldestArrivalNanos()).isEqualTo(100);
        assertThat(table.newestArrivalNanos()).isEqualTo(250);
        assertThat(table.snapshot().earliestStartEpochNanos()).isEqualTo(10);
        assertThat(table.snapshot().latestStartEpochNanos()).isEqualTo(10);
    }

    private static Span span(long traceId, long spanId, String name, List<Attribute> attributes) {
        return new Span(
                new TraceId(0, traceId),
                new SpanId(spanId),
                null,
                "",
                0,
                name,
                1,
                10,
                20,
                attributes,
                0,
                List.of(),
                0,
                List.of(),
                0,
                0,
                "",
                RESOURCE,
                SCOPE);
    }
}
