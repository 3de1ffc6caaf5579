package dev.vivace.query;

import dev.vivace.model.work.MemoryBudget;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Admits queries against the process's budget of memory, of which they have a share, and keeps each within
/// its own limits. Thread-safe.
public final class QueryAdmission {

    private final QueryLimits limits;
    private final MemoryBudget memory;
    private final LongSupplier nanoTime;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();

    /// @param memory of the process
    /// @param nanoTime a clock like [System#nanoTime()]
    public QueryAdmission(QueryLimits limits, MemoryBudget memory, LongSupplier nanoTime) {
        this.limits = limits;
        this.memory = memory;
        this.nanoTime = nanoTime;
    }

    /// A query that was asked just now. Close it when its answer is sent.
    public RunningQuery admit() {
        running.incrementAndGet();
        return new RunningQuery(this, limits, nanoTime);
    }

    public QueryLimits limits() {
        return limits;
    }

    /// Queries that were admitted and not closed.
    public int running() {
        return running.get();
    }

    /// Bytes that the answers of running queries take, estimated.
    public long heldBytes() {
        return held.get();
    }

    MemoryBudget memory() {
        return memory;
    }

    /// Takes memory if there is room.
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= limits.memoryOfAll() && memory.tryTake(bytes)) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        held.addAndGet(-bytes);
        memory.give(bytes);
    }

    void ended(long bytes) {
        give(bytes);
        running.decrementAndGet();
    }
}
