package dev.vivace.ingest.store;

import static dev.vivace.block.TestBlocks.START;
import static dev.vivace.block.TestBlocks.resource;
import static dev.vivace.ingest.store.StoreUnderTest.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vivace.block.TestBlocks;
import dev.vivace.ingest.RefusedException;
import dev.vivace.log.ControlledSpanLog;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.TenantId;
import dev.vivace.objectstore.InMemoryObjectStore;
import dev.vivace.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What a request makes of itself in memory is bounded, however it is made.
class MemoryBoundsTest {

    private final ControlledSpanLog log = new ControlledSpanLog();
    private final ObjectStore objects = new InMemoryObjectStore(256 << 20, Clock.systemUTC());

    private static Span span(long trace, List<Attribute> attributes, Resource resource) {
        return TestBlocks.span(trace, 1, 0, START + trace, attributes, resource);
    }

    private static List<Attribute> keys(int count, String prefix) {
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            attributes.add(new Attribute(prefix + i, new AttributeValue.Int(i)));
        }
        return attributes;
    }

    private static RefusedException refusal(CompletableFuture<?> taken) {
        assertThat(taken).isDone();
        return (RefusedException)
                Objects.requireNonNull(catchThrowable(taken::join).getCause());
    }

    @Test
    void requestsOfManyKeysAreRefusedBeforeTheyFillTheMemory() throws IOException {
        try (StoreUnderTest store = StoreUnderTest.open(log, objects, 2 << 20, 4 << 20)) {
            Span known = span(1, keys(3, "k"), resource());
            store.put(SHOP, known);
            for (Span greedy : List.of(
                    span(2, keys(100_000, "key "), resource()),
                    span(3, List.of(), new Resource(keys(100_000, "key "), 0, "")),
                    withEvents(span(4, List.of(), resource()), 400_000))) {
                RefusedException refused = refusal(store.take(SHOP, greedy));
                assertThat(refused.reason()).isEqualTo(RefusedException.Reason.TOO_LARGE);
                assertThat(refused).hasMessageContaining("as columns");
                assertThat(refused.retryAfter()).isNull();
                assertThat(store.store.liveBytes()).isLessThan(6 << 20);
            }
            store.assertHolds(SHOP, known);
            store.put(SHOP, span(5, keys(30, "k"), resource()));
            assertThat(store.found(SHOP)).hasSize(2);
        }
    }

    @Test
    void whatFitsLaterIsAskedToComeBack() throws IOException {
        try (StoreUnderTest store = StoreUnderTest.open(log, objects, 64 << 20, 64 << 20)) {
            for (int i = 0; store.store.liveBytes() < 60 << 20; i++) {
                store.put(SHOP, span(100 + i, List.of(text(1 << 20, i)), resource()));
            }
            Span large = span(2, keys(70_000, "key "), resource());
            RefusedException refused = refusal(store.take(SHOP, large));
            assertThat(refused.reason()).isEqualTo(RefusedException.Reason.MEMORY);
            assertThat(refused.retryAfter()).isNotNull();
            store.store.flushTenant(SHOP);
            store.put(SHOP, large);
        }
    }

    @Test
    void smallTablesOfManyTenantsMakeRoomLikeALargeOne() throws IOException {
        long table = 8 << 20;
        try (StoreUnderTest store = StoreUnderTest.open(log, objects, table, 16 << 20)) {
            for (int i = 0; store.store.liveBytes() < table; i++) {
                store.put(new TenantId("tenant-" + i % 100), span(i + 1, List.of(text(20_000, i)), resource()));
            }
            store.store.flushDue();
            assertThat(store.store.liveBytes()).isLessThanOrEqualTo(table / 2);
        }
    }

    @Test
    void replayOfManyTenantsStaysWithinTheTable() throws IOException {
        long table = 4 << 20;
        try (StoreUnderTest store = StoreUnderTest.open(log, objects, 64 << 20, 64 << 20)) {
            for (int i = 0; i < 1000; i++) {
                store.put(new TenantId("tenant-" + i % 100), span(i + 1, List.of(text(20_000, i)), resource()));
            }
            assertThat(store.store.liveBytes()).isGreaterThan(4 * table);
        }
        try (StoreUnderTest store = StoreUnderTest.open(log, objects, table, table)) {
            assertThat(store.store.liveBytes()).isLessThan(2 * table);
            for (int i = 0; i < 100; i++) {
                assertThat(store.found(new TenantId("tenant-" + i))).hasSize(10);
            }
        }
    }

    private static Attribute text(int length, int number) {
        return new Attribute("text", new AttributeValue.Text(number + "x".repeat(length)));
    }

    private static Span withEvents(Span span, int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(new Event(0, "", List.of(), 0));
        }
        return new Span(
                span.traceId(),
                span.spanId(),
                null,
                "",
                0,
                span.name(),
                1,
                span.startEpochNanos(),
                span.endEpochNanos(),
                List.of(),
                0,
                events,
                0,
                List.of(),
                0,
                0,
                "",
                span.resource(),
                span.scope());
    }
}
