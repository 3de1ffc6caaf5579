package dev.vivace.traceql.metrics;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.ListSpanTable;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.SpanTree;
import dev.vivace.traceql.source.TraceIndex;
import java.util.ArrayList;
import java.util.List;

/// Lists of spans, each as a table; a trace that is in several is split.
record TestSource(List<List<Span>> lists) implements SpanSource {

    static TestSource of(List<Span> spans) {
        return new TestSource(List.of(spans));
    }

    @Override
    public List<TableRef> tables(TimeRange range) {
        List<TableRef> result = new ArrayList<>();
        for (List<Span> list : lists) {
            SpanTable table = new PartTable(ListSpanTable.of(list), this);
            TraceIndex traces = table.traces();
            long earliest = Long.MAX_VALUE;
            long latest = 0;
            boolean overlaps = false;
            for (int trace = 0; trace < traces.count(); trace++) {
                earliest = Math.min(earliest, traces.startEpochNanos(trace));
                latest = Math.max(latest, traces.startEpochNanos(trace));
                overlaps |= range.overlaps(traces.startEpochNanos(trace), traces.endEpochNanos(trace));
            }
            if (overlaps) {
                result.add(new Ref(table, earliest, latest));
            }
        }
        return result;
    }

    boolean isSplit(TraceId trace) {
        return lists.stream()
                        .filter(list ->
                                list.stream().anyMatch(span -> span.traceId().equals(trace)))
                        .count()
                > 1;
    }

    @Override
    public List<Span> spansOf(TraceId trace) {
        return lists.stream()
                .flatMap(List::stream)
                .filter(span -> span.traceId().equals(trace))
                .distinct()
                .toList();
    }

    @Override
    public BlockTotals blocks(TimeRange range) {
        return new BlockTotals(0, 0);
    }

    private record Ref(SpanTable open, long earliestTraceStartEpochNanos, long latestTraceStartEpochNanos)
            implements TableRef {}

    private record PartTable(ListSpanTable list, TestSource source) implements SpanTable {
        @Override
        public int rowCount() {
            return list.rowCount();
        }

        @Override
        public TraceIndex traces() {
            return new PartTraces(list.traces(), source);
        }

        @Override
        public Column intrinsic(Intrinsic intrinsic) {
            return list.intrinsic(intrinsic);
        }

        @Override
        public Column.OfLong startEpochNanos() {
            return list.startEpochNanos();
        }

        @Override
        public List<Column> attribute(AttributeScope scope, String key) {
            return list.attribute(scope, key);
        }

        @Override
        public Iterable<String> attributeKeys(AttributeScope scope) {
            return list.attributeKeys(scope);
        }

        @Override
        public NestedTable nested(AttributeScope scope) {
            return list.nested(scope);
        }

        @Override
        public SpanTree tree() {
            return list.tree();
        }
    }

    private record PartTraces(TraceIndex traces, TestSource source) implements TraceIndex {
        @Override
        public void order(int[] rows) {
            traces.order(rows);
        }

        @Override
        public int count() {
            return traces.count();
        }

        @Override
        public TraceId id(int trace) {
            return traces.id(trace);
        }

        @Override
        public long startEpochNanos(int trace) {
            return traces.startEpochNanos(trace);
        }

        @Override
        public long endEpochNanos(int trace) {
            return traces.endEpochNanos(trace);
        }

        @Override
        public String rootName(int trace) {
            return traces.rootName(trace);
        }

        @Override
        public String rootServiceName(int trace) {
            return traces.rootServiceName(trace);
        }

        @Override
        public boolean hasRoot(int trace) {
            return traces.hasRoot(trace);
        }

        @Override
        public boolean isSplit(int trace) {
            return source.isSplit(traces.id(trace));
        }

        @Override
        public int traceOf(int row) {
            return traces.traceOf(row);
        }

        @Override
        public int[] rowsOf(int trace) {
            return traces.rowsOf(trace);
        }

        @Override
        public void addRows(int trace, RowSet into) {
            traces.addRows(trace, into);
        }
    }
}
