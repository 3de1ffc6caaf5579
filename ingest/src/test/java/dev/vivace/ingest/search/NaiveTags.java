package dev.vivace.ingest.search;

import dev.vivace.ingest.search.NaiveExpression.Attr;
import dev.vivace.ingest.search.NaiveExpression.Intrinsic;
import dev.vivace.ingest.search.NaiveExpression.Joined;
import dev.vivace.ingest.search.NaiveExpression.Not;
import dev.vivace.ingest.search.NaiveExpression.Place;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Link;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which names and values of attributes occur on the spans that meet a condition, looked up span by span. Of events and
/// links those count that meet what the condition's chain of `&&` says of them.
///
/// @param condition null for all spans
/// @param range of which traces must have a part
public record NaiveTags(NaiveSearch data, @Nullable NaiveExpression condition, TimeRange range) {

    private static final List<String> NAMED = List.of(
            "name",
            "statusMessage",
            "instrumentation:name",
            "instrumentation:version",
            "rootName",
            "rootServiceName",
            "event:name");

    private record Found(NaiveTrace trace, Span span, List<Event> events, List<Link> links) {
        List<List<Attribute>> at(AttributeScope scope) {
            return switch (scope) {
                case RESOURCE -> List.of(span.resource().attributes());
                case INSTRUMENTATION -> List.of(span.scope().attributes());
                case SPAN -> List.of(span.attributes());
                case EVENT -> events.stream().map(Event::attributes).toList();
                case LINK -> links.stream().map(Link::attributes).toList();
            };
        }
    }

    private List<Found> found() {
        List<Found> result = new ArrayList<>();
        for (NaiveTrace trace : data.newestFirst) {
            if (trace.start() > range.endEpochNanos() || trace.end() < range.startEpochNanos()) {
                continue;
            }
            for (Span span : trace.spans) {
                if (condition == null || NaiveExpression.holds(condition, trace, span)) {
                    result.add(new Found(
                            trace,
                            span,
                            span.events().stream()
                                    .filter(it -> meets("event", new Place(trace, span, it, null)))
                                    .toList(),
                            span.links().stream()
                                    .filter(it -> meets("link", new Place(trace, span, null, it)))
                                    .toList()));
                }
            }
        }
        return result;
    }

    private boolean meets(String level, Place place) {
        List<NaiveExpression> chain = new ArrayList<>();
        if (condition != null) {
            NaiveExpression.flatten(condition, chain);
        }
        return chain.stream()
                .filter(member -> !(member instanceof Joined))
                .filter(member ->
                        !(member instanceof Not(NaiveExpression operand) && NaiveExpression.isCondition(operand)))
                .filter(member -> NaiveExpression.mentions(member, level))
                .allMatch(member -> Boolean.TRUE.equals(member.at(place)));
    }

    /// By scope, none without names; at most so many of a scope, 0 for all.
    public SortedMap<AttributeScope, SortedSet<String>> names(@Nullable AttributeScope only, int limit) {
        SortedMap<AttributeScope, SortedSet<String>> result = new TreeMap<>();
        for (AttributeScope scope : AttributeScope.values()) {
            SortedSet<String> keys = new TreeSet<>();
            found().forEach(found ->
                    found.at(scope).forEach(attributes -> attributes.forEach(it -> keys.add(it.key()))));
            while (limit > 0 && keys.size() > limit) {
                keys.removeLast();
            }
            if (!keys.isEmpty() && (only == null || only == scope)) {
                result.put(scope, keys);
            }
        }
        return result;
    }

    /// As `type: text`, in order; at most so many, 0 for all.
    public List<String> values(NaiveExpression field, int limit) {
        SortedMap<String, SortedSet<String>> result = new TreeMap<>();
        switch (field) {
            case Intrinsic(String name) -> intrinsic(name).forEach(text -> add(new AttributeValue.Text(text), result));
            case Attr(String scope, String key) -> {
                for (Found found : found()) {
                    List<AttributeScope> scopes = scope.isEmpty()
                            ? List.of(AttributeScope.SPAN, AttributeScope.RESOURCE)
                            : List.of(AttributeScope.valueOf(scope.toUpperCase(Locale.ROOT)));
                    scopes.forEach(it -> found.at(it).forEach(attributes -> attributes(attributes, it, key, result)));
                }
            }
            default -> throw new IllegalArgumentException(field.text());
        }
        return result.entrySet().stream()
                .flatMap(ofType -> ofType.getValue().stream().map(text -> ofType.getKey() + ": " + text))
                .limit(limit == 0 ? Long.MAX_VALUE : limit)
                .toList();
    }

    private List<String> intrinsic(String name) {
        List<String> result = new ArrayList<>();
        for (Found found : NAMED.contains(name) ? found() : List.<Found>of()) {
            switch (name) {
                case "event:name" -> found.events().forEach(event -> result.add(event.name()));
                case "rootName", "rootServiceName" -> {
                    if (found.trace().root() != null) {
                        result.add(
                                name.equals("rootName")
                                        ? found.trace().rootName()
                                        : found.trace().rootService());
                    }
                }
                default -> {
                    Object value = found.trace().intrinsic(name, new Place(found.trace(), found.span(), null, null));
                    result.add(String.valueOf(value));
                }
            }
        }
        return result;
    }

    /// A resource without service name has the empty one.
    private static void attributes(
            List<Attribute> attributes, AttributeScope scope, String key, SortedMap<String, SortedSet<String>> into) {
        boolean missing = true;
        for (Attribute attribute : attributes) {
            if (attribute.key().equals(key)) {
                add(attribute.value(), into);
                missing = false;
            }
        }
        if (missing && scope == AttributeScope.RESOURCE && key.equals("service.name")) {
            add(new AttributeValue.Text(""), into);
        }
    }

    private static void add(AttributeValue value, SortedMap<String, SortedSet<String>> into) {
        switch (value) {
            case AttributeValue.Text(String text) -> add("string", text, into);
            case AttributeValue.Int(long number) -> add("int", Long.toString(number), into);
            case AttributeValue.Real(double number) -> add("float", Double.toString(number), into);
            case AttributeValue.Bool(boolean flag) -> add("bool", Boolean.toString(flag), into);
            case AttributeValue.Many(List<AttributeValue> elements) -> elements.forEach(it -> add(it, into));
            default -> {}
        }
    }

    private static void add(String type, String text, SortedMap<String, SortedSet<String>> into) {
        into.computeIfAbsent(type, _ -> new TreeSet<>()).add(text);
    }
}
