package dev.vivace.ingest;

import dev.vivace.model.TenantId;
import java.util.concurrent.CompletableFuture;

/// What stands behind every door: takes spans, and answers once they are safe. Thread-safe.
public interface SpanIntake {

    /// Takes one OTLP `ExportTraceServiceRequest` whole or not at all.
    ///
    /// The array is the callee's until the future completes, and may be changed by it (strings that are no UTF-8
    /// are repaired in place). Work is done on the calling thread up to the log; the wait for the disk is not.
    ///
    /// @return completes when the spans are durable and searchable; completes exceptionally with
    ///     [RefusedException] and nothing else
    CompletableFuture<Receipt> take(TenantId tenant, byte[] data, int offset, int length);
}
