package dev.vivace.live.chunk;

/// An open-addressing table of numbers that stand for keys kept elsewhere. A slot is `hash << 32 | number + 1`, 0
/// if it
/// is free; the search for a hash begins at slot `hash & (length - 1)` and goes on, wrapping around, to the first
/// free one. Whoever searches walks [#slots()] and compares keys itself: that loop is too hot for a callback.
///
/// One writer. Readers find every number that was published to them, and must skip those that were not.
public final class HashSlots {

    private static final int FIRST_SIZE = 8;

    private final Footprint footprint;
    private volatile long[] slots = new long[FIRST_SIZE];
    private int used;
    private int growths;

    public HashSlots(Footprint footprint) {
        this.footprint = footprint;
        footprint.addArrays(1, FIRST_SIZE, 8);
    }

    /// The table as it is now; its length is a power of two.
    public long[] slots() {
        return slots;
    }

    /// Writer only: adds a number that is not in the table.
    public void add(int hash, int number) {
        if (used * 3 >= slots.length * 2) {
            grow();
        }
        insert(slots, slot(hash, number));
        used++;
    }

    /// Writer only: how often the table was rebuilt; see [#removeLast].
    public int growths() {
        return growths;
    }

    /// Writer only: takes back the number that was added last. Right only if the table has not grown since it was
    /// added; otherwise call [#removeFrom].
    public void removeLast(int hash, int number) {
        long[] current = slots;
        long wanted = slot(hash, number);
        int mask = current.length - 1;
        int at = hash & mask;
        while (current[at] != wanted) {
            at = at + 1 & mask;
        }
        // nothing was added after it, so no search leads over this slot
        current[at] = 0;
        used--;
    }

    /// Writer only: takes back all numbers from `first` on by building the table anew.
    public void removeFrom(int first) {
        long[] next = new long[slots.length];
        used = 0;
        for (long slot : slots) {
            if (slot != 0 && (int) slot - 1 < first) {
                insert(next, slot);
                used++;
            }
        }
        slots = next;
    }

    /// Writer only: the table is given up.
    public void release() {
        footprint.addArrays(-1, slots.length, 8);
    }

    private void grow() {
        long[] current = slots;
        if (current.length >= 1 << 30) {
            throw new IllegalStateException(
                    "hash table has " + used + " entries (expected: fewer); cut the live table");
        }
        long[] next = new long[current.length * 2];
        for (long slot : current) {
            if (slot != 0) {
                insert(next, slot);
            }
        }
        footprint.addArrays(1, current.length, 8);
        footprint.addArrays(-1, 0, 8);
        growths++;
        slots = next;
    }

    private static void insert(long[] table, long slot) {
        int mask = table.length - 1;
        int at = (int) (slot >>> 32) & mask;
        while (table[at] != 0) {
            at = at + 1 & mask;
        }
        table[at] = slot;
    }

    private static long slot(int hash, int number) {
        return (long) hash << 32 | number + 1;
    }
}
