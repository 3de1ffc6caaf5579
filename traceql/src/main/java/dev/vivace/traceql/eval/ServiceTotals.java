package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rows of the traces that are answered, and how many spans and errors each service has among them.
/// Both columns
/// are read once for all traces. Bound to one table, confined to one thread.
final class ServiceTotals {

    private static final int STATUS_ERROR = 2;

    private final TraceRows rows;
    /// By position, as the ascending rows: the service, a position in the names, which are in order.
    private final int[] services;

    private final long[] statuses;
    private final List<String> names;
    private final int[] spanCounts;
    private final int[] errorCounts;
    /// The services of the trace at hand: a bit each.
    private final long[] met;

    private ServiceTotals(TraceRows rows, int[] services, long[] statuses, List<String> names) {
        this.rows = rows;
        this.services = services;
        this.statuses = statuses;
        this.names = names;
        this.met = new long[(names.size() + 63) >> 6];
        this.spanCounts = new int[names.size()];
        this.errorCounts = new int[names.size()];
    }

    /// @param traces ordinals
    static ServiceTotals of(SpanTable table, RowSet traces) {
        TraceRows traceRows = TraceRows.of(table, traces, null);
        int[] rows = traceRows.ascending();
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
        return new ServiceTotals(traceRows, services, statuses, names);
    }

    private static int numberOf(AttributeValue value, Map<String, Integer> numbers) {
        return value instanceof AttributeValue.Text(String text)
                ? numbers.computeIfAbsent(text, _ -> numbers.size())
                : 0;
    }

    /// Spans and errors of a trace.
    ServiceStats of(int trace) {
        int count = 0;
        for (int i = rows.from(trace), to = rows.from(trace + 1); i < to; i++) {
            int position = rows.position(i);
            int service = services[position];
            count += spanCounts[service]++ == 0 ? 1 : 0;
            met[service >> 6] |= 1L << service;
            errorCounts[service] += statuses[position] == STATUS_ERROR ? 1 : 0;
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
