package dev.vivace.traceql.eval;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.model.search.ServiceStats;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.Spanset;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.TraceIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes result rows: reads only what the traces that are answered need. Bound to one table, confined to
/// one thread.
final class SummaryWriter {

    private static final String[] STATUS_WORDS = {"unset", "ok", "error"};
    private static final String[] KIND_WORDS = {"unspecified", "internal", "server", "client", "producer", "consumer"};

    private final SpanTable table;
    private final int spansPerSpanset;
    private final IntFunction<ServiceStats> services;
    private final TraceRows matchedRows;
    private final SummaryNumbers numbers;
    private final Column names;
    private final List<Listed> listed = new ArrayList<>();
    /// Null if the query does not speak of names.
    private final @Nullable Predicate<Value> listedNames;
    /// Those of the span at hand.
    private final Attribute[] attributes;
    private final boolean readsEvents;
    private final boolean readsLinks;
    private final List<NestedFilter> nestedFilters;
    private final Spansets spansets;
    private final Map<Integer, List<Spansets.Group>> groupsByTrace;

    /// @param traces the traces to write, by ordinal
    SummaryWriter(
            SpanTable table,
            ResultFields fields,
            int spansPerSpanset,
            List<NestedFilter> nestedFilters,
            Spansets spansets,
            RowSet traces) {
        this.table = table;
        this.services = FoundServices.of(table, traces);
        this.matchedRows = TraceRows.of(table, traces, spansets.rows());
        this.spansets = spansets;
        this.groupsByTrace = spansets.byTrace();
        this.spansPerSpanset = spansPerSpanset;
        this.nestedFilters = nestedFilters;
        numbers = new SummaryNumbers(table, matchedRows, traces.count(), spansPerSpanset);
        names = table.intrinsic(Intrinsic.NAME);
        for (Map.Entry<Field, ResultFields.Mention> entry : fields.fields().entrySet()) {
            if (ResultFields.isListed(entry.getKey())) {
                Field field = entry.getKey();
                ResultFields.Mention mention = entry.getValue();
                listed.add(new Listed(
                        field, key(field), FieldReader.of(table, field), mention.absence(), mention.listed()));
            }
        }
        ResultFields.Mention ofNames = fields.names();
        listedNames = ofNames == null ? null : ofNames.listed();
        attributes = new Attribute[listed.size()];
        readsEvents = listed.stream().anyMatch(it -> Expressions.mentionsEvents(it.field()));
        readsLinks = listed.stream().anyMatch(it -> Expressions.mentionsLinks(it.field()));
    }

    /// @param key as results print it: an attribute without its scope, an intrinsic by its canonical text
    /// @param absence whether it is listed as absent
    /// @param values which are listed
    private record Listed(Field field, String key, FieldReader reader, boolean absence, Predicate<Value> values) {}

    private static String key(Field field) {
        return switch (field) {
            case AttributeField(FieldScope _, String name) -> name;
            case IntrinsicField(Intrinsic intrinsic) -> intrinsic.canonicalText();
        };
    }

    /// @param trace one of those the writer was made for
    TraceSummary write(int trace) {
        TraceIndex traces = table.traces();
        return new TraceSummary(
                traces.id(trace),
                traces.rootServiceName(trace),
                traces.rootName(trace),
                traces.startEpochNanos(trace),
                traces.durationNanos(trace),
                traces.hasRoot(trace),
                spansets(trace),
                services.apply(trace));
    }

    private List<Spanset> spansets(int trace) {
        List<Spansets.Group> groups = groupsByTrace.isEmpty() ? null : groupsByTrace.get(trace);
        if (groups == null) {
            int[] rows = matchedRows.of(trace);
            return List.of(spanset(rows, spansets.attributesOf(trace)));
        }
        List<Spanset> result = new ArrayList<>(groups.size());
        for (Spansets.Group group : groups) {
            result.add(spanset(group.rows().clone(), group.attributes()));
        }
        if (result.size() > 1) {
            int[] all = matchedRows.of(trace);
            table.traces().order(all);
            sort(result, groups, all);
        }
        return result;
    }

    /// In order of their first spans, and of what `by` and aggregates found: the same for every kind of table.
    private static void sort(List<Spanset> spansets, List<Spansets.Group> groups, int[] rows) {
        Map<Integer, Integer> positions = new HashMap<>();
        for (int i = 0; i < rows.length; i++) {
            positions.put(rows[i], i);
        }
        Map<Spanset, Integer> firsts = new IdentityHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            int first = Arrays.stream(groups.get(i).rows())
                    .map(positions::get)
                    .min()
                    .orElse(0);
            firsts.put(spansets.get(i), first);
        }
        spansets.sort(Comparator.comparing((Spanset spanset) -> firsts.get(spanset))
                .thenComparing(spanset -> spanset.attributes().toString()));
    }

    /// @param rows the spans, ascending; put in order here
    private Spanset spanset(int[] rows, List<Attribute> attributes) {
        if (!numbers.startInOrder(rows)) {
            table.traces().order(rows);
        }
        SpanSummary[] spans = new SpanSummary[Math.min(rows.length, spansPerSpanset)];
        for (int i = 0; i < spans.length; i++) {
            spans[i] = span(rows[i]);
        }
        return new Spanset(rows.length, List.of(spans), attributes);
    }

    private SpanSummary span(int row) {
        int count = 0;
        int event = readsEvents ? firstNested(AttributeScope.EVENT, row) : -1;
        int link = readsLinks ? firstNested(AttributeScope.LINK, row) : -1;
        for (Listed field : listed) {
            AttributeValue value = printed(field, row, event, link);
            if (value != null) {
                attributes[count++] = new Attribute(field.key(), value);
            }
        }
        int at = numbers.positionOf(row);
        return new SpanSummary(
                numbers.spanId(at),
                listedName(row),
                numbers.startEpochNanos(at),
                numbers.durationNanos(at),
                List.of(count == attributes.length ? attributes : Arrays.copyOf(attributes, count)));
    }

    /// The span's name if the query speaks of it; as with any field, if a condition lets it pass.
    private @Nullable String listedName(int row) {
        if (listedNames == null || !(names.value(row) instanceof AttributeValue.Text(String text))) {
            return null;
        }
        return listedNames.test(new Value.Text(text)) ? text : null;
    }

    /// The first event (link) that met the conditions on events (links), else the first of the span.
    private int firstNested(AttributeScope scope, int row) {
        NestedTable nested = table.nested(scope);
        int first = NestedRows.first(nested, row);
        if (first < 0) {
            return -1;
        }
        for (NestedFilter filter : nestedFilters) {
            if (filter.scope() == scope) {
                int met = filter.firstMet(table, row, first);
                if (met >= 0) {
                    return met;
                }
            }
        }
        return first;
    }

    private static @Nullable AttributeValue printed(Listed field, int row, int event, int link) {
        Value value = field.reader().at(row, event, link);
        if (value == Value.NIL) {
            boolean absent = field.absence() && !field.reader().isKeyPresent(row, event, link);
            return absent ? new AttributeValue.Text("nil") : null;
        }
        if (value instanceof Value.Array(List<Value> elements)) {
            List<Value> listed = elements.stream().filter(field.values()).toList();
            return switch (listed.size()) {
                case 0 -> null;
                case 1 -> printed(listed.getFirst());
                default -> printed(new Value.Array(listed));
            };
        }
        return field.values().test(value) ? printed(value) : null;
    }

    static AttributeValue printed(Value value) {
        return switch (value) {
            case Value.Text(String text) -> new AttributeValue.Text(text);
            case Value.Int(long number) -> new AttributeValue.Int(number);
            case Value.Real(double number) -> new AttributeValue.Real(number);
            case Value.Bool(boolean flag) -> new AttributeValue.Bool(flag);
            case Value.Duration(long nanos) -> new AttributeValue.Text(GoDuration.text(nanos));
            case Value.Status(int code) -> new AttributeValue.Text(word(STATUS_WORDS, code));
            case Value.Kind(int code) -> new AttributeValue.Text(word(KIND_WORDS, code));
            case Value.Array(List<Value> values) ->
                new AttributeValue.Many(
                        values.stream().map(SummaryWriter::printed).toList());
            case Value.Nil _ -> new AttributeValue.Text("nil");
        };
    }

    /// A number OTLP does not define prints as the first word's meaning would: it is not one of the others.
    private static String word(String[] words, int code) {
        return code >= 0 && code < words.length ? words[code] : words[0];
    }
}
