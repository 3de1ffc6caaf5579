package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;
import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.live.chunk.Stage;
import dev.vivace.model.TraceId;
import java.util.function.LongSupplier;

/// Spans of one tenant in memory, as columns that only grow: one row per span, in order of arrival.
///
/// **Writing** goes through the one [Appender], by one thread at a time; the caller holds a lock. A request
/// is published as a whole.
///
/// **Reading** goes through [#snapshot()], by any thread at any time, and never waits.
///
/// **Leaving**: a table is never emptied. [#cut] chooses the traces that go into a block and leaves the table
/// as it is,
/// so spans keep coming in while the block is written; once the block can be read, what did not leave has
/// been copied to
/// a fresh table (see [LiveCut#remainder]) and this one is dropped in one step: readers see every span
/// exactly once.
///
/// What a row holds, apart from attributes: 84 bytes in dense columns, and 12 to 24 in the index of repeated
/// spans.
/// Each attribute takes 8 bytes (strings, composites) or 12 and, once per distinct string, the string and
/// about 20 bytes.
public final class LiveTable {

    /// More rows than memory ever holds; keeps row arithmetic within `int`.
    static final int MAX_ROWS = 1 << 29;

    private final LongSupplier nanoTime;
    private final SeenBefore seenBefore;
    final Footprint footprint = new Footprint();
    final Stage stage = new Stage();

    final LongChunks spanIds = new LongChunks(footprint);
    final LongChunks parentSpanIds = new LongChunks(footprint);
    final LongChunks starts = new LongChunks(footprint);
    final LongChunks ends = new LongChunks(footprint);
    final IntChunks kinds = new IntChunks(footprint);
    final IntChunks statusCodes = new IntChunks(footprint);
    final IntChunks flags = new IntChunks(footprint);
    final IntChunks nameCodes = new IntChunks(footprint);
    final IntChunks statusMessageCodes = new IntChunks(footprint);
    final IntChunks resourceCodes = new IntChunks(footprint);
    final IntChunks scopeCodes = new IntChunks(footprint);
    final IntChunks shapes = new IntChunks(footprint);
    /// See [dev.vivace.model.SentPlaces].
    final IntChunks places = new IntChunks(footprint);

    final Dictionary names = new Dictionary(stage, footprint);
    final Dictionary statusMessages = new Dictionary(stage, footprint);
    /// Only those that are not empty.
    final DictionaryColumn traceStates = new DictionaryColumn(new byte[0], ValueType.TEXT, stage, footprint);
    /// Only those that are not zero.
    final NumberColumn droppedAttributesCounts = new NumberColumn(new byte[0], ValueType.INT, stage, footprint);

    final NumberColumn droppedEventsCounts = new NumberColumn(new byte[0], ValueType.INT, stage, footprint);
    final NumberColumn droppedLinksCounts = new NumberColumn(new byte[0], ValueType.INT, stage, footprint);

    final AttributeStore attributes = new AttributeStore(stage, footprint);
    final EventStore events = new EventStore(stage, footprint);
    final LinkStore links = new LinkStore(stage, footprint);
    final OriginStore resources = new OriginStore(OriginStore.Kind.RESOURCE, stage, footprint);
    final OriginStore scopes = new OriginStore(OriginStore.Kind.SCOPE, stage, footprint);
    final TraceStore traces = new TraceStore(stage, footprint);
    final RepeatFilter repeats = new RepeatFilter(stage, footprint);

    private final Appender appender;
    private volatile Prefix prefix = Prefix.EMPTY;

    /// @param nanoTime a monotonic clock, as `System::nanoTime`; read once per request
    public LiveTable(LongSupplier nanoTime, SeenBefore seenBefore) {
        this.nanoTime = nanoTime;
        this.seenBefore = seenBefore;
        this.appender = new Appender(this);
    }

    /// Where the decoder writes. One thread at a time; callers hold a lock from `begin` to `commit` or
    /// `rollback`.
    public Appender appender() {
        return appender;
    }

    /// What has been committed so far, unchanging. Costs next to nothing until it is used.
    public LiveSnapshot snapshot() {
        return new LiveSnapshot(this, prefix);
    }

    /// Chooses the traces that leave, among what has been committed. The caller holds the writer's lock; it
    /// may let go of it as soon as this returns.
    ///
    /// @param nanoTime now, on the table's clock
    public LiveCut cut(CutPolicy policy, long nanoTime) {
        return LiveCut.of(this, prefix, policy, nanoTime);
    }

    /// Memory held: chunks, dictionaries, hash tables and roughly the objects around them.
    public long sizeBytes() {
        return footprint.bytes();
    }

    /// Writer only: how large the table may become while requests are decoded into it; any size until told.
    /// Passed by what one attribute takes at the most.
    public void limit(long mostBytes) {
        footprint.limit(mostBytes);
    }

    /// Committed spans.
    public int rowCount() {
        return prefix.rows();
    }

    /// Traces with committed spans.
    public int traceCount() {
        return prefix.traces();
    }

    /// When the first of its spans arrived, on the table's clock, wherever it was before this table.
    ///
    /// @throws IllegalStateException if the table is empty
    public long oldestArrivalNanos() {
        return filled().oldestArrival();
    }

    /// When the last of its spans arrived.
    ///
    /// @throws IllegalStateException if the table is empty
    public long newestArrivalNanos() {
        return filled().newestArrival();
    }

    /// Whether committed spans of this trace are here. Any thread.
    public boolean contains(TraceId id) {
        return traces.find(id.high(), id.low(), prefix.traces()) >= 0;
    }

    private Prefix filled() {
        Prefix current = prefix;
        if (current.rows() == 0) {
            throw new IllegalStateException("live table is empty (expected: at least one span)");
        }
        return current;
    }

    Prefix prefix() {
        return prefix;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /// Writer only: the ordinal of the trace, a new one if need be.
    int trace(long high, long low, long arrival) {
        int trace = traces.find(high, low, Integer.MAX_VALUE);
        return trace >= 0 ? trace : traces.add(high, low, arrival, seenBefore.test(high, low));
    }

    /// Writer only: publishes what was appended.
    void publish(long earliestStart, long latestStart, long oldestArrival, long newestArrival) {
        stage.commit();
        prefix = new Prefix(
                spanIds.size(),
                traces.size(),
                resources.size(),
                scopes.size(),
                events.size(),
                links.size(),
                earliestStart,
                latestStart,
                oldestArrival,
                newestArrival);
    }

    /// Writer only: forgets what was appended since the last [#publish].
    void takeBack() {
        int rows = prefix.rows();
        spanIds.truncate(rows);
        parentSpanIds.truncate(rows);
        starts.truncate(rows);
        ends.truncate(rows);
        kinds.truncate(rows);
        statusCodes.truncate(rows);
        flags.truncate(rows);
        nameCodes.truncate(rows);
        statusMessageCodes.truncate(rows);
        resourceCodes.truncate(rows);
        scopeCodes.truncate(rows);
        shapes.truncate(rows);
        places.truncate(rows);
        stage.rollback();
    }
}
