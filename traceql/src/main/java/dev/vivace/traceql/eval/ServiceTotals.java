package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The rows of the traces that are answered, and how many spans and errors each service has among them.
/// Both columns
/// are read once for all traces. Bound to one table, confined to one thread.
final class ServiceTotals {

    private static final int STATUS_ERROR = 2;

    /// By trace: where its rows start, one more than there are traces.
    private final int[] offsets;

    private final int[] rows;
    /// By position, as the rows: the service, a position in the names.
    private final int[] services;

    private final long[] statuses;
    private final List<String> names = new ArrayList<>();
    private final int[] spanCounts;
    private final int[] errorCounts;

    private ServiceTotals(int[] offsets, int[] rows, int[] services, long[] statuses, List<String> names) {
        this.offsets = offsets;
        this.rows = rows;
        this.services = services;
        this.statuses = statuses;
        this.names.addAll(names);
        this.spanCounts = new int[names.size()];
        this.errorCounts = new int[names.size()];
    }

    /// @param traces ordinals
    static ServiceTotals of(SpanTable table, RowSet traces) {
        TraceIndex index = table.traces();
        RowSet wanted = new RowSet(table.rowCount());
        for (int trace = traces.next(0); trace < traces.rows(); trace = traces.next(trace + 1)) {
            index.addRows(trace, wanted);
        }
        int[] rows = wanted.toArray();
        Map<String, Integer> numbers = new HashMap<>();
        numbers.put("", 0);
        int[] services = new int[rows.length];
        List<Column> columns = table.attribute(AttributeScope.RESOURCE, "service.name");
        // The first column that has a text decides: written last.
        for (int i = columns.size() - 1; i >= 0; i--) {
            if (columns.get(i) instanceof Column.OfText texts) {
                texts.number(rows, value -> numberOf(value, numbers), services);
            }
        }
        long[] statuses = new long[rows.length];
        ((Column.OfLong) table.intrinsic(Intrinsic.STATUS)).longsAt(rows, statuses);
        String[] names = new String[numbers.size()];
        numbers.forEach((name, number) -> names[number] = name);
        return grouped(index, rows, services, statuses, List.of(names));
    }

    private static int numberOf(AttributeValue value, Map<String, Integer> numbers) {
        return value instanceof AttributeValue.Text(String text)
                ? numbers.computeIfAbsent(text, _ -> numbers.size())
                : 0;
    }

    /// Brings the rows of each trace together; in blocks they are.
    private static ServiceTotals grouped(
            TraceIndex index, int[] rows, int[] services, long[] statuses, List<String> names) {
        int[] traces = new int[rows.length];
        int[] offsets = new int[index.count() + 1];
        boolean together = true;
        for (int i = 0; i < rows.length; i++) {
            traces[i] = index.traceOf(rows[i]);
            offsets[traces[i] + 1]++;
            together &= i == 0 || traces[i] >= traces[i - 1];
        }
        for (int trace = 1; trace < offsets.length; trace++) {
            offsets[trace] += offsets[trace - 1];
        }
        if (together) {
            return new ServiceTotals(offsets, rows, services, statuses, names);
        }
        int[] next = offsets.clone();
        int[] sortedRows = new int[rows.length];
        int[] sortedServices = new int[rows.length];
        long[] sortedStatuses = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int to = next[traces[i]]++;
            sortedRows[to] = rows[i];
            sortedServices[to] = services[i];
            sortedStatuses[to] = statuses[i];
        }
        return new ServiceTotals(offsets, sortedRows, sortedServices, sortedStatuses, names);
    }

    /// The rows of a trace that are in a set, ascending. A fresh array.
    int[] rowsOf(int trace, RowSet among) {
        int[] result = new int[offsets[trace + 1] - offsets[trace]];
        int count = 0;
        for (int i = offsets[trace]; i < offsets[trace + 1]; i++) {
            if (among.contains(rows[i])) {
                result[count++] = rows[i];
            }
        }
        return Arrays.copyOf(result, count);
    }

    /// Spans and errors of a trace, by service.
    SortedMap<String, ServiceStats> of(int trace) {
        SortedMap<String, ServiceStats> stats = new TreeMap<>(Utf8Order::compare);
        int from = offsets[trace];
        int to = offsets[trace + 1];
        for (int i = from; i < to; i++) {
            spanCounts[services[i]]++;
            errorCounts[services[i]] += statuses[i] == STATUS_ERROR ? 1 : 0;
        }
        for (int i = from; i < to; i++) {
            int service = services[i];
            if (spanCounts[service] > 0) {
                stats.put(names.get(service), new ServiceStats(spanCounts[service], errorCounts[service]));
                spanCounts[service] = 0;
                errorCounts[service] = 0;
            }
        }
        return stats;
    }
}
