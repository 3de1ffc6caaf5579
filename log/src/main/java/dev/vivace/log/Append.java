package dev.vivace.log;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The outcome of one [SpanLog#append], soon: durable, or failed. Thread-safe.
///
/// The record's position is known only once it is durable: a record that waits while the disk fails may move on to
/// the next segment, and a remote log learns positions from its broker.
public final class Append {

    private static final Logger LOGGER = LoggerFactory.getLogger(Append.class);

    private final CompletableFuture<Durable> outcome = new CompletableFuture<>();

    private record Durable(LogPosition start, LogPosition end) {}

    /// Hears how an append ended.
    @FunctionalInterface
    public interface Listener {

        /// @param append the one that ended
        /// @param failure null if the record is durable, else why it may not be
        void settled(Append append, @Nullable IOException failure);
    }

    Append() {}

    /// Whether the record is durable. False while it is not known yet, and after a failure.
    public boolean isDurable() {
        return outcome.state() == CompletableFuture.State.SUCCESS;
    }

    /// Where the record begins.
    ///
    /// @throws IllegalStateException unless the record is durable
    public LogPosition start() {
        return durable().start();
    }

    /// Where the record ends; commit this to forget it.
    ///
    /// @throws IllegalStateException unless the record is durable
    public LogPosition end() {
        return durable().end();
    }

    /// Waits until the record is durable.
    ///
    /// @throws LogRefusedException if it may not be durable and should be sent again later
    /// @throws InterruptedIOException if the waiting thread is interrupted; the outcome is then still open
    public void await() throws IOException {
        try {
            outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException(
                    "interrupted while a record was being made durable; its outcome is open");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw asFailure(e.getCause());
        }
    }

    /// Calls a listener once the outcome is known: on the log's own thread, in the order of positions, or on this
    /// thread if it is known already. The listener holds up all later appends: it hands work on and returns.
    public void onSettled(Listener listener) {
        outcome.whenComplete((durable, failure) -> {
            try {
                listener.settled(this, failure == null ? null : asFailure(failure));
            } catch (RuntimeException | Error e) {
                LOGGER.error("a listener of an append failed; the log goes on", e);
            }
        });
    }

    void settle(LogPosition start, LogPosition end) {
        outcome.complete(new Durable(start, end));
    }

    void fail(IOException failure) {
        outcome.completeExceptionally(failure);
    }

    private Durable durable() {
        if (!isDurable()) {
            throw new IllegalStateException("position of a record that is not durable (expected: after await())");
        }
        return outcome.resultNow();
    }

    private static IOException asFailure(@Nullable Throwable failure) {
        return failure instanceof IOException known ? known : new IOException(failure);
    }
}
