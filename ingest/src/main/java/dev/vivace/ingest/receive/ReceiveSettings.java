package dev.vivace.ingest.receive;

import java.time.Duration;

/// What the OTLP doors admit. Immutable.
///
/// @param maxRequestBytes of an OTLP/HTTP body as it is sent (`max_request_body_size`), at least 1
/// @param maxDecompressedBytes of an OTLP/HTTP body once decompressed, at least 1
/// @param maxGrpcMessageBytes of an OTLP/gRPC message, compressed or not (`max_recv_msg_size_mib`), at least 1
/// @param maxBytesInFlight of all bodies together, from the first byte received until the answer; past it requests
///     are asked to come back. At least as large as one whole request
/// @param multitenancy whether every request must name its tenant in `X-Scope-OrgID`
/// @param retryAfter when a request that found no room may come back, at least a second
/// @param requestTimeout from a request's first byte to its answer
public record ReceiveSettings(
        int maxRequestBytes,
        int maxDecompressedBytes,
        int maxGrpcMessageBytes,
        long maxBytesInFlight,
        boolean multitenancy,
        Duration retryAfter,
        Duration requestTimeout) {

    private static final int MIB = 1 << 20;

    /// 20 MiB over HTTP, 16 MiB over gRPC (the reference stops at 4 MiB, which large batches of collectors exceed),
    /// 128 MiB in flight.
    public static final ReceiveSettings DEFAULTS = new ReceiveSettings(
            20 * MIB, 20 * MIB, 16 * MIB, 128L * MIB, false, Duration.ofSeconds(5), Duration.ofSeconds(30));

    public ReceiveSettings {
        atLeast("maxRequestBytes", maxRequestBytes, 1);
        atLeast("maxDecompressedBytes", maxDecompressedBytes, 1);
        atLeast("maxGrpcMessageBytes", maxGrpcMessageBytes, 1);
        // A body and its decompressed form are both held for a moment.
        atLeast(
                "maxBytesInFlight",
                maxBytesInFlight,
                Math.max((long) maxRequestBytes + maxDecompressedBytes, 2L * maxGrpcMessageBytes));
        if (retryAfter.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("retryAfter: " + retryAfter + " (expected: at least PT1S)");
        }
        if (!requestTimeout.isPositive()) {
            throw new IllegalArgumentException("requestTimeout: " + requestTimeout + " (expected: more than zero)");
        }
    }

    private static void atLeast(String name, long value, long minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least " + minimum + ")");
        }
    }
}
