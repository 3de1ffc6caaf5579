package dev.vivace.query;

import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.TracePlaces;

/// Asks for the spans of one trace. Immutable.
public record TraceRequest(TraceId traceId, TracePlaces places) {

    /// Asks for all of them.
    public static TraceRequest of(TraceId traceId) {
        return new TraceRequest(traceId, TracePlaces.EVERYWHERE);
    }
}
