package dev.vivace.ingest.store;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.block.meta.BlockStore;
import dev.vivace.ingest.Receipt.Rejection;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.ingest.store.TraceWatch.Admitted;
import dev.vivace.live.Appended;
import dev.vivace.live.Appender;
import dev.vivace.live.CutPolicy;
import dev.vivace.live.LiveCut;
import dev.vivace.live.LiveRows;
import dev.vivace.live.LiveTable;
import dev.vivace.live.LiveTableFullException;
import dev.vivace.live.Remainder;
import dev.vivace.log.Append;
import dev.vivace.log.LogFullException;
import dev.vivace.log.LogPosition;
import dev.vivace.log.LogRecord;
import dev.vivace.log.LogRefusedException;
import dev.vivace.log.SpanLog;
import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
import dev.vivace.tenancy.Limits;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpDecoder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One tenant's spans: a live table that takes, and the blocks it was cut into. Thread-safe: one thread
/// writes at a time, one flushes at a time, readers never wait.
final class TenantSpans {

    private static final Logger LOGGER = LoggerFactory.getLogger(TenantSpans.class);
    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final TenantId tenant;
    private final SpanLog log;
    private final BlockStore store;
    private final LongSupplier nanoTime;
    private final RecentTraces recent;
    /// Among the blocks found at the start. Their metas need not say so: a block may have been stored
    /// although its writer was told otherwise and wrote another. Not changed afterwards.
    private final Set<TraceId> inSeveralBlocks = new HashSet<>();

    private final SplitTraces splitTraces = new SplitTraces(inSeveralBlocks);

    /// Guards everything below while it changes.
    private final ReentrantLock writing = new ReentrantLock();

    private final TraceWatch watch;
    private final OtlpDecoder decoder = new OtlpDecoder();
    private final LoggedRecords records = new LoggedRecords();
    private final ReadTables readTables = new ReadTables();
    private volatile State state;
    /// What stays of the table that is being flushed, held twice until readers see the new one.
    private volatile @Nullable LiveTable copying;

    /// What readers see, replaced as one.
    private record State(LiveTable live, LiveParts liveParts, List<StoredBlock> blocks) {
        State(LiveTable live, List<StoredBlock> blocks) {
            this(live, new LiveParts(), List.copyOf(blocks));
        }
    }

    /// @param idle how long a trace without new spans counts as live
    /// @param recent of this tenant
    TenantSpans(
            TenantId tenant,
            SpanLog log,
            BlockStore store,
            LongSupplier nanoTime,
            Duration idle,
            RecentTraces recent,
            List<BlockMeta> blocks) {
        this.tenant = tenant;
        this.recent = recent;
        this.log = log;
        this.store = store;
        this.nanoTime = nanoTime;
        this.watch = new TraceWatch(tenant, idle);
        List<StoredBlock> stored = new ArrayList<>();
        blocks.forEach(meta -> stored.add(new StoredBlock(store, meta)));
        this.state = new State(new LiveTable(nanoTime, recent), stored);
    }

    /// Learns the traces of the newest blocks, so that spans that come again or late are recognised.
    /// A block that cannot be read is reported; searches that need it will fail and say so.
    void rememberStoredTraces() {
        List<StoredBlock> blocks = state.blocks();
        int first = blocks.size();
        long traces = 0;
        while (first > 0 && traces < RecentTraces.CAPACITY) {
            traces += blocks.get(--first).meta().traces();
        }
        for (StoredBlock stored : blocks.subList(first, blocks.size())) {
            try {
                stored.open().forEachTraceId(id -> {
                    if (recent.test(id.high(), id.low())) {
                        inSeveralBlocks.add(id);
                    }
                    recent.add(id.high(), id.low());
                });
            } catch (IOException e) {
                LOGGER.error(
                        "block {} of tenant '{}' cannot be read: {}",
                        stored.meta().blockId(),
                        tenant,
                        e.getMessage(),
                        e);
            }
        }
    }

    /// What one request came to.
    ///
    /// @param rejection what the tenant's limits left out; null if nothing
    record Taken(
            Appended appended,
            int repairedStrings,
            Optional<Append> append,
            @Nullable Rejection rejection) {}

    /// Decodes a request into the live table and hands it to the log.
    ///
    /// @param roomBytes by how much the live table may grow
    /// @throws RefusedException if it was not taken; nothing of it stays
    /// @throws LiveTableFullException if it needs more than that; likewise
    Taken take(byte[] data, int offset, int length, Limits limits, long roomBytes) {
        writing.lock();
        try {
            long arrival = nanoTime.getAsLong();
            Admitted admitted = watch.admit(limits, data, offset, length, arrival);
            LiveTable table = state.live();
            table.limit(table.sizeBytes() + roomBytes);
            Appender appender = table.appender();
            int spans = decode(admitted.data(), admitted.offset(), admitted.length(), appender);
            if (spans == 0) {
                appender.rollback();
                return new Taken(new Appended(0, 0), 0, Optional.empty(), admitted.rejection());
            }
            Append append = append(admitted.data(), admitted.offset(), admitted.length(), appender);
            Appended appended = appender.commit();
            records.add(arrival, append);
            if (appended.spans() > 0) { // a repeated request adds nothing
                watch.taken(admitted, arrival);
            }
            return new Taken(appended, decoder.repairedStrings(), Optional.of(append), admitted.rejection());
        } finally {
            writing.unlock();
        }
    }

    private int decode(byte[] data, int offset, int length, Appender appender) {
        try {
            return decoder.decode(data, offset, length, appender);
        } catch (MalformedOtlpException e) {
            appender.rollback();
            Reason reason = switch (e.reason()) {
                case INVALID_TRACE_ID -> Reason.INVALID_TRACE_ID;
                case INVALID_SPAN_ID -> Reason.INVALID_SPAN_ID;
                case MALFORMED, WRONG_FORMAT, TOO_DEEP -> Reason.MALFORMED;
            };
            throw new RefusedException(reason, e.getMessage(), null, e);
        } catch (RuntimeException | Error e) {
            appender.rollback();
            throw e;
        }
    }

    private Append append(byte[] data, int offset, int length, Appender appender) {
        try {
            return log.append(tenant, data, offset, length);
        } catch (LogRefusedException e) {
            appender.rollback();
            throw refusal(e);
        } catch (RuntimeException | Error e) {
            appender.rollback();
            throw e;
        }
    }

    /// What a sender is told when the log did not take, or could not keep, a record.
    static RefusedException refusal(IOException failure) {
        Reason reason = failure instanceof LogFullException ? Reason.DISK_FULL : Reason.LOG_UNAVAILABLE;
        Duration retryAfter = failure instanceof LogRefusedException refused ? refused.retryAfter() : SHORTLY;
        return new RefusedException(reason, String.valueOf(failure.getMessage()), retryAfter, failure);
    }

    /// Takes a record of the log again after a restart.
    ///
    /// @param limits what was taken stays taken, whatever they are now; the sizes of traces count on
    void replay(LogRecord entry, Limits limits) throws IOException {
        byte[] payload = entry.payload();
        writing.lock();
        try {
            long arrival = nanoTime.getAsLong();
            LiveTable table = state.live();
            table.limit(Long.MAX_VALUE); // it was taken
            Appender appender = table.appender();
            try {
                decoder.decode(payload, 0, payload.length, appender);
            } catch (MalformedOtlpException e) {
                appender.rollback();
                throw new IOException(
                        "record of tenant '" + tenant + "' at " + entry.start()
                                + " of the span log cannot be decoded although it once could: " + e.getMessage(),
                        e);
            }
            appender.commit();
            records.addReplayed(arrival, entry.start());
            watch.replayed(limits, payload, arrival);
        } finally {
            writing.unlock();
        }
    }

    /// Everything there is now. To be closed.
    TenantView view() {
        State now = state;
        readTables.begin(now.live());
        return new TenantView(now.live(), now.blocks(), splitTraces, now.liveParts(), () -> readTables.end(now.live()));
    }

    /// What live tables take that are written into blocks, and that views still show.
    long outlivedBytes() {
        return readTables.bytesBut(state.live());
    }

    long liveBytes() {
        LiveTable live = state.live();
        LiveTable also = copying;
        return (live.rowCount() == 0 ? 0 : live.sizeBytes()) + (also == null ? 0 : also.sizeBytes());
    }

    int liveSpans() {
        return state.live().rowCount();
    }

    int liveTraces() {
        return state.live().traceCount();
    }

    List<StoredBlock> blocks() {
        return state.blocks();
    }

    /// Blocks that no view shows from now on; views there are keep them. Their traces stay remembered as stored: to a
    /// late span of one that costs a look, no more.
    void letGo(Set<String> blockIds) {
        writing.lock();
        try {
            State now = state;
            state = new State(
                    now.live(),
                    now.blocks().stream()
                            .filter(block -> !blockIds.contains(block.meta().blockId()))
                            .toList());
        } finally {
            writing.unlock();
        }
    }

    /// How long ago the first of the live spans came; zero if there is none.
    Duration age() {
        LiveTable live = state.live();
        return live.rowCount() == 0
                ? Duration.ZERO
                : Duration.ofNanos(nanoTime.getAsLong() - live.oldestArrivalNanos());
    }

    /// Writes the traces that leave into a block and shows it instead of them. One thread at a time.
    ///
    /// @return the new block, or nothing if no trace leaves
    Optional<BlockMeta> flush(CutPolicy policy) throws IOException {
        LiveTable table;
        LiveCut cut;
        writing.lock();
        try {
            table = state.live();
            if (table.rowCount() == 0) {
                return Optional.empty();
            }
            cut = table.cut(policy, nanoTime.getAsLong());
        } finally {
            writing.unlock();
        }
        if (cut.traceCount() == 0) {
            return Optional.empty();
        }
        LiveRows rows = cut.rows();
        List<TraceId> split = new ArrayList<>();
        for (int trace = 0; trace < rows.traceCount(); trace++) {
            if (rows.isSplit(trace)) {
                split.add(rows.traceId(trace));
            }
        }
        BlockMeta meta = store.write(tenant, LiveBlockInput.of(rows), split);
        LiveTable next = new LiveTable(nanoTime, recent);
        copying = next;
        Remainder remainder = cut.remainder(next);
        remainder.copy();
        writing.lock();
        try {
            remainder.copy();
            for (int trace = 0; trace < rows.traceCount(); trace++) {
                TraceId id = rows.traceId(trace);
                recent.add(id.high(), id.low());
            }
            List<StoredBlock> blocks = new ArrayList<>(state.blocks());
            blocks.add(new StoredBlock(store, meta));
            state = new State(next, blocks);
            if (next.rowCount() == 0) {
                records.clear();
            } else {
                records.forgetBefore(next.oldestArrivalNanos());
            }
        } finally {
            copying = null;
            writing.unlock();
        }
        return Optional.of(meta);
    }

    /// Where the first record starts whose spans are not all in blocks; `otherwise` if there is none, or if
    /// it is younger than that.
    ///
    /// @param otherwise a place before which every append is settled
    LogPosition neededFrom(LogPosition otherwise) {
        writing.lock();
        try {
            LogPosition start = records.firstStart();
            return start != null && start.isBefore(otherwise) ? start : otherwise;
        } finally {
            writing.unlock();
        }
    }
}
