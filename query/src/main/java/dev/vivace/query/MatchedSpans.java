package dev.vivace.query;

import dev.vivace.model.RowSet;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.work.QueryWork;
import dev.vivace.traceql.eval.SpanFilter;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The spans a question about names or values is about, table by table. Stateless.
final class MatchedSpans {

    /// So many are put together at once.
    private static final int SPLIT_TRACES_AT_ONCE = 1024;

    private MatchedSpans() {}

    /// Looks at the spans of one table.
    interface Visitor {
        /// @param matched those that count; null for all
        /// @return whether to go on
        boolean visit(SpanTable table, @Nullable RowSet matched);
    }

    /// Shows the spans that meet a filter.
    ///
    /// @param maxBlocks how many blocks are looked into, the newest ones
    /// @param wholeTraces whether a trace of which several tables hold spans must be shown as one, in a table
    ///     of its own; always so if the filter asks of whole traces
    static void forEach(
            SpanSource source, TimeRange range, int maxBlocks, SpanFilter filter, boolean wholeTraces, Visitor visitor)
            throws IOException {
        boolean puttingTogether = wholeTraces || filter.asksOfWholeTraces();
        Set<TraceId> split = new LinkedHashSet<>();
        for (SpanSource.TableRef ref : source.tables(range)) {
            QueryWork.checkCurrent();
            if (ref.newerBlocks() >= maxBlocks) {
                continue;
            }
            SpanTable table = ref.open();
            RowSet matched = filter.match(table, range);
            if (puttingTogether) {
                matched = withoutSplitTraces(table, matched, split);
            }
            if (!visitor.visit(table, matched)) {
                return;
            }
        }
        List<TraceId> waiting = List.copyOf(split);
        for (int from = 0; from < waiting.size(); from += SPLIT_TRACES_AT_ONCE) {
            QueryWork.checkCurrent();
            SpanTable whole =
                    source.wholeTraces(waiting.subList(from, Math.min(waiting.size(), from + SPLIT_TRACES_AT_ONCE)));
            if (!visitor.visit(whole, filter.match(whole, range))) {
                return;
            }
        }
    }

    private static @Nullable RowSet withoutSplitTraces(
            SpanTable table, @Nullable RowSet matched, Set<TraceId> splitTraces) {
        TraceIndex traces = table.traces();
        RowSet split = new RowSet(table.rowCount());
        for (int trace = 0; trace < traces.count(); trace++) {
            if (traces.isSplit(trace)) {
                splitTraces.add(traces.id(trace));
                traces.addRows(trace, split);
            }
        }
        if (split.isEmpty()) {
            return matched;
        }
        RowSet rest = matched == null ? RowSet.all(table.rowCount()) : matched.copy();
        rest.andNot(split);
        return rest;
    }
}
