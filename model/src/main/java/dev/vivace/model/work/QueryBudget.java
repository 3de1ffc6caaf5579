package dev.vivace.model.work;

/// What one question may spend. Thread-safe: its jobs may run on several threads.
public interface QueryBudget {

    /// Bounds nothing.
    QueryBudget UNLIMITED = new QueryBudget() {
        @Override
        public void check() {}

        @Override
        public void read(long bytes) {}

        @Override
        public void hold(long bytes) {}

        @Override
        public boolean tryHold(long bytes) {
            return true;
        }
    };

    /// Between any two pieces of work of some milliseconds.
    ///
    /// @throws QueryStoppedException if nobody waits for the answer any more, or its time is up
    void check();

    /// Before bytes are fetched from storage.
    ///
    /// @throws QueryStoppedException as [#check()], or if that is more than the question may read
    void read(long bytes);

    /// Before memory is filled that is kept until the answer is sent: about so many bytes more.
    ///
    /// @throws QueryStoppedException if there is no room for them
    void hold(long bytes);

    /// Some of what was held is not kept after all.
    default void release(long bytes) {}

    /// The same as [#hold] for who can do with less.
    ///
    /// @return false if there is no room; nothing is held then
    boolean tryHold(long bytes);
}
