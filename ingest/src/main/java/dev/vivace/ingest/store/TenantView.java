package dev.vivace.ingest.store;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.block.meta.RowGroupMeta;
import dev.vivace.block.read.Block;
import dev.vivace.live.LiveSnapshot;
import dev.vivace.live.LiveTable;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a tenant has at one moment: the live table as committed so far, and the blocks. Each span is in exactly one of
/// them, but for those a sender repeated.
final class TenantView implements SpanSource {

    private final LiveSnapshot live;
    private final List<StoredBlock> blocks;
    private final Map<Block, Long> bytesReadBefore = new ConcurrentHashMap<>();
    private @Nullable Set<TraceId> splitTraces;

    TenantView(LiveTable live, List<StoredBlock> blocks) {
        this.live = live.snapshot();
        this.blocks = blocks;
    }

    @Override
    public List<TableRef> tables(TimeRange range) {
        List<TableRef> tables = new ArrayList<>();
        if (live.rowCount() > 0 && live.earliestStartEpochNanos() <= range.endEpochNanos()) {
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
        DistinctSpans spans = new DistinctSpans();
        spans.addAll(live.spans(trace));
        for (StoredBlock stored : blocks) {
            spans.addAll(open(stored).spans(trace));
        }
        List<Span> ordered = spans.spans();
        ordered.sort(Comparator.comparingLong((Span span) -> span.startEpochNanos() + Long.MIN_VALUE)
                .thenComparingLong(span -> span.spanId().value() + Long.MIN_VALUE));
        return ordered;
    }

    private Block open(StoredBlock stored) throws IOException {
        Block block = stored.open();
        bytesReadBefore.putIfAbsent(block, block.bytesRead());
        return block;
    }

    /// What other queries read of the same blocks meanwhile is counted too.
    @Override
    public long bytesRead() {
        long bytes = 0;
        for (Map.Entry<Block, Long> read : bytesReadBefore.entrySet()) {
            bytes += read.getKey().bytesRead() - read.getValue();
        }
        return bytes;
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

    /// Traces that are in several places as far as is known. Blocks name those that were split when they were written,
    /// the live table those of which something was stored before.
    private synchronized Set<TraceId> splitTraces() {
        if (splitTraces == null) {
            Set<TraceId> split = new HashSet<>();
            blocks.forEach(block -> split.addAll(block.meta().splitTraces()));
            TraceIndex traces = live.traces();
            for (int trace = 0; trace < traces.count(); trace++) {
                if (traces.isSplit(trace)) {
                    split.add(traces.id(trace));
                }
            }
            splitTraces = split;
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
            Set<TraceId> split = splitTraces();
            return TenantView.this.open(stored).table(group, split::contains);
        }
    }
}
