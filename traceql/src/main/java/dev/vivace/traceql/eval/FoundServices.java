package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.traceql.source.KnownServices;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The services of the traces that are answered. A stored table is asked again and again and does not change: once many
/// of its traces are wanted, those of all are counted and kept.
final class FoundServices {

    /// All are counted if at least one trace in so many is wanted.
    private static final int ONE_IN = 32;

    /// Tables with more rows than this are too large to be gone through at once.
    private static final int MOST_ROWS = 1 << 18;

    private FoundServices() {}

    /// @param traces ordinals of the traces that are answered
    /// @return what each of them has
    static IntFunction<ServiceStats> of(SpanTable table, RowSet traces) {
        AtomicReference<@Nullable KnownServices> kept = table.traces().knownServices();
        if (kept == null) {
            return ServiceTotals.of(table, traces)::of;
        }
        KnownServices known = kept.get();
        if (known != null) {
            return known::of;
        }
        TraceIndex index = table.traces();
        if (table.rowCount() > MOST_ROWS || (long) traces.count() * ONE_IN < index.count()) {
            return ServiceTotals.of(table, traces)::of;
        }
        ServiceTotals all = ServiceTotals.of(table, RowSet.all(index.count()));
        kept.set(KnownServices.of(index.count(), all::of));
        return all::of;
    }
}
