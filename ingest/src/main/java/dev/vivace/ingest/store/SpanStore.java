package dev.vivace.ingest.store;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.block.meta.BlockStore;
import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.ingest.SpanIntake;
import dev.vivace.live.CutPolicy;
import dev.vivace.live.LiveTableFullException;
import dev.vivace.log.LogPosition;
import dev.vivace.log.Replay;
import dev.vivace.log.SpanLog;
import dev.vivace.model.TenantId;
import dev.vivace.model.work.MemoryBudget;
import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.TenantLimits;
import dev.vivace.traceql.source.SpanSource;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The spans of all tenants: takes requests, cuts live tables into blocks in the background, and shows both
/// to queries. Thread-safe.
///
/// A request passes in this order: decoded into the live table (a mistake undoes it), appended to the log,
/// visible, and, once the log is on disk, acknowledged. A crash between the last two loses nobody's
/// acknowledged span: it shows spans a little before their sender hears yes, never after.
public final class SpanStore implements SpanIntake, Closeable {

    private static final Logger LOGGER = LoggerFactory.getLogger(SpanStore.class);
    private static final Duration CHECK_PERIOD = Duration.ofMillis(200);
    private static final Duration RETRY_SHORTLY = Duration.ofSeconds(1);

    private final SpanLog log;
    private final BlockStore blocks;
    private final StoreOptions options;
    private final TenantLimits limits;
    private final LongSupplier nanoTime;
    private final StoreCounts counts = new StoreCounts();
    private final Map<TenantId, TenantSpans> tenants = new ConcurrentHashMap<>();
    private final MemoryBudget memory;
    private final FlushSchedule schedule;
    private final AtomicLong recentBytes = new AtomicLong();
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("flusher").daemon(true).factory());
    /// The outcome of every append before this place is known. The end of the log is not such a place: it
    /// moves before those who append hear of it.
    private final AtomicReference<LogPosition> settled = new AtomicReference<>(LogPosition.START);

    private volatile boolean stopping;

    /// Without limits on tenants.
    ///
    /// @param nanoTime a monotonic clock
    public SpanStore(SpanLog log, BlockStore blocks, StoreOptions options, LongSupplier nanoTime) {
        this(log, blocks, options, TenantLimits.none(), MemoryBudget.unlimited(), nanoTime);
    }

    /// @param limits of them, those on traces are kept here
    /// @param memory is charged with live spans, again with as much for the blocks they become, and with those
    ///     that are in blocks but still read
    /// @param nanoTime a monotonic clock
    public SpanStore(
            SpanLog log,
            BlockStore blocks,
            StoreOptions options,
            TenantLimits limits,
            MemoryBudget memory,
            LongSupplier nanoTime) {
        this.log = log;
        this.limits = limits;
        this.blocks = blocks;
        this.options = options;
        this.nanoTime = nanoTime;
        this.memory = memory;
        this.schedule = new FlushSchedule(tenants.values(), options, this::flush);
        memory.charge(() -> 2 * liveBytes() + outlivedBytes());
    }

    /// Loads the blocklist, takes again what the log holds and blocks do not, and starts to flush. Once,
    /// before anything else.
    public void start() throws IOException {
        for (TenantId tenant : blocks.tenants()) {
            List<BlockMeta> metas = blocks.list(tenant);
            if (!metas.isEmpty()) {
                TenantSpans spans = newTenant(tenant, metas);
                spans.rememberStoredTraces();
                tenants.put(tenant, spans);
            }
        }
        long[] replayed = new long[1];
        Replay replay = log.replay(log.committed(), record -> {
            TenantSpans tenant = tenant(record.tenant());
            tenant.replay(record, limits.of(record.tenant()));
            settled.set(record.end());
            replayed[0] += record.payload().length;
            // Of one tenant, or of many together: as columns, requests take less or not much more than as bytes.
            if (tenant.liveBytes() >= options.maxTableBytes()) {
                flush(tenant, CutPolicy.EVERYTHING);
            } else if (replayed[0] >= options.maxTableBytes() / 8) {
                replayed[0] = 0;
                schedule.makeRoom();
            }
        });
        settled.set(log.end());
        if (replay.records() > 0) {
            LOGGER.info("took {} requests ({} bytes) again from the span log", replay.records(), replay.payloadBytes());
        }
        replay.damages().forEach(damage -> LOGGER.error("span log: {}", damage.message()));
        counts.replayed(replay.records(), replay.damages().size());
        long period = CHECK_PERIOD.toMillis();
        flusher.scheduleWithFixedDelay(this::flushWhatIsDue, period, period, TimeUnit.MILLISECONDS);
    }

    private TenantSpans tenant(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, it -> newTenant(it, List.of()));
    }

    private TenantSpans newTenant(TenantId tenant, List<BlockMeta> stored) {
        return new TenantSpans(
                tenant, log, blocks, nanoTime, options.cut().traceIdle(), new RecentTraces(recentBytes), stored);
    }

    @Override
    public CompletableFuture<Receipt> take(TenantId tenant, byte[] data, int offset, int length) {
        CompletableFuture<Receipt> outcome = new CompletableFuture<>();
        try {
            long room = roomBytes();
            TenantSpans.Taken taken = take(tenant(tenant), data, offset, length, limits.of(tenant), room);
            Receipt receipt = new Receipt(
                    taken.appended().spans() + taken.appended().repeatedSpans(),
                    taken.appended().repeatedSpans(),
                    taken.repairedStrings(),
                    taken.rejection());
            counts.taken(receipt, length);
            taken.append()
                    .ifPresentOrElse(
                            append -> append.onSettled((record, failure) -> {
                                if (failure == null) {
                                    settled.accumulateAndGet(record.end(), LogPosition::max);
                                    outcome.complete(receipt);
                                } else {
                                    outcome.completeExceptionally(TenantSpans.refusal(failure));
                                }
                            }),
                            () -> outcome.complete(receipt));
        } catch (RefusedException e) {
            outcome.completeExceptionally(e);
        } catch (OutOfMemoryError e) {
            LOGGER.error("a request of tenant '{}' of {} bytes found the heap full", tenant, length, e);
            outcome.completeExceptionally(
                    new RefusedException(Reason.MEMORY, "the heap has no room for this request now", RETRY_SHORTLY, e));
        } catch (RuntimeException e) {
            LOGGER.error("a request of tenant '{}' failed", tenant, e);
            outcome.completeExceptionally(
                    new RefusedException(Reason.INTERNAL, "the request could not be taken: " + e, RETRY_SHORTLY, e));
        }
        return outcome;
    }

    private TenantSpans.Taken take(
            TenantSpans tenant, byte[] data, int offset, int length, Limits ofTenant, long room) {
        try {
            return tenant.take(data, offset, length, ofTenant, room);
        } catch (LiveTableFullException e) {
            if (room >= options.maxLiveBytes()) {
                throw new RefusedException(
                        Reason.TOO_LARGE,
                        "this request of " + length + " bytes would take more than " + room
                                + " bytes of memory as columns; send fewer spans, attributes or events in a request,"
                                + " or give the server a larger heap",
                        null,
                        e);
            }
            throw new RefusedException(
                    Reason.MEMORY,
                    "this request needs more than the " + room + " bytes that live spans may grow by;"
                            + " blocks are being written, send again in a moment",
                    RETRY_SHORTLY,
                    e);
        }
    }

    /// By how much a request may make live spans grow: all of them together end at one and a half times
    /// [StoreOptions#maxLiveBytes()] at the most, and at as many requests more as there are threads that
    /// decode.
    private long roomBytes() {
        if (stopping) {
            throw new RefusedException(
                    Reason.STOPPING, "Application is stopping: send again in a moment", RETRY_SHORTLY, null);
        }
        long bytes = liveBytes();
        if (bytes > options.maxLiveBytes() / 4 && memory.isExceeded()) {
            throw new RefusedException(
                    Reason.MEMORY,
                    "live spans, requests and queries take " + memory.heldBytes() + " bytes (expected: at most "
                            + memory.totalBytes() + "); send again in a moment",
                    RETRY_SHORTLY,
                    null);
        }
        if (bytes > options.maxLiveBytes()) {
            throw new RefusedException(
                    Reason.MEMORY,
                    "live spans take " + bytes + " bytes (expected: at most " + options.maxLiveBytes()
                            + "); blocks are being written, send again in a moment",
                    RETRY_SHORTLY,
                    null);
        }
        return options.maxLiveBytes() + options.maxLiveBytes() / 2 - bytes;
    }

    /// Everything a tenant has, as of now. To be closed.
    public SpanSource source(TenantId tenant) {
        TenantSpans spans = tenants.get(tenant);
        return spans == null ? EmptySource.EMPTY : spans.view();
    }

    /// Tenants that have or had spans.
    public List<TenantId> tenants() {
        return tenants.keySet().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    public StoreCounts counts() {
        return counts;
    }

    public long liveBytes() {
        return schedule.liveBytes();
    }

    private long outlivedBytes() {
        long bytes = 0;
        for (TenantSpans tenant : tenants.values()) {
            bytes += tenant.outlivedBytes();
        }
        return bytes;
    }

    public long liveBytes(TenantId tenant) {
        TenantSpans spans = tenants.get(tenant);
        return spans == null ? 0 : spans.liveBytes();
    }

    public int liveSpans(TenantId tenant) {
        TenantSpans spans = tenants.get(tenant);
        return spans == null ? 0 : spans.liveSpans();
    }

    public int liveTraces(TenantId tenant) {
        TenantSpans spans = tenants.get(tenant);
        return spans == null ? 0 : spans.liveTraces();
    }

    public List<BlockMeta> blocks(TenantId tenant) {
        TenantSpans spans = tenants.get(tenant);
        return spans == null
                ? List.of()
                : spans.blocks().stream().map(StoredBlock::meta).toList();
    }

    /// Shows blocks to no question that begins from now on. Those under way may go on with them: their data has to stay
    /// for a while.
    public void letGo(TenantId tenant, Set<String> blockIds) {
        TenantSpans spans = tenants.get(tenant);
        if (spans != null) {
            spans.letGo(blockIds);
        }
    }

    /// Cuts every live table whole and waits until the blocks are there.
    public void flushAll() throws IOException {
        onFlusher(() -> {
            for (TenantSpans tenant : tenants.values()) {
                flush(tenant, CutPolicy.EVERYTHING);
            }
        });
    }

    /// Does now what the flusher does now and then.
    void flushDue() throws IOException {
        onFlusher(this::flushWhatIsDue);
    }

    /// Cuts one tenant's table whole.
    void flushTenant(TenantId tenant) throws IOException {
        onFlusher(() -> flush(tenant(tenant), CutPolicy.EVERYTHING));
    }

    private interface Flushing {
        void run() throws IOException;
    }

    private void onFlusher(Flushing work) throws IOException {
        try {
            flusher.submit(() -> {
                        work.run();
                        return null;
                    })
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while live spans were being flushed", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private void flushWhatIsDue() {
        for (TenantSpans tenant : tenants.values()) {
            tryFlushing(() -> schedule.flushIfOld(tenant));
        }
        tryFlushing(schedule::makeRoom);
    }

    private void tryFlushing(Flushing work) {
        try {
            work.run();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Without memory for a block now there may be some when requests and queries are done.
            counts.flushFailed();
            LOGGER.error(
                    "live spans could not be written into a block; they stay live and in the span log,"
                            + " the next try follows: {}",
                    e.getMessage(),
                    e);
        }
    }

    private void flush(TenantSpans tenant, CutPolicy policy) throws IOException {
        LogPosition end = settled.get();
        Optional<BlockMeta> block = tenant.flush(policy);
        if (block.isEmpty()) {
            return;
        }
        counts.flushed(block.get());
        LOGGER.debug(
                "wrote block {}: {} spans, {} bytes",
                block.get().blockId(),
                block.get().spans(),
                block.get().sizeBytes());
        for (TenantSpans other : tenants.values()) {
            end = other.neededFrom(end);
        }
        log.commit(end);
    }

    /// Takes nothing more, and waits for what is being flushed. Live spans stay in the log, from which the
    /// next start takes them: stopping is quick.
    @Override
    public void close() throws IOException {
        stopping = true;
        flusher.shutdown();
        try {
            if (!flusher.awaitTermination(3, TimeUnit.SECONDS)) {
                LOGGER.warn("a block was still being written; its spans are taken from the span log at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
