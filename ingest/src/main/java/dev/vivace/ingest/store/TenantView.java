package dev.vivace.ingest.store;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.block.schema.RowGroupMeta;
import dev.vivace.live.LiveSnapshot;
import dev.vivace.live.LiveTable;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TracePlaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What a tenant has at one moment: the live table as committed so far, and the blocks. Each span is in
/// exactly one of
/// them, but for those a sender repeated.
final class TenantView implements SpanSource {

    /// The greatest unsigned number: when the last live span ends is not kept.
    private static final long UNKNOWN_END = -1;

    private final LiveSnapshot live;
    private final List<StoredBlock> blocks;
    private final SplitTraces splitTraces;
    private final LiveParts liveParts;
    private final Runnable close;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable SplitView split;
    private @Nullable LiveSnapshot knowing;

    /// @param splitTraces of the tenant
    /// @param liveParts of the live table
    /// @param close done once, when nobody reads the live table here any more
    TenantView(LiveTable live, List<StoredBlock> blocks, SplitTraces splitTraces, LiveParts liveParts, Runnable close) {
        this.live = live.snapshot();
        this.blocks = blocks;
        this.splitTraces = splitTraces;
        this.liveParts = liveParts;
        this.close = close;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            close.run();
        }
    }

    @Override
    public List<TableRef> tables(TimeRange range) {
        List<TableRef> tables = new ArrayList<>();
        if (live.rowCount() > 0 && range.overlaps(live.earliestStartEpochNanos(), UNKNOWN_END)) {
            tables.add(new LiveRef());
        }
        for (int block = 0; block < blocks.size(); block++) {
            List<RowGroupMeta> groups = blocks.get(block).meta().rowGroups();
            for (int group = 0; group < groups.size(); group++) {
                RowGroupMeta meta = groups.get(group);
                if (range.overlaps(meta.earliestStartEpochNanos(), meta.latestEndEpochNanos())) {
                    int newer = blocks.size() - 1 - block;
                    tables.add(new GroupRef(blocks.get(block), newer, new SplitView.Group(block, group), meta));
                }
            }
        }
        return tables;
    }

    @Override
    public List<Span> spansOf(TraceId trace) throws IOException {
        // In the order in which joined tables have the parts: it decides where start and id are the same.
        List<Span> ordered = new ArrayList<>();
        for (StoredBlock stored : blocks) {
            ordered.addAll(stored.open().spans(trace));
        }
        // Live tables keep resources and scopes as they were sent, blocks cannot: put alike, equal spans are equal.
        ColumnOrder order = new ColumnOrder();
        live.spans(trace).forEach(span -> ordered.add(order.of(span)));
        List<Span> distinct = new ArrayList<>(new LinkedHashSet<>(ordered));
        distinct.sort(Comparator.comparingLong((Span span) -> span.startEpochNanos() + Long.MIN_VALUE)
                .thenComparingLong(span -> span.spanId().value() + Long.MIN_VALUE));
        return distinct;
    }

    /// Parts in the order in which they left the live table, what is live last: spans come in that order.
    @Override
    public List<ResourceSpans> batchesOf(TraceId trace, TracePlaces places) throws IOException {
        List<ResourceSpans> batches = new ArrayList<>();
        int parts = 0;
        for (StoredBlock stored : blocks) {
            if (places.hasBlock(stored.meta().blockId().replace("-", ""))) {
                List<ResourceSpans> part = stored.open().batches(trace);
                batches.addAll(part);
                parts += part.isEmpty() ? 0 : 1;
            }
        }
        List<ResourceSpans> recent = places.live() ? live.batches(trace) : List.of();
        if (!recent.isEmpty()) {
            // Live tables keep resources and scopes as they were sent, blocks cannot: put alike, equal spans are equal.
            ColumnOrder order = new ColumnOrder();
            recent.forEach(batch -> batches.add(order.of(batch)));
            parts++;
        }
        return parts < 2 ? batches : ResourceSpans.keeping(batches, new HashSet<Span>()::add);
    }

    @Override
    public SpanTable wholeTraces(List<TraceId> traces) throws IOException {
        SplitView seen = split();
        return seen.join(traces, knowing(), (block, group) -> block.open().table(group));
    }

    @Override
    public List<SplitTrace> splitTraces(TimeRange range) throws IOException {
        SplitView seen = split();
        return seen.overlapping(range, knowing());
    }

    @Override
    public BlockTotals blocks(TimeRange range) {
        int count = 0;
        long sizeBytes = 0;
        for (StoredBlock block : blocks) {
            BlockMeta meta = block.meta();
            if (range.overlaps(meta.earliestStartEpochNanos(), meta.latestEndEpochNanos())) {
                count++;
                sizeBytes += meta.sizeBytes();
            }
        }
        return new BlockTotals(count, sizeBytes);
    }

    private synchronized SplitView split() throws IOException {
        if (split == null) {
            split = splitTraces.view(blocks, live, liveParts);
        }
        return split;
    }

    /// The live table that knows what is split.
    private synchronized LiveSnapshot knowing() throws IOException {
        if (knowing == null) {
            knowing = live.knowing(split().live());
        }
        return knowing;
    }

    private final class LiveRef implements TableRef {
        @Override
        public long latestTraceStartEpochNanos() {
            return live.latestStartEpochNanos();
        }

        @Override
        public long earliestTraceStartEpochNanos() {
            return live.earliestStartEpochNanos();
        }

        @Override
        public SpanTable open() throws IOException {
            return knowing();
        }

        @Override
        public RowSet repeatedRows() throws IOException {
            return split().repeatedLiveRows(knowing());
        }
    }

    private final class GroupRef implements TableRef {
        private final StoredBlock stored;
        private final int newerBlocks;
        private final SplitView.Group group;
        private final RowGroupMeta meta;

        GroupRef(StoredBlock stored, int newerBlocks, SplitView.Group group, RowGroupMeta meta) {
            this.stored = stored;
            this.newerBlocks = newerBlocks;
            this.group = group;
            this.meta = meta;
        }

        @Override
        public long latestTraceStartEpochNanos() {
            return meta.latestStartEpochNanos();
        }

        @Override
        public long earliestTraceStartEpochNanos() {
            return meta.earliestStartEpochNanos();
        }

        @Override
        public int newerBlocks() {
            return newerBlocks;
        }

        @Override
        public SpanTable open() throws IOException {
            return stored.open().table(group.rowGroup(), split().ordinals(group));
        }

        @Override
        public RowSet repeatedRows() throws IOException {
            return split().repeatedRows(group, meta.rows(), knowing());
        }
    }
}
