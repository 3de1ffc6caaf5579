package dev.vivace.live;

import dev.vivace.model.AttributeScope;
import java.util.List;

/// The events, or the links, of leaving spans: in the order of the spans' positions, within a span as it lists
/// them. Arrays are fresh. Confined to one thread.
public final class LiveNestedRows {

    private final AttributeScope scope;
    private final NestedStore store;
    private final Placement placement;
    private final int[] spanPositions;

    private LiveNestedRows(AttributeScope scope, NestedStore store, Placement placement, int[] spanPositions) {
        this.scope = scope;
        this.store = store;
        this.placement = placement;
        this.spanPositions = spanPositions;
    }

    /// @param storeRows rows of the store from this one on are not seen
    static LiveNestedRows of(AttributeScope scope, NestedStore store, int storeRows, Placement spans) {
        int[] firsts = new int[spans.count() + 1];
        for (int row = 0; row < storeRows; row++) {
            int position = spans.positions()[store.spanRows.get(row)];
            if (position >= 0) {
                firsts[position + 1]++;
            }
        }
        for (int position = 0; position < spans.count(); position++) {
            firsts[position + 1] += firsts[position];
        }
        int[] rows = new int[firsts[spans.count()]];
        int[] spanPositions = new int[rows.length];
        for (int row = 0; row < storeRows; row++) {
            int position = spans.positions()[store.spanRows.get(row)];
            if (position >= 0) {
                int at = firsts[position]++;
                rows[at] = row;
                spanPositions[at] = position;
            }
        }
        return new LiveNestedRows(scope, store, Placement.of(rows, storeRows), spanPositions);
    }

    public int count() {
        return spanPositions.length;
    }

    /// By event or link: the position of its span; never decreasing. Shared.
    public int[] spanPositions() {
        return spanPositions;
    }

    /// Attribute columns with values at these positions.
    public List<LiveColumn> columns() {
        return LiveRows.columns(scope, store.attributes, placement);
    }

    /// As unsigned 32-bit numbers.
    public int[] droppedAttributesCounts() {
        return placement.gather(store.droppedAttributesCounts);
    }

    /// Events only.
    public long[] epochNanos() {
        return placement.gather(events().epochNanos);
    }

    /// Events only: codes of [#names()].
    public int[] nameCodes() {
        return placement.gather(events().nameCodes);
    }

    public LiveDictionary names() {
        return new LiveDictionary(events().names);
    }

    /// Links only.
    public long[] traceIdHighs() {
        return placement.gather(links().traceIdHighs);
    }

    /// Links only.
    public long[] traceIdLows() {
        return placement.gather(links().traceIdLows);
    }

    /// Links only.
    public long[] spanIds() {
        return placement.gather(links().spanIds);
    }

    /// Links only.
    public int[] flags() {
        return placement.gather(links().flags);
    }

    /// Links only: codes of [#traceStates()].
    public int[] traceStateCodes() {
        return placement.gather(links().traceStateCodes);
    }

    public LiveDictionary traceStates() {
        return new LiveDictionary(links().traceStates);
    }

    private EventStore events() {
        if (store instanceof EventStore events) {
            return events;
        }
        throw new IllegalStateException("asked links for what only events have");
    }

    private LinkStore links() {
        if (store instanceof LinkStore links) {
            return links;
        }
        throw new IllegalStateException("asked events for what only links have");
    }
}
