package dev.vivace.ingest.store;

import static dev.vivace.block.TestBlocks.START;
import static dev.vivace.block.TestBlocks.resource;
import static dev.vivace.ingest.store.StoreUnderTest.OTHER;
import static dev.vivace.ingest.store.StoreUnderTest.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.block.TestBlocks;
import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException;
import dev.vivace.log.ControlledSpanLog;
import dev.vivace.log.ControlledSpanLog.Mode;
import dev.vivace.log.LogPosition;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.objectstore.InMemoryObjectStore;
import dev.vivace.objectstore.ObjectStore;
import dev.vivace.objectstore.testing.FaultyObjectStore;
import dev.vivace.objectstore.testing.FaultyObjectStore.Moment;
import dev.vivace.objectstore.testing.FaultyObjectStore.Operation;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.metrics.MetricsRun;
import dev.vivace.traceql.metrics.TimeGrid;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.TracePlaces;
import dev.vivace.wire.otlp.OtlpEncoder;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpanStoreTest {

    private final ControlledSpanLog log = new ControlledSpanLog();
    private final ObjectStore objects = new InMemoryObjectStore(64 << 20, Clock.systemUTC());

    /// A span of a trace; attributes and resource in an order that no column keeps.
    private static Span span(long trace, long id) {
        Resource resource = resource(
                new Attribute("z", new AttributeValue.Int(1)),
                new Attribute("service.name", new AttributeValue.Text("cart")),
                new Attribute("a", new AttributeValue.Bool(true)));
        return TestBlocks.span(
                trace,
                id,
                id == 1 ? 0 : 1,
                START + trace * 1_000_000 + id,
                List.of(
                        new Attribute("z", new AttributeValue.Text("last")),
                        new Attribute("id", new AttributeValue.Int(id)),
                        new Attribute("a", new AttributeValue.Bool(false))),
                resource);
    }

    @Test
    void acceptedSpansAreThereAtOnceAndAfterAFlush() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1), span(2, 1));
            shop.put(SHOP, span(1, 2));
            shop.assertHolds(SHOP, span(1, 1), span(2, 1), span(1, 2));
            List<Span> live = shop.store.source(SHOP).spansOf(new TraceId(0, 1));
            shop.store.flushAll();
            assertThat(shop.store.liveSpans(SHOP)).isZero();
            assertThat(shop.store.blocks(SHOP)).hasSize(1);
            shop.assertHolds(SHOP, span(1, 1), span(2, 1), span(1, 2));
            assertThat(shop.store.source(SHOP).spansOf(new TraceId(0, 1))).isEqualTo(live);
            assertThat(log.committed()).isEqualTo(log.end());
        }
    }

    @Test
    void blocksThatAreLetGoAreShownToThoseAloneWhoHadThem() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1));
            shop.store.flushAll();
            shop.put(SHOP, span(2, 1));
            shop.store.flushAll();
            shop.put(SHOP, span(3, 1));
            SpanSource before = shop.store.source(SHOP);
            String first = shop.store.blocks(SHOP).getFirst().blockId();
            shop.store.letGo(SHOP, Set.of(first));
            shop.store.letGo(OTHER, Set.of(first));
            shop.assertHolds(SHOP, span(2, 1), span(3, 1));
            assertThat(before.spansOf(new TraceId(0, 1))).hasSize(1);
            shop.put(SHOP, span(1, 2)); // late, of a trace whose other span is gone
            shop.store.flushAll();
            shop.assertHolds(SHOP, span(1, 2), span(2, 1), span(3, 1));
        }
    }

    @Test
    void liveSpansTakeMemoryUntilNobodyReadsThem() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1));
            long live = shop.store.liveBytes();
            SpanSource first = shop.store.source(SHOP);
            SpanSource second = shop.store.source(SHOP);
            assertThat(shop.memory.heldBytes()).isEqualTo(2 * live);
            shop.store.flushAll();
            assertThat(shop.store.liveBytes()).isZero();
            assertThat(shop.memory.heldBytes()).isEqualTo(live);
            assertThat(first.spansOf(new TraceId(0, 1))).hasSize(1);
            first.close();
            first.close();
            assertThat(shop.memory.heldBytes()).isEqualTo(live);
            second.close();
            assertThat(shop.memory.heldBytes()).isZero();
            shop.store.source(SHOP).close();
            assertThat(shop.memory.heldBytes()).isZero();
        }
    }

    @Test
    void batchesStayAsTheyWereSentWhereverTheyAre() throws IOException {
        List<List<Long>> sent = List.of(List.of(4L, 2L), List.of(3L, 1L), List.of(7L), List.of(6L, 5L), List.of(8L));
        try (StoreUnderTest before = StoreUnderTest.open(log, objects)) {
            before.put(SHOP, span(1, 4), span(2, 1), span(1, 2));
            before.put(SHOP, span(1, 3), span(1, 1));
            assertThat(batches(before)).isEqualTo(sent.subList(0, 2));
            before.store.flushAll();
            assertThat(batches(before)).isEqualTo(sent.subList(0, 2));
            before.put(SHOP, span(1, 7));
            before.put(SHOP, span(1, 3), span(1, 1)); // again
            assertThat(batches(before)).isEqualTo(sent.subList(0, 3));
            before.store.flushAll();
            before.put(SHOP, span(1, 6), span(1, 5));
            assertThat(batches(before)).isEqualTo(sent.subList(0, 4));
        }
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            assertThat(after.store.counts().replayedRecords()).isEqualTo(1);
            assertThat(batches(after)).isEqualTo(sent.subList(0, 4));
            after.put(SHOP, span(1, 8));
            assertThat(batches(after)).isEqualTo(sent);
            after.store.flushAll();
            assertThat(after.store.blocks(SHOP)).hasSize(3);
            assertThat(batches(after)).isEqualTo(sent);
        }
    }

    /// The ids of trace 1's spans, by batch.
    private static List<List<Long>> batches(StoreUnderTest store) throws IOException {
        return store.store.source(SHOP).batchesOf(new TraceId(0, 1), TracePlaces.EVERYWHERE).stream()
                .map(batch -> batch.spans().map(span -> span.spanId().value()).toList())
                .toList();
    }

    @Test
    void reopenedStoreHoldsWhatTheLogHolds() throws IOException {
        try (StoreUnderTest before = StoreUnderTest.open(log, objects)) {
            before.put(SHOP, span(1, 1));
            before.store.flushAll();
            before.put(SHOP, span(1, 2), span(3, 1));
        }
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            assertThat(after.store.counts().replayedRecords()).isEqualTo(1);
            after.assertHolds(SHOP, span(1, 1), span(1, 2), span(3, 1));
            after.store.flushAll();
            after.assertHolds(SHOP, span(1, 1), span(1, 2), span(3, 1));
        }
        try (StoreUnderTest again = StoreUnderTest.open(log, objects)) {
            assertThat(again.store.counts().replayedRecords()).isZero();
            again.assertHolds(SHOP, span(1, 1), span(1, 2), span(3, 1));
        }
    }

    @Test
    void crashBetweenBlockAndCommitShowsEverySpanOnce() throws IOException {
        try (StoreUnderTest before = StoreUnderTest.open(log, objects)) {
            before.put(SHOP, span(1, 1), span(1, 2), span(2, 1));
            log.setCommitsFail(true);
            assertThatThrownBy(before.store::flushAll).hasMessageContaining("commit fails");
            before.assertHolds(SHOP, span(1, 1), span(1, 2), span(2, 1));
        }
        log.setCommitsFail(false);
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            assertThat(after.store.liveSpans(SHOP)).isEqualTo(3);
            assertThat(after.store.blocks(SHOP)).hasSize(1);
            after.put(SHOP, span(2, 2));
            after.assertHolds(SHOP, span(1, 1), span(1, 2), span(2, 1), span(2, 2));
            after.store.flushAll();
            after.assertHolds(SHOP, span(1, 1), span(1, 2), span(2, 1), span(2, 2));
        }
        try (StoreUnderTest again = StoreUnderTest.open(log, objects)) {
            again.assertHolds(SHOP, span(1, 1), span(1, 2), span(2, 1), span(2, 2));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PUT", "UPLOAD", "WRITE", "COMMIT"})
    void failedFlushIsTriedAgain(Operation operation) throws IOException {
        for (Moment moment : Moment.values()) {
            ControlledSpanLog ownLog = new ControlledSpanLog();
            FaultyObjectStore faulty = new FaultyObjectStore(new InMemoryObjectStore(64 << 20, Clock.systemUTC()));
            try (StoreUnderTest shop = StoreUnderTest.open(ownLog, faulty)) {
                shop.put(SHOP, span(1, 1), span(2, 1));
                faulty.fail(operation, 1, moment);
                assertThatThrownBy(shop.store::flushAll).hasMessageContaining("injected fault");
                assertThat(ownLog.committed().offset()).isZero();
                shop.assertHolds(SHOP, span(1, 1), span(2, 1));
                shop.put(SHOP, span(2, 2));
                shop.store.flushAll();
                shop.assertHolds(SHOP, span(1, 1), span(2, 1), span(2, 2));
                assertThat(shop.store.blocks(SHOP)).hasSize(1);
                assertThat(ownLog.committed()).isEqualTo(ownLog.end());
            }
            try (StoreUnderTest after = StoreUnderTest.open(ownLog, faulty)) {
                after.assertHolds(SHOP, span(1, 1), span(2, 1), span(2, 2));
                after.put(SHOP, span(1, 5));
                after.assertHolds(SHOP, span(1, 1), span(2, 1), span(2, 2), span(1, 5));
            }
        }
    }

    /// A block whose writer was told it failed, and that cannot be cleaned up either.
    @Test
    void blockThatWasStoredAfterAllIsNoSecondAnswer() throws IOException {
        FaultyObjectStore faulty = new FaultyObjectStore(objects);
        try (StoreUnderTest shop = StoreUnderTest.open(log, faulty)) {
            shop.put(SHOP, span(1, 1), span(2, 1));
            faulty.fail(Operation.PUT, 1, Moment.AFTER);
            faulty.fail(Operation.DELETE, 1, Moment.BEFORE);
            assertThatThrownBy(shop.store::flushAll).hasMessageContaining("injected fault");
            shop.store.flushAll();
        }
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            assertThat(after.store.blocks(SHOP)).hasSize(2);
            after.assertHolds(SHOP, span(1, 1), span(2, 1));
        }
    }

    @Test
    void brokenBlockKeepsNobodyFromStarting() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1));
            shop.store.flushAll();
            shop.put(SHOP, span(2, 1));
            objects.delete("shop/" + shop.store.blocks(SHOP).getFirst().blockId() + "/data.parquet");
        }
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            after.put(SHOP, span(3, 1));
            assertThat(after.store.liveSpans(SHOP)).isEqualTo(2);
            assertThatThrownBy(() -> after.found(SHOP)).hasMessageContaining("does not exist");
        }
    }

    @Test
    void refusalOfTheLogLeavesNothing() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1));
            log.setMode(Mode.REFUSED);
            assertThatThrownBy(() -> shop.put(SHOP, span(1, 2), span(2, 1)))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RefusedException.class);
            shop.assertHolds(SHOP, span(1, 1));
            assertThat(shop.store.source(SHOP).spansOf(new TraceId(0, 2))).isEmpty();
            log.setMode(Mode.DURABLE);
            shop.put(SHOP, span(1, 2), span(2, 1));
            shop.assertHolds(SHOP, span(1, 1), span(1, 2), span(2, 1));
        }
    }

    @Test
    void malformedRequestLeavesNothing() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1));
            byte[] good = OtlpEncoder.encode(List.of(span(1, 2), span(5, 1)));
            assertThatThrownBy(() ->
                            shop.store.take(SHOP, good, 0, good.length - 3).join())
                    .hasCauseInstanceOf(RefusedException.class);
            shop.assertHolds(SHOP, span(1, 1));
            assertThat(log.end()).isEqualTo(new LogPosition(0, 100));
            shop.put(SHOP, span(1, 2));
            shop.assertHolds(SHOP, span(1, 1), span(1, 2));
        }
    }

    @Test
    void repeatedRequestIsStoredOnce() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1), span(1, 2));
            Receipt receipt =
                    shop.take(SHOP, span(1, 1), span(1, 2), span(1, 3)).join();
            assertThat(receipt).isEqualTo(new Receipt(3, 2, 0));
            shop.assertHolds(SHOP, span(1, 1), span(1, 2), span(1, 3));
            shop.store.flushAll();
            shop.put(SHOP, span(1, 1), span(1, 2));
            shop.assertHolds(SHOP, span(1, 1), span(1, 2), span(1, 3));
            shop.store.flushAll();
            shop.assertHolds(SHOP, span(1, 1), span(1, 2), span(1, 3));
        }
    }

    @Test
    void lateSpansMakeTheirTraceWholeAgain() throws IOException {
        String both = "{ span.id = 1 } && { span.id = 2 }";
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1), span(2, 1));
            shop.store.flushAll();
            assertThat(shop.found(SHOP, both)).isEmpty();
            shop.put(SHOP, span(1, 2));
            assertThat(shop.found(SHOP, both)).containsExactly("1/1", "1/2");
            assertThat(shop.store.blocks(SHOP).getLast().splitTraces()).isEmpty();
            shop.store.flushAll();
            assertThat(shop.store.blocks(SHOP).getLast().splitTraces()).containsExactly(new TraceId(0, 1));
            assertThat(shop.found(SHOP, both)).containsExactly("1/1", "1/2");
            // the root is in one place, this span in another
            assertThat(shop.found(SHOP, "{ span.id = 2 && rootName = `span 1` }"))
                    .containsExactly("1/2");
            assertThat(shop.found(SHOP, "{ span:childCount = 1 }")).containsExactly("1/1");
            assertThat(shop.found(SHOP, "{ span.id = 2 && nestedSetParent = 0 }"))
                    .isEmpty();
            TraceSummary summary = shop.search(SHOP, both, 10).getFirst();
            assertThat(summary.rootTraceName()).isEqualTo("span 1");
            assertThat(summary.serviceStats().entries()).contains(new ServiceStats.Entry("cart", 2, 0));
        }
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            assertThat(after.found(SHOP, both)).containsExactly("1/1", "1/2");
            after.put(SHOP, span(2, 2));
            assertThat(after.found(SHOP, both)).containsExactly("1/1", "1/2", "2/1", "2/2");
            after.assertHolds(SHOP, span(1, 1), span(1, 2), span(2, 1), span(2, 2));
        }
    }

    /// A range selects whole traces: also by a part that matches nothing, while the part that does lies
    /// outside.
    @Test
    void rangeSelectsSplitTracesWhole() throws IOException {
        Span early = TestBlocks.span(1, 1, 0, START, List.of(), resource());
        Attribute mark = new Attribute("mark", new AttributeValue.Bool(true));
        Span late = TestBlocks.span(1, 2, 1, START + 3_600_000_000_000L, List.of(mark), resource());
        TimeRange whenItBegan = new TimeRange(START, START + 1_000_000_000);
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, early);
            shop.store.flushAll();
            shop.put(SHOP, late);
            for (int round = 0; round < 2; round++) {
                assertThat(shop.search(SHOP, "{ span.mark }", whenItBegan, 10)).hasSize(1);
                assertThat(shop.search(SHOP, "{ span.mark }", TimeRange.ALL, 10))
                        .hasSize(1);
                assertThat(shop.search(SHOP, "{ span.mark }", new TimeRange(0, START - 1), 10))
                        .isEmpty();
                shop.store.flushAll();
            }
        }
    }

    @Test
    void rangeBetweenThePartsOfATraceFindsIt() throws IOException {
        Span early = TestBlocks.span(1, 1, 0, START, List.of(), resource());
        Attribute mark = new Attribute("mark", new AttributeValue.Bool(true));
        Span late = TestBlocks.span(1, 2, 1, START + 3_600_000_000_000L, List.of(mark), resource());
        TimeRange between = new TimeRange(START + 600_000_000_000L, START + 1_200_000_000_000L);
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, early, span(2, 1));
            shop.store.flushAll();
            shop.put(SHOP, late);
            for (int round = 0; round < 2; round++) {
                assertThat(shop.search(SHOP, "{ span.mark }", between, 10)).hasSize(1);
                assertThat(shop.search(SHOP, "{ }", between, 10)).hasSize(1);
                assertThat(shop.search(SHOP, "{ span.id = 1 }", between, 10)).isEmpty();
                shop.store.flushAll();
            }
        }
    }

    /// What was found out about a trace is not asked again; it still has to be noticed when more of it comes.
    @Test
    void eachSpanIsCountedOnceHoweverOftenItCame() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1), span(1, 2), span(2, 1));
            shop.store.flushAll();
            assertThat(count(shop)).isEqualTo(3);
            shop.put(SHOP, span(1, 1), span(1, 3));
            assertThat(count(shop)).isEqualTo(4);
            shop.put(SHOP, span(1, 2), span(2, 1), span(1, 4));
            assertThat(count(shop)).isEqualTo(5);
            shop.store.flushAll();
            assertThat(count(shop)).isEqualTo(5);
            shop.put(SHOP, span(1, 1), span(1, 4), span(2, 2));
            assertThat(count(shop)).isEqualTo(6);
            shop.assertHolds(SHOP, span(1, 1), span(1, 2), span(1, 3), span(1, 4), span(2, 1), span(2, 2));
        }
    }

    private static double count(StoreUnderTest shop) throws IOException {
        Query.Metrics query = (Query.Metrics) TraceQl.compile("{ } | count_over_time()", Dialect.STRICT);
        TimeGrid grid = TimeGrid.instant(START - 1, START + 1_000_000_000L);
        return new MetricsRun(query, List.of(shop.store.source(SHOP)), grid, 0, 0)
                .run()
                .series()
                .getFirst()
                .values()[0];
    }

    @Test
    void spansThatComeWhileABlockIsWrittenAreSeenOnceAndStayInTheLog() throws Exception {
        GatedObjectStore gated = new GatedObjectStore(objects);
        try (StoreUnderTest shop = StoreUnderTest.open(log, gated)) {
            shop.put(SHOP, span(1, 1));
            shop.put(SHOP, span(2, 1));
            Thread flush = Thread.ofPlatform().start(() -> {
                try {
                    shop.store.flushAll();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            GatedObjectStore.await(gated.reached);
            // the clock stands still: all of these arrive at one instant
            shop.put(SHOP, span(1, 2));
            shop.put(SHOP, span(3, 1));
            shop.put(SHOP, span(1, 3));
            shop.assertHolds(SHOP, span(1, 1), span(2, 1), span(1, 2), span(3, 1), span(1, 3));
            gated.opened.countDown();
            flush.join();
            assertThat(shop.store.blocks(SHOP)).hasSize(1);
            assertThat(shop.store.liveSpans(SHOP)).isEqualTo(3);
            shop.assertHolds(SHOP, span(1, 1), span(2, 1), span(1, 2), span(3, 1), span(1, 3));
            assertThat(log.committed()).isLessThanOrEqualTo(log.startOf(2));
        }
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            after.assertHolds(SHOP, span(1, 1), span(2, 1), span(1, 2), span(3, 1), span(1, 3));
        }
    }

    /// Readers look while a writer takes and blocks are written: what was acknowledged before a search began
    /// is in it, and nothing is in it twice.
    @Test
    void searchesDuringFlushesSeeEverySpanOnce() throws Exception {
        int rounds = 60;
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            AtomicInteger acknowledged = new AtomicInteger();
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread reader = Thread.ofPlatform().start(() -> {
                try {
                    while (acknowledged.get() < rounds) {
                        int before = acknowledged.get();
                        List<String> found = shop.found(SHOP);
                        assertThat(found).doesNotHaveDuplicates();
                        assertThat(found.size()).isGreaterThanOrEqualTo(before);
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            Thread flusher = Thread.ofPlatform().start(() -> {
                try {
                    while (acknowledged.get() < rounds) {
                        shop.store.flushAll();
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            List<Span> all = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                // few traces: most of them are split over several blocks
                Span span = span(1 + i % 7, 1 + i / 7);
                all.add(span);
                shop.put(SHOP, span);
                acknowledged.incrementAndGet();
            }
            reader.join();
            flusher.join();
            if (failure.get() != null) {
                throw new AssertionError("while blocks were written", failure.get());
            }
            shop.assertHolds(SHOP, all.toArray(Span[]::new));
        }
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            assertThat(after.found(SHOP)).hasSize(rounds).doesNotHaveDuplicates();
        }
    }

    @Test
    void logKeepsWhatIsLive() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1));
            shop.pass(StoreUnderTest.BLOCK);
            shop.put(SHOP, span(2, 1));
            shop.put(OTHER, span(9, 1));
            shop.put(SHOP, span(3, 1));
            shop.store.flushDue();
            assertThat(shop.store.blocks(SHOP)).hasSize(1);
            assertThat(shop.store.liveSpans(SHOP)).isEqualTo(2);
            assertThat(log.committed()).isLessThanOrEqualTo(log.startOf(1));
            shop.pass(StoreUnderTest.IDLE);
            shop.store.flushDue();
            assertThat(shop.store.liveSpans(SHOP)).isEqualTo(2);
            shop.pass(StoreUnderTest.BLOCK);
            shop.put(OTHER, span(9, 2));
            shop.store.flushDue();
            assertThat(shop.store.liveSpans(SHOP)).isZero();
            assertThat(shop.store.liveSpans(OTHER)).isZero();
            assertThat(log.committed()).isEqualTo(log.end());
        }
    }

    @Test
    void failedAppendsNeitherHoldTheLogNorLetItGo() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            log.setMode(Mode.FAILED);
            CompletableFuture<Receipt> failed = shop.take(SHOP, span(1, 1));
            assertThat(failed).isCompletedExceptionally();
            log.setMode(Mode.DURABLE);
            shop.put(SHOP, span(1, 1));
            shop.put(OTHER, span(9, 1));
            shop.pass(StoreUnderTest.BLOCK);
            shop.put(OTHER, span(9, 2));
            shop.pass(StoreUnderTest.IDLE);
            shop.put(SHOP, span(1, 2));
            // only the other tenant's trace is idle; of this one a failed and two good records are live
            shop.store.flushDue();
            shop.assertHolds(SHOP, span(1, 1), span(1, 2));
            shop.store.flushAll();
            assertThat(log.committed()).isEqualTo(log.end());
            log.setMode(Mode.FAILED);
            shop.take(SHOP, span(4, 1));
            shop.store.flushAll();
            assertThat(log.committed()).isEqualTo(log.end());
            shop.assertHolds(SHOP, span(1, 1), span(1, 2), span(4, 1));
        }
    }

    /// The disk has a record, its sender has not heard yet, and just then another tenant's block is stored.
    @Test
    void recordOnItsWayIsNotCommitted() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(OTHER, span(9, 1));
            log.setMode(Mode.WRITTEN);
            CompletableFuture<Receipt> onItsWay = shop.take(SHOP, span(1, 1));
            shop.store.flushTenant(OTHER);
            assertThat(log.committed()).isEqualTo(log.startOf(1));
            assertThat(onItsWay).isNotDone();
        }
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            after.assertHolds(SHOP, span(1, 1));
            after.assertHolds(OTHER, span(9, 1));
        }
    }

    @Test
    void blocksWrittenDuringAReplayCommitNoMoreThanWasReplayed() throws IOException {
        try (StoreUnderTest before = StoreUnderTest.open(log, objects)) {
            for (int i = 1; i <= 6; i++) {
                before.put(i % 2 == 0 ? SHOP : OTHER, span(i, 1));
            }
        }
        log.stopReplayAfter(3);
        assertThatThrownBy(() -> StoreUnderTest.openSmall(log, objects)).hasMessageContaining("process dies");
        assertThat(log.committed()).isLessThanOrEqualTo(log.startOf(3));
        try (StoreUnderTest after = StoreUnderTest.openSmall(log, objects)) {
            after.assertHolds(SHOP, span(2, 1), span(4, 1), span(6, 1));
            after.assertHolds(OTHER, span(1, 1), span(3, 1), span(5, 1));
        }
    }

    /// Times are unsigned: one from a clock that is off by centuries is later than all others, and hides
    /// none.
    @Test
    void oneImpossibleTimeHidesNothing() throws IOException {
        long never = -5;
        Span impossible = TestBlocks.span(7, 1, 0, never, List.of(), resource());
        Span zero = TestBlocks.span(8, 1, 0, 0, List.of(), resource());
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1), span(3, 1));
            shop.store.flushAll();
            shop.put(SHOP, span(4, 1), impossible, zero);
            for (int round = 0; round < 2; round++) {
                shop.assertHolds(SHOP, span(1, 1), span(3, 1), span(4, 1), impossible, zero);
                assertThat(shop.search(SHOP, "{}", 10))
                        .extracting(summary -> summary.traceId().low())
                        .containsExactly(7L, 4L, 3L, 1L, 8L);
                assertThat(shop.search(SHOP, "{}", 3))
                        .extracting(summary -> summary.traceId().low())
                        .containsExactly(7L, 4L, 3L);
                shop.store.flushAll();
            }
            // a trace of centuries is a long one
            shop.put(SHOP, TestBlocks.span(8, 2, 1, Long.MIN_VALUE + 5, List.of(), resource()));
            assertThat(shop.found(SHOP, "{ traceDuration > 1h }")).containsExactly("8/1", "8/2");
            assertThat(shop.search(SHOP, "{ traceDuration > 1h }", 1).getFirst().durationNanos())
                    .isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void tenantsDoNotSeeEachOther() throws IOException {
        try (StoreUnderTest shop = StoreUnderTest.open(log, objects)) {
            shop.put(SHOP, span(1, 1));
            shop.put(OTHER, span(1, 2));
            shop.assertHolds(SHOP, span(1, 1));
            shop.assertHolds(OTHER, span(1, 2));
            shop.store.flushAll();
            shop.assertHolds(SHOP, span(1, 1));
            shop.assertHolds(OTHER, span(1, 2));
            assertThat(shop.store.tenants()).containsExactly(OTHER, SHOP);
        }
        try (StoreUnderTest after = StoreUnderTest.open(log, objects)) {
            after.assertHolds(SHOP, span(1, 1));
            after.assertHolds(OTHER, span(1, 2));
        }
    }
}
