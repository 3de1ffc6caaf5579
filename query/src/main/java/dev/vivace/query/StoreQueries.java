package dev.vivace.query;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.TenantId;
import dev.vivace.model.TimeRange;
import dev.vivace.model.search.SearchMetrics;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.model.work.Step;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.eval.NotYetSupportedException;
import dev.vivace.traceql.eval.Progress;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers over everything a tenant has in this process. Thread-safe.
public final class StoreQueries implements TraceQueries {

    private final Function<TenantId, SpanSource> sources;
    private final SpareThreads threads;

    /// @param sources gives everything a tenant has at the moment of the call; what it gives is closed here
    public StoreQueries(Function<TenantId, SpanSource> sources) {
        this(sources, SpareThreads.NONE);
    }

    /// @param sources gives everything a tenant has at the moment of the call; what it gives is closed here
    /// @param threads help with single queries while they are idle
    public StoreQueries(Function<TenantId, SpanSource> sources, SpareThreads threads) {
        this.sources = sources;
        this.threads = threads;
    }

    @Override
    public SearchAnswer search(TenantId tenant, SearchRequest request) throws IOException {
        return searching(tenant, request, null);
    }

    @Override
    public SearchAnswer search(TenantId tenant, SearchRequest request, Progress<SearchAnswer> progress)
            throws IOException {
        return searching(tenant, request, progress);
    }

    private SearchAnswer searching(TenantId tenant, SearchRequest request, @Nullable Progress<SearchAnswer> progress)
            throws IOException {
        Query query = TraceQl.compile(request.query(), request.strict() ? Dialect.STRICT : Dialect.VIVACE);
        return asking(tenant, (source, work) -> {
            StepMeter meter = request.explain() ? new StepMeter(Canonical.text(query), "spans to traces") : null;
            Query.Search search = spansets(query);
            SpanSource.BlockTotals blocks = source.blocks(request.range());
            SearchOutcome outcome = new SearchRun(
                            search,
                            source,
                            request.range(),
                            request.limit(),
                            request.spansPerSpanset(),
                            threads,
                            meter,
                            progress == null
                                    ? null
                                    : translated(
                                            progress,
                                            soFar -> new SearchAnswer(soFar.traces(), cost(soFar, blocks, work), null)))
                    .run();
            String why = request.why() && outcome.traces().isEmpty()
                    ? EmptyReason.of(search, source, request.range())
                    : null;
            return new SearchAnswer(
                    outcome.traces(), cost(outcome, blocks, work), why, meter == null ? null : meter.step());
        });
    }

    private static SearchMetrics cost(SearchOutcome outcome, SpanSource.BlockTotals blocks, QueryWork work) {
        return new SearchMetrics(
                outcome.inspectedTraces(),
                bytesRead(work),
                blocks.count(),
                outcome.evaluatedTables(),
                outcome.totalTables(),
                blocks.sizeBytes());
    }

    private static <T, R> Progress<T> translated(Progress<R> progress, Function<T, R> translation) {
        return new Progress<>() {
            @Override
            public boolean isDue() {
                return progress.isDue();
            }

            @Override
            public void advanced(T soFar) {
                progress.advanced(translation.apply(soFar));
            }
        };
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
    public TraceAnswer trace(TenantId tenant, TraceRequest request) throws IOException {
        return asking(tenant, (source, work) -> {
            List<ResourceSpans> batches = source.batchesOf(request.traceId(), request.places());
            return new TraceAnswer(batches, bytesRead(work));
        });
    }

    @Override
    public TagNamesAnswer tagNames(TenantId tenant, TagNamesRequest request) throws IOException {
        return asking(tenant, (source, work) -> new TagNamesAnswer(TagNames.collect(source, request), bytesRead(work)));
    }

    @Override
    public TagValuesAnswer tagValues(TenantId tenant, TagValuesRequest request) throws IOException {
        return asking(
                tenant, (source, work) -> new TagValuesAnswer(TagValues.collect(source, request), bytesRead(work)));
    }

    @Override
    public MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request) throws IOException {
        return measuring(tenants, request, null);
    }

    @Override
    public MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request, Progress<MetricsAnswer> progress)
            throws IOException {
        return measuring(tenants, request, progress);
    }

    private MetricsAnswer measuring(
            List<TenantId> tenants, MetricsRequest request, @Nullable Progress<MetricsAnswer> progress)
            throws IOException {
        Query query = TraceQl.compile(request.query(), request.strict() ? Dialect.STRICT : Dialect.VIVACE);
        if (!(query instanceof Query.Metrics metricsQuery)) {
            throw new QueryRefusedException(
                    QueryRefusedException.Kind.CALLER,
                    "not a metrics query (expected: one that ends in a function such as | rate(); traces are found with"
                            + " /api/search)");
        }
        TimeGrid grid = request.grid();
        return asking(tenants, (asked, work) -> {
            StepMeter meter = request.explain() ? new StepMeter(Canonical.text(query), "spans to series") : null;
            SpanSource.BlockTotals blocks = blocks(asked, grid);
            MetricsOutcome outcome = new MetricsRun(
                            metricsQuery,
                            asked,
                            grid,
                            request.exemplars(),
                            request.maxSeries(),
                            threads,
                            meter,
                            progress == null ? null : translated(progress, soFar -> answer(soFar, blocks, work, null)))
                    .run();
            return answer(outcome, blocks, work, meter == null ? null : meter.step());
        });
    }

    private static SpanSource.BlockTotals blocks(List<SpanSource> sources, TimeGrid grid) {
        TimeRange range = new TimeRange(grid.startEpochNanos() + 1, grid.endEpochNanos());
        int count = 0;
        long sizeBytes = 0;
        for (SpanSource source : sources) {
            SpanSource.BlockTotals totals = source.blocks(range);
            count += totals.count();
            sizeBytes += totals.sizeBytes();
        }
        return new SpanSource.BlockTotals(count, sizeBytes);
    }

    private static MetricsAnswer answer(
            MetricsOutcome outcome, SpanSource.BlockTotals blocks, QueryWork work, @Nullable Step plan) {
        SearchMetrics cost = new SearchMetrics(
                outcome.inspectedTraces(),
                bytesRead(work),
                blocks.count(),
                outcome.evaluatedTables(),
                outcome.totalTables(),
                blocks.sizeBytes());
        return new MetricsAnswer(outcome.series(), cost, outcome.inspectedSpans(), partialBecause(outcome), plan);
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

    /// Asks something of a source, which is closed afterwards.
    private interface Asking<S, T extends @Nullable Object> {
        T ask(S source, QueryWork work) throws IOException;
    }

    private <T> T asking(TenantId tenant, Asking<SpanSource, T> asking) throws IOException {
        return asking(List.of(tenant), (sources, work) -> asking.ask(sources.getFirst(), work));
    }

    /// Answers as a part of what this thread works on, so that the part's reads are known by themselves.
    private <T> T asking(List<TenantId> tenants, Asking<List<SpanSource>, T> asking) throws IOException {
        QueryWork whole = QueryWork.currentOrUnlimited();
        QueryWork part = whole.part();
        List<SpanSource> asked = new ArrayList<>();
        try {
            part.budget().check();
            tenants.forEach(tenant -> asked.add(sources.apply(tenant)));
            return part.on(() -> asking.ask(asked, part));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (NotYetSupportedException e) {
            throw new QueryRefusedException(QueryRefusedException.Kind.CALLER, String.valueOf(e.getMessage()));
        } finally {
            asked.forEach(SpanSource::close);
            whole.add(part);
        }
    }
}
