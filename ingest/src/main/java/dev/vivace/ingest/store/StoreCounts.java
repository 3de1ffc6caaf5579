package dev.vivace.ingest.store;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.ingest.Receipt;
import java.util.concurrent.atomic.LongAdder;

/// What a store did since it started. Thread-safe.
public final class StoreCounts {

    private final LongAdder spans = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder repeatedSpans = new LongAdder();
    private final LongAdder repairedStrings = new LongAdder();
    private final LongAdder flushedBlocks = new LongAdder();
    private final LongAdder flushedSpans = new LongAdder();
    private final LongAdder flushedBytes = new LongAdder();
    private final LongAdder failedFlushes = new LongAdder();
    private final LongAdder replayedRecords = new LongAdder();
    private final LongAdder replayDamages = new LongAdder();

    void taken(Receipt receipt, long requestBytes) {
        spans.add(receipt.spans());
        bytes.add(requestBytes);
        repeatedSpans.add(receipt.repeatedSpans());
        repairedStrings.add(receipt.repairedStrings());
    }

    void flushed(BlockMeta block) {
        flushedBlocks.increment();
        flushedSpans.add(block.spans());
        flushedBytes.add(block.sizeBytes());
    }

    void flushFailed() {
        failedFlushes.increment();
    }

    void replayed(long records, long damages) {
        replayedRecords.add(records);
        replayDamages.add(damages);
    }

    public long spans() {
        return spans.sum();
    }

    public long bytes() {
        return bytes.sum();
    }

    public long repeatedSpans() {
        return repeatedSpans.sum();
    }

    public long repairedStrings() {
        return repairedStrings.sum();
    }

    public long flushedBlocks() {
        return flushedBlocks.sum();
    }

    public long flushedSpans() {
        return flushedSpans.sum();
    }

    public long flushedBytes() {
        return flushedBytes.sum();
    }

    public long failedFlushes() {
        return failedFlushes.sum();
    }

    public long replayedRecords() {
        return replayedRecords.sum();
    }

    public long replayDamages() {
        return replayDamages.sum();
    }
}
