package dev.vivace.model.work;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The one budget of memory that everything which comes and goes is admitted against: live spans and the
/// blocks they become, requests in flight, what queries hold. One for a process. Thread-safe.
///
/// What has bounds of its own, such as live tables, is charged with what it takes at the moment; what has
/// none asks before it takes. The rest of the heap is for what is not counted: a page or two per thread,
/// connections, page indexes of open blocks, garbage.
public final class MemoryBudget {

    private static final double SHARE_OF_HEAP = 0.6;

    private final long totalBytes;
    private final List<LongSupplier> charged = new CopyOnWriteArrayList<>();
    private final AtomicLong taken = new AtomicLong();

    public MemoryBudget(long totalBytes) {
        this.totalBytes = totalBytes;
    }

    /// Of the heap of this process.
    public static MemoryBudget ofHeap() {
        return new MemoryBudget((long) (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP));
    }

    /// Without end.
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE);
    }

    /// From now on, what `bytes` says counts as taken. It is asked often.
    public void charge(LongSupplier bytes) {
        charged.add(bytes);
    }

    /// Takes memory if there is room; to be given back.
    public boolean tryTake(long bytes) {
        taken.addAndGet(bytes);
        if (heldBytes() <= totalBytes) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    /// Gives back what was taken.
    public void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    /// What is taken by all.
    public long heldBytes() {
        long held = taken.get();
        for (LongSupplier bytes : charged) {
            held += bytes.getAsLong();
        }
        return held;
    }

    public long totalBytes() {
        return totalBytes;
    }

    /// Whether more is taken than there is: what is charged grows without asking.
    public boolean isExceeded() {
        return heldBytes() > totalBytes;
    }
}
