package dev.vivace.server.http;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.model.search.SearchMetrics;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.Spanset;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.model.work.Step;
import dev.vivace.query.MetricsAnswer;
import dev.vivace.query.MetricsRequest;
import dev.vivace.query.SearchAnswer;
import dev.vivace.query.SearchRequest;
import dev.vivace.query.TagNamesAnswer;
import dev.vivace.query.TagNamesRequest;
import dev.vivace.query.TagValuesAnswer;
import dev.vivace.query.TagValuesAnswer.TagValue;
import dev.vivace.query.TagValuesRequest;
import dev.vivace.query.TraceAnswer;
import dev.vivace.query.TraceQueries;
import dev.vivace.query.TraceRequest;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.eval.Progress;
import dev.vivace.traceql.parse.Dialect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Answers every question with the same trace, after parsing the query, and remembers what was asked.
/// Thread-safe.
final class FixedQueries implements TraceQueries {

    static final TraceId TRACE = TraceId.parse("0af7651916cd43dd8448eb211c80319c");
    static final long START = 1_755_850_000_000_000_000L;

    static final TraceSummary SUMMARY = new TraceSummary(
            TRACE,
            "cart",
            "GET /cart",
            START,
            120_000_000,
            true,
            List.of(new Spanset(
                    1,
                    List.of(new SpanSummary(0xb7ad6b7169203331L, "GET /cart", START, 120_000_000, List.of())),
                    List.of())),
            ServiceStats.of(new ServiceStats.Entry("cart", 4, 1)));

    static final Step PLAN = new Step(
            "{ name = `a` }",
            1,
            "spans to traces",
            530,
            1,
            2_500_000,
            new Reads(Map.of(Reads.Kind.BYTES, 90_412L)),
            List.of(new Step("name = `a`", 3, "spans", 530, 7, 1_000_000, Reads.NONE, List.of())));

    /// What was asked, in order.
    final List<Object> asked = new ArrayList<>();

    final List<TenantId> tenants = new ArrayList<>();
    private @Nullable Exception failure;
    private @Nullable CountDownLatch gate;
    private @Nullable String emptyBecause;
    private volatile boolean endless;
    private volatile List<SearchAnswer> told = List.of();

    @Override
    public SearchAnswer search(TenantId tenant, SearchRequest request) throws IOException {
        note(tenant, request);
        TraceQl.parse(request.query(), request.strict() ? Dialect.STRICT : Dialect.VIVACE);
        String empty = emptyBecause;
        return empty != null
                ? new SearchAnswer(List.of(), SearchMetrics.NONE, request.why() ? empty : null)
                : new SearchAnswer(
                        List.of(SUMMARY),
                        new SearchMetrics(37, 90_412, 0, 3, 3, 0),
                        null,
                        request.explain() ? PLAN : null);
    }

    @Override
    public SearchAnswer search(TenantId tenant, SearchRequest request, Progress<SearchAnswer> progress)
            throws IOException {
        told.forEach(progress::advanced);
        return search(tenant, request);
    }

    @Override
    public MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request, Progress<MetricsAnswer> progress)
            throws IOException {
        progress.advanced(new MetricsAnswer(List.of(), new SearchMetrics(1, 1, 0, 1, 3, 0), 1, null));
        return metrics(tenants, request);
    }

    /// From now on searches tell this before they answer.
    void tell(SearchAnswer... soFar) {
        told = List.of(soFar);
    }

    @Override
    public TraceAnswer trace(TenantId tenant, TraceRequest request) throws IOException {
        note(tenant, request);
        return new TraceAnswer(
                request.traceId().equals(TRACE) ? ResourceSpans.grouped(List.of(span())) : List.of(), 18_234);
    }

    @Override
    public TagNamesAnswer tagNames(TenantId tenant, TagNamesRequest request) throws IOException {
        note(tenant, request);
        TreeMap<AttributeScope, SortedSet<String>> names = new TreeMap<>();
        names.put(AttributeScope.RESOURCE, new TreeSet<>(List.of("service.name")));
        names.put(AttributeScope.SPAN, new TreeSet<>(List.of("http.status_code", "service.name")));
        return new TagNamesAnswer(names, 6120);
    }

    @Override
    public TagValuesAnswer tagValues(TenantId tenant, TagValuesRequest request) throws IOException {
        note(tenant, request);
        return new TagValuesAnswer(List.of(new TagValue("int", "500"), new TagValue("string", "cart")), 811);
    }

    @Override
    public MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request) throws IOException {
        note(tenants.getFirst(), request);
        TraceQl.compile(request.query(), request.strict() ? Dialect.STRICT : Dialect.VIVACE);
        TimeSeries series = new TimeSeries(
                List.of(new Attribute("__name__", new AttributeValue.Text("rate"))),
                new long[] {request.grid().timestampMillis(0)},
                new double[] {0.5},
                List.of());
        return new MetricsAnswer(List.of(series), new SearchMetrics(37, 90_412, 0, 3, 3, 0), 530, null);
    }

    synchronized void failWith(Exception failure) {
        this.failure = failure;
    }

    synchronized void findNothing(String because) {
        this.emptyBecause = because;
    }

    /// From now on questions wait for the latch.
    synchronized void waitFor(CountDownLatch gate) {
        this.gate = gate;
    }

    /// From now on questions work on until they are stopped.
    void neverEnd() {
        endless = true;
    }

    synchronized Object last() {
        return asked.getLast();
    }

    synchronized int count() {
        return asked.size();
    }

    private void note(TenantId tenant, Object question) throws IOException {
        CountDownLatch waiting;
        synchronized (this) {
            asked.add(question);
            tenants.add(tenant);
            waiting = gate;
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
        }
        while (endless) {
            QueryWork.checkCurrent();
            Thread.onSpinWait();
        }
        if (waiting != null) {
            try {
                waiting.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static Span span() {
        return new Span(
                TRACE,
                new SpanId(0xb7ad6b7169203331L),
                null,
                "",
                0,
                "GET /cart",
                2,
                START,
                START + 120_000_000,
                List.of(new Attribute("http.status_code", new AttributeValue.Int(500))),
                0,
                List.of(),
                0,
                List.of(),
                0,
                2,
                "",
                new Resource(List.of(new Attribute("service.name", new AttributeValue.Text("cart"))), 0, ""),
                new InstrumentationScope("demo", "", List.of(), 0, ""));
    }
}
