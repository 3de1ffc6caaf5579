package dev.vivace.wire.tempo;

import dev.vivace.model.SpanId;
import dev.vivace.model.search.SearchMetrics;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.Spanset;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.wire.json.JsonName;
import dev.vivace.wire.json.JsonText;
import dev.vivace.wire.json.Pieces;
import dev.vivace.wire.otlp.OtlpEncoder;
import dev.vivace.wire.otlp.OtlpJsonWriter;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers of `/api/search` and of the streaming Search call: Tempo's `SearchResponse`.
///
/// Ids are hex, a trace's without its leading zeros. A trace without root names a placeholder as its
/// service. The first span set is there twice: old clients read `spanSet`.
public final class SearchMessages {

    /// What stands for the service of a trace whose root has not arrived.
    public static final String NO_ROOT = "<root span not yet received>";

    private static final JsonName ROOT_SERVICE_NAME = new JsonName("rootServiceName");
    private static final JsonName ROOT_TRACE_NAME = new JsonName("rootTraceName");
    private static final JsonName START_TIME_UNIX_NANO = new JsonName("startTimeUnixNano");
    private static final JsonName DURATION_MS = new JsonName("durationMs");
    private static final JsonName SPAN_SET = new JsonName("spanSet");
    private static final JsonName SPAN_SETS = new JsonName("spanSets");
    private static final JsonName SERVICE_STATS = new JsonName("serviceStats");
    private static final JsonName ERROR_COUNT = new JsonName("errorCount");
    private static final JsonName SPANS = new JsonName("spans");
    private static final JsonName FIRST_TRACE_ID = JsonName.inElement("traceID");
    private static final JsonName FIRST_SPAN_ID = JsonName.inElement("spanID");
    private static final JsonName NAME = new JsonName("name");
    private static final JsonName DURATION_NANOS = new JsonName("durationNanos");
    private static final JsonName ATTRIBUTES = new JsonName("attributes");
    private static final JsonName MATCHED = new JsonName("matched");

    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final int MOST_RESERVED_BYTES = 300 << 10;
    /// About what a trace takes as JSON.
    private static final int TRACE_BYTES = 1024;

    private static final long MAX_UINT32 = 0xFFFF_FFFFL;

    private SearchMessages() {}

    /// The answer in JSON, traces in the order given, their ids without leading zeros.
    public static byte[] json(List<TraceSummary> traces, SearchMetrics metrics) {
        return json(traces, metrics, false);
    }

    /// @param paddedIds whether the ids of traces have all of their 32 digits
    public static byte[] json(List<TraceSummary> traces, SearchMetrics metrics, boolean paddedIds) {
        JsonText out = new JsonText(sizeBytes(traces));
        text(traces, metrics, paddedIds, out);
        return out.toByteArray();
    }

    /// The same in pieces, none of which is large.
    public static void json(List<TraceSummary> traces, SearchMetrics metrics, boolean paddedIds, Pieces pieces) {
        JsonText out = new JsonText(sizeBytes(traces), pieces);
        text(traces, metrics, paddedIds, out);
        out.finish();
    }

    private static int sizeBytes(List<TraceSummary> traces) {
        return 256 + TRACE_BYTES * Math.min(traces.size(), MOST_RESERVED_BYTES / TRACE_BYTES);
    }

    private static void text(List<TraceSummary> traces, SearchMetrics metrics, boolean paddedIds, JsonText out) {
        out.beginObject().name("traces").beginArray();
        ServiceNames serviceNames = new ServiceNames();
        Ahead ahead = new Ahead(traces);
        for (int i = 0; i < traces.size(); i++) {
            ahead.before(i);
            trace(traces.get(i), paddedIds, serviceNames, out);
            out.settle();
        }
        out.endArray().name("metrics");
        metrics(metrics, out);
        out.endObject();
    }

    /// The answer in protobuf, traces in the order given, their ids without leading zeros.
    public static byte[] protobuf(List<TraceSummary> traces, SearchMetrics metrics) {
        return protobuf(traces, metrics, false);
    }

    /// @param paddedIds whether the ids of traces have all of their 32 digits
    public static byte[] protobuf(List<TraceSummary> traces, SearchMetrics metrics, boolean paddedIds) {
        ProtobufWriter out = new ProtobufWriter(256 + traces.size() * 512);
        for (TraceSummary trace : traces) {
            trace(1, trace, paddedIds, out);
        }
        metrics(2, metrics, out);
        return out.toByteArray();
    }

    /// Writes the `SearchMetrics` object where the text stands.
    public static void metrics(SearchMetrics metrics, JsonText out) {
        out.beginObject();
        optionalUint32(new JsonName("inspectedTraces"), metrics.inspectedTraces(), out);
        optionalUint64(new JsonName("inspectedBytes"), metrics.inspectedBytes(), out);
        optionalUint32(new JsonName("totalBlocks"), metrics.totalBlocks(), out);
        optionalUint32(new JsonName("completedJobs"), metrics.completedJobs(), out);
        optionalUint32(new JsonName("totalJobs"), metrics.totalJobs(), out);
        optionalUint64(new JsonName("totalBlockBytes"), metrics.totalBlockBytes(), out);
        out.endObject();
    }

    /// Writes the `SearchMetrics` message as field `field`, present even if all is zero.
    public static void metrics(int field, SearchMetrics metrics, ProtobufWriter out) {
        metrics(field, metrics, 0, out);
    }

    /// The same with the field that only metrics over a range fill.
    static void metrics(int field, SearchMetrics metrics, long inspectedSpans, ProtobufWriter out) {
        int message = out.open(field);
        out.optionalUint32(1, metrics.inspectedTraces());
        out.optionalInt64(2, metrics.inspectedBytes());
        out.optionalUint32(3, metrics.totalBlocks());
        out.optionalUint32(4, metrics.completedJobs());
        out.optionalUint32(5, metrics.totalJobs());
        out.optionalInt64(6, metrics.totalBlockBytes());
        out.optionalInt64(7, inspectedSpans);
        out.close(message);
    }

    private static void trace(TraceSummary trace, boolean paddedId, ServiceNames serviceNames, JsonText out) {
        out.name(FIRST_TRACE_ID);
        if (paddedId) {
            out.string(trace.traceId().toHex());
        } else {
            out.shortHex(trace.traceId().high(), trace.traceId().low());
        }
        optionalString(ROOT_SERVICE_NAME, rootServiceName(trace), out);
        optionalString(ROOT_TRACE_NAME, rootTraceName(trace), out);
        optionalUint64(START_TIME_UNIX_NANO, trace.startEpochNanos(), out);
        optionalUint32(DURATION_MS, durationMillis(trace), out);
        if (!trace.spansets().isEmpty()) {
            out.name(SPAN_SET);
            int from = out.sizeBytes();
            spanset(trace.spansets().getFirst(), out);
            int to = out.sizeBytes();
            out.name(SPAN_SETS).beginArray().again(from, to);
            for (int i = 1; i < trace.spansets().size(); i++) {
                spanset(trace.spansets().get(i), out);
            }
            out.endArray();
        }
        ServiceStats services = trace.serviceStats();
        if (services.size() > 0) {
            @Nullable JsonName[] names = serviceNames.of(services.names());
            out.name(SERVICE_STATS).beginObject();
            for (int i = 0; i < services.size(); i++) {
                JsonName spanCount = names[services.name(i)];
                if (spanCount == null) {
                    spanCount = serviceNames.first(services.service(i));
                    names[services.name(i)] = spanCount;
                }
                out.number(spanCount, Integer.toUnsignedLong(services.spanCount(i)));
                optionalUint32(ERROR_COUNT, services.errorCount(i), out);
                out.endObject();
            }
            out.endObject();
        }
        out.endObject();
    }

    /// Looks at the traces that are written next. Of a large answer the processor's caches hold nothing any
    /// more: so several traces come from memory at the same time, and not each when it is written.
    private static final class Ahead {
        private static final int TRACES = 16;

        private final List<TraceSummary> traces;
        /// Means nothing: it is there so that what is looked at is read.
        private long touched;

        Ahead(List<TraceSummary> traces) {
            this.traces = traces;
        }

        void before(int trace) {
            if (trace % TRACES == 0) {
                for (int i = trace; i < Math.min(traces.size(), trace + TRACES); i++) {
                    look(traces.get(i));
                }
            }
        }

        private void look(TraceSummary trace) {
            ServiceStats services = trace.serviceStats();
            if (services.size() > 0) {
                touched += services.spanCount(0);
            }
            List<Spanset> spansets = trace.spansets();
            for (int i = 0; i < spansets.size(); i++) {
                List<SpanSummary> spans = spansets.get(i).spans();
                for (int k = 0; k < spans.size(); k++) {
                    touched += spans.get(k).spanId();
                }
            }
        }
    }

    /// Services with the member that begins their counts, made when one is first written. Traces of one
    /// table share their list of names, and those of all tables mostly the names.
    private static final class ServiceNames {
        private final Map<List<String>, @Nullable JsonName[]> byList = new IdentityHashMap<>();
        private final Map<String, JsonName> byName = new HashMap<>();

        /// @return one per name; null where it was not asked for yet
        @Nullable
        JsonName[] of(List<String> services) {
            return byList.computeIfAbsent(services, names -> new @Nullable JsonName[names.size()]);
        }

        JsonName first(String service) {
            return byName.computeIfAbsent(service, name -> JsonName.inMember(name, "spanCount"));
        }
    }

    private static void spanset(Spanset spanset, JsonText out) {
        out.beginObject();
        if (!spanset.spans().isEmpty()) {
            out.name(SPANS).beginArray();
            for (SpanSummary span : spanset.spans()) {
                out.name(FIRST_SPAN_ID).hex(span.spanId());
                String name = span.name();
                optionalString(NAME, name == null ? "" : name, out);
                optionalUint64(START_TIME_UNIX_NANO, span.startEpochNanos(), out);
                optionalUint64(DURATION_NANOS, span.durationNanos(), out);
                if (!span.attributes().isEmpty()) {
                    out.name(ATTRIBUTES);
                    OtlpJsonWriter.attributes(span.attributes(), out);
                }
                out.endObject();
            }
            out.endArray();
        }
        optionalUint32(MATCHED, spanset.matched(), out);
        if (!spanset.attributes().isEmpty()) {
            out.name(ATTRIBUTES);
            OtlpJsonWriter.attributes(spanset.attributes(), out);
        }
        out.endObject();
    }

    private static void trace(int field, TraceSummary trace, boolean paddedId, ProtobufWriter out) {
        int message = out.open(field);
        out.string(1, paddedId ? trace.traceId().toHex() : trace.traceId().toShortHex());
        out.optionalString(2, rootServiceName(trace));
        out.optionalString(3, rootTraceName(trace));
        out.optionalInt64(4, trace.startEpochNanos());
        out.optionalUint32(5, durationMillis(trace));
        if (!trace.spansets().isEmpty()) {
            spanset(6, trace.spansets().getFirst(), out);
            for (Spanset spanset : trace.spansets()) {
                spanset(7, spanset, out);
            }
        }
        ServiceStats services = trace.serviceStats();
        for (int i = 0; i < services.size(); i++) {
            int entry = out.open(8);
            out.string(1, services.service(i));
            int stats = out.open(2);
            out.optionalUint32(1, services.spanCount(i));
            out.optionalUint32(2, services.errorCount(i));
            out.close(stats);
            out.close(entry);
        }
        out.close(message);
    }

    private static void spanset(int field, Spanset spanset, ProtobufWriter out) {
        int message = out.open(field);
        for (SpanSummary span : spanset.spans()) {
            int inner = out.open(1);
            out.string(1, new SpanId(span.spanId()).toHex());
            String name = span.name();
            out.optionalString(2, name == null ? "" : name);
            out.optionalInt64(3, span.startEpochNanos());
            out.optionalInt64(4, span.durationNanos());
            OtlpEncoder.attributes(5, span.attributes(), out);
            out.close(inner);
        }
        out.optionalUint32(2, spanset.matched());
        OtlpEncoder.attributes(3, spanset.attributes(), out);
        out.close(message);
    }

    private static String rootServiceName(TraceSummary trace) {
        return trace.rootServiceName().isEmpty() ? NO_ROOT : trace.rootServiceName();
    }

    private static String rootTraceName(TraceSummary trace) {
        return trace.hasRoot() ? trace.rootTraceName() : "";
    }

    /// Whole milliseconds, kept within the field's 32 unsigned bits; a trace that ends before it starts
    /// takes none.
    private static int durationMillis(TraceSummary trace) {
        return (int) Math.clamp(trace.durationNanos() / NANOS_PER_MILLI, 0, MAX_UINT32);
    }

    private static void optionalString(JsonName name, String text, JsonText out) {
        if (!text.isEmpty()) {
            out.name(name).string(text);
        }
    }

    private static void optionalUint32(JsonName name, int number, JsonText out) {
        if (number != 0) {
            out.number(name, Integer.toUnsignedLong(number));
        }
    }

    private static void optionalUint64(JsonName name, long number, JsonText out) {
        if (number != 0) {
            out.name(name).uint64(number);
        }
    }
}
