package dev.vivace.traceql.source;

/// Threads that may help with a query if they have nothing better to do. Thread-safe.
public interface SpareThreads {

    /// Nobody helps: everything runs on the thread that asks.
    SpareThreads NONE = new SpareThreads() {
        @Override
        public int count() {
            return 0;
        }

        @Override
        public boolean offer(Runnable task) {
            return false;
        }
    };

    /// At most so many help at once.
    int count();

    /// Has a spare thread run the task.
    ///
    /// @return false if all are busy: the task is then not run
    boolean offer(Runnable task);
}
