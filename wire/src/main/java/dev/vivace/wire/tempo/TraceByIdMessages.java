package dev.vivace.wire.tempo;

import dev.vivace.model.ResourceSpans;
import dev.vivace.wire.otlp.OtlpEncoder;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Traces by id in protobuf: Tempo's `Trace` for `/api/traces/{id}`, `TraceByIDResponse` for `/api/v2/traces/{id}`.
public final class TraceByIdMessages {

    private static final int STATUS_PARTIAL = 1;
    private static final int INITIAL_SIZE_BYTES = 8192;

    private TraceByIdMessages() {}

    /// A bare `Trace`, the answer of version 1.
    public static byte[] trace(List<ResourceSpans> batches) {
        ProtobufWriter out = new ProtobufWriter(INITIAL_SIZE_BYTES);
        OtlpEncoder.write(batches, out);
        return out.toByteArray();
    }

    /// A `TraceByIDResponse`, the answer of version 2. `trace` and `metrics` are always there: clients look into them
    /// without asking, so that nothing found is `0a 00 12 00`.
    ///
    /// @param batches all spans found; none if there is no such trace
    /// @param inspectedBytes bytes read from blocks
    /// @param partialBecause why spans are missing, for the reader of the trace; null if none are
    public static byte[] response(List<ResourceSpans> batches, long inspectedBytes, @Nullable String partialBecause) {
        ProtobufWriter out = new ProtobufWriter(INITIAL_SIZE_BYTES);
        int trace = out.open(1);
        OtlpEncoder.write(batches, out);
        out.close(trace);
        int metrics = out.open(2);
        out.optionalInt64(1, inspectedBytes);
        out.close(metrics);
        if (partialBecause != null) {
            out.int64(3, STATUS_PARTIAL);
            out.optionalString(4, partialBecause);
        }
        return out.toByteArray();
    }
}
