package dev.vivace.wire.tempo;

import dev.vivace.model.Attribute;
import dev.vivace.model.metrics.Exemplar;
import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.model.search.SearchMetrics;
import dev.vivace.wire.json.JsonName;
import dev.vivace.wire.json.JsonText;
import dev.vivace.wire.otlp.OtlpEncoder;
import dev.vivace.wire.otlp.OtlpJsonWriter;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers of `/api/metrics/query_range` and `/api/metrics/query`, and of the streaming calls: Tempo's
/// `QueryRangeResponse` and `QueryInstantResponse`.
///
/// Zeros are left out as proto3 has it: a sample of value 0 is its time alone.
public final class MetricsMessages {

    private static final JsonName LABELS = new JsonName("labels");
    private static final JsonName SAMPLES = new JsonName("samples");
    private static final JsonName EXEMPLARS = new JsonName("exemplars");
    private static final JsonName VALUE = new JsonName("value");
    private static final JsonName TIMESTAMP_MS = new JsonName("timestampMs");

    private static final int PARTIAL = 1;

    private MetricsMessages() {}

    /// The answer to a range query in JSON, series in the order given.
    ///
    /// @param inspectedSpans spans looked at
    /// @param partialBecause why series are missing; null if all are there
    public static byte[] rangeJson(
            List<TimeSeries> series, SearchMetrics metrics, long inspectedSpans, @Nullable String partialBecause) {
        JsonText out = new JsonText(256 + series.size() * 1024);
        out.beginObject().name("series").beginArray();
        for (TimeSeries one : series) {
            out.beginObject();
            labels(one.labels(), out);
            samples(one, out);
            exemplars(one.exemplars(), out);
            out.endObject();
        }
        out.endArray();
        metrics(metrics, inspectedSpans, out);
        status(partialBecause, out);
        return out.endObject().toByteArray();
    }

    /// The answer to an instant query in JSON: of each series its one sample. No series, no field.
    ///
    /// @param partialBecause why series are missing; null if all are there
    public static byte[] instantJson(List<TimeSeries> series, SearchMetrics metrics, @Nullable String partialBecause) {
        JsonText out = new JsonText(256 + series.size() * 128);
        out.beginObject();
        if (!series.isEmpty()) {
            out.name("series").beginArray();
            for (TimeSeries one : series) {
                out.beginObject();
                labels(one.labels(), out);
                value(one.values()[0], out);
                out.endObject();
            }
            out.endArray();
        }
        metrics(metrics, 0, out);
        status(partialBecause, out);
        return out.endObject().toByteArray();
    }

    /// The answer to a range query in protobuf, as [#rangeJson].
    public static byte[] rangeProtobuf(
            List<TimeSeries> series, SearchMetrics metrics, long inspectedSpans, @Nullable String partialBecause) {
        ProtobufWriter out = new ProtobufWriter(256 + series.size() * 512);
        for (TimeSeries one : series) {
            int message = out.open(1);
            OtlpEncoder.attributes(1, one.labels(), out);
            for (int i = 0; i < one.values().length; i++) {
                int sample = out.open(2);
                out.optionalReal(1, one.values()[i]);
                out.optionalInt64(2, one.timestampsMillis()[i]);
                out.close(sample);
            }
            for (Exemplar exemplar : one.exemplars()) {
                int inner = out.open(4);
                OtlpEncoder.attributes(1, exemplar.labels(), out);
                out.optionalReal(2, exemplar.value());
                out.optionalInt64(3, exemplar.timestampMillis());
                out.close(inner);
            }
            out.close(message);
        }
        end(metrics, inspectedSpans, partialBecause, out);
        return out.toByteArray();
    }

    /// The answer to an instant query in protobuf, as [#instantJson].
    public static byte[] instantProtobuf(
            List<TimeSeries> series, SearchMetrics metrics, @Nullable String partialBecause) {
        ProtobufWriter out = new ProtobufWriter(256 + series.size() * 128);
        for (TimeSeries one : series) {
            int message = out.open(1);
            OtlpEncoder.attributes(1, one.labels(), out);
            out.optionalReal(2, one.values()[0]);
            out.close(message);
        }
        end(metrics, 0, partialBecause, out);
        return out.toByteArray();
    }

    private static void end(
            SearchMetrics metrics, long inspectedSpans, @Nullable String partialBecause, ProtobufWriter out) {
        SearchMessages.metrics(2, metrics, inspectedSpans, out);
        if (partialBecause != null) {
            out.optionalUint32(3, PARTIAL);
            out.optionalString(4, partialBecause);
        }
    }

    private static void samples(TimeSeries series, JsonText out) {
        out.name(SAMPLES).beginArray();
        for (int i = 0; i < series.values().length; i++) {
            out.beginObject();
            timestamp(series.timestampsMillis()[i], out);
            value(series.values()[i], out);
            out.endObject();
        }
        out.endArray();
    }

    private static void exemplars(List<Exemplar> exemplars, JsonText out) {
        if (exemplars.isEmpty()) {
            return;
        }
        out.name(EXEMPLARS).beginArray();
        for (Exemplar exemplar : exemplars) {
            out.beginObject();
            labels(exemplar.labels(), out);
            value(exemplar.value(), out);
            timestamp(exemplar.timestampMillis(), out);
            out.endObject();
        }
        out.endArray();
    }

    private static void labels(List<Attribute> labels, JsonText out) {
        out.name(LABELS);
        OtlpJsonWriter.attributes(labels, out);
    }

    private static void value(double value, JsonText out) {
        if (value != 0) {
            out.name(VALUE).real(value);
        }
    }

    private static void timestamp(long millis, JsonText out) {
        if (millis != 0) {
            out.name(TIMESTAMP_MS).int64(millis);
        }
    }

    private static void metrics(SearchMetrics metrics, long inspectedSpans, JsonText out) {
        out.name("metrics").beginObject();
        if (metrics.inspectedBytes() != 0) {
            out.name("inspectedBytes").uint64(metrics.inspectedBytes());
        }
        if (metrics.totalJobs() != 0) {
            out.name("totalJobs").number(metrics.totalJobs());
        }
        if (metrics.completedJobs() != 0) {
            out.name("completedJobs").number(metrics.completedJobs());
        }
        if (inspectedSpans != 0) {
            out.name("inspectedSpans").uint64(inspectedSpans);
        }
        out.endObject();
    }

    private static void status(@Nullable String partialBecause, JsonText out) {
        if (partialBecause != null) {
            out.name("status").string("PARTIAL").name("message").string(partialBecause);
        }
    }
}
