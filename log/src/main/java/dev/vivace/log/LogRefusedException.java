package dev.vivace.log;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The log cannot take a record, or cannot promise that it is durable. The same record may be sent again later.
public abstract sealed class LogRefusedException extends IOException
        permits LogBusyException, LogFullException, LogFailedException {

    private final Duration retryAfter;

    LogRefusedException(String message, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /// How long a client should wait before it sends the record again.
    public Duration retryAfter() {
        return retryAfter;
    }
}
