package dev.vivace.server.http;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.TenantId;
import dev.vivace.model.search.SearchMetrics;
import dev.vivace.model.search.TraceSummary;
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
import dev.vivace.tenancy.TenantLimits;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.eval.Progress;
import dev.vivace.traceql.parse.TraceQlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Asks one question of one or several tenants and answers as if their data were one's. Thread-safe.
final class TenantQueries {

    private static final Comparator<TraceSummary> NEWEST_FIRST = Comparator.comparing(
                    TraceSummary::startEpochNanos, (a, b) -> Long.compareUnsigned(b, a))
            .thenComparing(TraceSummary::traceId);

    private final TraceQueries queries;
    private final TenantLimits limits;

    TenantQueries(TraceQueries queries, TenantLimits limits) {
        this.queries = queries;
        this.limits = limits;
    }

    /// The largest trace all of the tenants are allowed, in bytes; 0 for any.
    long maxBytesPerTrace(List<TenantId> tenants) {
        long least = 0;
        for (TenantId tenant : tenants) {
            long own = limits.of(tenant).maxBytesPerTrace();
            least = least == 0 || own > 0 && own < least ? own : least;
        }
        return least;
    }

    /// Whether searches answer ids of traces with all of their zeros: as soon as one of the tenants wants them.
    boolean padsTraceIds(List<TenantId> tenants) {
        return tenants.stream().anyMatch(tenant -> limits.of(tenant).read().leftPadTraceIds());
    }

    SearchAnswer search(List<TenantId> tenants, SearchRequest request) throws IOException, TraceQlException {
        if (tenants.size() == 1) {
            return queries.search(tenants.getFirst(), request);
        }
        List<TraceSummary> traces = new ArrayList<>();
        SearchMetrics cost = SearchMetrics.NONE;
        String emptyBecause = null;
        List<Step> plans = new ArrayList<>();
        for (TenantId tenant : tenants) {
            SearchAnswer answer = queries.search(tenant, request);
            traces.addAll(answer.traces());
            cost = sum(cost, answer.metrics());
            emptyBecause = joined(emptyBecause, tenant, answer.emptyBecause());
            if (answer.plan() != null) {
                plans.add(answer.plan());
            }
        }
        traces.sort(NEWEST_FIRST);
        List<TraceSummary> newest = traces.subList(0, Math.min(traces.size(), request.limit()));
        return new SearchAnswer(newest, cost, traces.isEmpty() ? emptyBecause : null, ofAll(plans));
    }

    /// As [#search]; several tenants' traces are told only when all of them were asked.
    SearchAnswer search(List<TenantId> tenants, SearchRequest request, Progress<SearchAnswer> progress)
            throws IOException, TraceQlException {
        return tenants.size() == 1 ? queries.search(tenants.getFirst(), request, progress) : search(tenants, request);
    }

    TraceAnswer trace(List<TenantId> tenants, TraceRequest request) throws IOException {
        if (tenants.size() == 1) {
            return queries.trace(tenants.getFirst(), request);
        }
        List<ResourceSpans> batches = new ArrayList<>();
        long inspectedBytes = 0;
        for (TenantId tenant : tenants) {
            TraceAnswer answer = queries.trace(tenant, request);
            batches.addAll(answer.batches());
            inspectedBytes += answer.inspectedBytes();
        }
        return new TraceAnswer(batches, inspectedBytes);
    }

    TagNamesAnswer tagNames(List<TenantId> tenants, TagNamesRequest request) throws IOException, TraceQlException {
        checkGroups(tenants, request.filter());
        if (tenants.size() == 1) {
            return cut(tenants.getFirst(), queries.tagNames(tenants.getFirst(), request));
        }
        SortedMap<AttributeScope, SortedSet<String>> names = new TreeMap<>();
        long inspectedBytes = 0;
        for (TenantId tenant : tenants) {
            TagNamesAnswer answer = cut(tenant, queries.tagNames(tenant, request));
            answer.names()
                    .forEach((scope, some) ->
                            names.computeIfAbsent(scope, _ -> new TreeSet<>()).addAll(some));
            inspectedBytes += answer.inspectedBytes();
        }
        return new TagNamesAnswer(names, inspectedBytes);
    }

    TagValuesAnswer tagValues(List<TenantId> tenants, TagValuesRequest request) throws IOException, TraceQlException {
        checkGroups(tenants, request.filter());
        if (tenants.size() == 1) {
            return tagValues(tenants.getFirst(), request);
        }
        SequencedSet<TagValue> values = new LinkedHashSet<>();
        long inspectedBytes = 0;
        for (TenantId tenant : tenants) {
            TagValuesAnswer answer = tagValues(tenant, request);
            values.addAll(answer.values());
            inspectedBytes += answer.inspectedBytes();
        }
        List<TagValue> all = new ArrayList<>(values);
        int limit = request.limit() == 0 ? all.size() : Math.min(all.size(), request.limit());
        return new TagValuesAnswer(all.subList(0, limit), inspectedBytes);
    }

    private TagValuesAnswer tagValues(TenantId tenant, TagValuesRequest request) throws IOException, TraceQlException {
        int blocks = limits.of(tenant).read().maxBlocksPerTagValuesQuery();
        return cut(tenant, queries.tagValues(tenant, request.withMaxBlocks(blocks)));
    }

    /// A tenant that says nothing about alternatives has the limit of the defaults, whatever else its entry says.
    private void checkGroups(List<TenantId> tenants, String filter) {
        if (filter.isEmpty()) {
            return;
        }
        long groups = TraceQl.conditionGroups(filter);
        int otherwise = limits.overrides().defaults().read().maxConditionGroupsPerTagQuery();
        for (TenantId tenant : tenants) {
            int own = limits.of(tenant).read().maxConditionGroupsPerTagQuery();
            int most = own == 0 ? otherwise : own;
            if (most > 0 && groups > most) {
                throw new BadRequestException("maximum condition groups reached (limit: " + most
                        + "). Reduce the number of OR conditions in the query");
            }
        }
    }

    /// The first values that fit into what the tenant may be answered.
    private TagValuesAnswer cut(TenantId tenant, TagValuesAnswer answer) {
        long most = limits.of(tenant).read().maxBytesPerTagValuesQuery();
        if (most == 0) {
            return answer;
        }
        int fitting = 0;
        long bytes = 0;
        for (TagValue value : answer.values()) {
            bytes += value.type().length() + encodedLength(value.text());
            if (bytes > most) {
                return new TagValuesAnswer(answer.values().subList(0, fitting), answer.inspectedBytes());
            }
            fitting++;
        }
        return answer;
    }

    private TagNamesAnswer cut(TenantId tenant, TagNamesAnswer answer) {
        long most = limits.of(tenant).read().maxBytesPerTagValuesQuery();
        if (most == 0) {
            return answer;
        }
        SortedMap<AttributeScope, SortedSet<String>> fitting = new TreeMap<>();
        long bytes = 0;
        for (Map.Entry<AttributeScope, ? extends SortedSet<String>> scope :
                answer.names().entrySet()) {
            for (String name : scope.getValue()) {
                bytes += encodedLength(name);
                if (bytes > most) {
                    return new TagNamesAnswer(fitting, answer.inspectedBytes());
                }
                fitting.computeIfAbsent(scope.getKey(), _ -> new TreeSet<>()).add(name);
            }
        }
        return answer;
    }

    private static long encodedLength(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request) throws IOException, TraceQlException {
        return queries.metrics(tenants, request);
    }

    MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request, Progress<MetricsAnswer> progress)
            throws IOException, TraceQlException {
        return queries.metrics(tenants, request, progress);
    }

    private static SearchMetrics sum(SearchMetrics a, SearchMetrics b) {
        return new SearchMetrics(
                a.inspectedTraces() + b.inspectedTraces(),
                a.inspectedBytes() + b.inspectedBytes(),
                a.totalBlocks() + b.totalBlocks(),
                a.completedJobs() + b.completedJobs(),
                a.totalJobs() + b.totalJobs(),
                a.totalBlockBytes() + b.totalBlockBytes());
    }

    private static @Nullable Step ofAll(List<Step> plans) {
        if (plans.isEmpty()) {
            return null;
        }
        long in = 0;
        long out = 0;
        long nanos = 0;
        Reads reads = Reads.NONE;
        for (Step plan : plans) {
            in += plan.countIn();
            out += plan.countOut();
            nanos += plan.nanos();
            reads = reads.plus(plan.reads());
        }
        return new Step("each of the tenants", plans.size(), "spans to traces", in, out, nanos, reads, plans);
    }

    private static @Nullable String joined(@Nullable String before, TenantId tenant, @Nullable String because) {
        if (because == null) {
            return before;
        }
        String own = "tenant '" + tenant + "': " + because;
        return before == null ? own : before + "; " + own;
    }
}
