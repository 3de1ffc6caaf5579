package dev.vivace.ingest.receive;

import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.ingest.SpanIntake;
import dev.vivace.model.Span;
import dev.vivace.model.TenantId;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpObjects;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Keeps spans in a list. Decodes as the real one does, and refuses or stalls when told to. Thread-safe.
final class InMemoryIntake implements SpanIntake {

    /// What was taken from whom.
    record Taken(TenantId tenant, List<Span> spans, String thread) {}

    private final List<Taken> taken = new ArrayList<>();
    private @Nullable RuntimeException failure;
    private @Nullable CompletableFuture<Receipt> stalled;
    private Receipt.@Nullable Rejection rejection;

    @Override
    public synchronized CompletableFuture<Receipt> take(TenantId tenant, byte[] data, int offset, int length) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        List<Span> spans;
        try {
            spans = OtlpObjects.spans(Arrays.copyOfRange(data, offset, offset + length));
        } catch (MalformedOtlpException e) {
            Reason reason = switch (e.reason()) {
                case INVALID_TRACE_ID -> Reason.INVALID_TRACE_ID;
                case INVALID_SPAN_ID -> Reason.INVALID_SPAN_ID;
                default -> Reason.MALFORMED;
            };
            return CompletableFuture.failedFuture(
                    new RefusedException(reason, String.valueOf(e.getMessage()), null, e));
        }
        taken.add(new Taken(tenant, spans, Thread.currentThread().getName()));
        if (stalled != null) {
            return stalled;
        }
        return CompletableFuture.completedFuture(new Receipt(spans.size(), 0, 0, rejection));
    }

    /// From now on a limit leaves spans out of each request.
    synchronized void leaveOut(Receipt.Rejection rejection) {
        this.rejection = rejection;
    }

    synchronized void failWith(@Nullable RuntimeException failure) {
        this.failure = failure;
    }

    /// From now on requests wait until the future completes.
    synchronized void stallUntil(CompletableFuture<Receipt> release) {
        this.stalled = release;
    }

    synchronized List<Taken> taken() {
        return List.copyOf(taken);
    }

    synchronized List<Span> spans() {
        return taken.stream().flatMap(some -> some.spans().stream()).toList();
    }
}
