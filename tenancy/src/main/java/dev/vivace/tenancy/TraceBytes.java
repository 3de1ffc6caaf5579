package dev.vivace.tenancy;

import java.util.Arrays;

/// Traces and a number of bytes for each, in the order in which they were first added. Mutable, confined to one thread.
public final class TraceBytes {

    private static final int FIRST = 16;

    private long[] high = new long[FIRST];
    private long[] low = new long[FIRST];
    private long[] bytes = new long[FIRST];
    private int[] slots = new int[2 * FIRST];
    private int count;

    /// Adds bytes to a trace.
    ///
    /// @return the trace's number, from 0
    public int add(long high, long low, long bytes) {
        int slot = slot(high, low);
        if (slots[slot] != 0) {
            int trace = slots[slot] - 1;
            this.bytes[trace] += bytes;
            return trace;
        }
        if (count == this.high.length) {
            grow();
            slot = slot(high, low);
        }
        this.high[count] = high;
        this.low[count] = low;
        this.bytes[count] = bytes;
        slots[slot] = ++count;
        return count - 1;
    }

    /// The trace's number; -1 if it was never added.
    public int find(long high, long low) {
        return slots[slot(high, low)] - 1;
    }

    public int count() {
        return count;
    }

    public long high(int trace) {
        return high[trace];
    }

    public long low(int trace) {
        return low[trace];
    }

    public long bytes(int trace) {
        return bytes[trace];
    }

    private int slot(long high, long low) {
        int mask = slots.length - 1;
        int slot = hash(high, low) & mask;
        while (slots[slot] != 0) {
            int trace = slots[slot] - 1;
            if (this.low[trace] == low && this.high[trace] == high) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int larger = 2 * high.length;
        high = Arrays.copyOf(high, larger);
        low = Arrays.copyOf(low, larger);
        bytes = Arrays.copyOf(bytes, larger);
        slots = new int[2 * larger];
        int mask = slots.length - 1;
        for (int trace = 0; trace < count; trace++) {
            int slot = hash(high[trace], low[trace]) & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = trace + 1;
        }
    }

    private static int hash(long high, long low) {
        long mixed = (high * 0x9E3779B97F4A7C15L ^ low) * 0xD6E8FEB86659FD93L;
        return (int) (mixed >>> 32);
    }
}
