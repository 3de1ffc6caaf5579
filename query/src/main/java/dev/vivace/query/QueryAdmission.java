package dev.vivace.query;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Admits queries against one budget of memory and keeps each within its own limits. Thread-safe.
public final class QueryAdmission {

    private final QueryLimits limits;
    private final LongSupplier nanoTime;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();

    /// @param nanoTime a clock like [System#nanoTime()]
    public QueryAdmission(QueryLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
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

    /// Takes memory if there is room.
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= limits.memoryOfAll()) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void ended(long bytes) {
        held.addAndGet(-bytes);
        running.decrementAndGet();
    }
}
