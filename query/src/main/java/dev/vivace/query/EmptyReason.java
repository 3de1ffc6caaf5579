package dev.vivace.query;

import dev.vivace.model.TimeRange;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.eval.SearchRun;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.SpanSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Says why a search found nothing: no spans, none in the time range, a condition nobody meets, or
/// conditions that are
/// met, but not together. It asks the parts of the query one by one, so it costs a few searches; asked only
/// by people
/// who want to know.
final class EmptyReason {

    /// Conditions looked at one by one; of longer queries only the first ones.
    private static final int MAX_CONDITIONS = 12;

    private final Query.Search query;
    private final SpanSource source;
    private final TimeRange range;

    private EmptyReason(Query.Search query, SpanSource source, TimeRange range) {
        this.query = query;
        this.source = source;
        this.range = range;
    }

    /// @param query that found nothing in the range
    static String of(Query.Search query, SpanSource source, TimeRange range) throws IOException {
        return new EmptyReason(query, source, range).words();
    }

    private String words() throws IOException {
        if (source.tables(TimeRange.ALL).isEmpty()) {
            return "no spans have arrived yet";
        }
        if (!range.equals(TimeRange.ALL)) {
            TraceSummary outside = first(query.pipeline(), TimeRange.ALL);
            if (outside != null) {
                return "nothing matches in the time range, but outside it something does: the newest such trace"
                        + " starts at " + instant(outside.startEpochNanos()) + "; widen start and end";
            }
            if (first(everything(), range) == null) {
                return "no trace overlaps the time range; the newest of all starts at " + newestStart()
                        + ": widen start and end";
            }
        }
        List<Expression> filters = new ArrayList<>();
        query.pipeline().stages().forEach(stage -> collectFilters(stage, filters));
        String ofCondition = conditionNobodyMeets(filters);
        if (ofCondition != null) {
            return ofCondition;
        }
        for (Expression filter : filters) {
            if (first(filterOf(filter), range) == null) {
                return "each condition is met by some span, but no span meets all of { " + Canonical.text(filter)
                        + " }";
            }
        }
        return filters.isEmpty()
                ? "no trace passes " + Canonical.text(query.pipeline())
                : "each { } matches some spans, but no trace has them in the way the rest of the query asks for";
    }

    private @Nullable String conditionNobodyMeets(List<Expression> filters) throws IOException {
        int looked = 0;
        for (Expression filter : filters) {
            for (Expression condition : conjuncts(filter)) {
                if (looked++ == MAX_CONDITIONS) {
                    return null;
                }
                if (first(filterOf(condition), range) == null) {
                    return UnmetCondition.words(condition, source, range, this::isMet);
                }
            }
        }
        return null;
    }

    private boolean isMet(Expression condition) throws IOException {
        return first(filterOf(condition), range) != null;
    }

    private @Nullable TraceSummary first(Pipeline pipeline, TimeRange where) throws IOException {
        List<TraceSummary> found = new SearchRun(new Query.Search(pipeline, List.of()), source, where, 1, 1)
                .run()
                .traces();
        return found.isEmpty() ? null : found.getFirst();
    }

    private String newestStart() throws IOException {
        TraceSummary newest = first(everything(), TimeRange.ALL);
        return newest == null ? "another time" : instant(newest.startEpochNanos());
    }

    private static Pipeline everything() {
        return filterOf(new Expression.Constant(new Literal.Bool(true)));
    }

    private static Pipeline filterOf(Expression condition) {
        return new Pipeline(List.of(new Stage.SpansetFilter(condition)));
    }

    private static void collectFilters(Stage stage, List<Expression> into) {
        switch (stage) {
            case Stage.SpansetFilter(Expression condition) -> into.add(condition);
            case Stage.SpansetOperation operation -> {
                collectFilters(operation.left(), into);
                collectFilters(operation.right(), into);
            }
            case Stage.WrappedPipeline wrapped ->
                wrapped.pipeline().stages().forEach(inner -> collectFilters(inner, into));
            case Stage.GroupBy _, Stage.Coalesce _, Stage.Select _, Stage.ScalarFilter _ -> {}
        }
    }

    /// What is joined with `&&`, one by one.
    private static List<Expression> conjuncts(Expression condition) {
        List<Expression> result = new ArrayList<>();
        List<Expression> open = new ArrayList<>(List.of(condition));
        while (!open.isEmpty()) {
            Expression next = open.removeLast();
            if (next instanceof Expression.Binary(Expression left, Operator operator, Expression right)
                    && operator == Operator.AND) {
                open.add(right);
                open.add(left);
            } else {
                result.add(next);
            }
        }
        return result;
    }

    private static String instant(long epochNanos) {
        return Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(epochNanos)).toString();
    }
}
