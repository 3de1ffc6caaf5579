package dev.vivace.log;

import java.time.Duration;

/// More arrives than the disk takes: the bounded buffer in front of it is full. Nothing was taken.
public final class LogBusyException extends LogRefusedException {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    LogBusyException(String message) {
        super(message, RETRY_AFTER, null);
    }
}
