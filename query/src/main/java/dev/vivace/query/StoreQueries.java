package dev.vivace.query;

import dev.vivace.model.Span;
import dev.vivace.model.TenantId;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.search.SearchMetrics;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.eval.NotYetSupportedException;
import dev.vivace.traceql.eval.SearchOutcome;
import dev.vivace.traceql.eval.SearchRun;
import dev.vivace.traceql.eval.StepMeter;
import dev.vivace.traceql.metrics.MetricsOutcome;
import dev.vivace.traceql.metrics.MetricsRun;
import dev.vivace.traceql.metrics.TimeGrid;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpareThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers over everything a tenant has in this process. Thread-safe.
public final class StoreQueries implements TraceQueries {

    private final Function<TenantId, SpanSource> sources;
    private final SpareThreads threads;

    /// @param sources gives everything a tenant has at the moment of the call
    public StoreQueries(Function<TenantId, SpanSource> sources) {
        this(sources, SpareThreads.NONE);
    }

    /// @param sources gives everything a tenant has at the moment of the call
    /// @param threads help with single queries while they are idle
    public StoreQueries(Function<TenantId, SpanSource> sources, SpareThreads threads) {
        this.sources = sources;
        this.threads = threads;
    }

    @Override
    public SearchAnswer search(TenantId tenant, SearchRequest request) throws IOException {
        Query query = TraceQl.compile(request.query(), request.strict() ? Dialect.STRICT : Dialect.VIVACE);
        SpanSource source = sources.apply(tenant);
        return asking(work -> {
            StepMeter meter = request.explain() ? new StepMeter(Canonical.text(query), "spans to traces") : null;
            Query.Search search = spansets(query);
            SearchOutcome outcome = new SearchRun(
                            search, source, request.range(), request.limit(), request.spansPerSpanset(), threads, meter)
                    .run();
            SpanSource.BlockTotals blocks = source.blocks(request.range());
            SearchMetrics metrics = new SearchMetrics(
                    outcome.inspectedTraces(),
                    bytesRead(work),
                    blocks.count(),
                    outcome.evaluatedTables(),
                    outcome.totalTables(),
                    blocks.sizeBytes());
            String why = request.why() && outcome.traces().isEmpty()
                    ? EmptyReason.of(search, source, request.range())
                    : null;
            return new SearchAnswer(outcome.traces(), metrics, why, meter == null ? null : meter.step());
        });
    }

    /// A metrics query asked of the search searches for what its pipeline selects.
    private static Query.Search spansets(Query query) {
        return switch (query) {
            case Query.Search search -> search;
            case Query.Metrics(MetricsExpression.Leaf leaf, List<Hint> hints) ->
                new Query.Search(leaf.pipeline(), hints);
            case Query.Metrics _ ->
                throw new QueryRefusedException(QueryRefusedException.Kind.CALLER, "math expressions not supported");
            case Query.ScalarComparison _ -> throw new NotYetSupportedException("a comparison of wrapped scalars");
        };
    }

    @Override
    public TraceAnswer trace(TenantId tenant, TraceId traceId) throws IOException {
        SpanSource source = sources.apply(tenant);
        return asking(work -> {
            List<Span> spans = source.spansOf(traceId);
            return new TraceAnswer(spans, bytesRead(work));
        });
    }

    @Override
    public TagNamesAnswer tagNames(TenantId tenant, TagNamesRequest request) throws IOException {
        SpanSource source = sources.apply(tenant);
        return asking(work -> new TagNamesAnswer(TagNames.collect(source, request), bytesRead(work)));
    }

    @Override
    public TagValuesAnswer tagValues(TenantId tenant, TagValuesRequest request) throws IOException {
        SpanSource source = sources.apply(tenant);
        return asking(work -> new TagValuesAnswer(TagValues.collect(source, request), bytesRead(work)));
    }

    @Override
    public MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request) throws IOException {
        Query query = TraceQl.compile(request.query(), request.strict() ? Dialect.STRICT : Dialect.VIVACE);
        if (!(query instanceof Query.Metrics metricsQuery)) {
            throw new QueryRefusedException(QueryRefusedException.Kind.CALLER, "not a metrics query");
        }
        List<SpanSource> asked = tenants.stream().map(sources).toList();
        TimeGrid grid = request.grid();
        return asking(work -> {
            StepMeter meter = request.explain() ? new StepMeter(Canonical.text(query), "spans to series") : null;
            MetricsOutcome outcome = new MetricsRun(
                            metricsQuery, asked, grid, request.exemplars(), request.maxSeries(), threads, meter)
                    .run();
            TimeRange range = new TimeRange(grid.startEpochNanos() + 1, grid.endEpochNanos());
            int blocks = 0;
            long blockBytes = 0;
            for (SpanSource source : asked) {
                SpanSource.BlockTotals totals = source.blocks(range);
                blocks += totals.count();
                blockBytes += totals.sizeBytes();
            }
            SearchMetrics cost = new SearchMetrics(
                    outcome.inspectedTraces(),
                    bytesRead(work),
                    blocks,
                    outcome.evaluatedTables(),
                    outcome.totalTables(),
                    blockBytes);
            return new MetricsAnswer(
                    outcome.series(),
                    cost,
                    outcome.inspectedSpans(),
                    partialBecause(outcome),
                    meter == null ? null : meter.step());
        });
    }

    private static @Nullable String partialBecause(MetricsOutcome outcome) {
        if (outcome.tooLarge()) {
            return "Response exceeds the memory a metrics query may use, a partial response is returned. Warning: the"
                    + " values of further series are missing; group by fields with fewer values, or ask for a larger"
                    + " step";
        }
        return outcome.seriesLimit() == 0
                ? null
                : "Response exceeds maximum series limit of " + outcome.seriesLimit()
                        + ", a partial response is returned. Warning: series behind the limit in order of their labels"
                        + " are missing";
    }

    private static long bytesRead(QueryWork work) {
        return work.reads().count(Reads.Kind.BYTES);
    }

    private interface Asking<T extends @Nullable Object> {
        T ask(QueryWork work) throws IOException;
    }

    /// Answers as a part of what this thread works on, so that the part's reads are known by themselves.
    private static <T> T asking(Asking<T> asking) throws IOException {
        QueryWork whole = QueryWork.currentOrUnlimited();
        QueryWork part = whole.part();
        try {
            part.budget().check();
            return part.on(() -> asking.ask(part));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (NotYetSupportedException e) {
            throw new QueryRefusedException(QueryRefusedException.Kind.CALLER, String.valueOf(e.getMessage()));
        } finally {
            whole.add(part);
        }
    }
}
