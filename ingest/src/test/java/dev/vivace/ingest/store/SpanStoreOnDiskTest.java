package dev.vivace.ingest.store;

import static dev.vivace.ingest.store.StoreUnderTest.OTHER;
import static dev.vivace.ingest.store.StoreUnderTest.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.live.SpanGenerator;
import dev.vivace.log.LocalSpanLog;
import dev.vivace.log.LocalSpanLogOptions;
import dev.vivace.log.LocalSpanLogOptions.FsyncPolicy;
import dev.vivace.model.Span;
import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
import dev.vivace.objectstore.DirectoryObjectStore;
import dev.vivace.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real log and the real object store, through restarts.
class SpanStoreOnDiskTest {

    private static final LocalSpanLogOptions SMALL_SEGMENTS =
            LocalSpanLogOptions.DEFAULTS.withSegmentBytes(64 << 10).withFsync(FsyncPolicy.AT_ROLL);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {41, 42})
    void everySpanSurvivesRestartsAndTheLogIsLetGo(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Span> spans = new SpanGenerator(seed).spans(60);
        Map<TenantId, Map<TraceId, Set<Span>>> taken = new HashMap<>();
        int next = 0;
        for (int life = 0; life < 4; life++) {
            try (LocalSpanLog log = LocalSpanLog.open(directory.resolve("wal"), SMALL_SEGMENTS);
                    ObjectStore objects = DirectoryObjectStore.open(directory.resolve("blocks"));
                    StoreUnderTest store = StoreUnderTest.open(log, objects)) {
                assertHolds(store, taken, seed);
                int end = life == 3 ? spans.size() : next + spans.size() / 4;
                while (next < end) {
                    int count = Math.min(1 + random.nextInt(40), end - next);
                    TenantId tenant = random.nextInt(3) == 0 ? OTHER : SHOP;
                    List<Span> request = spans.subList(next, next + count);
                    store.put(tenant, request.toArray(Span[]::new));
                    request.forEach(span -> taken.computeIfAbsent(tenant, _ -> new HashMap<>())
                            .computeIfAbsent(span.traceId(), _ -> new HashSet<>())
                            .add(comparable(span)));
                    next += count;
                    if (random.nextInt(8) == 0) {
                        store.store.flushAll();
                        assertThat(log.committed()).isEqualTo(log.end());
                    }
                }
                assertHolds(store, taken, seed);
                if (life == 3) {
                    store.store.flushAll();
                    assertThat(segments()).as("seed %s", seed).isEqualTo(1);
                    assertHolds(store, taken, seed);
                }
            }
        }
    }

    private long segments() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("wal"))) {
            return files.filter(file -> file.toString().endsWith(".vlog")).count();
        }
    }

    private static Span comparable(Span span) {
        return new ColumnOrder().of(SpanGenerator.inColumnOrder(span));
    }

    private static void assertHolds(StoreUnderTest store, Map<TenantId, Map<TraceId, Set<Span>>> taken, long seed)
            throws IOException {
        for (TenantId tenant : List.of(SHOP, OTHER)) {
            int total = 0;
            for (Map.Entry<TraceId, Set<Span>> trace :
                    taken.getOrDefault(tenant, Map.of()).entrySet()) {
                List<Span> spans = store.store.source(tenant).spansOf(trace.getKey());
                assertThat(spans).as("seed %s", seed).doesNotHaveDuplicates();
                assertThat(new HashSet<>(spans)).as("seed %s", seed).isEqualTo(trace.getValue());
                total += spans.size();
            }
            assertThat(store.found(tenant)).as("seed %s", seed).hasSize(total);
        }
    }
}
