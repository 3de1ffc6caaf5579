package dev.vivace.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Waits for a condition by asking again and again, and never longer than it is told.
final class Await {
    private static final Duration PAUSE = Duration.ofMillis(15);

    private Await() {}

    /// Returns once the condition holds.
    ///
    /// @param otherwise what to say if it never did
    /// @throws AssertionError if it does not hold in time
    static void until(Duration atMost, Callable<Boolean> condition, Supplier<String> otherwise) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + atMost + ": " + otherwise.get());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
