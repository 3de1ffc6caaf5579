package dev.vivace.query;

import dev.vivace.traceql.source.SpareThreads;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// As many threads as the process gives to helping queries, shared by all of them: whoever asks first while one is idle
/// has it. Under load every query is left to its own thread, so that queries never take more threads than that.
/// Thread-safe.
public final class IdleThreads implements SpareThreads, AutoCloseable {

    private final int count;
    private final ThreadPoolExecutor threads;

    /// @param count at least 1
    public IdleThreads(int count) {
        this.count = count;
        this.threads = new ThreadPoolExecutor(
                0,
                count,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().name("vivace-query-helper-", 0).daemon().factory());
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public boolean offer(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /// What runs is finished, nothing new is taken.
    @Override
    public void close() {
        threads.shutdown();
    }
}
