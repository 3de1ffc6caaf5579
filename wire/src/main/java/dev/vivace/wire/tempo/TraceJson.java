package dev.vivace.wire.tempo;

import dev.vivace.model.ResourceSpans;
import dev.vivace.wire.json.JsonText;
import dev.vivace.wire.otlp.OtlpJsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Traces by id in JSON. Not OTLP/JSON: ids are base64, enums names, and version 1 calls its root `batches`.
public final class TraceJson {

    private static final OtlpJsonWriter WRITER = new OtlpJsonWriter(OtlpJsonWriter.Dialect.TEMPO);

    private static final int INITIAL_SIZE_BYTES = 16_384;

    private TraceJson() {}

    /// The answer of `/api/traces/{id}`.
    public static byte[] v1(List<ResourceSpans> batches) {
        JsonText out = new JsonText(INITIAL_SIZE_BYTES);
        out.beginObject().name("batches");
        WRITER.resourceSpans(batches, out);
        return out.endObject().toByteArray();
    }

    /// The answer of `/api/v2/traces/{id}`; nothing found is `{"trace":{},"metrics":{}}`. Parameters as those of
    /// [TraceByIdMessages#response].
    public static byte[] v2(List<ResourceSpans> batches, long inspectedBytes, @Nullable String partialBecause) {
        JsonText out = new JsonText(INITIAL_SIZE_BYTES);
        out.beginObject().name("trace").beginObject();
        if (!batches.isEmpty()) {
            out.name("resourceSpans");
            WRITER.resourceSpans(batches, out);
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
