package dev.vivace.traceql.source;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import java.io.IOException;
import java.util.List;

/// Everything a tenant has at one moment: live tables and blocks. A consistent view: what moves from live to
/// stored meanwhile is seen once. Thread-safe.
public interface SpanSource {

    /// The tables that may hold traces overlapping the range, in no particular order.
    List<TableRef> tables(TimeRange range);

    /// All spans of one trace from wherever they are, spans that are equal in everything once; none if it is
    /// unknown.
    ///
    /// The question at hand then holds [dev.vivace.model.work.SpanSize#of] of them; who drops them before its
    /// answer releases that.
    List<Span> spansOf(TraceId trace) throws IOException;

    /// The same spans in the batches in which they were sent, in order of arrival, as far as that is known.
    ///
    /// @param places who has but one may look there in any case
    default List<ResourceSpans> batchesOf(TraceId trace, TracePlaces places) throws IOException {
        return ResourceSpans.grouped(spansOf(trace));
    }

    /// The blocks behind those tables.
    BlockTotals blocks(TimeRange range);

    /// How many blocks, and how large together.
    record BlockTotals(int count, long sizeBytes) {}

    /// A table that has not been opened yet, with what is known of it without reading.
    interface TableRef {
        /// Latest trace start in it, unsigned.
        long latestTraceStartEpochNanos();

        /// Earliest trace start in it, unsigned.
        long earliestTraceStartEpochNanos();

        SpanTable open() throws IOException;
    }
}
