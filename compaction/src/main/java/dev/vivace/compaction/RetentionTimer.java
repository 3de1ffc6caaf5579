package dev.vivace.compaction;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has [Retention] look at the blocks now and then, until closed. Thread-safe.
public final class RetentionTimer implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(RetentionTimer.class);
    private static final long STOP_SECONDS = 3;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("retention").daemon(true).factory());

    /// @param period between two looks; the first comes after one, too
    public RetentionTimer(Retention retention, Duration period) {
        long millis = Math.max(1, period.toMillis());
        timer.scheduleWithFixedDelay(() -> look(retention), millis, millis, TimeUnit.MILLISECONDS);
    }

    private static void look(Retention retention) {
        try {
            retention.look();
        } catch (RuntimeException e) {
            // An exception that left here would end all further looks.
            LOGGER.error("retention: the look at the blocks failed; the next one follows", e);
        }
    }

    /// Waits a little for a look under way; whatever it leaves undone, the next start does.
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.warn("retention: blocks were still being deleted; the next start goes on with it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
