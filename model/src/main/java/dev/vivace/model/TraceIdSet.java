package dev.vivace.model;

import java.util.Collection;

/// Trace ids to be asked for often: asking makes no object and follows no reference. Immutable, thread-safe.
public final class TraceIdSet {

    /// Both halves of an id side by side, at a slot its bits name or behind it; two zeroes, which no id has, are free.
    private final long[] slots;

    private final int size;

    private TraceIdSet(long[] slots, int size) {
        this.slots = slots;
        this.size = size;
    }

    /// The ids, each once.
    public static TraceIdSet of(Collection<TraceId> ids) {
        int capacity = Integer.highestOneBit(Math.max(1, ids.size())) << 2;
        long[] slots = new long[2 * capacity];
        int size = 0;
        for (TraceId id : ids) {
            int at = find(slots, id.high(), id.low());
            if (slots[at] == 0 && slots[at + 1] == 0) {
                slots[at] = id.high();
                slots[at + 1] = id.low();
                size++;
            }
        }
        return new TraceIdSet(slots, size);
    }

    /// Where the id is, or the free place where it would be.
    private static int find(long[] slots, long high, long low) {
        int mask = slots.length - 1;
        int at = (int) ((high * 31 + low) * 0x9E3779B97F4A7C15L >>> 32) << 1 & mask;
        while ((slots[at] | slots[at + 1]) != 0 && (slots[at] != high || slots[at + 1] != low)) {
            at = at + 2 & mask;
        }
        return at;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    public boolean contains(TraceId id) {
        return contains(id.high(), id.low());
    }

    /// Whether the id with these halves is in the set.
    public boolean contains(long high, long low) {
        if (size == 0) {
            return false;
        }
        int at = find(slots, high, low);
        return (slots[at] | slots[at + 1]) != 0;
    }
}
