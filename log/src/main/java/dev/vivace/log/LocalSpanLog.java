package dev.vivace.log;

import dev.vivace.model.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [SpanLog] in one directory of one machine: segment files, and group commit. Thread-safe.
///
/// ```text
/// data/wal/0000000000000007.vlog   segments, see SegmentWriter
///          committed               see CommittedFile
///          lock                    the process that has it open
///          quarantine/             damaged parts, for a person to look at
/// ```
/// Appenders checksum their record and copy it into a bounded buffer. One thread writes what has gathered, syncs it and
/// settles its appends; the next group gathers meanwhile, so groups grow with the load and the fsync is shared. When
/// the
/// buffer is full an append is refused at once ([LogBusyException]) rather than made to wait: callers are event loops,
/// and clients know best when to come again. A disk that is full or fails makes the appends of that group fail
/// ([LogFullException], [LogFailedException]); the following group tries anew, so nobody needs to reset anything.
public final class LocalSpanLog implements SpanLog {

    private static final Logger LOGGER = LoggerFactory.getLogger(LocalSpanLog.class);

    /// A replay tells this many damages in full; more are counted in [#stats] and in the operator's log.
    private static final int MAX_DAMAGES_TOLD = 1000;

    private final SegmentDirectory directory;
    private final LocalSpanLogOptions options;
    private final @Nullable DirectoryLock directoryLock;
    private final Recovery recovery;
    private final long marker = new SecureRandom().nextLong();
    private final Quarantine quarantine;
    private final ConcurrentSkipListMap<Long, Long> ends;
    private final GroupCommitter committer;
    private final Thread writer;

    private final ReentrantLock appendLock = new ReentrantLock();
    private final Condition gathered = appendLock.newCondition();
    private final GatherBuffer buffer;
    private long bufferedBytes;
    private long refusedRecords;
    private boolean closing;

    private final ReentrantLock commitLock = new ReentrantLock();
    private volatile LogPosition committed;

    private final AtomicLong damages = new AtomicLong();
    private final AtomicLong damagedBytes = new AtomicLong();

    /// Opens the log in a directory, which is created if need be. Repairs what a crash left; see [#recovery].
    ///
    /// @throws IOException if the directory is in use, cannot be read or written, or was written by a newer release
    public static LocalSpanLog open(Path directory, LocalSpanLogOptions options) throws IOException {
        Files.createDirectories(directory);
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            return new LocalSpanLog(new FileSegmentDirectory(directory), options, lock);
        } catch (Throwable e) {
            lock.close();
            throw e;
        }
    }

    /// For tests: opens the log on any directory, unlocked.
    static LocalSpanLog open(SegmentDirectory directory, LocalSpanLogOptions options) throws IOException {
        return new LocalSpanLog(directory, options, null);
    }

    private LocalSpanLog(SegmentDirectory directory, LocalSpanLogOptions options, @Nullable DirectoryLock directoryLock)
            throws IOException {
        this.directory = directory;
        this.options = options;
        this.directoryLock = directoryLock;
        this.quarantine = new Quarantine(directory);
        this.buffer = new GatherBuffer(options.maxBufferedBytes());
        SegmentRecovery.State state = SegmentRecovery.run(directory);
        this.recovery = state.report();
        this.committed = state.committed();
        this.ends = new ConcurrentSkipListMap<>(state.ends());
        this.committer = new GroupCommitter(directory, options, marker, ends, state.end(), state.nextNumber());
        this.writer = Thread.ofPlatform().name("span-log-writer").daemon().start(this::writeGroups);
    }

    /// What opening the log found.
    public Recovery recovery() {
        return recovery;
    }

    public LogStats stats() {
        long refused;
        long buffered;
        appendLock.lock();
        try {
            refused = refusedRecords;
            buffered = bufferedBytes;
        } finally {
            appendLock.unlock();
        }
        return committer.stats(refused, buffered, damages.get(), damagedBytes.get());
    }

    @Override
    public Append append(TenantId tenant, byte[] payload, int offset, int length) throws LogRefusedException {
        Objects.checkFromIndexSize(offset, length, payload.length);
        if (length > options.maxRecordBytes()) {
            throw new IllegalArgumentException("record of tenant '" + tenant + "' has " + length
                    + " bytes (expected: at most " + options.maxRecordBytes() + ")");
        }
        // Outside the lock: the checksum is the dear part.
        byte[] head = Frame.head(marker, tenant, payload, offset, length);
        Append append = new Append();
        appendLock.lock();
        try {
            if (closing) {
                throw new LogFailedException("span log " + directory + " is closed", null);
            }
            if (!buffer.add(append, head, payload, offset, length)) {
                refusedRecords++;
                throw new LogBusyException("span log " + directory + " has no room for " + length + " bytes: "
                        + bufferedBytes + " bytes wait for the disk already (limit: " + options.maxBufferedBytes()
                        + ")");
            }
            bufferedBytes += head.length + length;
            gathered.signal();
        } finally {
            appendLock.unlock();
        }
        return append;
    }

    @Override
    public LogPosition end() {
        return committer.end();
    }

    @Override
    public LogPosition committed() {
        return committed;
    }

    @Override
    public void commit(LogPosition upTo) throws IOException {
        commitLock.lock();
        try {
            if (!committed.isBefore(upTo)) {
                return;
            }
            LogPosition end = end();
            if (end.isBefore(upTo)) {
                throw new IllegalArgumentException("commit of span log " + directory + " up to " + upTo
                        + " (expected: at most its end, " + end + ")");
            }
            CommittedFile.write(directory, upTo);
            committed = upTo;
            forget(upTo);
        } finally {
            commitLock.unlock();
        }
    }

    @Override
    public Replay replay(LogPosition from, Visitor visitor) throws IOException {
        LogPosition stop = end();
        ReplayCount count = new ReplayCount();
        for (Map.Entry<Long, Long> segment : ends.tailMap(from.segment(), true).entrySet()) {
            long number = segment.getKey();
            if (number > stop.segment()) {
                break;
            }
            long first = number == from.segment() ? from.offset() : SegmentHeader.BYTES;
            long last = number == stop.segment() ? stop.offset() : segment.getValue();
            if (first < last) {
                replaySegment(number, first, last, visitor, count);
            }
        }
        return new Replay(count.records, count.payloadBytes, count.damages);
    }

    @Override
    public void close() throws IOException {
        appendLock.lock();
        try {
            closing = true;
            gathered.signal();
        } finally {
            appendLock.unlock();
        }
        boolean interrupted = false;
        while (true) {
            try {
                writer.join();
                break;
            } catch (InterruptedException e) {
                // Acks are still owed: wait for the disk, tell the caller afterwards.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            committer.close();
        } finally {
            appendLock.lock();
            try {
                buffer.free();
            } finally {
                appendLock.unlock();
            }
            if (directoryLock != null) {
                directoryLock.close();
            }
        }
    }

    private static final class ReplayCount {
        private long records;
        private long payloadBytes;
        private final List<Replay.Damage> damages = new ArrayList<>();
    }

    private void replaySegment(long number, long first, long last, Visitor visitor, ReplayCount count)
            throws IOException {
        List<long[]> damaged = new ArrayList<>();
        try (SegmentReader reader =
                SegmentReader.open(directory, number, first, last, (from, to) -> damaged.add(new long[] {from, to}))) {
            boolean more = true;
            while (more) {
                more = reader.next();
                for (long[] part : damaged) {
                    tell(quarantine.keep(reader, number, part[0], part[1]), count);
                }
                damaged.clear();
                if (more) {
                    visitor.visit(new LogRecord(
                            new LogPosition(number, reader.frameStart()),
                            new LogPosition(number, reader.frameEnd()),
                            reader.tenant(),
                            reader.buffer(),
                            reader.payloadOffset(),
                            reader.payloadLength()));
                    count.records++;
                    count.payloadBytes += reader.payloadLength();
                }
            }
        } catch (NoSuchFileException e) {
            // Committed and deleted since the replay began, or taken away by a person.
            if (committed.isBefore(new LogPosition(number, last))) {
                String message = "span log " + directory + ": segment " + SegmentHeader.fileName(number)
                        + " is gone (expected: " + last + " bytes); its records are lost";
                LOGGER.error(message);
                tell(new Replay.Damage(new LogPosition(number, first), new LogPosition(number, last), message), count);
            }
        }
    }

    private void tell(Replay.Damage damage, ReplayCount count) {
        damages.incrementAndGet();
        damagedBytes.addAndGet(damage.to().offset() - damage.from().offset());
        if (count.damages.size() < MAX_DAMAGES_TOLD) {
            count.damages.add(damage);
        }
    }

    /// Deletes segments that end at or before a position, but for the one that is written to.
    private void forget(LogPosition upTo) {
        for (Map.Entry<Long, Long> segment : ends.headMap(upTo.segment(), true).entrySet()) {
            long number = segment.getKey();
            if (number == end().segment() || upTo.isBefore(new LogPosition(number, segment.getValue()))) {
                continue;
            }
            try {
                directory.delete(SegmentHeader.fileName(number));
                ends.remove(number);
            } catch (IOException e) {
                LOGGER.warn(
                        "span log {}: segment {} is committed but could not be deleted; tried again at the next commit",
                        directory,
                        SegmentHeader.fileName(number),
                        e);
            }
        }
    }

    private void writeGroups() {
        for (GatherBuffer.Group group = take(); group != null; group = take()) {
            LogPosition start = null;
            LogRefusedException failure = null;
            try {
                start = committer.commit(group);
            } catch (LogRefusedException e) {
                failure = e;
            } catch (RuntimeException | Error e) {
                // This thread must outlive everything: its appends are owed an answer, and so are all later ones.
                failure = new LogFailedException("span log " + directory + " failed: " + e, e);
            }
            // Room first: a listener may append.
            release(group);
            settle(group, start, failure);
        }
    }

    private GatherBuffer.@Nullable Group take() {
        appendLock.lock();
        try {
            while (buffer.isEmpty()) {
                if (closing) {
                    return null;
                }
                gathered.awaitUninterruptibly();
            }
            return buffer.take();
        } finally {
            appendLock.unlock();
        }
    }

    private void release(GatherBuffer.Group group) {
        appendLock.lock();
        try {
            buffer.release(group);
            bufferedBytes -= group.bytes();
        } finally {
            appendLock.unlock();
        }
    }

    private static void settle(
            GatherBuffer.Group group, @Nullable LogPosition start, @Nullable LogRefusedException failure) {
        List<Append> appends = group.appends();
        if (failure != null) {
            appends.forEach(append -> append.fail(failure));
        } else if (start != null) {
            LogPosition from = start;
            for (int i = 0; i < appends.size(); i++) {
                LogPosition to = new LogPosition(from.segment(), from.offset() + group.frameBytes(i));
                appends.get(i).settle(from, to);
                from = to;
            }
        }
    }
}
