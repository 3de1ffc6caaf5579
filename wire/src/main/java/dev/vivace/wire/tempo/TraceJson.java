package dev.vivace.wire.tempo;

import dev.vivace.model.Span;
import dev.vivace.wire.json.JsonText;
import dev.vivace.wire.otlp.OtlpJsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Traces by id in JSON. Not OTLP/JSON: ids are base64, enums names, and version 1 calls its root `batches`.
public final class TraceJson {

    private static final OtlpJsonWriter WRITER = new OtlpJsonWriter(OtlpJsonWriter.Dialect.TEMPO);

    private TraceJson() {}

    /// The answer of `/api/traces/{id}`.
    public static byte[] v1(List<Span> spans) {
        JsonText out = new JsonText(64 + spans.size() * 1024);
        out.beginObject().name("batches");
        WRITER.resourceSpans(spans, out);
        return out.endObject().toByteArray();
    }

    /// The answer of `/api/v2/traces/{id}`; nothing found is `{"trace":{},"metrics":{}}`. Parameters as those of
    /// [TraceByIdMessages#response].
    public static byte[] v2(List<Span> spans, long inspectedBytes, @Nullable String partialBecause) {
        JsonText out = new JsonText(64 + spans.size() * 1024);
        out.beginObject().name("trace").beginObject();
        if (!spans.isEmpty()) {
            out.name("resourceSpans");
            WRITER.resourceSpans(spans, out);
        }
        out.endObject().name("metrics").beginObject();
        if (inspectedBytes != 0) {
            out.name("inspectedBytes").uint64(inspectedBytes);
        }
        out.endObject();
        if (partialBecause != null) {
            out.name("status").string("PARTIAL");
            if (!partialBecause.isEmpty()) {
                out.name("message").string(partialBecause);
            }
        }
        return out.endObject().toByteArray();
    }
}
