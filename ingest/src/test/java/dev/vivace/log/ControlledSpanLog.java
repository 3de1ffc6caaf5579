package dev.vivace.log;

import dev.vivace.model.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A span log in memory whose every step a test decides. It is in this package because only a log can settle
/// an [Append]. Survives its users: a new store may go on with it as after a crash. Thread-safe.
public final class ControlledSpanLog implements SpanLog {

    /// What becomes of the appends that follow.
    public enum Mode {
        /// Durable at once.
        DURABLE,
        /// On disk, so that [#end()] includes it, but nobody has been told yet: see [#settleWritten].
        WRITTEN,
        /// Fails.
        FAILED,
        /// Not taken.
        REFUSED
    }

    private static final long RECORD = 100;

    private final List<Entry> entries = new ArrayList<>();
    private final List<LogPosition> commits = new ArrayList<>();
    private Mode mode = Mode.DURABLE;
    private LogPosition end = LogPosition.START;
    private LogPosition committed = LogPosition.START;
    private boolean commitsFail;
    private int replayStopsAfter = Integer.MAX_VALUE;

    private record Entry(
            TenantId tenant, byte[] payload, @Nullable Append unsettled, LogPosition start) {
        LogPosition end() {
            return new LogPosition(0, start.offset() + RECORD);
        }
    }

    public synchronized void setMode(Mode mode) {
        this.mode = mode;
    }

    public synchronized void setCommitsFail(boolean fail) {
        commitsFail = fail;
    }

    /// Lets the next replay die, as if the process did, after so many records.
    public synchronized void stopReplayAfter(int records) {
        replayStopsAfter = records;
    }

    public void settleWritten() {
        List<Entry> written;
        synchronized (this) {
            written = entries.stream().filter(it -> it.unsettled() != null).toList();
            entries.replaceAll(it -> new Entry(it.tenant(), it.payload(), null, it.start()));
        }
        written.forEach(it -> {
            Append append = it.unsettled();
            if (append != null) {
                append.settle(it.start(), it.end());
            }
        });
    }

    /// Where the nth durable record starts, counted from 0.
    public synchronized LogPosition startOf(int record) {
        return entries.get(record).start();
    }

    @Override
    public synchronized Append append(TenantId tenant, byte[] payload, int offset, int length)
            throws LogRefusedException {
        if (mode == Mode.REFUSED) {
            throw new LogBusyException("no room, says the test");
        }
        Append append = new Append();
        if (mode == Mode.FAILED) {
            append.fail(new LogFailedException("disk is broken, says the test", null));
            return append;
        }
        byte[] bytes = Arrays.copyOfRange(payload, offset, offset + length);
        Entry entry = new Entry(tenant, bytes, mode == Mode.WRITTEN ? append : null, end);
        entries.add(entry);
        end = entry.end();
        if (mode == Mode.DURABLE) {
            append.settle(entry.start(), entry.end());
        }
        return append;
    }

    @Override
    public synchronized LogPosition end() {
        return end;
    }

    @Override
    public synchronized void commit(LogPosition upTo) throws IOException {
        if (commitsFail) {
            throw new IOException("commit fails, says the test");
        }
        if (end.isBefore(upTo)) {
            throw new IllegalArgumentException("commit of " + upTo + " (expected: at most " + end + ")");
        }
        committed = committed.max(upTo);
        commits.add(upTo);
    }

    @Override
    public synchronized LogPosition committed() {
        return committed;
    }

    @Override
    public Replay replay(LogPosition from, Visitor visitor) throws IOException {
        List<Entry> replayed;
        synchronized (this) {
            replayed = entries.stream().filter(it -> !it.start().isBefore(from)).toList();
        }
        for (int i = 0; i < replayed.size(); i++) {
            if (i == replayStopsAfter) {
                replayStopsAfter = Integer.MAX_VALUE;
                throw new IOException("process dies in the middle of a replay, says the test");
            }
            Entry entry = replayed.get(i);
            visitor.visit(new LogRecord(
                    entry.start(), entry.end(), entry.tenant(), entry.payload(), 0, entry.payload().length));
        }
        return new Replay(replayed.size(), 0, List.of());
    }

    @Override
    public void close() {}
}
