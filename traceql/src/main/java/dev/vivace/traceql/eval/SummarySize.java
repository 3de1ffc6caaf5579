package dev.vivace.traceql.eval;

import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.Spanset;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.model.work.SpanSize;

/// What a trace takes that was found, from then until its answer is sent: as objects, and as a part of the
/// answer's bytes, which are there twice while their array grows.
final class SummarySize {

    private static final long TRACE = 700;
    private static final long SERVICE = 200;
    private static final long SPANSET = 120;

    /// The first span set is written twice into JSON.
    private static final long SPAN = 450;

    private SummarySize() {}

    static long bytes(TraceSummary trace) {
        long bytes = TRACE
                + SERVICE * trace.serviceStats().size()
                + SpanSize.text(trace.rootServiceName())
                + SpanSize.text(trace.rootTraceName());
        for (Spanset spanset : trace.spansets()) {
            bytes += SpanSize.of(spanset.attributes(), SPANSET);
            for (SpanSummary span : spanset.spans()) {
                String name = span.name();
                bytes += SpanSize.of(span.attributes(), SPAN) + (name == null ? 0 : SpanSize.text(name));
            }
        }
        return bytes;
    }
}
