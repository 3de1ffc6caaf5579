package dev.vivace.query.diff;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Span;
import dev.vivace.model.diff.SpanChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What differs between two spans apart from ids and times of day; links are not compared. Stateless.
final class SpanComparison {

    private SpanComparison() {}

    static List<SpanChange> of(Span before, Span after) {
        List<SpanChange> changes = new ArrayList<>();
        field("kind", before.kind(), after.kind(), changes);
        field("duration_nanos", before.durationNanos(), after.durationNanos(), changes);
        field("status_code", before.statusCode(), after.statusCode(), changes);
        text("status_message", before.statusMessage(), after.statusMessage(), changes);
        text("scope_name", before.scope().name(), after.scope().name(), changes);
        text("scope_version", before.scope().version(), after.scope().version(), changes);
        attributes(
                AttributeScope.RESOURCE,
                before.resource().attributes(),
                after.resource().attributes(),
                changes);
        attributes(
                AttributeScope.INSTRUMENTATION,
                before.scope().attributes(),
                after.scope().attributes(),
                changes);
        attributes(AttributeScope.SPAN, before.attributes(), after.attributes(), changes);
        events(before.events(), after.events(), changes);
        return changes;
    }

    private static void field(String name, long before, long after, List<SpanChange> into) {
        if (before != after) {
            into.add(new SpanChange(
                    new SpanChange.Field(name), new AttributeValue.Int(before), new AttributeValue.Int(after)));
        }
    }

    private static void text(String name, String before, String after, List<SpanChange> into) {
        if (!before.equals(after)) {
            into.add(new SpanChange(
                    new SpanChange.Field(name),
                    before.isEmpty() ? null : new AttributeValue.Text(before),
                    after.isEmpty() ? null : new AttributeValue.Text(after)));
        }
    }

    private static void attributes(
            AttributeScope scope, List<Attribute> before, List<Attribute> after, List<SpanChange> into) {
        Map<String, AttributeValue> first = byKey(before);
        Map<String, AttributeValue> second = byKey(after);
        Set<String> keys = new LinkedHashSet<>(first.keySet());
        keys.addAll(second.keySet());
        for (String key : keys) {
            @Nullable AttributeValue was = first.get(key);
            @Nullable AttributeValue is = second.get(key);
            if (!Objects.equals(was, is)) {
                into.add(new SpanChange(new SpanChange.OfAttribute(scope, key), was, is));
            }
        }
    }

    private static Map<String, AttributeValue> byKey(List<Attribute> attributes) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        attributes.forEach(attribute -> values.put(attribute.key(), attribute.value()));
        return values;
    }

    /// Events of one name match in their order.
    private static void events(List<Event> before, List<Event> after, List<SpanChange> into) {
        Map<String, List<Event>> first = byName(before);
        Map<String, List<Event>> second = byName(after);
        Set<String> names = new LinkedHashSet<>(first.keySet());
        names.addAll(second.keySet());
        for (String name : names) {
            List<Event> was = first.getOrDefault(name, List.of());
            List<Event> is = second.getOrDefault(name, List.of());
            for (int i = 0; i < Math.max(was.size(), is.size()); i++) {
                @Nullable AttributeValue one = i < was.size() ? value(was.get(i)) : null;
                @Nullable AttributeValue other = i < is.size() ? value(is.get(i)) : null;
                if (!Objects.equals(one, other)) {
                    into.add(new SpanChange(new SpanChange.OfEvent(name), one, other));
                }
            }
        }
    }

    private static Map<String, List<Event>> byName(List<Event> events) {
        Map<String, List<Event>> byName = new LinkedHashMap<>();
        events.forEach(event ->
                byName.computeIfAbsent(event.name(), _ -> new ArrayList<>()).add(event));
        return byName;
    }

    private static AttributeValue value(Event event) {
        return new AttributeValue.Fields(event.attributes());
    }
}
