package dev.vivace.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.SentPlaces;
import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Traces come back in the batches in which they were sent.
class LiveBatchesTest {

    private static final CutPolicy HALF = new CutPolicy(Duration.ofSeconds(1), Duration.ofSeconds(100));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void equalResourcesSentApartStayApart(long seed) {
        SpanGenerator generator = new SpanGenerator(seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Span> spans = generator.spans(80);
        List<ResourceSpans> sent = new ArrayList<>();
        LiveTable table = TestTables.empty();
        for (int next = 0; next < spans.size(); ) {
            int end = Math.min(spans.size(), next + 1 + random.nextInt(60));
            List<ResourceSpans> request = generator.batches(spans.subList(next, end));
            if (random.nextInt(4) == 0) {
                TestTables.decode(table, new byte[0]);
                table.appender().rollback();
            }
            TestTables.appendBatches(table, request);
            if (random.nextInt(3) == 0) { // repeated spans leave no trace
                TestTables.append(table, spans.subList(0, end));
            }
            sent.addAll(request);
            next = end;
        }
        for (TraceId id : ids(spans)) {
            assertThat(table.snapshot().batches(id))
                    .as("%s, trace %s", generator, id)
                    .isEqualTo(of(id, sent));
        }
        assertThat(table.snapshot().batches(new TraceId(0, 2))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7})
    void whatLeavesAndWhatStaysKeepTheirBatches(long seed) {
        SpanGenerator generator = new SpanGenerator(seed);
        List<Span> spans = generator.spans(80);
        long[] now = {0};
        LiveTable table = TestTables.empty(() -> now[0]);
        List<ResourceSpans> early = generator.batches(spans.subList(0, spans.size() / 2));
        TestTables.appendBatches(table, early);
        now[0] = 2_000_000_000L;
        int third = spans.size() / 2 + spans.size() / 4;
        List<ResourceSpans> later = generator.batches(spans.subList(spans.size() / 2, third));
        TestTables.appendBatches(table, later);

        LiveCut cut = table.cut(HALF, now[0]);
        // one request while the block is written, one to the next table
        List<ResourceSpans> meanwhile = generator.batches(spans.subList(third, spans.size() - 20));
        TestTables.appendBatches(table, meanwhile);
        LiveTable next = TestTables.empty(() -> now[0]);
        cut.remainder(next).copy();
        List<ResourceSpans> last = generator.batches(spans.subList(spans.size() - 20, spans.size()));
        TestTables.appendBatches(next, last);

        LiveRows rows = cut.rows();
        List<Span> leaving = LiveRowsReader.spans(rows);
        Set<TraceId> left = new LinkedHashSet<>();
        for (int trace = 0; trace < rows.traceCount(); trace++) {
            TraceId id = rows.traceId(trace);
            left.add(id);
            int from = rows.traceOffsets()[trace];
            int to = rows.traceOffsets()[trace + 1];
            List<Span> part = leaving.subList(from, to);
            int[] places = Arrays.copyOfRange(rows.places(), from, to);
            assertThat(SentPlaces.group(part, places))
                    .as("%s, trace %s that leaves", generator, id)
                    .isEqualTo(of(id, early));
        }
        assertThat(left).isNotEmpty();
        for (TraceId id : ids(spans)) {
            List<ResourceSpans> expected = new ArrayList<>(left.contains(id) ? List.of() : of(id, early));
            expected.addAll(of(id, later));
            expected.addAll(of(id, meanwhile));
            expected.addAll(of(id, last));
            assertThat(next.snapshot().batches(id))
                    .as("%s, trace %s in the next table", generator, id)
                    .isEqualTo(expected);
        }
    }

    /// What of the batches is of one trace, as a table gives it back.
    private static List<ResourceSpans> of(TraceId id, List<ResourceSpans> batches) {
        return ResourceSpans.keeping(batches, span -> span.traceId().equals(id)).stream()
                .map(SpanGenerator::inColumnOrder)
                .toList();
    }

    private static Set<TraceId> ids(List<Span> spans) {
        Set<TraceId> ids = new LinkedHashSet<>();
        spans.forEach(span -> ids.add(span.traceId()));
        return ids;
    }
}
