package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.block.meta.BlockStore;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.ingest.Receipt;
import dev.vivace.live.CutPolicy;
import dev.vivace.log.SpanLog;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TenantId;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.model.work.MemoryBudget;
import dev.vivace.objectstore.ObjectStore;
import dev.vivace.tenancy.TenantLimits;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.eval.SearchRun;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.wire.otlp.OtlpEncoder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/// A [SpanStore] over a given log and given objects, which outlive it, with a clock that a test moves.
final class StoreUnderTest implements AutoCloseable {

    static final TenantId SHOP = new TenantId("shop");
    static final TenantId OTHER = new TenantId("other");
    static final Duration IDLE = Duration.ofSeconds(10);
    static final Duration BLOCK = Duration.ofSeconds(60);

    private static final StoreOptions OPTIONS = new StoreOptions(new CutPolicy(IDLE, BLOCK), 256L << 20, 256L << 20);

    final SpanStore store;
    final MemoryBudget memory = MemoryBudget.unlimited();
    final AtomicLong nanos = new AtomicLong();

    private StoreUnderTest(SpanLog log, ObjectStore objects, StoreOptions options) throws IOException {
        BlockStore blocks = new BlockStore(objects, new BlockWriter.Options(50, 1, 64), Clock.systemUTC());
        store = new SpanStore(log, blocks, options, TenantLimits.none(), memory, nanos::get);
        try {
            store.start();
        } catch (IOException e) {
            store.close();
            throw e;
        }
    }

    static StoreUnderTest open(SpanLog log, ObjectStore objects) throws IOException {
        return new StoreUnderTest(log, objects, OPTIONS);
    }

    static StoreUnderTest open(SpanLog log, ObjectStore objects, long maxTableBytes, long maxLiveBytes)
            throws IOException {
        return new StoreUnderTest(
                log, objects, new StoreOptions(new CutPolicy(IDLE, BLOCK), maxTableBytes, maxLiveBytes));
    }

    /// One that cuts its tables after every record of a replay.
    static StoreUnderTest openSmall(SpanLog log, ObjectStore objects) throws IOException {
        return new StoreUnderTest(log, objects, new StoreOptions(new CutPolicy(IDLE, BLOCK), 1, 256L << 20));
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    CompletableFuture<Receipt> take(TenantId tenant, Span... spans) {
        byte[] request = OtlpEncoder.encode(List.of(spans));
        return store.take(tenant, request, 0, request.length);
    }

    /// Takes spans and waits until they are safe.
    void put(TenantId tenant, Span... spans) {
        take(tenant, spans).join();
    }

    List<TraceSummary> search(TenantId tenant, String query, int limit) {
        return search(tenant, query, TimeRange.ALL, limit);
    }

    List<TraceSummary> search(TenantId tenant, String query, TimeRange range, int limit) {
        SpanSource source = store.source(tenant);
        try {
            return new SearchRun((Query.Search) TraceQl.compile(query, Dialect.VIVACE), source, range, limit, 1_000_000)
                    .run()
                    .traces();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// `trace/span` of every span that a search for everything finds, in order, repeated ones repeatedly.
    List<String> found(TenantId tenant) {
        return found(tenant, "{}");
    }

    List<String> found(TenantId tenant, String query) {
        List<String> result = new ArrayList<>();
        for (TraceSummary trace : search(tenant, query, 1_000_000)) {
            assertThat(trace.spansets()).hasSize(1);
            assertThat(trace.spansets().getFirst().matched())
                    .isEqualTo(trace.spansets().getFirst().spans().size());
            for (SpanSummary span : trace.spansets().getFirst().spans()) {
                result.add(trace.traceId().toShortHex() + "/" + span.spanId());
            }
        }
        result.sort(String::compareTo);
        return result;
    }

    /// Whether each of these spans, and no other one, is found once by search and by id.
    void assertHolds(TenantId tenant, Span... spans) throws IOException {
        List<String> expected = new ArrayList<>();
        for (Span span : spans) {
            expected.add(name(span));
        }
        expected.sort(String::compareTo);
        assertThat(found(tenant)).isEqualTo(expected);
        List<String> byId = new ArrayList<>();
        SpanSource source = store.source(tenant);
        for (TraceId trace :
                List.of(spans).stream().map(Span::traceId).distinct().toList()) {
            source.spansOf(trace).forEach(span -> byId.add(name(span)));
        }
        byId.sort(String::compareTo);
        assertThat(byId).isEqualTo(expected);
    }

    static String name(Span span) {
        SpanId id = span.spanId();
        return span.traceId().toShortHex() + "/" + id.value();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
