package dev.vivace.ingest.store;

import dev.vivace.block.read.Block;
import dev.vivace.live.LiveSnapshot;
import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.SpanSize;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the spans which parts of split traces hold although parts before them do: senders repeated them, or a restart
/// took them again. The ids of all spans are compared; spans are read in full only where ids are equal. What was found
/// is written to the parts, so nothing is compared twice. Used with the lock of [SplitTraces].
final class RepeatedSpans {

    private static final int[] NONE = {};

    /// So many traces are in memory at once.
    private static final int TRACES_AT_ONCE = 256;

    private final int blocks;
    private final LiveSnapshot live;
    private final Function<TraceId, LiveParts.@Nullable Part> liveParts;
    private final int liveRows;

    /// @param blocks as many of the blocks are seen
    /// @param liveParts what the live table holds of a trace
    RepeatedSpans(int blocks, LiveSnapshot live, Function<TraceId, LiveParts.@Nullable Part> liveParts, int liveRows) {
        this.blocks = blocks;
        this.live = live;
        this.liveParts = liveParts;
        this.liveRows = liveRows;
    }

    /// Looks at those traces at which nobody has looked.
    void find(Collection<SplitTrace> traces) throws IOException {
        List<SplitTrace> uncompared = new ArrayList<>();
        for (SplitTrace trace : traces) {
            if (isUncompared(trace)) {
                uncompared.add(trace);
            }
        }
        // In order of rows, so that each page is read few times.
        uncompared.sort(Comparator.comparing(
                trace -> trace.parts.isEmpty() ? null : trace.parts.getFirst(),
                Comparator.nullsLast(Comparator.<SplitTrace.Part>comparingInt(part -> part.blockNumber)
                        .thenComparingInt(part -> part.place.firstRow()))));
        for (int from = 0; from < uncompared.size(); from += TRACES_AT_ONCE) {
            QueryWork.checkCurrent();
            compare(uncompared.subList(from, Math.min(uncompared.size(), from + TRACES_AT_ONCE)));
        }
    }

    private boolean isUncompared(SplitTrace trace) {
        LiveParts.Part own = liveParts.apply(trace.id);
        if (own != null && own.isUncompared(liveRows)) {
            return true;
        }
        for (SplitTrace.Part part : trace.parts(blocks)) {
            if (part.repeatedRows == null) {
                return true;
            }
        }
        return false;
    }

    private void compare(List<SplitTrace> traces) throws IOException {
        Map<SplitTrace.Part, long[]> ids = spanIds(traces);
        Column.OfLong liveIds = (Column.OfLong) live.intrinsic(Intrinsic.SPAN_ID);
        List<SplitTrace> suspects = new ArrayList<>();
        Map<SplitTrace, Set<Long>> repeatedIds = new IdentityHashMap<>();
        for (SplitTrace trace : traces) {
            Set<Long> seen = new HashSet<>();
            Set<Long> repeated = new HashSet<>();
            for (SplitTrace.Part part : trace.parts(blocks)) {
                for (long id : ids.getOrDefault(part, new long[0])) {
                    if (!seen.add(id)) {
                        repeated.add(id);
                    }
                }
            }
            LiveParts.Part own = liveParts.apply(trace.id);
            if (own != null) {
                for (int row : own.rows(liveRows)) {
                    if (!seen.add(liveIds.longAt(row))) {
                        repeated.add(liveIds.longAt(row));
                    }
                }
            }
            if (repeated.isEmpty()) {
                settle(trace, own);
            } else {
                suspects.add(trace);
                repeatedIds.put(trace, repeated);
            }
        }
        Map<SplitTrace.Part, List<Span>> spans = spans(suspects);
        repeatedIds.forEach((trace, repeated) -> compare(trace, repeated, spans));
        spans.values().forEach(read -> QueryWork.releasing(SpanSize.of(read)));
    }

    /// Nothing is repeated.
    private void settle(SplitTrace trace, LiveParts.@Nullable Part own) {
        for (SplitTrace.Part part : trace.parts(blocks)) {
            part.repeatedRows = NONE;
        }
        if (own != null) {
            for (int row : own.uncompared(liveRows)) {
                own.compare(row, false);
            }
        }
    }

    /// @param ids of spans of which there are several
    private void compare(SplitTrace trace, Set<Long> ids, Map<SplitTrace.Part, List<Span>> spans) {
        Set<Span> seen = new HashSet<>();
        for (SplitTrace.Part part : trace.parts(blocks)) {
            List<Span> own = spans.getOrDefault(part, List.of());
            int[] repeated = new int[own.size()];
            int count = 0;
            for (int i = 0; i < own.size(); i++) {
                Span span = own.get(i);
                if (ids.contains(span.spanId().value()) && !seen.add(span)) {
                    repeated[count++] = part.place.firstRow() + i;
                }
            }
            part.repeatedRows = count == 0 ? NONE : Arrays.copyOf(repeated, count);
        }
        LiveParts.Part own = liveParts.apply(trace.id);
        if (own == null) {
            return;
        }
        // Live tables keep resources and scopes as they were sent, blocks cannot: put alike, equal spans are equal.
        ColumnOrder order = new ColumnOrder();
        int[] uncompared = own.uncompared(liveRows);
        int firstUncompared = uncompared.length == 0 ? Integer.MAX_VALUE : uncompared[0];
        Column.OfLong liveIds = (Column.OfLong) live.intrinsic(Intrinsic.SPAN_ID);
        for (int row : own.rows(liveRows)) {
            boolean isRepeated = ids.contains(liveIds.longAt(row)) && !seen.add(order.of(live.span(row)));
            if (row >= firstUncompared) {
                own.compare(row, isRepeated);
            }
        }
    }

    /// The parts of some traces, by where they are, those of each row group in order of rows.
    private Map<SplitView.Group, List<SplitTrace.Part>> byGroup(List<SplitTrace> traces) {
        Map<SplitView.Group, List<SplitTrace.Part>> byGroup = new HashMap<>();
        for (SplitTrace trace : traces) {
            for (SplitTrace.Part part : trace.parts(blocks)) {
                byGroup.computeIfAbsent(
                                new SplitView.Group(part.blockNumber, part.place.rowGroup()), _ -> new ArrayList<>())
                        .add(part);
            }
        }
        byGroup.values().forEach(parts -> parts.sort(Comparator.comparingInt(part -> part.place.firstRow())));
        return byGroup;
    }

    private Map<SplitTrace.Part, long[]> spanIds(List<SplitTrace> traces) throws IOException {
        Map<SplitTrace.Part, long[]> result = new IdentityHashMap<>();
        for (List<SplitTrace.Part> parts : byGroup(traces).values()) {
            int count = parts.stream()
                    .mapToInt(part -> part.place.endRow() - part.place.firstRow())
                    .sum();
            int[] rows = new int[count];
            int at = 0;
            for (SplitTrace.Part part : parts) {
                for (int row = part.place.firstRow(); row < part.place.endRow(); row++) {
                    rows[at++] = row;
                }
            }
            long[] ids = new long[count];
            Block block = parts.getFirst().block.open();
            Column.OfLong column = (Column.OfLong)
                    block.table(parts.getFirst().place.rowGroup()).intrinsic(Intrinsic.SPAN_ID);
            column.longsAt(rows, ids);
            int from = 0;
            for (SplitTrace.Part part : parts) {
                int to = from + part.place.endRow() - part.place.firstRow();
                result.put(part, Arrays.copyOfRange(ids, from, to));
                from = to;
            }
        }
        return result;
    }

    private Map<SplitTrace.Part, List<Span>> spans(List<SplitTrace> traces) throws IOException {
        Map<SplitTrace.Part, List<Span>> result = new IdentityHashMap<>();
        for (List<SplitTrace.Part> parts : byGroup(traces).values()) {
            Block block = parts.getFirst().block.open();
            List<List<Span>> spans = block.spans(
                    parts.getFirst().place.rowGroup(),
                    parts.stream().mapToInt(part -> part.place.trace()).toArray());
            for (int i = 0; i < spans.size(); i++) {
                result.put(parts.get(i), spans.get(i));
            }
        }
        return result;
    }
}
