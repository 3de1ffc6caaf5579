package dev.vivace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveCutTest {

    private static final long SECOND = 1_000_000_000;
    private static final CutPolicy POLICY = new CutPolicy(Duration.ofSeconds(5), Duration.ofSeconds(60));

    private long now;
    private final LiveTable table = TestTables.empty(() -> now);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void leavingRowsAndRemainderAreEverythingAndNoTraceIsTorn(long seed) {
        SpanGenerator generator = new SpanGenerator(seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Span> all = generator.spans(200);
        int requests = 20;
        for (int i = 0; i < requests; i++) {
            now += random.nextLong(SECOND);
            TestTables.append(table, all.subList(all.size() * i / requests, all.size() * (i + 1) / requests));
        }
        LiveCut cut = table.cut(POLICY, now);
        List<Span> leaving = LiveRowsReader.spans(cut.rows());
        LiveTable next = TestTables.empty(() -> now);
        cut.remainder(next).copy();
        List<Span> staying = TestTables.spans(next.snapshot());

        List<Span> both = new ArrayList<>(leaving);
        both.addAll(staying);
        assertThat(both)
                .as(generator.toString())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(SpanGenerator::inColumnOrder).toList());
        assertThat(leaving).isNotEmpty();
        assertThat(staying).isNotEmpty();
        Set<TraceId> torn = ids(leaving);
        torn.retainAll(ids(staying));
        assertThat(torn).isEmpty();
        assertThat(cut.traceCount()).isEqualTo(ids(leaving).size());
        checkOrder(cut.rows(), leaving);
        checkSameTable(next, TestTables.of(staying), staying);
    }

    private static void checkOrder(LiveRows rows, List<Span> spans) {
        Map<TraceId, List<Span>> byTrace = spans.stream().collect(Collectors.groupingBy(Span::traceId));
        List<TraceId> order = spans.stream().map(Span::traceId).distinct().toList();
        Comparator<TraceId> byStart = Comparator.<TraceId, Long>comparing(
                        id -> byTrace.getOrDefault(id, List.of()).stream()
                                .map(Span::startEpochNanos)
                                .min(Long::compareUnsigned)
                                .orElseThrow(),
                        Long::compareUnsigned)
                .thenComparing(Comparator.naturalOrder());
        assertThat(order).isSortedAccordingTo(byStart);
        for (int trace = 0; trace < rows.traceCount(); trace++) {
            int from = rows.traceOffsets()[trace];
            int to = rows.traceOffsets()[trace + 1];
            List<Span> members = spans.subList(from, to);
            assertThat(ids(members)).containsExactly(rows.traceId(trace));
            assertThat(byTrace.get(rows.traceId(trace))).hasSize(to - from);
            for (int position = from; position < to; position++) {
                int depth = rows.depths()[position];
                int end = position + rows.subtreeSizes()[position];
                assertThat(end).isLessThan(to);
                assertThat(end + 1 == to || rows.depths()[end + 1] <= depth).isTrue();
                for (int below = position + 1; below <= end; below++) {
                    assertThat(rows.depths()[below]).isGreaterThan(depth);
                    if (rows.depths()[below] == depth + 1) {
                        assertThat(spans.get(below).parentSpanId())
                                .isEqualTo(spans.get(position).spanId());
                    }
                }
            }
            int root = rows.rootPositions()[trace];
            List<Span> roots =
                    members.stream().filter(span -> span.parentSpanId() == null).toList();
            assertThat(root < 0).isEqualTo(roots.isEmpty());
            if (root >= 0) {
                assertThat(spans.get(root)).isEqualTo(roots.getLast());
            }
            assertThat(rows.traceStarts()[trace])
                    .isEqualTo(members.stream()
                            .map(Span::startEpochNanos)
                            .min(Long::compareUnsigned)
                            .orElseThrow());
        }
    }

    /// A table that was moved answers like one that was filled.
    private static void checkSameTable(LiveTable moved, LiveTable filled, List<Span> spans) {
        for (TraceId id : ids(spans)) {
            assertThat(moved.snapshot().spans(id))
                    .containsExactlyInAnyOrderElementsOf(filled.snapshot().spans(id));
        }
        assertThat(moved.snapshot().earliestStartEpochNanos())
                .isEqualTo(filled.snapshot().earliestStartEpochNanos());
        assertThat(moved.snapshot().latestStartEpochNanos())
                .isEqualTo(filled.snapshot().latestStartEpochNanos());
    }

    @Test
    void repeatedSpansAreKnownInTheNextTable() {
        List<Span> spans = new SpanGenerator(5).spans(40);
        TestTables.append(table, spans);
        LiveTable next = TestTables.empty();
        table.cut(POLICY, now).remainder(next).copy();

        assertThat(TestTables.append(next, spans)).isEqualTo(new Appended(0, spans.size()));
    }

    @Test
    void idleTraceLeavesAndLateSpanKeepsTraceLive() {
        List<Span> idle = new SpanGenerator(6).trace();
        List<Span> busy = bigTrace(7);
        TestTables.append(table, idle);
        TestTables.append(table, busy.subList(0, 1));
        now += 4 * SECOND;
        TestTables.append(table, busy.subList(1, 2));
        assertThat(table.cut(POLICY, now).traceCount()).isZero();
        now += SECOND;

        assertThat(ids(LiveRowsReader.spans(table.cut(POLICY, now).rows()))).isEqualTo(ids(idle));
    }

    @Test
    void traceThatOutlivesTheBlockDurationLeavesIncomplete() {
        List<Span> busy = bigTrace(8);
        for (int i = 0; i < 16; i++) {
            TestTables.append(table, List.of(busy.get(i % busy.size())));
            TestTables.append(table, List.of(new SpanGenerator(1000 + i).trace().getFirst()));
            now += 4 * SECOND;
            TestTables.append(table, List.of(busy.get((i + 1) % busy.size())));
        }
        TestTables.append(table, new SpanGenerator(9).trace());

        LiveCut cut = table.cut(POLICY, now);
        assertThat(ids(LiveRowsReader.spans(cut.rows())))
                .contains(busy.getFirst().traceId());
        assertThat(ids(LiveRowsReader.spans(cut.rows())))
                .doesNotContain(new SpanGenerator(9).trace().getFirst().traceId());
    }

    @Test
    void everythingLeavesAtShutdown() {
        List<Span> spans = new SpanGenerator(10).spans(30);
        TestTables.append(table, spans);
        LiveCut cut = table.cut(CutPolicy.EVERYTHING, now);
        LiveTable next = TestTables.empty();

        assertThat(LiveRowsReader.spans(cut.rows()))
                .containsExactlyInAnyOrderElementsOf(
                        spans.stream().map(SpanGenerator::inColumnOrder).toList());
        assertThat(cut.remainder(next).copy()).isZero();
        assertThat(next.rowCount()).isZero();
    }

    @Test
    void spansThatComeWhileTheBlockIsWrittenGoToTheNextTable() {
        List<Span> old = bigTrace(11);
        List<Span> young = bigTrace(12);
        TestTables.append(table, old.subList(0, 2));
        now += 10 * SECOND;
        TestTables.append(table, young.subList(0, 1));
        LiveCut cut = table.cut(POLICY, now);
        LiveTable next = TestTables.empty(() -> now);
        Remainder remainder = cut.remainder(next);

        assertThat(remainder.copy()).isEqualTo(1);
        now += SECOND;
        TestTables.append(table, List.of(young.get(1), old.get(2), old.get(0)));
        assertThat(remainder.copy()).isEqualTo(2);
        assertThat(remainder.copy()).isZero();

        assertThat(LiveRowsReader.spans(cut.rows())).hasSize(2);
        assertThat(next.snapshot().spans(old.getFirst().traceId()))
                .containsExactly(SpanGenerator.inColumnOrder(old.get(2)));
        assertThat(next.snapshot().spans(young.getFirst().traceId())).hasSize(2);
        assertThat(next.snapshot().traces().isSplit(0)).isFalse();
        assertThat(next.snapshot().traces().isSplit(1)).isTrue();
        assertThat(next.newestArrivalNanos()).isEqualTo(now);
        assertThat(next.oldestArrivalNanos()).isEqualTo(now - SECOND);
        // the young trace was last heard of a second ago less than the late span's
        assertThat(next.cut(POLICY, now + 4 * SECOND).traceCount()).isZero();
        assertThat(next.cut(POLICY, now + 5 * SECOND).traceCount()).isEqualTo(2);
    }

    @Test
    void splitMarksGoAlong() {
        LiveTable split = new LiveTable(() -> now, (_, _) -> true);
        TestTables.append(split, new SpanGenerator(13).trace());
        LiveTable next = TestTables.empty();
        split.cut(POLICY, now).remainder(next).copy();

        assertThat(next.snapshot().traces().isSplit(0)).isTrue();
        assertThat(split.cut(CutPolicy.EVERYTHING, now).rows().isSplit(0)).isTrue();
    }

    @Test
    void policyRefusesItself() {
        assertThatThrownBy(() -> new CutPolicy(Duration.ofSeconds(5), Duration.ofSeconds(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxBlockDuration: PT3S (expected: >= traceIdle, PT5S)");
    }

    private static List<Span> bigTrace(long seed) {
        SpanGenerator generator = new SpanGenerator(seed);
        while (true) {
            List<Span> trace = generator.trace();
            if (trace.size() >= 5) {
                return trace;
            }
        }
    }

    private static Set<TraceId> ids(List<Span> spans) {
        return spans.stream().map(Span::traceId).collect(Collectors.toCollection(HashSet::new));
    }
}
