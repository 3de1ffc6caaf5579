package dev.vivace.log;

import dev.vivace.log.LocalSpanLogOptions.FsyncPolicy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes groups of frames to segments: one write and one fsync per group. Confined to the log's writer thread, but for
/// the getters.
///
/// A group fails as a whole: until its fsync returned, nothing of it is known to be on the disk. After a failure the
/// segment is never written again, because a failed fsync may have dropped dirty pages that a later fsync calls clean;
/// it is cut back to its last durable frame, and the next group begins a fresh segment, whose header names that end.
/// So the log needs nobody to recover it: each group tries anew.
final class GroupCommitter {

    private static final Logger LOGGER = LoggerFactory.getLogger(GroupCommitter.class);

    /// A write that fails with less than this left counts as "disk full" whatever the system's message says: messages
    /// are translated, and file systems keep a reserve.
    private static final long FULL_BELOW_BYTES = 1 << 20;

    private final SegmentDirectory directory;
    private final LocalSpanLogOptions options;
    private final long marker;
    private final ConcurrentSkipListMap<Long, Long> ends;

    private @Nullable SegmentWriter segment;
    private long nextNumber;
    /// Whether the last group failed: one line per outage in the operator's log, not one per group.
    private boolean failing;

    private volatile LogPosition end;
    private volatile long durableRecords;
    private volatile long durableBytes;
    private volatile long groups;
    private volatile long fsyncs;
    private volatile long fsyncNanos;
    private volatile long largestGroupRecords;
    private volatile long failedRecords;
    private volatile long failedGroups;

    /// @param ends segment number to the offset where its durable records end; this adds to it, others may take away
    GroupCommitter(
            SegmentDirectory directory,
            LocalSpanLogOptions options,
            long marker,
            ConcurrentSkipListMap<Long, Long> ends,
            LogPosition end,
            long nextNumber) {
        this.directory = directory;
        this.options = options;
        this.marker = marker;
        this.ends = ends;
        this.end = end;
        this.nextNumber = nextNumber;
    }

    /// Makes a group durable.
    ///
    /// @return where its first frame begins
    /// @throws LogRefusedException if the group may not be durable
    LogPosition commit(GatherBuffer.Group group) throws LogRefusedException {
        try {
            LogPosition start = write(group);
            if (failing) {
                failing = false;
                LOGGER.info("span log {}: writes succeed again", directory);
            }
            return start;
        } catch (IOException | RuntimeException | Error e) {
            abandon();
            failedGroups = failedGroups + 1;
            failedRecords = failedRecords + group.appends().size();
            LogRefusedException refused = asRefused(e, group.bytes());
            if (!failing) {
                failing = true;
                LOGGER.error(
                        "{}; further failures are counted, not logged, until writes succeed", refused.getMessage(), e);
            }
            throw refused;
        }
    }

    /// Where the durable records end.
    LogPosition end() {
        return end;
    }

    /// Finishes the segment that groups go to; the next group begins another.
    void close() throws IOException {
        SegmentWriter last = segment;
        segment = null;
        if (last != null) {
            try (last) {
                if (options.fsync() == FsyncPolicy.AT_ROLL) {
                    force(last);
                }
            }
        }
    }

    LogStats stats(long refusedRecords, long bufferedBytes, long damages, long damagedBytes) {
        long segments = 0;
        long segmentBytes = 0;
        for (long size : ends.values()) {
            segments++;
            segmentBytes += size;
        }
        return new LogStats(
                durableRecords,
                durableBytes,
                groups,
                fsyncs,
                fsyncNanos,
                largestGroupRecords,
                refusedRecords,
                failedRecords,
                failedGroups,
                bufferedBytes,
                segments,
                segmentBytes,
                damages,
                damagedBytes);
    }

    private LogPosition write(GatherBuffer.Group group) throws IOException {
        SegmentWriter target = segmentFor(group.bytes());
        LogPosition start = new LogPosition(target.number(), target.sizeBytes());
        target.write(group.buffers(), group.bytes());
        if (options.fsync() == FsyncPolicy.ALWAYS) {
            force(target);
        }
        List<Append> appends = group.appends();
        ends.put(target.number(), target.sizeBytes());
        end = new LogPosition(target.number(), target.sizeBytes());
        groups = groups + 1;
        durableRecords = durableRecords + appends.size();
        durableBytes = durableBytes + group.bytes();
        largestGroupRecords = Math.max(largestGroupRecords, appends.size());
        return start;
    }

    private SegmentWriter segmentFor(long bytes) throws IOException {
        SegmentWriter open = segment;
        if (open != null && open.sizeBytes() + bytes > options.segmentBytes() && end.segment() == open.number()) {
            close();
            open = null;
        }
        if (open == null) {
            // A number is used once, even if its file could not be begun: a failed deletion must not bring it back.
            long number = nextNumber++;
            open = SegmentWriter.create(directory, new SegmentHeader(number, marker, end, System.currentTimeMillis()));
            segment = open;
        }
        return open;
    }

    private void force(SegmentWriter target) throws IOException {
        long started = System.nanoTime();
        target.force();
        fsyncNanos = fsyncNanos + (System.nanoTime() - started);
        fsyncs = fsyncs + 1;
    }

    private void abandon() {
        SegmentWriter failed = segment;
        segment = null;
        if (failed == null) {
            return;
        }
        try (failed) {
            if (end.segment() == failed.number()) {
                failed.truncate(end.offset());
            } else {
                directory.delete(SegmentHeader.fileName(failed.number()));
            }
        } catch (IOException e) {
            // What stays is ignored: the next segment's header says where this one ends.
            LOGGER.warn("span log {}: leftovers of a failed write stay in segment {}", directory, failed.number(), e);
        }
    }

    private LogRefusedException asRefused(Throwable failure, long bytes) {
        String message = String.valueOf(failure.getMessage());
        String what = "span log " + directory + " could not store " + bytes + " bytes: ";
        if (message.contains("No space left") || message.contains("quota exceeded") || isFull(bytes)) {
            return new LogFullException(
                    what + "the disk is full (" + message + "); free space and it goes on by itself", failure);
        }
        return new LogFailedException(what + (failure instanceof IOException ? message : failure), failure);
    }

    private boolean isFull(long bytes) {
        try {
            return directory.usableBytes() < Math.max(bytes, FULL_BELOW_BYTES);
        } catch (IOException e) {
            return false;
        }
    }
}
