package dev.vivace.wire.otlp;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.ScopeSpans;
import dev.vivace.model.Span;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;

/// As many of a trace's first spans as fit into a number of bytes of protobuf. Confined to one thread.
public final class SpansWithin {

    /// What the lengths of a scope and of its resource may take more, once further spans follow.
    private static final int FRAME_BYTES = 8;

    private final ProtobufWriter measure = new ProtobufWriter();
    private final long mostBytes;
    private long bytes;

    private SpansWithin(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// The spans that fit, with their resources and scopes; the same object if those are all.
    public static List<ResourceSpans> of(List<ResourceSpans> batches, long mostBytes) {
        ProtobufWriter whole = new ProtobufWriter();
        OtlpEncoder.write(batches, whole);
        return whole.sizeBytes() <= mostBytes ? batches : new SpansWithin(mostBytes).first(batches);
    }

    private List<ResourceSpans> first(List<ResourceSpans> batches) {
        List<ResourceSpans> fitting = new ArrayList<>();
        for (ResourceSpans batch : batches) {
            List<ScopeSpans> scopes = new ArrayList<>();
            for (ScopeSpans scope : batch.scopes()) {
                List<Span> spans = new ArrayList<>();
                for (Span span : scope.spans()) {
                    bytes += spans.isEmpty() ? withFrame(batch, scope, span) : size(span);
                    if (bytes > mostBytes) {
                        break;
                    }
                    spans.add(span);
                }
                if (!spans.isEmpty()) {
                    scopes.add(new ScopeSpans(scope.scope(), spans));
                }
            }
            if (!scopes.isEmpty()) {
                fitting.add(new ResourceSpans(batch.resource(), scopes));
            }
        }
        return fitting;
    }

    /// The resource counts with each of its scopes, which makes the answer smaller, no more.
    private long withFrame(ResourceSpans batch, ScopeSpans scope, Span span) {
        measure.clear();
        ScopeSpans alone = new ScopeSpans(scope.scope(), List.of(span));
        OtlpEncoder.write(List.of(new ResourceSpans(batch.resource(), List.of(alone))), measure);
        return measure.sizeBytes() + FRAME_BYTES;
    }

    private long size(Span span) {
        measure.clear();
        OtlpEncoder.span(span, measure);
        return measure.sizeBytes();
    }
}
