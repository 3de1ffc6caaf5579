package dev.vivace.wire.otlp;

import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.ScopeSpans;
import dev.vivace.model.Span;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// As many of a trace's first spans as fit into a number of bytes of protobuf. Confined to one thread.
public final class SpansWithin {

    /// What the lengths of a scope and of its resource may take more, once further spans follow.
    private static final int FRAME_BYTES = 8;

    private final ProtobufWriter measure = new ProtobufWriter();
    private final long mostBytes;
    private long bytes;
    private @Nullable Resource resource;
    private @Nullable InstrumentationScope scope;

    private SpansWithin(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// The spans that fit, with their resources and scopes; the same object if those are all.
    public static List<ResourceSpans> of(List<ResourceSpans> batches, long mostBytes) {
        ProtobufWriter whole = new ProtobufWriter();
        OtlpEncoder.write(batches, whole);
        return whole.sizeBytes() <= mostBytes
                ? batches
                : ResourceSpans.keeping(batches, new SpansWithin(mostBytes)::fits);
    }

    @SuppressWarnings("ReferenceEquality") // what is counted once too often makes the answer smaller, no more
    private boolean fits(Span span) {
        if (bytes > mostBytes) {
            return false;
        }
        measure.clear();
        if (span.resource() != resource || span.scope() != scope) {
            resource = span.resource();
            scope = span.scope();
            OtlpEncoder.write(
                    List.of(new ResourceSpans(resource, List.of(new ScopeSpans(scope, List.of(span))))), measure);
            bytes += FRAME_BYTES;
        } else {
            OtlpEncoder.span(span, measure);
        }
        bytes += measure.sizeBytes();
        return bytes <= mostBytes;
    }
}
