package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.block.read.Block;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.live.LiveTable;
import dev.vivace.log.ControlledSpanLog;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceIdSet;
import dev.vivace.objectstore.InMemoryObjectStore;
import dev.vivace.traceql.source.ListSpanTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// The same spans in every kind of place that can be asked.
///
/// @param sources by what they are
record ManyTables(Map<String, Supplier<SpanSource>> sources, StoreUnderTest store) implements AutoCloseable {

    /// The source in which traces are split at random.
    static final String SPLIT = "three blocks and a live table";

    /// The source that is one block in parts.
    static final String ROW_GROUPS = "row groups";

    private static final int PARTS = 4;

    static ManyTables of(List<Span> spans, SplittableRandom random) throws IOException {
        LiveTable live = TestTables.live(spans);
        SpanTable snapshot = live.snapshot();
        Block groups = TestTables.block(live, new BlockWriter.Options(20, 1, 6));
        Block fresh = TestTables.block(TestTables.live(spans), BlockWriter.Options.FLUSH);
        assertThat(groups.rowGroupCount()).isGreaterThan(1);
        StoreUnderTest store =
                StoreUnderTest.open(new ControlledSpanLog(), new InMemoryObjectStore(64 << 20, Clock.systemUTC()));
        List<List<Span>> parts = new ArrayList<>();
        for (int i = 0; i < PARTS; i++) {
            parts.add(new ArrayList<>());
        }
        spans.forEach(span -> parts.get(random.nextInt(PARTS)).add(span));
        for (int i = 0; i < PARTS; i++) {
            if (i > 0) {
                store.store.flushAll();
            }
            store.put(StoreUnderTest.SHOP, parts.get(i).toArray(Span[]::new));
        }
        Map<String, Supplier<SpanSource>> sources = new LinkedHashMap<>();
        add("a list", List.of(ListSpanTable.of(spans)), spans, sources);
        add("a live table", List.of(snapshot), spans, sources);
        add("a block", tables(fresh), spans, sources);
        add(ROW_GROUPS, tables(groups), spans, sources);
        sources.put(SPLIT, () -> store.store.source(StoreUnderTest.SHOP));
        return new ManyTables(sources, store);
    }

    private static void add(
            String name, List<SpanTable> tables, List<Span> spans, Map<String, Supplier<SpanSource>> into) {
        SpanSource source = new Tables(tables.stream().map(Ref::of).toList(), spans);
        into.put(name, () -> source);
    }

    private static List<SpanTable> tables(Block block) throws IOException {
        List<SpanTable> tables = new ArrayList<>();
        for (int group = 0; group < block.rowGroupCount(); group++) {
            tables.add(block.table(group, TraceIdSet.EMPTY));
        }
        return tables;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    /// Tables of whole traces.
    private record Tables(List<Ref> refs, List<Span> spans) implements SpanSource {
        @Override
        public List<TableRef> tables(TimeRange range) {
            return List.copyOf(refs);
        }

        @Override
        public List<Span> spansOf(TraceId trace) {
            return spans.stream().filter(span -> span.traceId().equals(trace)).toList();
        }

        @Override
        public BlockTotals blocks(TimeRange range) {
            return new BlockTotals(0, 0);
        }
    }

    private record Ref(SpanTable open, long earliestTraceStartEpochNanos, long latestTraceStartEpochNanos)
            implements SpanSource.TableRef {
        static Ref of(SpanTable table) {
            long earliest = Long.MAX_VALUE;
            long latest = 0;
            for (int trace = 0; trace < table.traces().count(); trace++) {
                earliest = Math.min(earliest, table.traces().startEpochNanos(trace));
                latest = Math.max(latest, table.traces().startEpochNanos(trace));
            }
            return new Ref(table, earliest, latest);
        }
    }
}
