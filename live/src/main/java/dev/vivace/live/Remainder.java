package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/// Copies what a cut leaves behind into the next table, column by column: codes are translated, nothing is
/// decoded. Confined to one thread at a time.
///
/// Arrival times and split marks go along. A span that arrived after the cut for a trace that left goes along too;
/// its trace is split from then on.
public final class Remainder {

    private final LiveCut cut;
    private final LiveTable from;
    private final LiveTable to;
    private final Codes names;
    private final Codes statusMessages;
    private final Codes eventNames;
    private final Codes linkTraceStates;
    private final Map<AttributeColumn, Codes> columnCodes = new IdentityHashMap<>();
    private int[] resourceCodes = {};
    private int[] scopeCodes = {};

    private int nextRow;
    private int nextEvent;
    private int nextLink;

    Remainder(LiveCut cut, LiveTable to) {
        this.cut = cut;
        this.from = cut.table;
        this.to = to;
        this.names = new Codes(from.names, to.names);
        this.statusMessages = new Codes(from.statusMessages, to.statusMessages);
        this.eventNames = new Codes(from.events.names, to.events.names);
        this.linkTraceStates = new Codes(from.links.traceStates, to.links.traceStates);
    }

    /// Copies what was committed since the last call, the first time since the table began. When it returns while
    /// nobody writes, the next table holds everything that does not leave.
    ///
    /// @return rows copied by this call
    public int copy() {
        Prefix prefix = from.prefix();
        to.stage.begin();
        int before = to.spanIds.size();
        int[] newRows = copyRows(prefix);
        copyColumn(from.traceStates, to.traceStates, nextRow, newRows);
        copyColumn(from.droppedAttributesCounts, to.droppedAttributesCounts, nextRow, newRows);
        copyColumn(from.droppedEventsCounts, to.droppedEventsCounts, nextRow, newRows);
        copyColumn(from.droppedLinksCounts, to.droppedLinksCounts, nextRow, newRows);
        copyAttributes(from.attributes, to.attributes, nextRow, newRows);
        copyEvents(prefix, newRows);
        copyLinks(prefix, newRows);
        publish(before, prefix);
        nextRow = prefix.rows();
        return to.spanIds.size() - before;
    }

    private int[] copyRows(Prefix prefix) {
        resourceCodes = extended(resourceCodes, prefix.resources());
        scopeCodes = extended(scopeCodes, prefix.scopes());
        int[] newShapes = unknown(0);
        int[] newRows = new int[prefix.rows() - nextRow];
        for (int row = nextRow; row < prefix.rows(); row++) {
            int trace = from.traces.ordinals.get(row);
            boolean left = cut.leaves(trace);
            if (left && row < cut.prefix.rows()) {
                newRows[row - nextRow] = -1;
                continue;
            }
            newRows[row - nextRow] = to.spanIds.size();
            to.traces.append(newTrace(trace, left), from.traces.lastArrivals.get(trace));
            to.repeats.append(from.repeats.hash(row));
            to.spanIds.append(from.spanIds.get(row));
            to.parentSpanIds.append(from.parentSpanIds.get(row));
            to.starts.append(from.starts.get(row));
            to.ends.append(from.ends.get(row));
            to.kinds.append(from.kinds.get(row));
            to.statusCodes.append(from.statusCodes.get(row));
            to.flags.append(from.flags.get(row));
            to.nameCodes.append(names.of(from.nameCodes.get(row)));
            to.statusMessageCodes.append(statusMessages.of(from.statusMessageCodes.get(row)));
            to.resourceCodes.append(origin(resourceCodes, from.resources, to.resources, from.resourceCodes.get(row)));
            to.scopeCodes.append(origin(scopeCodes, from.scopes, to.scopes, from.scopeCodes.get(row)));
            to.places.append(from.places.get(row));
            int shape = from.shapes.get(row);
            newShapes = shape < newShapes.length ? newShapes : extended(newShapes, shape + 1);
            to.shapes.append(newShape(shape, from.attributes, to.attributes, newShapes));
        }
        return newRows;
    }

    private int newTrace(int trace, boolean left) {
        long high = from.traces.highs.get(trace);
        long low = from.traces.lows.get(trace);
        int existing = to.traces.find(high, low, Integer.MAX_VALUE);
        if (existing >= 0) {
            return existing;
        }
        long firstArrival = left ? from.traces.lastArrivals.get(trace) : from.traces.firstArrivals.get(trace);
        return to.traces.add(high, low, firstArrival, left || from.traces.isSplit(trace));
    }

    private void copyEvents(Prefix prefix, int[] newRows) {
        EventStore source = from.events;
        EventStore target = to.events;
        int[] newShapes = unknown(0);
        int[] newEvents = new int[prefix.events() - nextEvent];
        for (int event = nextEvent; event < prefix.events(); event++) {
            int row = newRows[source.spanRows.get(event) - nextRow];
            newEvents[event - nextEvent] = row < 0 ? -1 : target.size();
            if (row >= 0) {
                int shape = source.shapes.get(event);
                newShapes = shape < newShapes.length ? newShapes : extended(newShapes, shape + 1);
                target.append(
                        row,
                        newShape(shape, source.attributes, target.attributes, newShapes),
                        0,
                        source.epochNanos.get(event),
                        eventNames.of(source.nameCodes.get(event)));
            }
        }
        copyColumn(source.droppedAttributesCounts, target.droppedAttributesCounts, nextEvent, newEvents);
        copyAttributes(source.attributes, target.attributes, nextEvent, newEvents);
        nextEvent = prefix.events();
    }

    private void copyLinks(Prefix prefix, int[] newRows) {
        LinkStore source = from.links;
        LinkStore target = to.links;
        int[] newShapes = unknown(0);
        int[] newLinks = new int[prefix.links() - nextLink];
        for (int link = nextLink; link < prefix.links(); link++) {
            int row = newRows[source.spanRows.get(link) - nextRow];
            newLinks[link - nextLink] = row < 0 ? -1 : target.size();
            if (row >= 0) {
                int shape = source.shapes.get(link);
                newShapes = shape < newShapes.length ? newShapes : extended(newShapes, shape + 1);
                target.append(
                        row,
                        newShape(shape, source.attributes, target.attributes, newShapes),
                        0,
                        source.traceIdHighs.get(link),
                        source.traceIdLows.get(link),
                        source.spanIds.get(link),
                        source.flags.get(link),
                        linkTraceStates.of(source.traceStateCodes.get(link)));
            }
        }
        copyColumn(source.droppedAttributesCounts, target.droppedAttributesCounts, nextLink, newLinks);
        copyAttributes(source.attributes, target.attributes, nextLink, newLinks);
        nextLink = prefix.links();
    }

    private void copyAttributes(AttributeStore source, AttributeStore target, int firstRow, int[] newRows) {
        for (AttributeColumn column : source.published()) {
            int end = column.firstAt(firstRow + newRows.length, column.committedCount());
            int entry = column.firstAt(firstRow, end);
            while (entry < end && newRows[column.rows.get(entry) - firstRow] < 0) {
                entry++;
            }
            if (entry < end) {
                copyColumn(column, target.columnOf(column.key, 0, column.key.length, column.type), firstRow, newRows);
            }
        }
    }

    private void copyColumn(AttributeColumn source, AttributeColumn target, int firstRow, int[] newRows) {
        int end = source.firstAt(firstRow + newRows.length, source.committedCount());
        int first = source.firstAt(firstRow, end);
        switch (source) {
            case DictionaryColumn texts -> {
                DictionaryColumn into = (DictionaryColumn) target;
                Codes codes = columnCodes.computeIfAbsent(source, _ -> new Codes(texts.dictionary, into.dictionary));
                for (int entry = first; entry < end; entry++) {
                    int row = newRows[source.rows.get(entry) - firstRow];
                    if (row >= 0) {
                        into.append(row, codes.of(texts.codes.get(entry)));
                    }
                }
            }
            case NumberColumn numbers -> {
                NumberColumn into = (NumberColumn) target;
                for (int entry = first; entry < end; entry++) {
                    int row = newRows[source.rows.get(entry) - firstRow];
                    if (row >= 0) {
                        into.append(row, numbers.numbers.get(entry));
                    }
                }
            }
        }
    }

    private void publish(int before, Prefix prefix) {
        Prefix own = to.prefix();
        long earliest = own.earliestStart();
        long latest = own.latestStart();
        long oldest = own.oldestArrival();
        long newest = own.newestArrival();
        for (int row = before; row < to.spanIds.size(); row++) {
            long start = to.starts.get(row);
            earliest = Long.compareUnsigned(start, earliest) < 0 ? start : earliest;
            latest = Long.compareUnsigned(start, latest) > 0 ? start : latest;
            int trace = to.traces.ordinals.get(row);
            long firstArrival = to.traces.firstArrivals.get(trace);
            long lastArrival = to.traces.lastArrivals.get(trace);
            oldest = row == 0 || firstArrival - oldest < 0 ? firstArrival : oldest;
            newest = row == 0 || lastArrival - newest > 0 ? lastArrival : newest;
        }
        to.publish(earliest, latest, oldest, newest);
    }

    private static int newShape(int shape, AttributeStore source, AttributeStore target, int[] newShapes) {
        if (shape == AttributeStore.UNKNOWN_SHAPE || shape == 0) {
            return shape;
        }
        int known = newShapes[shape];
        if (known < 0) {
            known = target.copyShape(source.shape(shape)).id;
            newShapes[shape] = known;
        }
        return known;
    }

    private static int origin(int[] known, OriginStore source, OriginStore target, int code) {
        if (known[code] < 0) {
            known[code] = target.copy(source, code);
        }
        return known[code];
    }

    private static int[] unknown(int length) {
        int[] result = new int[length];
        Arrays.fill(result, -1);
        return result;
    }

    private static int[] extended(int[] codes, int length) {
        if (length <= codes.length) {
            return codes;
        }
        int[] result = Arrays.copyOf(codes, Math.max(length, codes.length * 2));
        Arrays.fill(result, codes.length, result.length, -1);
        return result;
    }

    /// The codes of one dictionary in another, each looked up once.
    private static final class Codes {
        private final Dictionary source;
        private final Dictionary target;
        private int[] known = {};

        Codes(Dictionary source, Dictionary target) {
            this.source = source;
            this.target = target;
        }

        int of(int code) {
            if (code >= known.length) {
                known = extended(known, Math.max(code + 1, source.committedCount()));
            }
            int result = known[code];
            if (result < 0) {
                result = target.intern(source.array(code), source.offset(code), source.length(code));
                known[code] = result;
            }
            return result;
        }
    }
}
