package dev.vivace.wire.otlp;

import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.wire.protobuf.ProtobufWriter;
import org.jspecify.annotations.Nullable;

/// Writes spans as an `ExportTraceServiceRequest` one by one and keeps none: neighbours with equal
/// resource and scope share their message. Mutable, confined to one thread.
public final class OtlpRequestWriter {

    private final ProtobufWriter out;
    private @Nullable Resource resource;
    private @Nullable InstrumentationScope scope;
    private int resourceSpans;
    private int scopeSpans;
    private int spans;

    /// @param sizeBytes how much to reserve at first; it grows as needed
    public OtlpRequestWriter(int sizeBytes) {
        this.out = new ProtobufWriter(sizeBytes);
    }

    public void add(Span span) {
        if (!span.resource().equals(resource)) {
            closeResource();
            resource = span.resource();
            resourceSpans = OtlpEncoder.openResource(span.resource(), out);
            scope = null;
        }
        if (!span.scope().equals(scope)) {
            closeScope();
            scope = span.scope();
            scopeSpans = OtlpEncoder.openScope(span.scope(), out);
        }
        OtlpEncoder.span(span, out);
        spans++;
    }

    /// How many spans were added.
    public int spans() {
        return spans;
    }

    /// The request; nothing can be added any more.
    public byte[] toByteArray() {
        closeResource();
        return out.toByteArray();
    }

    private void closeScope() {
        if (scopeSpans != 0) {
            out.close(scopeSpans);
            scopeSpans = 0;
        }
    }

    private void closeResource() {
        closeScope();
        if (resourceSpans != 0) {
            out.close(resourceSpans);
            resourceSpans = 0;
        }
    }
}
