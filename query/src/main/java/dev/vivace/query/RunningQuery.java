package dev.vivace.query;

import dev.vivace.model.work.QueryBudget;
import dev.vivace.model.work.QueryStoppedException;
import dev.vivace.model.work.QueryStoppedException.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// One query from when it is asked until its answer is sent. Thread-safe: who waits for it cancels, who
/// works on it
/// asks
/// whether to go on.
public final class RunningQuery implements QueryBudget, AutoCloseable {

    private final QueryAdmission admission;
    private final QueryLimits limits;
    private final LongSupplier nanoTime;
    private final long started;
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean cancelled;

    RunningQuery(QueryAdmission admission, QueryLimits limits, LongSupplier nanoTime) {
        this.admission = admission;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
    }

    /// Nobody waits for the answer any more.
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void check() {
        if (cancelled) {
            throw new QueryStoppedException(Reason.CANCELLED, "context canceled: the client went away");
        }
        if (nanoTime.getAsLong() - started > limits.timeout().toNanos()) {
            throw new QueryStoppedException(
                    Reason.TIME,
                    "unable to process request in the configured timeout: it was given up after "
                            + seconds(limits.timeout().toNanos())
                            + "; narrow the time range, or add a condition that few spans meet");
        }
    }

    @Override
    public void read(long bytes) {
        check();
        if (read.addAndGet(bytes) > limits.maxBytesRead() && limits.maxBytesRead() > 0) {
            throw new QueryStoppedException(
                    Reason.BYTES,
                    "query stopped: it would read more than the " + limits.maxBytesRead()
                            + " bytes a query may read; narrow the time range, or add a condition that few spans meet");
        }
    }

    @Override
    public void hold(long bytes) {
        if (!fits(bytes)) {
            throw new QueryStoppedException(
                    Reason.ANSWER_SIZE,
                    "query stopped: its answer would take more than the " + limits.maxAnswerBytes()
                            + " bytes of memory an answer may take; ask for fewer results (limit), fewer spans of each"
                            + " (spss), or group by fields with fewer values");
        }
        if (!tryHold(bytes)) {
            throw new QueryStoppedException(
                    Reason.MEMORY,
                    "too many outstanding requests: the answers being made take " + admission.heldBytes()
                            + " bytes of the " + limits.memoryOfAll() + " there are for them, and with what is being"
                            + " received " + admission.memory().heldBytes() + " of "
                            + admission.memory().totalBytes() + "; try again later");
        }
    }

    @Override
    public boolean tryHold(long bytes) {
        if (!fits(bytes) || !admission.take(bytes)) {
            return false;
        }
        held.addAndGet(bytes);
        return true;
    }

    @Override
    public void release(long bytes) {
        held.addAndGet(-bytes);
        admission.give(bytes);
    }

    private boolean fits(long bytes) {
        return held.get() + bytes <= limits.maxAnswerBytes();
    }

    /// Gives back its memory. Closing twice is nothing.
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            admission.ended(held.get());
        }
    }

    private static String seconds(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
