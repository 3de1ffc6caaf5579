package dev.vivace.ingest.store;

import dev.vivace.live.LiveSnapshot;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.TraceIndex;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows which one live table holds of split traces, kept up as the table grows: each row is looked at once. Guarded
/// by the lock of [SplitTraces].
final class LiveParts {

    private final Map<TraceId, Part> parts = new HashMap<>();
    private @Nullable Part[] byTrace = {};
    private int traces;
    private int rows;

    /// What a live table holds of one trace.
    static final class Part {
        final int trace;

        /// Those whose spans blocks hold too, or rows before them, ascending.
        private final Rows repeated = new Rows();

        private final Rows rows = new Rows();
        private int compared;

        Part(int trace) {
            this.trace = trace;
        }

        /// Its rows among the first ones of the table, ascending.
        int[] rows(int among) {
            return rows.before(among);
        }

        int[] repeatedRows(int among) {
            return repeated.before(among);
        }

        /// Whether nobody has looked for repeated spans among some of these rows.
        boolean isUncompared(int among) {
            return compared < rows.count(among);
        }

        /// The rows among the first ones of the table that nobody has looked at.
        int[] uncompared(int among) {
            int[] all = rows.before(among);
            return Arrays.copyOfRange(all, Math.min(compared, all.length), all.length);
        }

        /// The next of these rows was looked at.
        void compare(int row, boolean isRepeated) {
            compared++;
            if (isRepeated) {
                repeated.add(row);
            }
        }
    }

    /// Rows, ascending.
    private static final class Rows {
        private int[] rows = new int[4];
        private int count;

        void add(int row) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, 2 * count);
            }
            rows[count++] = row;
        }

        int count(int before) {
            int found = Arrays.binarySearch(rows, 0, count, before);
            return found >= 0 ? found : -found - 1;
        }

        int[] before(int end) {
            return Arrays.copyOf(rows, count(end));
        }
    }

    /// Looks at the traces and rows at which nobody has looked.
    ///
    /// @param known traces of which blocks hold parts; those of which the table itself knows it are others
    void keepUp(LiveSnapshot live, Set<TraceId> known) {
        TraceIndex index = live.traces();
        if (index.count() > byTrace.length) {
            byTrace = Arrays.copyOf(byTrace, Math.max(index.count(), 2 * byTrace.length));
        }
        for (; traces < index.count(); traces++) {
            TraceId id = index.id(traces);
            if (index.isSplit(traces) || known.contains(id)) {
                Part part = new Part(traces);
                byTrace[traces] = part;
                parts.put(id, part);
            }
        }
        for (; rows < live.rowCount(); rows++) {
            Part part = byTrace[index.traceOf(rows)];
            if (part != null) {
                part.rows.add(rows);
            }
        }
    }

    /// The traces of which the table holds parts.
    Set<TraceId> ids() {
        return parts.keySet();
    }

    /// What the table holds of a trace; null if nothing, or nothing that matters.
    @Nullable
    Part of(TraceId id) {
        return parts.get(id);
    }
}
