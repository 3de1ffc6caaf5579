package dev.vivace.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTree;
import dev.vivace.wire.otlp.OtlpEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrentReadersTest {

    private static final long SEED = 31;
    private static final int REQUESTS = 250;
    private static final String KEY = "http.method";

    /// While requests are committed and rolled back, every snapshot is exactly some number of whole requests.
    @Test
    void snapshotsAreWholeRequestsWhateverTheWriterDoes() throws InterruptedException, ExecutionException {
        List<Span> expected = new ArrayList<>();
        Set<Integer> sizes = new HashSet<>(Set.of(0));
        List<byte[]> requests = new ArrayList<>();
        SpanGenerator generator = new SpanGenerator(SEED);
        LiveTable alone = TestTables.empty();
        // spans of one trace come in several requests
        List<Span> all = generator.spans(REQUESTS * 6);
        for (int i = 0; i < REQUESTS; i++) {
            List<Span> request = all.subList(all.size() * i / REQUESTS, all.size() * (i + 1) / REQUESTS);
            requests.add(OtlpEncoder.encode(request));
            TestTables.append(alone, request);
            sizes.add(alone.rowCount());
        }
        expected.addAll(TestTables.spans(alone.snapshot()));

        LiveTable table = TestTables.empty();
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<?> written = writer.submit(() -> write(table, requests));
            SplittableRandom random = new SplittableRandom(SEED);
            boolean last = false;
            while (!last) {
                last = written.isDone();
                check(table.snapshot(), expected, sizes, random);
            }
            written.get();
        }
        assertThat(TestTables.spans(table.snapshot())).isEqualTo(expected);
    }

    /// The remainder is copied while requests are committed and rolled back; nothing is lost, nothing is doubled.
    @Test
    void remainderIsCopiedWhileTheWriterGoesOn() throws InterruptedException, ExecutionException {
        List<byte[]> requests = new ArrayList<>();
        List<Span> all = new SpanGenerator(SEED + 1).spans(REQUESTS * 4);
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(OtlpEncoder.encode(all.subList(all.size() * i / REQUESTS, all.size() * (i + 1) / REQUESTS)));
        }
        LiveTable table = TestTables.empty();
        LiveTable next = TestTables.empty();
        Remainder remainder = table.cut(new CutPolicy(Duration.ofDays(1), Duration.ofDays(1)), 0)
                .remainder(next);
        int copied = 0;
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<?> written = writer.submit(() -> write(table, requests));
            while (!written.isDone()) {
                copied += remainder.copy();
                assertThat(next.rowCount()).isEqualTo(copied);
            }
            written.get();
        }
        remainder.copy();

        assertThat(TestTables.spans(next.snapshot())).isEqualTo(TestTables.spans(table.snapshot()));
        assertThat(next.rowCount()).isEqualTo(all.size());
        assertThat(next.snapshot().tree().parentRows())
                .isEqualTo(table.snapshot().tree().parentRows());
    }

    private static void write(LiveTable table, List<byte[]> requests) {
        for (int i = 0; i < requests.size(); i++) {
            // what comes later is tried and taken back first, among it spans of traces that are here
            TestTables.decode(table, requests.get((i * 7 + 3) % requests.size()).clone());
            table.appender().rollback();
            TestTables.decode(table, requests.get(i).clone());
            table.appender().commit();
        }
    }

    private static void check(LiveSnapshot snapshot, List<Span> expected, Set<Integer> sizes, SplittableRandom random) {
        int rows = snapshot.rowCount();
        assertThat(sizes)
                .as("seed %d: a snapshot is a whole number of requests", SEED)
                .contains(rows);
        if (rows == 0) {
            return;
        }
        List<Span> seen = expected.subList(0, rows);
        for (int i = 0; i < 10; i++) {
            int row = random.nextInt(rows);
            assertThat(snapshot.span(row)).isEqualTo(seen.get(row));
            TraceId id = seen.get(row).traceId();
            assertThat(snapshot.spans(id))
                    .containsExactlyInAnyOrderElementsOf(seen.stream()
                            .filter(span -> span.traceId().equals(id))
                            .toList());
        }
        for (Column column : snapshot.attribute(AttributeScope.SPAN, KEY)) {
            if (column instanceof Column.OfText text) {
                RowSet found = new RowSet(rows);
                text.present(found);
                assertThat(found.count()).isEqualTo((int) seen.stream()
                        .filter(span -> span.attributes().stream()
                                .anyMatch(attribute -> attribute.key().equals(KEY)
                                        && attribute.value() instanceof AttributeValue.Text))
                        .count());
            }
        }
        SpanTree tree = snapshot.tree();
        assertThat(tree.parentRows()).hasSize(rows);
        for (int row = 0; row < rows; row++) {
            int parent = tree.parentRows()[row];
            if (parent >= 0) {
                assertThat(seen.get(parent).traceId()).isEqualTo(seen.get(row).traceId());
            }
        }
    }
}
