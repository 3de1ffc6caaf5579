package dev.vivace.traceql.source;

import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The traces of a table, by ordinal `0` to `count - 1`. In blocks they stand in order of start; in live
/// tables in
/// order of arrival.
public interface TraceIndex {

    int count();

    TraceId id(int trace);

    /// Earliest start of its spans in this table, nanoseconds since 1970, unsigned.
    long startEpochNanos(int trace);

    /// Latest end of its spans in this table; never before the start.
    long endEpochNanos(int trace);

    /// End minus start, in nanoseconds; the greatest signed number if it is more than that.
    default long durationNanos(int trace) {
        long duration = endEpochNanos(trace) - startEpochNanos(trace);
        return duration < 0 ? Long.MAX_VALUE : duration;
    }

    /// Name of the root span, empty if there is none; of several roots the one that starts last.
    String rootName(int trace);

    /// `service.name` of the root span, empty if there is none.
    String rootServiceName(int trace);

    boolean hasRoot(int trace);

    /// Whether spans of this trace are known to be in other tables too. Such a trace is not judged by this
    /// table alone.
    boolean isSplit(int trace);

    /// The traces of which that is known, as a set of ordinals. Nobody may change it.
    default RowSet splitTraces() {
        RowSet split = new RowSet(count());
        for (int trace = 0; trace < count(); trace++) {
            if (isSplit(trace)) {
                split.add(trace);
            }
        }
        return split;
    }

    int traceOf(int row);

    /// The rows of a trace in the order in which results list them. A fresh array.
    int[] rowsOf(int trace);

    /// Puts some rows of one trace, ascending, into that order.
    void order(int[] rows);

    /// Where the services of all traces are kept once somebody counted them; null if nobody will ask this table again.
    default @Nullable AtomicReference<@Nullable KnownServices> knownServices() {
        return null;
    }

    /// Adds the rows of a trace to a set.
    void addRows(int trace, RowSet into);
}
