package dev.vivace.live;

import dev.vivace.live.chunk.ContentHash;
import dev.vivace.model.SentPlaces;
import dev.vivace.wire.otlp.SpanHeader;
import dev.vivace.wire.otlp.SpanSink;

/// Writes decoded spans into a [LiveTable]. Confined to one thread at a time.
///
/// A request is a unit: after the decoder returned, [#commit()] publishes all its spans at once; if it threw,
/// [#rollback()] makes the table what it was. Nobody sees anything before.
///
/// A span whose message, resource and scope are equal, byte for byte, to those of a span of the table (a
/// retry) is not added again. Equality is judged by trace id, span id and a 64-bit hash of the rest.
public final class Appender implements SpanSink {

    private static final byte[] NOTHING = new byte[0];

    private final LiveTable table;

    private byte[] data = NOTHING;
    private boolean open;
    private long arrival;
    private int spans;
    private int repeatedSpans;
    private long earliestStart;
    private long latestStart;

    private int resourceCode;
    private int scopeCode;
    /// The first row that came, or will come, with the resource; likewise the scope.
    private int firstRowOfResource;

    private int firstRowOfScope;
    private long originHash;
    private boolean originHashKnown;

    private int row;
    private long contentHash;
    private int firstEvent;
    private int firstLink;

    /// What the attributes that come next belong to.
    private AttributeStore level;

    private int levelRow;

    Appender(LiveTable table) {
        this.table = table;
        this.level = table.attributes;
    }

    @Override
    public void begin(byte[] data) {
        if (open) {
            throw new IllegalStateException("a request begins before the last one was committed or rolled back");
        }
        this.data = data;
        open = true;
        arrival = table.nanoTime();
        spans = 0;
        repeatedSpans = 0;
        Prefix prefix = table.prefix();
        earliestStart = prefix.earliestStart();
        latestStart = prefix.latestStart();
        resourceCode = -1;
        scopeCode = -1;
        table.stage.begin();
    }

    /// Publishes what came since [#begin].
    public Appended commit() {
        close("commit");
        Prefix prefix = table.prefix();
        // a request without new spans still may have brought a resource, which must not go back later
        table.publish(
                earliestStart,
                latestStart,
                prefix.rows() == 0 ? arrival : prefix.oldestArrival(),
                spans > 0 ? arrival : prefix.newestArrival());
        return new Appended(spans, repeatedSpans);
    }

    /// Undoes everything since [#begin].
    public void rollback() {
        close("rollback");
        table.takeBack();
    }

    private void close(String what) {
        if (!open) {
            throw new IllegalStateException(what + " without a request (expected: begin before it)");
        }
        open = false;
        data = NOTHING;
        level = table.attributes;
    }

    /// Asked wherever a request can make the table grow, before anything is changed.
    private void checkRoom() {
        if (!table.footprint.hasRoom(0)) {
            throw new LiveTableFullException();
        }
    }

    @Override
    public void resource(int offset, int length, int schemaUrlOffset, int schemaUrlLength) {
        resourceCode = table.resources.intern(data, offset, length, schemaUrlOffset, schemaUrlLength);
        firstRowOfResource = table.spanIds.size();
        originHashKnown = false;
    }

    @Override
    public void scope(int offset, int length, int schemaUrlOffset, int schemaUrlLength) {
        scopeCode = table.scopes.intern(data, offset, length, schemaUrlOffset, schemaUrlLength);
        firstRowOfScope = table.spanIds.size();
        originHashKnown = false;
    }

    @Override
    public void beginSpan(int offset, int length) {
        checkRoom();
        if (!originHashKnown) {
            originHash = ContentHash.mix(table.resources.hash(resourceCode), table.scopes.hash(scopeCode));
            originHashKnown = true;
        }
        contentHash = ContentHash.mix(ContentHash.of(data, offset, length), originHash);
        row = table.spanIds.size();
        if (row == LiveTable.MAX_ROWS) {
            throw new IllegalStateException(
                    "live table has " + row + " spans (expected: fewer); cut it before appending more");
        }
        firstEvent = table.events.size();
        firstLink = table.links.size();
        level = table.attributes;
        levelRow = row;
        level.start();
    }

    @Override
    public void text(int keyOffset, int keyLength, int offset, int length) {
        checkRoom();
        DictionaryColumn column = (DictionaryColumn) level.column(data, keyOffset, keyLength, ValueType.TEXT);
        column.append(levelRow, data, offset, length);
    }

    @Override
    public void integer(int keyOffset, int keyLength, long value) {
        checkRoom();
        ((NumberColumn) level.column(data, keyOffset, keyLength, ValueType.INT)).append(levelRow, value);
    }

    @Override
    public void real(int keyOffset, int keyLength, double value) {
        checkRoom();
        ((NumberColumn) level.column(data, keyOffset, keyLength, ValueType.REAL))
                .append(levelRow, Double.doubleToRawLongBits(value));
    }

    @Override
    public void bool(int keyOffset, int keyLength, boolean value) {
        checkRoom();
        ((NumberColumn) level.column(data, keyOffset, keyLength, ValueType.BOOL)).append(levelRow, value ? 1 : 0);
    }

    @Override
    public void composite(int keyOffset, int keyLength, int anyValueOffset, int anyValueLength) {
        checkRoom();
        DictionaryColumn column = (DictionaryColumn) level.column(data, keyOffset, keyLength, ValueType.COMPOSITE);
        column.append(levelRow, data, anyValueOffset, anyValueLength);
    }

    @Override
    public void beginEvent() {
        checkRoom();
        level = table.events.attributes;
        levelRow = table.events.size();
        level.start();
    }

    @Override
    public void endEvent(long epochNanos, int nameOffset, int nameLength, int droppedAttributesCount) {
        EventStore events = table.events;
        int name = events.names.intern(data, nameOffset, nameLength);
        events.append(row, level.shape(), droppedAttributesCount, epochNanos, name);
        level = table.attributes;
        levelRow = row;
    }

    @Override
    public void beginLink() {
        checkRoom();
        level = table.links.attributes;
        levelRow = table.links.size();
        level.start();
    }

    @Override
    public void endLink(
            long traceIdHigh,
            long traceIdLow,
            long spanId,
            int traceStateOffset,
            int traceStateLength,
            int flags,
            int droppedAttributesCount) {
        LinkStore links = table.links;
        int traceState = links.traceStates.intern(data, traceStateOffset, traceStateLength);
        links.append(row, level.shape(), droppedAttributesCount, traceIdHigh, traceIdLow, spanId, flags, traceState);
        level = table.attributes;
        levelRow = row;
    }

    @Override
    public void endSpan(SpanHeader header) {
        LiveTable t = table;
        int shape = t.attributes.shape();
        int trace = t.trace(header.traceIdHigh, header.traceIdLow, arrival);
        if (t.repeats.find(contentHash, trace, header.spanId, t.traces, t.spanIds) >= 0) {
            dropRepeated(shape);
            return;
        }
        t.places.append(placeAfter(t.traces.lastRow(trace)));
        t.traces.append(trace, arrival);
        t.repeats.append(contentHash);
        t.spanIds.append(header.spanId);
        t.parentSpanIds.append(header.parentSpanId);
        t.starts.append(header.startEpochNanos);
        t.ends.append(header.endEpochNanos);
        t.kinds.append(header.kind);
        t.statusCodes.append(header.statusCode);
        t.flags.append(header.flags);
        t.nameCodes.append(t.names.intern(data, header.nameOffset, header.nameLength));
        t.statusMessageCodes.append(
                t.statusMessages.intern(data, header.statusMessageOffset, header.statusMessageLength));
        t.resourceCodes.append(resourceCode);
        t.scopeCodes.append(scopeCode);
        t.shapes.append(shape);
        if (header.traceStateLength != 0) {
            t.traceStates.append(row, data, header.traceStateOffset, header.traceStateLength);
        }
        if ((header.droppedAttributesCount | header.droppedEventsCount | header.droppedLinksCount) != 0) {
            appendDropped(header);
        }
        if (Long.compareUnsigned(header.startEpochNanos, earliestStart) < 0) {
            earliestStart = header.startEpochNanos;
        }
        if (Long.compareUnsigned(header.startEpochNanos, latestStart) > 0) {
            latestStart = header.startEpochNanos;
        }
        spans++;
    }

    /// @param previous the row before of the same trace, -1 if there is none
    private int placeAfter(int previous) {
        if (previous < 0) {
            return 0;
        }
        int distance = previous >= firstRowOfScope
                ? SentPlaces.SAME_SCOPE
                : previous >= firstRowOfResource ? SentPlaces.NEXT_SCOPE : SentPlaces.NEXT_RESOURCE;
        return table.places.get(previous) + distance;
    }

    private void appendDropped(SpanHeader header) {
        if (header.droppedAttributesCount != 0) {
            table.droppedAttributesCounts.append(row, Integer.toUnsignedLong(header.droppedAttributesCount));
        }
        if (header.droppedEventsCount != 0) {
            table.droppedEventsCounts.append(row, Integer.toUnsignedLong(header.droppedEventsCount));
        }
        if (header.droppedLinksCount != 0) {
            table.droppedLinksCounts.append(row, Integer.toUnsignedLong(header.droppedLinksCount));
        }
    }

    private void dropRepeated(int shape) {
        table.attributes.dropRow(row, shape);
        table.events.dropFrom(firstEvent);
        table.links.dropFrom(firstLink);
        repeatedSpans++;
    }
}
