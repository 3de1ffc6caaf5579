package dev.vivace.traceql.source;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.SpanSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything a tenant has at one moment: live tables and blocks. A consistent view: what moves from live to
/// stored meanwhile is seen once. Thread-safe.
///
/// Closed by who asked for it once nobody asks it any more, so that memory it kept from being given up can go.
public interface SpanSource extends AutoCloseable {

    /// Nothing, where nothing is kept. Closing twice is nothing.
    @Override
    default void close() {}

    /// The tables that may hold traces overlapping the range, in no particular order.
    List<TableRef> tables(TimeRange range);

    /// All spans of one trace from wherever they are, spans that are equal in everything once; none if it is
    /// unknown.
    ///
    /// The question at hand then holds [dev.vivace.model.work.SpanSize#of] of them; who drops them before its
    /// answer releases that.
    List<Span> spansOf(TraceId trace) throws IOException;

    /// Traces as [#spansOf] gives them, put together into one table. Cheaper for many at once than one by one.
    ///
    /// @param traces some of those that tables say are split, or that [#splitTraces] gives
    default SpanTable wholeTraces(List<TraceId> traces) throws IOException {
        List<Span> spans = new ArrayList<>();
        for (TraceId trace : traces) {
            spans.addAll(spansOf(trace));
        }
        QueryWork.releasing(SpanSize.of(spans)); // a table for a while
        return ListSpanTable.of(spans);
    }

    /// The traces that several tables hold spans of and that, as a whole, overlap a range: some of them although no
    /// table does by itself. Null if that is not known here.
    default @Nullable List<SplitTrace> splitTraces(TimeRange range) throws IOException {
        return null;
    }

    /// The same spans in the batches in which they were sent, in order of arrival, as far as that is known.
    ///
    /// @param places who has but one may look there in any case
    default List<ResourceSpans> batchesOf(TraceId trace, TracePlaces places) throws IOException {
        return ResourceSpans.grouped(spansOf(trace));
    }

    /// The blocks behind those tables.
    BlockTotals blocks(TimeRange range);

    /// A trace that several tables hold spans of.
    ///
    /// @param startEpochNanos of the whole trace, or, as far as is known, of a part of it
    record SplitTrace(TraceId id, long startEpochNanos) {}

    /// How many blocks, and how large together.
    record BlockTotals(int count, long sizeBytes) {}

    /// A table that has not been opened yet, with what is known of it without reading.
    interface TableRef {
        /// Latest trace start in it, unsigned.
        long latestTraceStartEpochNanos();

        /// Earliest trace start in it, unsigned.
        long earliestTraceStartEpochNanos();

        SpanTable open() throws IOException;

        /// How many blocks are newer than the one it is of; 0 if it is of none.
        default int newerBlocks() {
            return 0;
        }

        /// The rows whose spans another table shows too, equal in everything, and that are to be left out where spans
        /// are looked at one by one: then each is seen once. Null if that is not known here.
        default @Nullable RowSet repeatedRows() throws IOException {
            return null;
        }
    }
}
