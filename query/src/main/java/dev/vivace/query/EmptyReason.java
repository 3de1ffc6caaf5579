package dev.vivace.query;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.TimeRange;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Says why a search found nothing, as far as names and times can tell: cheap questions, asked only then.
final class EmptyReason {

    private EmptyReason() {}

    static @Nullable String of(Query query, SpanSource source, TimeRange range, int tablesInRange) throws IOException {
        List<SpanSource.TableRef> tables = source.tables(TimeRange.ALL);
        if (tables.isEmpty()) {
            return "no spans have arrived yet";
        }
        if (tablesInRange == 0) {
            return "no trace overlaps the time range; there are " + tables.size()
                    + " tables of spans outside it: widen start and end";
        }
        Map<AttributeScope, Set<String>> keys = new EnumMap<>(AttributeScope.class);
        for (AttributeScope scope : AttributeScope.values()) {
            keys.put(scope, new TreeSet<>());
        }
        for (SpanSource.TableRef ref : source.tables(range)) {
            SpanTable table = ref.open();
            keys.forEach((scope, known) -> table.attributeKeys(scope).forEach(known::add));
        }
        for (Expression.Field field : Fields.mentioned(query)) {
            if (field instanceof AttributeField(FieldScope scope, String name) && !isKnown(scope, name, keys)) {
                return missing(field, scope, name, keys);
            }
        }
        return null;
    }

    private static boolean isKnown(FieldScope scope, String name, Map<AttributeScope, Set<String>> keys) {
        return levels(scope).stream().anyMatch(level -> known(keys, level).contains(name));
    }

    private static Set<String> known(Map<AttributeScope, Set<String>> keys, AttributeScope level) {
        return keys.getOrDefault(level, Set.of());
    }

    private static List<AttributeScope> levels(FieldScope scope) {
        return switch (scope) {
            case SPAN -> List.of(AttributeScope.SPAN);
            case RESOURCE -> List.of(AttributeScope.RESOURCE);
            case INSTRUMENTATION -> List.of(AttributeScope.INSTRUMENTATION);
            case EVENT -> List.of(AttributeScope.EVENT);
            case LINK -> List.of(AttributeScope.LINK);
            case UNSCOPED, PARENT, PARENT_SPAN, PARENT_RESOURCE ->
                List.of(AttributeScope.SPAN, AttributeScope.RESOURCE);
        };
    }

    private static String missing(
            Expression.Field field, FieldScope scope, String name, Map<AttributeScope, Set<String>> keys) {
        String text = "no span in the time range has the attribute " + Canonical.field(field);
        for (AttributeScope level : AttributeScope.values()) {
            if (!levels(scope).contains(level) && known(keys, level).contains(name)) {
                return text + "; it is an attribute of the " + level.word() + ": " + level.word() + "." + name;
            }
        }
        String nearest = null;
        int best = Math.max(2, name.length() / 3) + 1;
        for (AttributeScope level : AttributeScope.values()) {
            for (String key : known(keys, level)) {
                int distance = EditDistance.between(name, key, best);
                if (distance < best) {
                    best = distance;
                    nearest = level.word() + "." + key;
                }
            }
        }
        return nearest == null ? text : text + " (did you mean " + nearest + "?)";
    }
}
