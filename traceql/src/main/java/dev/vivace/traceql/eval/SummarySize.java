package dev.vivace.traceql.eval;

import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.Spanset;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.model.work.SpanSize;

/// What a trace takes that was found, from then until its answer is sent: as objects, and as its part of the answer,
/// which is made in pieces that do not move.
final class SummarySize {

    private static final long TRACE = 450;
    /// Three numbers, and their text but for the name.
    private static final long SERVICE = 60;
    private static final long SPANSET = 120;

    /// The first span set is written twice into JSON.
    private static final long SPAN = 350;

    private SummarySize() {}

    static long bytes(TraceSummary trace) {
        long bytes = TRACE + SpanSize.text(trace.rootServiceName()) + SpanSize.text(trace.rootTraceName());
        ServiceStats services = trace.serviceStats();
        for (int i = 0; i < services.size(); i++) {
            bytes += SERVICE + services.service(i).length();
        }
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
