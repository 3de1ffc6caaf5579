package dev.vivace.ingest.search;

import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.TraceSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Whole searches over plain spans, and answers in a form that can be compared.
public final class NaiveSearch {

    private final List<NaiveTrace> newestFirst;

    public NaiveSearch(List<Span> spans) {
        Map<TraceId, List<Span>> byTrace = new LinkedHashMap<>();
        spans.forEach(span ->
                byTrace.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(span));
        newestFirst = byTrace.values().stream()
                .map(NaiveTrace::new)
                .sorted(Comparator.comparingLong(NaiveTrace::start).reversed().thenComparing(trace -> trace.id))
                .toList();
    }

    /// @param spans ids of the spans listed
    public record Answer(
            TraceId id,
            String rootService,
            String rootName,
            long start,
            long duration,
            boolean hasRoot,
            int matched,
            List<Long> spans,
            Map<String, ServiceStats> services) {}

    public List<Answer> run(NaivePipeline query, TimeRange range, int limit, int spansPerSpanset) {
        List<Answer> answers = new ArrayList<>();
        for (NaiveTrace trace : newestFirst) {
            if (answers.size() == limit) {
                break;
            }
            if (trace.start() > range.endEpochNanos() || trace.end() < range.startEpochNanos()) {
                continue;
            }
            List<Span> matched = query.of(trace, trace.spans);
            if (!matched.isEmpty()) {
                Map<String, ServiceStats> services = new TreeMap<>();
                for (Span span : trace.spans) {
                    services.merge(
                            NaiveTrace.service(span),
                            new ServiceStats(1, span.statusCode() == 2 ? 1 : 0),
                            (a, b) -> new ServiceStats(a.spanCount() + b.spanCount(), a.errorCount() + b.errorCount()));
                }
                answers.add(new Answer(
                        trace.id,
                        trace.rootService(),
                        trace.rootName(),
                        trace.start(),
                        trace.end() - trace.start(),
                        trace.root() != null,
                        matched.size(),
                        matched.stream()
                                .limit(spansPerSpanset)
                                .map(span -> span.spanId().value())
                                .toList(),
                        services));
            }
        }
        return answers;
    }

    public static Answer answer(TraceSummary summary) {
        return new Answer(
                summary.traceId(),
                summary.rootServiceName(),
                summary.rootTraceName(),
                summary.startEpochNanos(),
                summary.durationNanos(),
                summary.hasRoot(),
                summary.spansets().getFirst().matched(),
                summary.spansets().getFirst().spans().stream()
                        .map(SpanSummary::spanId)
                        .toList(),
                new TreeMap<>(summary.serviceStats()));
    }
}
