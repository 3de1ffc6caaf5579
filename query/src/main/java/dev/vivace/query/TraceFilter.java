package dev.vivace.query;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.eval.SpanFilter;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.source.ListSpanTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Shows the spans of a trace that meet a condition, and some of those above and below them. Immutable,
/// thread-safe.
public final class TraceFilter {

    /// For as many levels as there are.
    public static final int ALL_LEVELS = -1;

    private static final int NEVER = Integer.MAX_VALUE;

    private final SpanFilter filter;
    private final int levelsAbove;
    private final int levelsBelow;

    private TraceFilter(SpanFilter filter, int levelsAbove, int levelsBelow) {
        this.filter = filter;
        this.levelsAbove = levelsAbove < 0 ? NEVER - 1 : levelsAbove;
        this.levelsBelow = levelsBelow < 0 ? NEVER - 1 : levelsBelow;
    }

    /// @param query one filter, `{ … }`
    /// @param levelsAbove how many ancestors of a span that meets the condition are shown; or [#ALL_LEVELS]
    /// @param levelsBelow how many levels of its descendants; or [#ALL_LEVELS]
    /// @throws TraceQlException if the query is none
    /// @throws QueryRefusedException if it is more than one filter
    public static TraceFilter of(String query, int levelsAbove, int levelsBelow) throws TraceQlException {
        Query compiled = TraceQl.compile(query, Dialect.VIVACE);
        if (!(compiled instanceof Query.Search search)) {
            throw refused("a metrics query");
        }
        List<Stage> stages = search.pipeline().stages();
        if (stages.size() != 1 || !(stages.getFirst() instanceof Stage.SpansetFilter only)) {
            throw refused("a structural or aggregate query");
        }
        return new TraceFilter(SpanFilter.of(only.condition()), levelsAbove, levelsBelow);
    }

    private static QueryRefusedException refused(String what) {
        return new QueryRefusedException(
                QueryRefusedException.Kind.CALLER, "only a single TraceQL filter is supported: got " + what);
    }

    /// What is shown of a trace; the same object if that is all of it.
    public List<ResourceSpans> of(List<ResourceSpans> trace) {
        List<Span> spans = trace.stream().flatMap(ResourceSpans::spans).toList();
        ListSpanTable table = ListSpanTable.of(spans);
        RowSet matched = filter.match(table, TimeRange.ALL);
        if (matched == null) {
            return trace;
        }
        boolean[] shown = shown(matched, table.tree().parentRows());
        Set<Span> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int row = 0; row < shown.length; row++) {
            if (shown[row]) {
                kept.add(table.spans().get(row));
            }
        }
        return kept.size() == spans.size() ? trace : ResourceSpans.keeping(trace, kept::contains);
    }

    private boolean[] shown(RowSet matched, int[] parentRows) {
        int[] above = levelsToMatchBelow(matched, parentRows);
        int[] below = levelsToMatchAbove(matched, parentRows);
        boolean[] shown = new boolean[parentRows.length];
        for (int row = 0; row < shown.length; row++) {
            shown[row] = above[row] <= levelsAbove || below[row] <= levelsBelow;
        }
        return shown;
    }

    /// By row: how many levels below it the nearest matched span is.
    private static int[] levelsToMatchBelow(RowSet matched, int[] parentRows) {
        int[] levels = new int[parentRows.length];
        Arrays.fill(levels, NEVER);
        for (int match = matched.next(0); match < levels.length; match = matched.next(match + 1)) {
            int distance = 0;
            for (int row = match; row >= 0 && distance < levels[row]; row = parentRows[row]) {
                levels[row] = distance++;
            }
        }
        return levels;
    }

    /// By row: how many levels above it the nearest matched span is.
    private static int[] levelsToMatchAbove(RowSet matched, int[] parentRows) {
        int[] levels = new int[parentRows.length];
        Arrays.fill(levels, -1);
        List<Integer> way = new ArrayList<>();
        for (int start = 0; start < levels.length; start++) {
            way.clear();
            int row = start;
            while (row >= 0 && levels[row] < 0) {
                way.add(row);
                row = parentRows[row];
            }
            int distance = row < 0 ? NEVER : levels[row];
            for (int i = way.size() - 1; i >= 0; i--) {
                boolean match = matched.contains(way.get(i));
                distance = match ? 0 : distance == NEVER ? NEVER : distance + 1;
                levels[way.get(i)] = distance;
            }
        }
        return levels;
    }
}
