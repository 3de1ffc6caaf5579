package dev.vivace.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The disk is full. The log takes records again by itself as soon as there is space.
public final class LogFullException extends LogRefusedException {

    /// Space comes back when blocks are deleted or a person steps in: not within a second.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    LogFullException(String message, @Nullable Throwable cause) {
        super(message, RETRY_AFTER, cause);
    }
}
