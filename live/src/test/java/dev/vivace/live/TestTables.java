package dev.vivace.live;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.Span;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpDecoder;
import dev.vivace.wire.otlp.OtlpEncoder;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/// Live tables filled through the wire, as in life.
final class TestTables {

    /// The order of results: start, then span id, both unsigned.
    static final Comparator<Span> RESULT_ORDER = Comparator.<Span, Long>comparing(
                    Span::startEpochNanos, Long::compareUnsigned)
            .thenComparing(span -> span.spanId().value(), Long::compareUnsigned);

    private TestTables() {}

    static LiveTable empty() {
        return new LiveTable(() -> 0, SeenBefore.NEVER);
    }

    static LiveTable empty(LongSupplier nanoTime) {
        return new LiveTable(nanoTime, SeenBefore.NEVER);
    }

    static LiveTable of(List<Span> spans) {
        LiveTable table = empty();
        for (int from = 0; from < spans.size(); from += 50) {
            append(table, spans.subList(from, Math.min(spans.size(), from + 50)));
        }
        return table;
    }

    /// Appends the spans as one request.
    static Appended append(LiveTable table, List<Span> spans) {
        decode(table, OtlpEncoder.encode(spans));
        return table.appender().commit();
    }

    /// Appends the batches as one request.
    static Appended appendBatches(LiveTable table, List<ResourceSpans> batches) {
        ProtobufWriter request = new ProtobufWriter();
        OtlpEncoder.write(batches, request);
        decode(table, request.toByteArray());
        return table.appender().commit();
    }

    /// Leaves the request open.
    static void decode(LiveTable table, byte[] request) {
        try {
            new OtlpDecoder().decode(request, 0, request.length, table.appender());
        } catch (MalformedOtlpException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// All spans of a snapshot, by row.
    static List<Span> spans(LiveSnapshot snapshot) {
        List<Span> result = new ArrayList<>();
        for (int row = 0; row < snapshot.rowCount(); row++) {
            result.add(snapshot.span(row));
        }
        return result;
    }
}
