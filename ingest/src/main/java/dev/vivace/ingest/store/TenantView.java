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
import dev.vivace.model.TraceIdSet;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import dev.vivace.traceql.source.TracePlaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a tenant has at one moment: the live table as committed so far, and the blocks. Each span is in
/// exactly one of
/// them, but for those a sender repeated.
final class TenantView implements SpanSource {

    /// The greatest unsigned number: when the last live span ends is not kept.
    private static final long UNKNOWN_END = -1;

    private final LiveSnapshot live;
    private final List<StoredBlock> blocks;
    private final Set<TraceId> inSeveralBlocks;
    private @Nullable TraceIdSet splitTraces;

    /// @param inSeveralBlocks traces that are known to be in several of the blocks
    TenantView(LiveTable live, List<StoredBlock> blocks, Set<TraceId> inSeveralBlocks) {
        this.live = live.snapshot();
        this.blocks = blocks;
        this.inSeveralBlocks = inSeveralBlocks;
    }

    @Override
    public List<TableRef> tables(TimeRange range) {
        List<TableRef> tables = new ArrayList<>();
        if (live.rowCount() > 0 && range.overlaps(live.earliestStartEpochNanos(), UNKNOWN_END)) {
            tables.add(new LiveRef(live));
        }
        for (StoredBlock block : blocks) {
            List<RowGroupMeta> groups = block.meta().rowGroups();
            for (int group = 0; group < groups.size(); group++) {
                RowGroupMeta meta = groups.get(group);
                if (range.overlaps(meta.earliestStartEpochNanos(), meta.latestEndEpochNanos())) {
                    tables.add(new GroupRef(block, group, meta));
                }
            }
        }
        return tables;
    }

    @Override
    public List<Span> spansOf(TraceId trace) throws IOException {
        List<Span> ordered = new ArrayList<>();
        batchesOf(trace, TracePlaces.EVERYWHERE).forEach(batch -> batch.spans().forEach(ordered::add));
        ordered.sort(Comparator.comparingLong((Span span) -> span.startEpochNanos() + Long.MIN_VALUE)
                .thenComparingLong(span -> span.spanId().value() + Long.MIN_VALUE));
        return ordered;
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

    /// Traces that are in several places as far as is known. Blocks name those that were split when they
    /// were written,
    /// the live table those of which something was stored before.
    private synchronized TraceIdSet splitTraces() {
        if (splitTraces == null) {
            Set<TraceId> split = new HashSet<>(inSeveralBlocks);
            blocks.forEach(block -> split.addAll(block.meta().splitTraces()));
            TraceIndex traces = live.traces();
            RowSet splitLive = traces.splitTraces();
            for (int trace = splitLive.next(0); trace < traces.count(); trace = splitLive.next(trace + 1)) {
                split.add(traces.id(trace));
            }
            splitTraces = TraceIdSet.of(split);
        }
        return splitTraces;
    }

    private record LiveRef(LiveSnapshot live) implements TableRef {
        @Override
        public long latestTraceStartEpochNanos() {
            return live.latestStartEpochNanos();
        }

        @Override
        public long earliestTraceStartEpochNanos() {
            return live.earliestStartEpochNanos();
        }

        @Override
        public SpanTable open() {
            return live;
        }
    }

    private final class GroupRef implements TableRef {
        private final StoredBlock stored;
        private final int group;
        private final RowGroupMeta meta;

        GroupRef(StoredBlock stored, int group, RowGroupMeta meta) {
            this.stored = stored;
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
        public SpanTable open() throws IOException {
            return stored.open().table(group, splitTraces());
        }
    }
}
