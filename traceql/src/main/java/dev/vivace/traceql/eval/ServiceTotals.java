package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rows of the traces that are answered, and how many spans and errors each service has among them.
/// Both columns
/// are read once for all traces. Bound to one table, confined to one thread.
final class ServiceTotals {

    private static final int STATUS_ERROR = 2;

    /// By trace: where its rows start, one more than there are traces.
    private final int[] offsets;

    /// By position, as the rows: the service, a position in the names, which are in order.
    private final int[] services;

    private final long[] statuses;
    private final List<String> names;
    private final int[] spanCounts;
    private final int[] errorCounts;
    /// The services of the trace at hand: a bit each.
    private final long[] met;

    private ServiceTotals(int[] offsets, int[] services, long[] statuses, List<String> names) {
        this.offsets = offsets;
        this.services = services;
        this.statuses = statuses;
        this.names = names;
        this.met = new long[(names.size() + 63) >> 6];
        this.spanCounts = new int[names.size()];
        this.errorCounts = new int[names.size()];
    }

    /// @param traces ordinals
    static ServiceTotals of(SpanTable table, RowSet traces) {
        TraceIndex index = table.traces();
        int[] firstRows = index.firstRows();
        int[] offsets = firstRows == null ? null : offsets(firstRows, traces);
        int[] rows = firstRows == null || offsets == null
                ? rowsOf(index, traces, table.rowCount())
                : rows(firstRows, traces, offsets[traces.rows()]);
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
        List<String> names =
                numbers.keySet().stream().sorted(Utf8Order::compare).toList();
        int[] places = new int[names.size()];
        for (int place = 0; place < places.length; place++) {
            places[numbers.getOrDefault(names.get(place), 0)] = place;
        }
        for (int i = 0; i < services.length; i++) {
            services[i] = places[services[i]];
        }
        return offsets == null
                ? grouped(index, rows, services, statuses, names)
                : new ServiceTotals(offsets, services, statuses, names);
    }

    private static int[] rowsOf(TraceIndex index, RowSet traces, int rowCount) {
        RowSet wanted = new RowSet(rowCount);
        for (int trace = traces.next(0); trace < traces.rows(); trace = traces.next(trace + 1)) {
            index.addRows(trace, wanted);
        }
        return wanted.toArray();
    }

    /// What is known at once where the rows of a trace stand together, as they do in blocks.
    private static int[] offsets(int[] firstRows, RowSet traces) {
        int[] offsets = new int[traces.rows() + 1];
        for (int trace = 0; trace < traces.rows(); trace++) {
            int length = traces.contains(trace) ? firstRows[trace + 1] - firstRows[trace] : 0;
            offsets[trace + 1] = offsets[trace] + length;
        }
        return offsets;
    }

    private static int[] rows(int[] firstRows, RowSet traces, int count) {
        int[] rows = new int[count];
        int at = 0;
        for (int trace = traces.next(0); trace < traces.rows(); trace = traces.next(trace + 1)) {
            for (int row = firstRows[trace]; row < firstRows[trace + 1]; row++) {
                rows[at++] = row;
            }
        }
        return rows;
    }

    private static int numberOf(AttributeValue value, Map<String, Integer> numbers) {
        return value instanceof AttributeValue.Text(String text)
                ? numbers.computeIfAbsent(text, _ -> numbers.size())
                : 0;
    }

    /// Brings the rows of each trace together.
    private static ServiceTotals grouped(
            TraceIndex index, int[] rows, int[] services, long[] statuses, List<String> names) {
        int[] traces = new int[rows.length];
        int[] offsets = new int[index.count() + 1];
        for (int i = 0; i < rows.length; i++) {
            traces[i] = index.traceOf(rows[i]);
            offsets[traces[i] + 1]++;
        }
        for (int trace = 1; trace < offsets.length; trace++) {
            offsets[trace] += offsets[trace - 1];
        }
        int[] next = offsets.clone();
        int[] sortedServices = new int[rows.length];
        long[] sortedStatuses = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int to = next[traces[i]]++;
            sortedServices[to] = services[i];
            sortedStatuses[to] = statuses[i];
        }
        return new ServiceTotals(offsets, sortedServices, sortedStatuses, names);
    }

    /// Spans and errors of a trace.
    ServiceStats of(int trace) {
        int count = 0;
        for (int i = offsets[trace], to = offsets[trace + 1]; i < to; i++) {
            int service = services[i];
            count += spanCounts[service]++ == 0 ? 1 : 0;
            met[service >> 6] |= 1L << service;
            errorCounts[service] += statuses[i] == STATUS_ERROR ? 1 : 0;
        }
        ServiceStats.Builder stats = new ServiceStats.Builder(names, count);
        for (int i = 0; i < met.length; i++) {
            for (long left = met[i]; left != 0; left &= left - 1) {
                int service = (i << 6) + Long.numberOfTrailingZeros(left);
                stats.add(service, spanCounts[service], errorCounts[service]);
                spanCounts[service] = 0;
                errorCounts[service] = 0;
            }
            met[i] = 0;
        }
        return stats.build();
    }
}
