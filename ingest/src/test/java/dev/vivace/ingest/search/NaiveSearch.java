package dev.vivace.ingest.search;

import dev.vivace.ingest.search.NaiveExpression.Nanos;
import dev.vivace.ingest.search.NaiveExpression.Word;
import dev.vivace.model.Attribute;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.Spanset;
import dev.vivace.model.search.TraceSummary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Whole searches over plain spans, and answers in a form that can be compared.
public final class NaiveSearch {

    private static final List<String> STATUSES = List.of("unset", "ok", "error");
    private static final List<String> KINDS =
            List.of("unspecified", "internal", "server", "client", "producer", "consumer");

    /// Doubles are compared to this many digits: their sums depend on the order.
    private static final MathContext DIGITS = new MathContext(9);

    final List<NaiveTrace> newestFirst;

    public NaiveSearch(List<Span> spans) {
        Map<TraceId, List<Span>> byTrace = new LinkedHashMap<>();
        spans.forEach(span ->
                byTrace.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(span));
        newestFirst = byTrace.values().stream()
                .map(NaiveTrace::new)
                .sorted(Comparator.comparingLong(NaiveTrace::start).reversed().thenComparing(trace -> trace.id))
                .toList();
    }

    /// One trace of an answer.
    public record Answer(
            TraceId id,
            String rootService,
            String rootName,
            long start,
            long duration,
            boolean hasRoot,
            List<Found> spansets,
            Map<String, ServiceStats.Entry> services) {}

    /// One spanset of an answer.
    ///
    /// @param attributes printed
    public record Found(int matched, List<String> attributes, List<Shown> spans) {}

    /// One span of an answer.
    ///
    /// @param fields printed and sorted
    public record Shown(long id, long start, long duration, List<String> fields) {}

    /// @throws NaivePipeline.RefusedException if the query must fail
    /// @throws NaiveAggregate.AmbiguousException if rounding decides
    public List<Answer> run(NaivePipeline query, TimeRange range, int limit, int spansPerSpanset) {
        NaiveListing listing = new NaiveListing(query);
        List<Answer> answers = new ArrayList<>();
        for (NaiveTrace trace : newestFirst) {
            boolean inRange = trace.start() <= range.endEpochNanos() && trace.end() >= range.startEpochNanos();
            List<NaivePipeline.Set> sets = query.of(trace, List.of(new NaivePipeline.Set(trace.spans, List.of())));
            if (!inRange || sets.isEmpty() || answers.size() == limit) {
                continue;
            }
            Map<String, ServiceStats.Entry> services = new TreeMap<>();
            for (Span span : trace.spans) {
                String service = NaiveTrace.service(span);
                services.merge(
                        service,
                        new ServiceStats.Entry(service, 1, span.statusCode() == 2 ? 1 : 0),
                        (a, b) -> new ServiceStats.Entry(
                                service, a.spanCount() + b.spanCount(), a.errorCount() + b.errorCount()));
            }
            answers.add(new Answer(
                    trace.id,
                    trace.rootService(),
                    trace.rootName(),
                    trace.start(),
                    trace.end() - trace.start(),
                    trace.root() != null,
                    found(trace, sets, listing, spansPerSpanset),
                    services));
        }
        return answers;
    }

    /// The answers with the spansets of a trace in an order of this class.
    public static List<Answer> inOrder(List<Answer> answers) {
        return answers.stream()
                .map(it -> new Answer(
                        it.id(),
                        it.rootService(),
                        it.rootName(),
                        it.start(),
                        it.duration(),
                        it.hasRoot(),
                        it.spansets().stream()
                                .sorted(Comparator.comparing(Found::toString))
                                .toList(),
                        it.services()))
                .toList();
    }

    private static List<Found> found(
            NaiveTrace trace, List<NaivePipeline.Set> sets, NaiveListing listing, int spansPerSpanset) {
        return sets.stream()
                .map(set -> new Found(
                        set.spans().size(),
                        attributes(set),
                        set.spans().stream()
                                .limit(spansPerSpanset)
                                .map(span -> new Shown(
                                        span.spanId().value(),
                                        span.startEpochNanos(),
                                        span.durationNanos(),
                                        listing.of(trace, span)))
                                .toList()))
                .toList();
    }

    private static List<String> attributes(NaivePipeline.Set set) {
        return set.found().stream()
                .map(found -> found.key() + "=" + printed(found.value()))
                .toList();
    }

    public static Answer answer(TraceSummary summary) {
        return new Answer(
                summary.traceId(),
                summary.rootServiceName(),
                summary.rootTraceName(),
                summary.startEpochNanos(),
                summary.durationNanos(),
                summary.hasRoot(),
                summary.spansets().stream().map(NaiveSearch::found).toList(),
                summary.serviceStats().entries().stream()
                        .collect(Collectors.toMap(ServiceStats.Entry::service, it -> it)));
    }

    private static Found found(Spanset spanset) {
        return new Found(
                spanset.matched(),
                spanset.attributes().stream().map(NaiveSearch::attribute).toList(),
                spanset.spans().stream().map(NaiveSearch::shown).toList());
    }

    private static Shown shown(SpanSummary span) {
        List<String> fields = new ArrayList<>(
                span.attributes().stream().map(NaiveSearch::attribute).toList());
        if (span.name() != null) {
            fields.add("name " + span.name());
        }
        fields.sort(String::compareTo);
        return new Shown(span.spanId(), span.startEpochNanos(), span.durationNanos(), fields);
    }

    private static String attribute(Attribute attribute) {
        return attribute.key() + "=" + printed(NaiveExpression.queryableOrMany(attribute.value()));
    }

    /// A value of [NaiveExpression] as results print it: durations and keywords as text.
    static String printed(Object value) {
        return switch (value) {
            case String text -> '"' + text + '"';
            case Long number -> number.toString();
            case Double number -> real(number);
            case Boolean flag -> flag.toString();
            case Nanos(long nanos) -> '"' + duration(nanos) + '"';
            case Word(String type, int code) -> '"' + word(type.equals("status") ? STATUSES : KINDS, code) + '"';
            case List<?> elements ->
                elements.stream().map(NaiveSearch::printed).toList().toString();
            default -> '"' + value.toString() + '"';
        };
    }

    static String word(List<String> words, int code) {
        return words.get(code >= 0 && code < words.size() ? code : 0);
    }

    private static String real(double number) {
        return Double.isFinite(number)
                ? "real " + new BigDecimal(number).round(DIGITS).stripTrailingZeros()
                : Double.toString(number);
    }

    /// As Go prints a duration: below a second in the largest unit that leaves a whole part, else in hours, minutes
    /// and seconds.
    static String duration(long nanos) {
        BigDecimal amount = new BigDecimal(nanos).abs();
        String sign = nanos < 0 ? "-" : "";
        if (nanos == 0) {
            return "0s";
        }
        String[] units = {"ns", "µs", "ms"};
        for (int i = 0; i < units.length; i++) {
            if (amount.compareTo(BigDecimal.TEN.pow(3 * i + 3)) < 0) {
                return sign + plain(amount.movePointLeft(3 * i)) + units[i];
            }
        }
        BigDecimal seconds = amount.movePointLeft(9);
        BigDecimal[] minutes = seconds.divideAndRemainder(BigDecimal.valueOf(60));
        BigDecimal[] hours = minutes[0].divideAndRemainder(BigDecimal.valueOf(60));
        String text = plain(minutes[1]) + "s";
        if (minutes[0].signum() > 0) {
            text = plain(hours[1]) + "m" + text;
        }
        return sign + (hours[0].signum() > 0 ? plain(hours[0]) + "h" : "") + text;
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
