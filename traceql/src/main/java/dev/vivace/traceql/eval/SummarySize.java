package dev.vivace.traceql.eval;

import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.Spanset;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.model.work.SpanSize;
import java.util.List;

/// What a trace takes that was found, from then until its answer is sent: as objects, and as its part of
/// the answer, which is made in pieces that do not move.
///
/// Confined to one thread.
final class SummarySize {

    private static final long TRACE = 450;
    /// Three numbers, and their text but for the name.
    private static final long SERVICE = 60;
    private static final long SPANSET = 120;

    /// The first span set is written twice into JSON.
    private static final long SPAN = 350;

    /// Those of the table at hand, and how long the longest is: to look at each would be to wait for it.
    private List<String> names = List.of();

    private int longestName;

    long bytes(TraceSummary trace) {
        long bytes = TRACE + SpanSize.text(trace.rootServiceName()) + SpanSize.text(trace.rootTraceName());
        ServiceStats services = trace.serviceStats();
        if (names != services.names()) {
            names = services.names();
            longestName = names.stream().mapToInt(String::length).max().orElse(0);
        }
        bytes += services.size() * (SERVICE + longestName);
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
