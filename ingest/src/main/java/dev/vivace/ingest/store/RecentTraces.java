package dev.vivace.ingest.store;

import dev.vivace.live.SeenBefore;
import java.util.concurrent.atomic.AtomicLong;

/// Remembers which traces left for blocks lately, so that a late span is known to belong to a trace that is
/// stored already. Forgets the oldest first; a 64-bit hash stands for a trace, so it practically never errs.
/// Thread-safe.
///
/// Two hash tables: when the younger is full it becomes the older one, and what was the older is forgotten.
/// Between [#CAPACITY] and twice as many traces, at most 16 MiB; or as many as [#SHARE_OF_HEAP] of the heap,
/// which all tenants share, has room for: a table that finds none when it is full does not grow but becomes
/// the older one.
final class RecentTraces implements SeenBefore {

    static final int CAPACITY = 1 << 19;

    private static final int FIRST_SLOTS = 1 << 6;

    private static final int SHARE_OF_HEAP = 16;

    /// Bytes of tables, of all tenants together.
    private final AtomicLong held;

    private final long most;
    private long[] younger = new long[FIRST_SLOTS];
    private long[] older = new long[FIRST_SLOTS];
    private int youngerCount;

    /// @param held bytes that all such memories take, this one included; shared by them
    RecentTraces(AtomicLong held) {
        this(held, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /// @param most bytes that all of them may take together, but for the first few entries of each
    RecentTraces(AtomicLong held, long most) {
        this.held = held;
        this.most = most;
    }

    synchronized void add(long traceIdHigh, long traceIdLow) {
        long hash = hash(traceIdHigh, traceIdLow);
        if (contains(younger, hash)) {
            return;
        }
        boolean isFull = youngerCount * 2 == younger.length;
        if (youngerCount == CAPACITY || isFull && !hasRoomToDouble()) {
            held.addAndGet((long) (FIRST_SLOTS - older.length) * Long.BYTES);
            older = younger;
            younger = new long[FIRST_SLOTS];
            youngerCount = 0;
        } else if (isFull) {
            long[] before = younger;
            younger = new long[before.length * 2];
            for (long known : before) {
                if (known != 0) {
                    put(younger, known);
                }
            }
        }
        put(younger, hash);
        youngerCount++;
    }

    private boolean hasRoomToDouble() {
        long more = (long) younger.length * Long.BYTES;
        if (held.addAndGet(more) <= most) {
            return true;
        }
        held.addAndGet(-more);
        return false;
    }

    @Override
    public synchronized boolean test(long traceIdHigh, long traceIdLow) {
        long hash = hash(traceIdHigh, traceIdLow);
        return contains(younger, hash) || contains(older, hash);
    }

    private static boolean contains(long[] table, long hash) {
        int slot = (int) hash & table.length - 1;
        while (table[slot] != 0 && table[slot] != hash) {
            slot = slot + 1 & table.length - 1;
        }
        return table[slot] == hash;
    }

    private static void put(long[] table, long hash) {
        int slot = (int) hash & table.length - 1;
        while (table[slot] != 0) {
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = hash;
    }

    /// Never 0, which marks a free slot.
    private static long hash(long high, long low) {
        long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 29) + low;
        mixed *= 0xBF58476D1CE4E5B9L;
        mixed ^= mixed >>> 32;
        return mixed == 0 ? 1 : mixed;
    }
}
