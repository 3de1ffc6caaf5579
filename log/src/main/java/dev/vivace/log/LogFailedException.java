package dev.vivace.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Writing or syncing failed for another reason than space, or the log is closed. The record may or may not be found
/// by a replay; it was not promised. The log goes on with a fresh segment by itself.
public final class LogFailedException extends LogRefusedException {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    LogFailedException(String message, @Nullable Throwable cause) {
        super(message, RETRY_AFTER, cause);
    }
}
