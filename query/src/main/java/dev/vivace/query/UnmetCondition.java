package dev.vivace.query;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.TimeRange;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says what is the matter with a condition that no span meets: an attribute nobody sends, a pattern where
/// a value is
/// expected, a value of another type, a value nobody has.
final class UnmetCondition {

    /// Values among which the nearest is looked for.
    private static final int MAX_VALUES = 20_000;

    private final Expression condition;
    private final SpanSource source;
    private final TimeRange range;
    private final Probe probe;

    /// Tries another condition.
    interface Probe {
        boolean isMet(Expression condition) throws IOException;
    }

    private UnmetCondition(Expression condition, SpanSource source, TimeRange range, Probe probe) {
        this.condition = condition;
        this.source = source;
        this.range = range;
        this.probe = probe;
    }

    static String words(Expression condition, SpanSource source, TimeRange range, Probe probe) throws IOException {
        UnmetCondition unmet = new UnmetCondition(condition, source, range, probe);
        String unknown = unmet.unknownAttribute();
        if (unknown != null) {
            return unknown;
        }
        String remedy =
                condition instanceof Binary(Expression.Field field, Operator operator, Constant(Literal literal))
                        ? unmet.remedy(field, operator, literal)
                        : null;
        String problem = "no span in the time range meets " + Canonical.text(condition);
        return remedy == null ? problem : problem + ": " + remedy;
    }

    private @Nullable String unknownAttribute() throws IOException {
        Map<AttributeScope, Set<String>> keys = new EnumMap<>(AttributeScope.class);
        for (AttributeScope scope : AttributeScope.values()) {
            keys.put(scope, new TreeSet<>());
        }
        for (SpanSource.TableRef ref : source.tables(range)) {
            SpanTable table = ref.open();
            keys.forEach((scope, known) -> table.attributeKeys(scope).forEach(known::add));
        }
        for (Expression.Field field : Fields.mentioned(condition)) {
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
        String intrinsic = intrinsic(name);
        if (intrinsic != null) {
            return text + "; what every span has by itself is written without a dot or scope: " + intrinsic;
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

    private static @Nullable String intrinsic(String name) {
        try {
            return TraceQl.parseField(name) instanceof IntrinsicField field ? Canonical.field(field) : null;
        } catch (TraceQlException _) {
            return null;
        }
    }

    private @Nullable String remedy(Expression.Field field, Operator operator, Literal literal) throws IOException {
        if (literal instanceof Literal.Text(String text)) {
            return switch (operator) {
                case EQUAL -> ofText(field, text);
                case MATCHES -> unanchored(field, text);
                default -> null;
            };
        }
        return literal instanceof Literal.Bool && operator == Operator.EQUAL
                ? tried(field, operator, new Literal.Text(Canonical.literal(literal)), "its values are strings")
                : ofNumber(field, operator, literal);
    }

    private @Nullable String ofText(Expression.Field field, String text) throws IOException {
        if (text.contains("*")) {
            String regex = glob(text);
            String found =
                    tried(field, Operator.MATCHES, new Literal.Text(regex), "= compares exactly, * is no pattern");
            if (found != null) {
                return found;
            }
        }
        Literal typed = typed(text);
        if (typed != null) {
            String found = tried(
                    field,
                    Operator.EQUAL,
                    typed,
                    typed instanceof Literal.Bool ? "its values are booleans" : "its values are numbers");
            if (found != null) {
                return found;
            }
        }
        return nearestValue(field, text);
    }

    private @Nullable String ofNumber(Expression.Field field, Operator operator, Literal literal) throws IOException {
        if (!(field instanceof AttributeField) || operator != Operator.EQUAL) {
            return null;
        }
        return tried(field, operator, new Literal.Text(Canonical.literal(literal)), "its values are strings");
    }

    private @Nullable String unanchored(Expression.Field field, String regex) throws IOException {
        return tried(
                field,
                Operator.MATCHES,
                new Literal.Text(".*(" + regex + ").*"),
                "a regular expression has to match the whole value");
    }

    /// The remedy, if that is one.
    private @Nullable String tried(Expression.Field field, Operator operator, Literal literal, String because)
            throws IOException {
        Expression instead = new Binary(field, operator, new Constant(literal));
        return probe.isMet(instead) ? because + "; write " + Canonical.text(instead) : null;
    }

    private @Nullable String nearestValue(Expression.Field field, String text) throws IOException {
        List<TagValuesAnswer.TagValue> values =
                TagValues.collect(source, new TagValuesRequest(field, "", range, MAX_VALUES));
        String nearest = null;
        int best = Math.max(2, text.length() / 3) + 1;
        String folded = text.toLowerCase(Locale.ROOT);
        for (TagValuesAnswer.TagValue value : values) {
            if (value.type().equals("string")) {
                int distance = EditDistance.between(folded, value.text().toLowerCase(Locale.ROOT), best);
                if (distance < best) {
                    best = distance;
                    nearest = value.text();
                }
            }
        }
        return nearest == null ? null : "did you mean " + Canonical.literal(new Literal.Text(nearest)) + "?";
    }

    private static String glob(String text) {
        return Arrays.stream(text.split("\\*", -1)).map(UnmetCondition::quoted).collect(Collectors.joining(".*"));
    }

    private static String quoted(String text) {
        return Pattern.compile("[^A-Za-z0-9_ /:-]").matcher(text).replaceAll("\\\\$0");
    }

    private static @Nullable Literal typed(String text) {
        if (text.equals("true") || text.equals("false")) {
            return new Literal.Bool(text.equals("true"));
        }
        if (text.matches("-?[0-9]{1,18}")) {
            return new Literal.Int(Long.parseLong(text));
        }
        return text.matches("-?[0-9]{1,18}\\.[0-9]{1,18}") ? new Literal.Real(Double.parseDouble(text)) : null;
    }
}
