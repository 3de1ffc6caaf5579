package dev.vivace.demo;

import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// An encoded OTLP request whose ids and times can be replaced in place, so that one encoding serves many requests.
///
/// Ids are replaced by exclusive-or with a number, in the last eight bytes of trace ids and in all eight of span ids:
/// spans of a trace stay together and children keep their parents. Times are moved by an offset. The lengths of all
/// fields stay the same. Immutable; [#fill] may be called by several threads, each with its own array.
final class RequestTemplate {
    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /// Where the traces of every template begin; [#fill] moves them.
    static final long BASE_EPOCH_NANOS = 1_700_000_000_000_000_000L;

    private final byte[] encoded;
    private final int spans;
    private final int[] idOffsets;
    private final int[] timeOffsets;

    private RequestTemplate(byte[] encoded, int spans, int[] idOffsets, int[] timeOffsets) {
        this.encoded = encoded;
        this.spans = spans;
        this.idOffsets = idOffsets;
        this.timeOffsets = timeOffsets;
    }

    /// Encodes whole traces, beginning with the trace of this number, until there are enough spans.
    static RequestTemplate encode(TracePlanner planner, long firstTrace, int leastSpans) {
        List<SpanData> spans = new ArrayList<>();
        TracePlayer player = new TracePlayer(SimpleSpanProcessor.create(new Collector(spans)));
        for (long number = firstTrace; spans.size() < leastSpans; number++) {
            player.play(planner.plan(number), BASE_EPOCH_NANOS);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            TraceRequestMarshaler.create(spans).writeBinaryTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot be written", e);
        }
        return of(out.toByteArray());
    }

    private record Collector(List<SpanData> spans) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> batch) {
            spans.addAll(batch);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    /// @param encoded an `ExportTraceServiceRequest`; owned by the template from now on
    static RequestTemplate of(byte[] encoded) {
        Finder finder = new Finder(encoded);
        finder.request(0, encoded.length);
        return new RequestTemplate(
                encoded,
                finder.spans,
                Arrays.copyOf(finder.idOffsets, finder.ids),
                Arrays.copyOf(finder.timeOffsets, finder.times));
    }

    int spans() {
        return spans;
    }

    int sizeBytes() {
        return encoded.length;
    }

    /// Writes the request with other ids and times.
    ///
    /// @param target at least [#sizeBytes] from the offset on
    /// @param difference exclusive-or of every id; two requests with different ones share no trace
    /// @param moveNanos added to every time
    void fill(byte[] target, int offset, long difference, long moveNanos) {
        System.arraycopy(encoded, 0, target, offset, encoded.length);
        for (int id : idOffsets) {
            int at = offset + id;
            BIG.set(target, at, (long) BIG.get(target, at) ^ difference);
        }
        for (int time : timeOffsets) {
            int at = offset + time;
            LITTLE.set(target, at, (long) LITTLE.get(target, at) + moveNanos);
        }
    }

    /// Walks the bytes once and notes where ids and times are. Field numbers are those of `trace/v1/trace.proto`.
    private static final class Finder {
        private final byte[] bytes;
        private int at;
        private int spans;
        private int ids;
        private int times;
        private int[] idOffsets = new int[1024];
        private int[] timeOffsets = new int[1024];

        private Finder(byte[] bytes) {
            this.bytes = bytes;
        }

        private interface Inner {
            void walk(int field, int from, int to);
        }

        private void request(int from, int to) {
            message(from, to, (field, start, end) -> {
                if (field == 1) { // resource_spans
                    message(start, end, (inner, innerStart, innerEnd) -> {
                        if (inner == 2) { // scope_spans
                            message(innerStart, innerEnd, this::spanOfScope);
                        }
                    });
                }
            });
        }

        private void spanOfScope(int field, int from, int to) {
            if (field == 2) { // spans
                spans++;
                message(from, to, this::partOfSpan);
            }
        }

        private void partOfSpan(int field, int from, int to) {
            switch (field) {
                case 1 -> id(from + Long.BYTES); // trace_id: the last eight of its sixteen bytes
                case 2, 4 -> { // span_id, parent_span_id; a root may carry an empty one
                    if (to - from == Long.BYTES) {
                        id(from);
                    }
                }
                case 7, 8 -> time(from); // start_time_unix_nano, end_time_unix_nano
                case 11 ->
                    message(from, to, (inner, start, end) -> { // events
                        if (inner == 1) { // time_unix_nano
                            time(start);
                        }
                    });
                default -> {}
            }
        }

        private void message(int from, int to, Inner inner) {
            at = from;
            while (at < to) {
                long tag = varint();
                int field = (int) (tag >>> 3);
                int start;
                int end;
                switch ((int) (tag & 7)) {
                    case 0 -> {
                        start = at;
                        varint();
                        end = at;
                    }
                    case 1 -> {
                        start = at;
                        end = at + Long.BYTES;
                    }
                    case 2 -> {
                        int length = (int) varint();
                        start = at;
                        end = at + length;
                    }
                    case 5 -> {
                        start = at;
                        end = at + Integer.BYTES;
                    }
                    default -> throw new IllegalArgumentException("wire type of tag " + tag + " at byte " + at);
                }
                inner.walk(field, start, end);
                at = end;
            }
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = bytes[at++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        private void id(int offset) {
            if (ids == idOffsets.length) {
                idOffsets = Arrays.copyOf(idOffsets, ids * 2);
            }
            idOffsets[ids++] = offset;
        }

        private void time(int offset) {
            if (times == timeOffsets.length) {
                timeOffsets = Arrays.copyOf(timeOffsets, times * 2);
            }
            timeOffsets[times++] = offset;
        }
    }
}
